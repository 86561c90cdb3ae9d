"""A 64-bit simhash: near-equal texts get fingerprints that differ in few bits.

Charikar, "Similarity estimation techniques from rounding algorithms" (2002); features are three-word shingles.
"""

import hashlib
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
#: Odd multipliers that tell the places of a shingle's words apart, and a mixer of all bits (Steele, Lea and Flood,
#: "Fast splittable pseudorandom number generators", 2014: the constants of SplitMix64).
_PLACES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


def simhash(text: str) -> str:
    """The fingerprint of a text as 16 hex digits; empty for a text without words."""
    words = _WORD.findall(text.casefold())
    if not words:
        return ""
    digests = np.fromiter(map(_digest, words), dtype=np.uint64, count=len(words))
    digests = np.concatenate([digests, digests[-1:], digests[-1:]]) if len(words) < len(_PLACES) else digests
    count = len(digests) - len(_PLACES) + 1
    first, second, third = (digests[place : place + count] * factor for place, factor in enumerate(_PLACES))
    mixed = _mixed(first + second + third).astype(">u8")
    bits = np.unpackbits(mixed.view(np.uint8)).reshape(-1, 64)
    return np.packbits(bits.sum(axis=0) * 2 > len(bits)).tobytes().hex()


@lru_cache(maxsize=65536)
def _digest(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of each value spread over all of its bits."""
    for shift, factor in zip(_SHIFTS, (*_PLACES[1:], np.uint64(1)), strict=True):
        values = (values ^ (values >> shift)) * factor
    return values
