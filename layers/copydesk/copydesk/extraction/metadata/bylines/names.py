"""This module recognises names of people, and removes the degrees and jobs after them."""

import re
from functools import cache

from copydesk.extraction.metadata.bylines.given_names import GIVEN

_DEGREE = re.compile(
    r"(?:,?\s+|^)(?:[A-Z]{2,6}(?:-[A-Z]{1,4})?|Ph\.?\s?D\.?|M\.?\s?D\.?|M\.?S\.?c?\.?|B\.?S\.?c?\.?|Psy\.?D\.?|"
    r"Ed\.?D\.?|R\.?N\.?|J\.?D\.?|Esq\.?|"
    r"LCSW|PharmD|DrPH|Jr\.?(?=,))(?=,|\s*$)"
)
#: Capitals after a name that are part of it.
_NUMERALS = frozenset({"II", "III", "IV"})
_ROLE = re.compile(
    r"[\d:]|https?:|www\.|@|\b(?:administrator|editor(?:s|ial)?|desk|reporter|correspondent|guest|author|"
    r"contributor|read more|share|"
    r"comments?|follow|subscribe|view|photos?|update[ds]?|unknown|anonymous|director|manager|officer|president|"
    r"written|posted|bio|"
    r"profile|articles?|posts?|about|more|newsletter|news|by|min|minutes|learn)\b",
    re.IGNORECASE,
)
#: Words that begin a job and that no reader takes for a second surname.
_ROLE_WORDS = frozenset(
    "writer writers senior contributing freelance founder cofounder co-founder ceo cto expert specialist consultant"
    " columnist journalist producer strategist analyst attorney dietitian nutritionist educator educators winemaker"
    " former associate assistant managing executive redakteur redakteurin chefredakteur"
    " chefredakteurin korrespondent korrespondentin journalistin volontär volontärin herausgeber periodista redactor"
    " redactora rédacteur rédactrice journaliste giornalista alle certified licensed registered".split()
)
#: Words that begin a job but are surnames as well, or end a declared name as in "Example staff reporter".
_ROLE_BEGINNINGS = _ROLE_WORDS | frozenset(
    "head chief lead special trial editor reporter correspondent contributor author director manager officer staff"
    " muhabiri yazarı".split()
)
#: Words that name nobody: labels of forms, comments and pictures; and days, months and menus if they are alone.
_NO_NAMES = frozenset(
    "name datum email website kommentar says sagt said dice zur innen güncelleme güncellenme yayınlanma aktualisiert"
    " published posted veröffentlicht publiziert fotos"
    " foto photo photos quelle illustration symbolbild privacy policy watch live print cookies login".split()
)
_ALONE_NO_NAMES = frozenset(
    "jan feb mar apr may jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun monday tuesday wednesday thursday"
    " friday saturday sunday january february march april june july august september october november december archiv"
    " date sign in log top link people print watch live privacy policy terms of use service save listen email home menu"
    " search login register advertisement anzeige drucken imprimer imprimir stampa yazdır".split()
)
#: News agencies, which are the authors of what they sent. Their letters are no degree, and their name is no account.
AGENCIES = frozenset(
    "afp ap apa dpa sid epd kna ansa efe reuters tass upi pa ntb tt ritzau lusa belga anp pap ctk čtk mti sda"
    " keystone-sda ats aap pti ians xinhua kyodo jiji yonhap bloomberg dpa-afx afx apa/ap ap/dpa dpa/ap".split()
)
#: Words in the names of papers, companies and bodies. Some are surnames too.
_ORGANISATIONS = frozenset(
    "tribune times post press news newspaper newspapers media journal gazette herald magazine radio tv television"
    " network agency agencies agenturen agencias agences staff team desk newsroom editors redaktion redacción redação"
    " rédaction redazione redactie toimitus toimetus redakcja redakce inc ltd llc gmbh corp corporation group"
    " foundation institute university universität université universidad college school department ministry council"
    " committee association society center centre bureau office company studio studios productions publishing"
    " publications online digital blog podcast today weekly daily chronicle observer telegraph guardian broadcasting"
    " service services wire associated agence agencia agenzia ajansı ajans zeitung nachrichten verlag presse"
    " anzeiger tageblatt"
    " rundschau diario periódico noticias giornale dagblad krant avis tidning international communications project"
    " initiative content permalink edition moderator sponsored".split()
)
#: The first and last words of places that are written as people's names are.
_PLACE_FIRST = frozenset(
    "new los las san santa são sao saint st st. north south east west northern southern eastern western upper lower"
    " cape port fort hong tel abu buenos el united den bad".split()
)
_PLACE_LAST = frozenset(
    "city county island islands beach bay river falls springs valley d.c. dc kong aires york angeles delhi".split()
)
#: Articles. A name of two words that begins with one is a paper's: `Le Figaro`.
_ARTICLES = frozenset("the der die das le la les el los il de het".split())
_ENDS_IN_LETTER = re.compile(r"(?:\b\w|\b[JS]r)\.$")
_WORD = re.compile(r"[^\W\d_][\w.'’‘`´-]*")
#: Words of names that begin with a small letter.
_PARTICLES = frozenset(
    "de da do dos das du del della di la le van von der den ter ten zu af av bin ibn bint ben y e i al el und".split()
)
_SMALL_PREFIX = re.compile(r"(?:al|el|d|l|an|ar|as|at|ash)[-'’]\w", re.IGNORECASE)
_HAN = "\u4e00-\u9fff々"
_KANA = "\u3040-\u30ff"
#: The first character of kana, Han and Hangul.
_FIRST_UNSPACED = "\u3040"
#: Endings of the names of papers and offices in these scripts.
_UNSPACED_BODY = re.compile("(?:报|報|网|網|社|台|局|部|新闻|新聞|编辑|編輯|통신|신문|뉴스|일보|편집부)$")
#: The commonest Chinese surnames. Names with one of these before each, and spaces between them, are of several people.
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭肖蕭蔡潘田董袁于余叶葉"
    "蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鍾姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱方侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴"
)
#: Words that cannot end a name; capitals after one are an agency's and not a degree.
_OPEN_END = re.compile(r"\b(?:et|und|and|of|the|for|de|y|\w\.?)$")
_MOST_WORDS = 6


def is_person(text: str) -> bool:
    """Returns whether a text is written as a full name: first name and surname, each with a capital.

    In scripts without capitals the number of words or of characters decides.
    """
    return _has_form(text) and is_name(text)


def _has_form(text: str) -> bool:
    if text[:1] >= _FIRST_UNSPACED and _unspaced().fullmatch(text):
        return _UNSPACED_BODY.search(text) is None
    words = text.split()
    if not 1 < len(words) <= _MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        return False
    inner = (word for word in words[1:-1] if word.lower() not in _PARTICLES)
    return len(words[-1]) > 1 and all(map(_is_capitalised, (words[0], *inner, words[-1])))


@cache
def _unspaced() -> re.Pattern[str]:
    """Returns the pattern of Chinese, Japanese and Korean names; a point separates the parts of foreign ones."""
    either = f"[{_HAN}{_KANA}]"
    return re.compile(
        rf"[{_HAN}]{{2,5}}|[{_HAN}]{{1,3}}\s?{either}{{1,4}}|{either}{{1,10}}(?:[・·]{either}{{1,10}}){{1,3}}"
        r"|[가-힣]{2,4}|[가-힣]{1,2}\s[가-힣]{1,3}"
    )


def _is_capitalised(word: str) -> bool:
    return not word[0].islower() or _SMALL_PREFIX.match(word) is not None


def apart(text: str) -> list[str]:
    """Returns each of several Chinese names side by side, or the text as it is.

    >>> apart("林远 周文"), apart("田中 健一")
    (['林远', '周文'], ['田中 健一'])
    """
    return text.split() if text[:1] >= _FIRST_UNSPACED and _several().fullmatch(text) else [text]


@cache
def _several() -> re.Pattern[str]:
    """Returns the pattern of two or more Chinese names with spaces between them."""
    name = f"[{_SURNAMES}][{_HAN}]{{1,2}}"
    return re.compile(rf"{name}(?:\s+{name})+")


def is_human(text: str) -> bool:
    """Returns whether a text is written as a person's name, with no word of a paper, body or place."""
    return is_person(text) and not is_impersonal(text)


def begins_with_given_name(text: str) -> bool:
    """Returns whether a name begins with a common given name, even before a hyphen, which tells it from a title."""
    return text.partition(" ")[0].partition("-")[0] in GIVEN


def is_menu_word(text: str) -> bool:
    """Returns whether a text has only words of menus and forms: `Privacy Policy`, `Print`."""
    return {word.lower().strip(".*:") for word in text.split()} <= _ALONE_NO_NAMES


def is_impersonal(text: str) -> bool:
    """Returns whether the words of a name are those of a paper, a body or a place."""
    words = [word.strip(".,") for word in text.lower().split()]
    if not words or text.strip().lower() in AGENCIES or (words[0] in _ARTICLES and len(words) == 2):
        return True
    return bool(set(words) & _ORGANISATIONS) or words[0] in _PLACE_FIRST or words[-1] in _PLACE_LAST


def without_degrees(name: str) -> str:
    """Returns a name without the degrees after it; numerals and surnames in capitals stay.

    >>> without_degrees("Jane Roe MS, RDN"), without_degrees("Joe S."), without_degrees("Jane ROE")
    ('Jane Roe', 'Joe S.', 'Jane ROE')
    """
    if name.strip().lower() in AGENCIES:
        return name.strip()
    plain = _trimmed(_DEGREE.sub(_unless_of_name, name))
    if (name.isupper() and len(name) > 6) or _OPEN_END.search(plain) or (" " not in plain and "," not in name):
        return _trimmed(name)
    return plain


def _unless_of_name(match: re.Match[str]) -> str:
    return match[0] if match[0].strip(" ,") in _NUMERALS else ""


def _trimmed(name: str) -> str:
    """Returns a name without marks at its ends, except the point after an initial or `Jr.`."""
    name = name.strip(' ,:–-"“”„●•')
    if name.endswith((")", "）")) and not {"(", "（"} & set(name):
        name = name[:-1]
    return name if _ENDS_IN_LETTER.search(name) and " " in name else name.strip(" .,:–-")


def without_role(name: str, *, declared: bool = False) -> str:
    """Returns a name without the job that follows it without a mark.

    >>> without_role("Jane Roe Senior Writer")
    'Jane Roe'
    """
    roles = _ROLE_WORDS if declared else _ROLE_BEGINNINGS
    words = name.split()
    role = next((index for index, word in enumerate(words) if index > 1 and word.lower() in roles), None)
    return " ".join(words[:role])


def is_name(text: str) -> bool:
    """Returns whether a text can be a name of any kind, even one word or an organisation's."""
    words = text.split()
    lowered = {word.lower().strip(".*:") for word in words}
    if not 0 < len(words) <= _MOST_WORDS or not text[0].isalpha() or lowered & _NO_NAMES or lowered <= _ALONE_NO_NAMES:
        return False
    return (len(text) > 2 or not text.isascii()) and not (lowered & _ROLE_WORDS) and not _ROLE.search(text)
