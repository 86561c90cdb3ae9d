"""Every label of the WHATWG Encoding Standard with every sequence of one and of two bytes, and longer ones at random."""

from random import Random

from tests.fuzz.classes.labels import LABELS
from tests.fuzz.classes.prose import page
from tests.fuzz.inputs import Input, Kind

#: Each page of a label holds the two-byte sequences of so many first bytes; the last page all single bytes.
_FIRST_BYTES = 32
_PAGES = 256 // _FIRST_BYTES + 1
_SYSTEMATIC = len(LABELS) * _PAGES
_MARKS = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"+/v8-", b"\x0e")


def make(random: Random, number: int) -> Input:
    if number < _SYSTEMATIC:
        label, part = LABELS[number // _PAGES], number % _PAGES
        return _declared(random, label, _pairs(part) if part < _PAGES - 1 else _singles())
    label = random.choice(LABELS)
    words = b" ".join(random.randbytes(random.randrange(1, 12)) for _ in range(random.randrange(1, 400)))
    return _declared(random, label, words, mark=random.choice(_MARKS), real=random.random() < 0.3)


def _pairs(part: int) -> bytes:
    firsts = range(part * _FIRST_BYTES, (part + 1) * _FIRST_BYTES)
    return b"\n".join(bytes((first, second)) for first in firsts for second in range(256))


def _singles() -> bytes:
    return b" ".join(bytes((value,)) for value in range(256))


def _declared(random: Random, label: str, words: bytes, *, mark: bytes = b"", real: bool = False) -> Input:
    """The bytes in a page that names the label: in its header, in its head, in both, or in neither but its bytes."""
    where = random.randrange(3)
    meta = random.choice((f'<meta charset="{label}">', f'<?xml version="1.0" encoding="{label}"?>')) if where else ""
    body = page(f"{meta}<p>\0</p>")
    if real:
        body = _encoded(body, label)
    return Input(
        body=mark + body.replace(b"\0", words),
        content_type=f"text/html; charset={label}" if where != 1 else None,
        note=label,
    )


def _encoded(body: bytes, label: str) -> bytes:
    try:
        return body.decode().encode(label, "replace")
    except LookupError:
        return body


KIND = Kind(name="charsets", make=make, share=6)
