"""A 64-bit simhash: near-equal texts get fingerprints that differ in few bits; and keys that near-equal texts share.

Charikar, "Similarity estimation techniques from rounding algorithms" (2002); features are three-word shingles.
"""

import hashlib
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from copydesk.words import units_in

#: Odd multipliers that tell the places of a shingle's words apart, and a mixer of all bits (Steele, Lea and Flood,
#: "Fast splittable pseudorandom number generators", 2014: the constants of SplitMix64).
_PLACES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))

#: Keys of a text, and min-hashes in each. Two texts that share a part s of all their shingles have one key or more in
#: common in 1 - (1 - s²)⁵ of all cases: 0.98 at s = 0.74, which is what an edit of every twentieth word leaves.
_BANDS, _ROWS = 5, 2
_PERMUTATIONS = np.arange(1, _BANDS * _ROWS + 1, dtype=np.uint64)[:, None]
#: Shingles that are taken apart at once: each becomes 64 bytes, and a page can have two millions.
_AT_ONCE = 16_384
#: Longer words (characters) are not kept for the next text: 65,000 of a megabyte each would fill the memory.
_LONGEST_KEPT = 100


def simhash(text: str) -> str:
    """The fingerprint of a text as 16 hex digits; empty for a text without words."""
    shingles = _shingles(text)
    if not len(shingles):
        return ""
    parts = np.array_split(shingles.astype(">u8"), -(-len(shingles) // _AT_ONCE))
    ones = sum(np.unpackbits(part.view(np.uint8)).reshape(-1, 64).sum(axis=0) for part in parts)
    return np.packbits(ones * 2 > len(shingles)).tobytes().hex()


def bits_apart(left: str, right: str) -> int:
    """In how many bits two fingerprints differ.

    >>> bits_apart("00000000000000ff", "000000000000000f")
    4
    """
    return (int(left, 16) ^ int(right, 16)).bit_count()


def shared_keys(text: str) -> tuple[str, ...]:
    """Five keys of 16 hex digits, of which near-equal texts share one at least, and others none.

    Broder, "On the resemblance and containment of documents" (1997): the least value of a permutation of shingles is
    the same for two texts as often as they share shingles. One alone any common phrase has; two together few.
    """
    shingles = np.unique(_shingles(text))
    if not len(shingles):
        return ()
    least = _mixed(shingles ^ _mixed(_PERMUTATIONS.copy())).min(axis=1)
    first, second = least.reshape(_BANDS, _ROWS).T
    bands = _mixed(first * _PLACES[0] + second * _PLACES[1] + np.arange(_BANDS, dtype=np.uint64))
    return tuple(f"{key:016x}" for key in bands.tolist())


def _shingles(text: str) -> NDArray[np.uint64]:
    """Each run of three words as a number; a shorter text is one."""
    lines = (map(_digest, units_in(line.casefold())) for line in text.split("\n"))
    digests = np.fromiter(chain.from_iterable(lines), dtype=np.uint64)
    if not len(digests):
        return digests
    digests = np.concatenate([digests, digests[-1:], digests[-1:]]) if len(digests) < len(_PLACES) else digests
    count = len(digests) - len(_PLACES) + 1
    first, second, third = (digests[place : place + count] * factor for place, factor in enumerate(_PLACES))
    return _mixed(first + second + third)


def _digest(word: str) -> int:
    return _kept(word) if len(word) <= _LONGEST_KEPT else _hashed(word)


def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")


_kept = lru_cache(maxsize=65536)(_hashed)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of each value spread over all of its bits."""
    for shift, factor in zip(_SHIFTS, (*_PLACES[1:], np.uint64(1)), strict=True):
        values = (values ^ (values >> shift)) * factor
    return values
