"""These inputs are bodies that inflate: gzip, deflate, brotli and zstd, nested, cut, damaged or wrongly declared."""

import gzip
import zlib
from collections.abc import Callable
from random import Random

import brotli
import zstandard

from tests.fuzz.classes.prose import page, paragraphs
from tests.fuzz.inputs import Input, Kind


def _deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "deflate": _deflate,
    "br": lambda body: brotli.compress(body, quality=4),
    "zstd": lambda body: zstandard.compress(body, 3),
}
_MEGABYTE = 2**20


def make(random: Random, number: int) -> Input:
    body = _content(random, number)
    names = random.choices(list(_PACKERS), k=random.choice((1, 1, 1, 2, 2, 3, 4)))
    for name in names:
        body = _PACKERS[name](body)
    declared = random.choice((", ".join(names), ", ".join(reversed(names)), None, *_PACKERS, "identity", "x-gzip, br"))
    return Input(body=_damaged(random, body), content_encoding=declared, note="+".join(names))


def _content(random: Random, number: int) -> bytes:
    if number % 40 == 0:
        return bytes(random.choice((19, 21, 200)) * _MEGABYTE)
    if number % 40 == 1:
        return page("".join(paragraphs(random)) * random.choice((100, 20_000)))
    if number % 40 == 2:
        part = _PACKERS[random.choice(("gzip", "zstd"))](random.choice((b"", b"a", b"<p>words</p>")))
        return part * random.choice((10, 63, 64, 65, 100_000))
    return page("".join(paragraphs(random)))


def _damaged(random: Random, body: bytes) -> bytes:
    match random.randrange(6):
        case 0:
            return body[: random.randrange(len(body) + 1)]
        case 1:
            return body + random.randbytes(random.randrange(100))
        case 2:
            flipped = bytearray(body)
            for _ in range(random.randrange(1, 8)):
                flipped[random.randrange(len(flipped))] ^= 1 << random.randrange(8)
            return bytes(flipped)
        case 3:
            return body * random.randrange(1, 4)
    return body


KIND = Kind(name="compressed", make=make, share=12)
