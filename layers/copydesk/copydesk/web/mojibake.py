"""Repairs UTF-8 that was read as Latin-1 or windows-1252 and encoded again, such as "donâ€™t" for "don’t".

A page is only changed if no other reading is likely. ftfy repairs more kinds of damage, but also what a page shows on
purpose, and takes six megabytes with wcwidth.
"""

import re
from collections.abc import Iterator, Set
from html import unescape

#: The characters of windows-1252 for the bytes 80 to 9F, which are control characters in Latin-1 and occur in no text.
#: HTML reads numeric character references to them in the same way (HTML Living Standard, 13.2.5.84).
_SHOWN = {code: shown for code in range(0x80, 0xA0) if (shown := bytes([code]).decode("cp1252", "ignore"))}
_BYTES = {ord(shown): code for code, shown in _SHOWN.items()}
_CONTROL = re.compile("[\x80-\x9f]")
#: The characters that continuation bytes become, and runs of such characters that form whole sequences in Latin-1.
_TAIL_MARKS = "".join(_SHOWN.values())
_TAIL = "\x80-\xbf" + _TAIL_MARKS
_RUN = re.compile(f"[\xc2-\xf4][{_TAIL}][\xc2-\xf4{_TAIL}]*")
_SEQUENCES = re.compile("(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
#: Sequences of Latin letters, general punctuation, currencies, letter-like signs, emoji and the byte order mark.
_LIKELY = re.compile("[\xc2-\xc5]|\xe2[\x80\x82\x84]|\xf0\x9f|\xef\xbb\xbf")
#: The number of adjacent characters of any script that is no accident.
_FEWEST_IN_ROW = 3
#: The number of control characters in sequences that is no accident. General punctuation is none even once.
_FEWEST_CONTROLS = 3
_PUNCTUATION = re.compile("\xe2[\x80-\x84][\x80-\xbf]")
#: The number of sure characters that is no accident. They are sure if they touch a letter, are in a row or begin with
#: Â. No sign follows Â in any language. Of the first _LOOKED_AT runs, none may be shown on purpose.
_FEWEST_SURE, _LOOKED_AT = 3, 200
_LETTER = re.compile("[A-Za-z]")
#: The characters around a sequence that belong to the same piece of text, and what ends the piece.
_AROUND = 200
_TAG_END = re.compile("[<>]")
_QUOTES = "\"'`([“”‘’«»„"
#: Sequences written as references, as pages do that escape all characters beyond ASCII.
_REFERENCES = re.compile(r"&(?:[aA]circ|Atilde|#226|#19[45]);(?:&(?:#\d{2,4}|[A-Za-z]{2,8});){1,9}")
#: The bytes without one of which a page contains none of this, and the byte that each pattern begins with. `find` takes
#: a twentieth of the time of `re` for one byte, and more time for several.
_SUSPECTED = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xc3", re.compile(rb"\xc3[\x82-\xb4](?:\xc2|[\xc5\xc6\xcb]|\xe2[\x80\x82\x84])")),
    (b"\xef", re.compile(rb"\xef\xbf[\xbe\xbf]")),
    (b"&", re.compile(rb"&(?:[aA]circ|Atilde|#226|#19[45]);&")),
)
#: The most repetitions of the repair. A text that was encoded wrongly twice is decoded twice.
_MOST_TIMES = 3


def is_suspected(page: bytes) -> bool:
    """True if a page in UTF-8 may contain what `repaired` repairs, or U+FFFE or U+FFFF."""
    places = ((page.find(first), pattern) for first, pattern in _SUSPECTED)
    return any(place >= 0 and pattern.search(page, place) for place, pattern in places)


def repaired(text: str) -> str:
    """Returns the intended text if its UTF-8 was read as Latin-1 or windows-1252, once or several times.

    Remaining control characters are read as windows-1252.

    >>> repaired("I\\xe2\\x80\\x99ve seen it\\x85")
    'I’ve seen it…'
    """
    for _ in range(_MOST_TIMES):
        whole = _REFERENCES.sub(lambda found: unescape(found[0]), text)
        after = _mended(whole) if _is_damaged(whole) else text
        if after == text:
            break
        text = after
    return _CONTROL.sub(lambda found: _SHOWN.get(ord(found[0]), found[0]), text)


def _is_damaged(text: str) -> bool:
    if _CONTROL.search(text):
        sequences = (each for run in _RUN.findall(text) for each in _SEQUENCES.findall(run))
        found = sum(len(_CONTROL.findall(each)) for each in sequences)
        if found >= _FEWEST_CONTROLS or _PUNCTUATION.search(text):
            return True
    sure = 0
    for start, end, meant in _likely(text):
        if _is_shown(text, start, end, meant):
            return False
        touches = _LETTER.match(text, start - 1) or _LETTER.match(text, end) or text[start] == "Â"
        sure += len(meant) if touches or len(meant) >= _FEWEST_IN_ROW else 0
    return sure >= _FEWEST_SURE


def _likely(text: str) -> Iterator[tuple[int, int, str]]:
    """Yields the start, end and meaning of the first sequences of a text."""
    for _, run in zip(range(_LOOKED_AT), _RUN.finditer(text), strict=False):
        for start, end, meant in _sequences(run[0]):
            yield run.start() + start, run.start() + end, meant


def _sequences(run: str, leads: Set[str] = frozenset()) -> Iterator[tuple[int, int, str]]:
    """Yields the sequences of a run that are no accident: likely ones, several in a row, or any with one of `leads`."""
    for found in _SEQUENCES.finditer(run.translate(_BYTES)):
        meant = found[0].encode("latin-1").decode("utf-8", "replace")
        is_likely = _LIKELY.match(found[0]) or found[0][0] in leads or _CONTROL.search(run)
        if (is_likely or len(meant) >= _FEWEST_IN_ROW) and "\ufffd" not in meant:
            yield *found.span(), meant


def _is_shown(text: str, start: int, end: int, meant: str) -> bool:
    """True if a page shows a sequence on purpose: in quotation marks, or near the character that it stands for."""
    if text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES:
        return True
    before = _TAG_END.split(text[max(0, start - _AROUND) : start].lstrip(_TAIL_MARKS))[-1]
    after = _TAG_END.split(text[end : end + _AROUND], maxsplit=1)[0]
    return not set(meant).isdisjoint(_RUN.sub("", before + after))


def _mended(text: str) -> str:
    found = ((run[start], meant) for run in _RUN.findall(text) for start, _, meant in _sequences(run))
    leads = frozenset(lead for lead, meant in found if len(meant) >= _FEWEST_IN_ROW)
    return _RUN.sub(lambda found: _mended_run(found[0], leads), text)


def _mended_run(run: str, leads: Set[str]) -> str:
    parts, position = [], 0
    for start, end, meant in _sequences(run, leads):
        parts += [run[position:start], meant]
        position = end
    return "".join([*parts, run[position:]])
