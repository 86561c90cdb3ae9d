"""Who made a picture, as the words under it say: the credit, told from the caption, without its label."""

import re
from collections import deque

#: The longest line that can be one credit, and the most words of one without a label.
_LONGEST_LINE, _MOST_WORDS = 400, 9
#: The longest credit after a label: agencies' own with a place, a licence and an address reach some 120 characters.
_LONGEST_CREDIT = 140
_LABELS = (
    r"photographs?|photographers?|photos?|pictures?|pics?|images?|illustrations?|graphics?|screenshots?|"
    r"fotos?|fotografía|fotografia|fotograf|fotoğraf|fotó|bild(?:er)?|grafik|symbolbild|symbolfoto|archivbild|archivfoto|"
    r"billede|beeld|kuva|kuvat|imagen|imágenes|imagem|imagens|immagine|zdjęcie|zdj|fot|фото|снимок|изображение"
)
_SOURCES = (
    r"source|credits?|courtesy(?: of)?|copyright|quelle|bildquelle|bildnachweis|bildrechte|urheber|fonte|fuente|bron|"
    r"kilde|källa|lähde|zdroj|źródło|kaynak|источник|crédits?|crédito|créditos|crediti|cortesía(?: de)?|droits|autor"
)
#: A label, what may stand beside it ("photo credit", "crédit photo"), and what parts it from the maker's name.
_LABEL = (
    rf"(?:(?:{_SOURCES})[ \u00a0](?:{_LABELS})|(?:{_LABELS})[ \u00a0-]?(?:{_SOURCES})?|{_SOURCES})"
    r"[ \u00a0]?(?::|：|=|\.\.\.|…|©)"
)
_BY = rf"(?:{_LABELS})[ \u00a0](?:by|von|de|via|par|di|av|courtesy(?: of)?)\b|courtesy(?: of)?\b|(?:image|photo) via\b"
#: Signs and abbreviations that need no colon.
_SIGN = r"©|ⓒ|\(c\)|（Ｃ）|(?<![^\W\d_])(?:fot|zdj)\.(?=\s)"
_EAST = r"(?:写真|撮影|提供|出典|图源|图片来源|来源|圖|사진|사진제공|출처)[ 　]?(?::|：|=|／|/)"
_LEADING_LABEL = re.compile(
    rf"^\s*(?:(?:{_LABEL}|{_BY}|{_SIGN}|{_EAST})[\s:]*(?:{_SIGN})?|(?:{_SOURCES})\s(?=[A-Z]))\s*", re.IGNORECASE
)
#: Where a credit begins inside a line: a label with a colon anywhere, one without only after a stop.
_LABELLED = re.compile(
    rf"(?<![^\W\d_]){_LABEL}|(?<=[a-zß])(?:Quelle|Foto|Bild|Photo|Image|Credit)\s?:|{_SIGN}|{_EAST}"
    rf"|(?:^|(?<=[.!?…\"”’),|/–—-])\s?)(?:{_BY})",
    re.IGNORECASE,
)
_LAST_LABEL = re.compile(rf"(?<![^\W\d_])(?:{_LABEL}|{_SIGN})\s?$", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(]\s*(?P<credit>[^\[\]()]{2,120}(?:\([^()]{1,30}\))?[^\[\]()]{0,30})\s*[\])]\s*$")
#: Agencies and picture services; the names of newspapers stand in captions too.
_AGENCY = re.compile(
    r"getty|shutterstock|\bafp\b|reuters|\bap\b|\bap photo\b|\balamy\b|\bepa\b|imago|picture alliance|unsplash|pexels|"
    r"pixabay|istock|\bdpa\b|\bapa\b|\bansa\b|anadolu|\bzuma\b|wikimedia|depositphotos|adobe stock|keystone|\bntb\b|"
    r"scanpix|ritzau|\btass\b|xinhua|\bpa (?:wire|images)\b|\bepa-efe\b|\befe\b|bloomberg via|courtesy of",
    re.IGNORECASE,
)
#: Names that are a credit where brackets hold nothing else.
_IN_BRACKETS = re.compile(r"\bpa\b|press|images?\b|pool|via|archiv|file photo|screenshot|symbolbild", re.IGNORECASE)
#: Words of names that are written small.
_SMALL_WORDS = frozenset("for the of via and de von van da di dpa".split())
_PARTED = re.compile(r"\s(?:[|/–—]|//)\s+(?=[^\W\d_a-z])")
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[^\W\d_a-z])")
_INITIAL = re.compile(r"\W?[^\W\d_]\.$")
_STOPS = (".", "!", "?", "…", ".”", ".’", '."', "?”", ".)", "!”")


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption and the credit at its end.

    >>> split_credit("The border at Rafah [Getty]")
    ('The border at Rafah', 'Getty')
    >>> split_credit("The minister on Monday. Photo: A. Person/AP")
    ('The minister on Monday.', 'A. Person/AP')
    >>> split_credit("The minister in Washington, D.C. A. Person / Getty Images")
    ('The minister in Washington, D.C.', 'A. Person / Getty Images')
    """
    for rule in (_bracketed, _labelled, _trailing, _parted):
        start = rule(text)
        credit = clean_credit(text[start:]) if start is not None else None
        if credit:
            return text[:start].rstrip(" |/–—-\n"), credit
    return text, None


def told_apart(text: str) -> tuple[str | None, str | None]:
    """Caption and credit of all the words under a picture.

    >>> told_apart("A. Person / The Paper")
    (None, 'A. Person / The Paper')
    """
    if _LEADING_LABEL.match(text) and is_all_credit(text):
        return None, clean_credit(text)
    if _is_names_only(text):
        return None, clean_credit(text)
    caption, credit = split_credit(text)
    if credit is None and is_all_credit(text):
        return None, clean_credit(text)
    return caption or None, credit


def without_last_label(text: str) -> str:
    """A caption without the label that its credit, in an element of its own, left behind.

    >>> without_last_label("The bridge at night. Photo:")
    'The bridge at night.'
    """
    bare = text.rstrip(" |/–—-")
    label = _LAST_LABEL.search(bare[-_LONGEST_LINE:])
    return bare[: len(bare) - len(label[0])].rstrip(" |/–—-(") if label else bare


def is_credited(text: str) -> bool:
    """Whether a line of the text ends in a credit, or is nothing but one.

    >>> is_credited("A. Person/Getty Images"), is_credited("The wall on Monday. © dpa"), is_credited("It rained.")
    (True, True, False)
    """
    if len(text) > _LONGEST_LINE:
        return False
    return is_all_credit(text) or any(rule(text) is not None for rule in (_bracketed, _labelled))


def is_all_credit(text: str) -> bool:
    """Whether a line is a credit from end to end: labelled, or a few words that name an agency."""
    if _LEADING_LABEL.match(text):
        return len(text) <= _LONGEST_CREDIT and not _SENTENCE_END.search(_without_initials(text))
    few = len(text.split()) <= _MOST_WORDS and not any(mark in text for mark in ":\n") and text[-1:] not in ".!?"
    return few and _AGENCY.search(text) is not None


def clean_credit(text: str) -> str | None:
    """A credit without its label and brackets.

    >>> clean_credit("[Photo: A. Person/AP]")
    'A. Person/AP'
    """
    bare = text.strip()
    if bare[:1] in "[(" and bare[-1:] in "])":
        bare = bare[1:-1].strip()
    return _LEADING_LABEL.sub("", bare).strip(" .|:–—-") or None


def _names_maker(text: str) -> bool:
    """Whether a few words name an agency, or makers parted by slashes."""
    few = len(text.split()) <= _MOST_WORDS and text[-1:] not in "!?"
    return few and (_AGENCY.search(text) is not None or _is_names_only(text))


def _is_names_only(text: str) -> bool:
    """Whether a line is makers' names parted by slashes, and nothing else."""
    words = text.replace("/", " ").replace("|", " ").split()
    if not 2 <= len(words) <= _MOST_WORDS or not ("/" in text or "|" in text) or text[-1] in ".!?":
        return False
    return all(word[0].isupper() or word[0] in "@&" or word in _SMALL_WORDS for word in words)


def _bracketed(text: str) -> int | None:
    found = _BRACKETED.search(text)
    if not found:
        return None
    inner = found["credit"]
    named = _LEADING_LABEL.match(inner) or _IN_BRACKETS.search(inner) or _names_maker(inner)
    return found.start() if text[found.start()] == "[" or named else None


def _labelled(text: str) -> int | None:
    """Where the last label begins, if what follows it can be a maker's name."""
    last = deque(_LABELLED.finditer(text), maxlen=1)
    if not last:
        return None
    label = last.pop()
    if not 2 <= len(text) - label.end() <= _LONGEST_CREDIT:
        return None
    runs_on = _SENTENCE_END.search(_without_initials(text[label.end() :])) and label[0] not in "©ⓒ"
    return None if runs_on else label.start()


def _parted(text: str) -> int | None:
    """Where a maker begins that a bar, slash or dash parts from the caption."""
    for parted in _PARTED.finditer(text):
        tail = text[parted.end() :]
        few = len(tail.split()) <= _MOST_WORDS and (tail[-1] not in ".!?" or _AGENCY.search(tail))
        if few and (parted[0].strip() in ("|", "/", "//") or _names_maker(tail)):
            return parted.end()
    return None


def _trailing(text: str) -> int | None:
    """Where a maker begins that follows the caption's last sentence."""
    words = text.split(" ")
    for start in range(len(words) - 1, max(0, len(words) - 1 - _MOST_WORDS), -1):
        if words[start - 1].endswith(_STOPS) and not _INITIAL.match(words[start - 1]):
            tail = " ".join(words[start:])
            return len(text) - len(tail) if tail[:1].isupper() and _names_maker(tail) else None
    return None


def _without_initials(text: str) -> str:
    return " ".join(word.replace(".", "") if len(word) < 6 and word[:1].isupper() else word for word in text.split())
