"""This module finds the language of an article from the declared tag and the words and letters of its text."""

import re
from collections import Counter
from collections.abc import Iterable

from copydesk.extraction.metadata.page import Page

_LANGUAGE_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_WORD = re.compile(r"[^\W\d_]+")
#: The texts of the body that are read, and the characters of each.
_TEXTS, _CHARACTERS = 8, 300
#: The fewest words of a text whose language can be found.
_FEWEST_WORDS = 40
#: Running text in one of these languages has at least this share of its words in the list. The next language has at
#: most half as many, except the nearest pairs (Danish and Norwegian, Czech and Slovak).
_SHARE, _CLEARLY = 0.12, 2.0
#: Frequent words of each language that are rare in the others.
_FREQUENT = {
    "en": "the and of to that was with for his is are have this from they were which not has been their it he she",
    "de": "der die das und ist nicht ein eine den von mit sich des auch auf für dem als wird sie im zu hat dass war",
    "fr": "le les des est une dans pour qui sur pas plus par avec au du cette sont ont aux mais été ce il elle nous",
    "es": "el los las del que una por con para más pero como su fue está este han ha sus también y entre desde muy",
    "pt": "o os do da dos das em uma não para com mais foi ao pelo pela são também à mas como ele ela seu sua",
    "it": "il di che è della per non una dei con sono nel gli alla più dal ha anche delle questo ma come si lo al",
    "nl": "het een van en dat niet zijn voor met op aan ook maar door naar bij wordt deze heeft uit hij ze te",
    "sv": "och att det som en är på för med av inte den till har om ett men var sig från också efter vid kan hade",
    "da": "og at det er en til på som af for med ikke den har der et de var jeg han men fra også efter kan blev",
    "no": "og å det er en til på som av for med ikke den har et de var jeg han men fra også etter kan ble",
    "fi": "ja on ei se että oli hän mutta myös kun ovat niin kuin olla joka sen mukaan ole vain nyt",
    "pl": "i w nie na się z do że jest to jak za od przez po ale dla tym są jego już tak które był",
    "cs": "a se na je že v to s z do o ale jako za pro by podle jsem jeho jsou byl které také už když",
    "sk": "a sa na je že v to s z do o ale ako za pre by podľa som jeho sú bol ktoré tiež už keď",
    "hu": "a az és hogy nem is egy volt de meg ez már csak még el vagy mint ki után",
    "ro": "și în de la pe cu nu a este din o că care pentru mai au fost sunt fi al ce sau după",
    "tr": "ve bir bu da de için ile çok olarak daha olan gibi kadar sonra ne ama var en oldu dedi",
    "id": "yang dan di ini itu dengan untuk dari dalam pada tidak akan juga ke oleh karena ada saya telah",
    "vi": "và của là các có được cho trong không một này với những người đã để khi từ đến",
    "hr": "i je u na se da su za od s koji ne što kao će iz bi o ali samo to koje biti nije",
    "ca": "el la de i a que els les per una amb és del no en al més com ha dels són també aquest",
}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {}
for _tag, _words in _FREQUENT.items():
    for _word in _words.split():
        _LANGUAGES_OF[_word] = (*_LANGUAGES_OF.get(_word, ()), _tag)
#: Scripts by the first and last letter of their block, their languages, and the language that the script alone shows.
#: Japanese has kana; all other Han is Chinese.
_SCRIPTS = (
    ("\u0370", "\u03ff", frozenset({"el"}), "el"),
    ("\u0400", "\u04ff", frozenset("ru uk be bg sr mk kk ky mn tg".split()), None),
    ("\u0590", "\u05ff", frozenset({"he", "iw", "yi"}), "he"),
    ("\u0600", "\u06ff", frozenset("ar fa ur ps ckb ku sd ug".split()), None),
    ("\u0900", "\u097f", frozenset("hi mr ne sa kok".split()), None),
    ("\u0980", "\u09ff", frozenset({"bn", "as"}), None),
    ("\u0b80", "\u0bff", frozenset({"ta"}), "ta"),
    ("\u0e00", "\u0e7f", frozenset({"th"}), "th"),
    ("\uac00", "\ud7af", frozenset({"ko"}), "ko"),
    ("\u4e00", "\u9fff", frozenset({"zh", "yue", "ja"}), "zh"),
)
_KANA_FIRST, _KANA_LAST = "\u3040", "\u30ff"
#: One character in this many is examined; the last letter of Unicode's Latin Extended-B block.
_SAMPLE, _LAST_LATIN = 5, "\u024f"
#: At least one of this many letters of Japanese text is kana.
_KANA_SHARE = 20
#: Tags of one language, or of languages that frequent words do not separate.
_SAME = ({"no", "nb", "nn", "da"}, {"hr", "sr", "bs", "sl"}, {"id", "ms"}, {"cs", "sk"}, {"es", "ca", "gl"})


def language(page: Page) -> str | None:
    """Returns the declared BCP 47 tag, unless the text is plainly in another language; without a tag, that language."""
    declared = declared_language(page)
    found = _language_of([page.runs[index].text[:_CHARACTERS] for index in page.text[:_TEXTS]], declared)
    return found or declared


def declared_language(page: Page) -> str | None:
    """Returns the declared tag with the case that RFC 5646 recommends, or None."""
    root = page.tree.root.attributes if page.tree.root else {}
    declared = (
        root.get("lang"),
        root.get("xml:lang"),
        page.article_value("inLanguage"),
        page.meta("og:locale", "content-language", "language"),
    )
    tag = next((each for each in declared if each and _LANGUAGE_TAG.match(each.strip())), None)
    return _recommended_case(tag.strip().replace("_", "-")) if tag else None


def _recommended_case(tag: str) -> str:
    """Returns a tag with language in lower case, script in title case and region in upper case (RFC 5646, 2.1.1).

    >>> _recommended_case("EN-gb")
    'en-GB'
    """
    first, *rest = tag.split("-")
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest]
    return "-".join([first.lower(), *cased])


def _language_of(texts: Iterable[str], declared: str | None) -> str | None:
    """Returns another language than the declared one if the text is plainly in it, else None."""
    text = " ".join(texts)
    main = (declared or "").partition("-")[0]
    script = _script_of(text)
    if script is not None:
        languages, name = script
        return None if main in languages else name
    words = _WORD.findall(text.lower())
    counts = Counter(tag for word in words for tag in _LANGUAGES_OF.get(word, ()))
    if len(words) < _FEWEST_WORDS or not counts:
        return None
    (best, most), *others = counts.most_common()
    alike = next((tags for tags in _SAME if best in tags), {best})
    next_most = max((count for tag, count in others if tag not in alike), default=0)
    if main in alike or most < _SHARE * len(words) or most < _CLEARLY * next_most:
        return None
    return None if counts[main] * _CLEARLY > most or (main and len(alike) > 1) else best


def _script_of(text: str) -> tuple[frozenset[str], str | None] | None:
    """Returns the languages of the script of most letters, and the one that it identifies; None for Latin."""
    if text.isascii():
        return None
    letters = [character for character in text[::_SAMPLE] if character.isalpha()]
    foreign = [character for character in letters if character > _LAST_LATIN]
    if 2 * len(foreign) <= len(letters):
        return None
    if sum(_KANA_FIRST <= character <= _KANA_LAST for character in foreign) * _KANA_SHARE > len(letters):
        return frozenset({"ja"}), "ja"
    scripts = ((each[2:], sum(each[0] <= character <= each[1] for character in foreign)) for each in _SCRIPTS)
    return next((languages for languages, count in scripts if 2 * count > len(foreign)), None)
