"""These inputs hold byte sequences under every label of the WHATWG Encoding Standard.

They hold all sequences of one and of two bytes, and longer random ones.
"""

import codecs
from random import Random

from w3lib.encoding import resolve_encoding

from tests.fuzz.classes.labels import LABELS
from tests.fuzz.classes.prose import page, paragraphs
from tests.fuzz.inputs import Input, Kind

#: Each page of a label has the two-byte sequences of so many first bytes. The last page has all single bytes.
_FIRST_BYTES = 32
_PAGES = 256 // _FIRST_BYTES + 1
_SYSTEMATIC = len(LABELS) * _PAGES
#: Control bytes near the start of a page mark it as a file of another kind. So many paragraphs are longer than that
#: start.
_BEFORE = 20
_MARKS = (b"", b"", b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"+/v8-", b"\x0e")


def make(random: Random, number: int) -> Input:
    if number < _SYSTEMATIC:
        label, part = LABELS[number // _PAGES], number % _PAGES
        return _declared(random, label, _pairs(part) if part < _PAGES - 1 else _singles())
    words = b" ".join(random.randbytes(random.randrange(1, 12)) for _ in range(random.randrange(1, 400)))
    return _declared(random, random.choice(LABELS), words, mark=random.choice(_MARKS))


def _pairs(part: int) -> bytes:
    firsts = range(part * _FIRST_BYTES, (part + 1) * _FIRST_BYTES)
    return b"\n".join(bytes((first, second)) for first in firsts for second in range(256))


def _singles() -> bytes:
    return b" ".join(bytes((value,)) for value in range(256))


def _declared(random: Random, label: str, words: bytes, *, mark: bytes = b"") -> Input:
    """Returns the bytes in a page that names the label in its header, in its head, or in both."""
    where = random.randrange(3)
    meta = random.choice((f'<meta charset="{label}">', f'<?xml version="1.0" encoding="{label}"?>')) if where else ""
    text = page("".join(paragraphs(random, _BEFORE)) + "<p>\0</p>", head=meta).decode()
    before, after = (_encoded(part, label) for part in text.split("\0"))
    return Input(
        body=mark + before + words + after,
        content_type=f"text/html; charset={label}" if where != 1 else None,
        note=label,
    )


def _encoded(text: str, label: str) -> bytes:
    """Returns the text in this encoding, or in ASCII if Python does not have the encoding."""
    try:
        return codecs.encode(text, resolve_encoding(label) or "ascii", "replace")
    except LookupError:
        return codecs.encode(text, "ascii", "replace")


KIND = Kind(name="charsets", make=make, share=22, batch=10)
