"""This module computes a 64-bit simhash of a text, and keys that near-equal texts share.

Near-equal texts get fingerprints that differ in few bits: Charikar, "Similarity estimation techniques from rounding
algorithms" (2002). The features are shingles of three words.
"""

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copydesk.words import units_in

#: Odd multipliers tell the places of a shingle's words apart, and shifts mix all bits. They are the constants of
#: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
_PLACES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))

#: The words of a phrase, and the keys of a text. Two texts that share a part s of their phrases have a key in common
#: with probability 1 - (1 - s)³. At s = 0.63 it is 0.95; an edit of every twentieth word leaves that part. Shorter
#: phrases occur in many articles.
_PHRASE, _KEYS = 5, 3
_PERMUTATIONS = np.arange(1, _KEYS + 1, dtype=np.uint64)[:, None]
#: The shingles that are unpacked at once: each becomes 64 bytes, and a page can have two million.
_AT_ONCE = 16_384
#: Longer words (characters) are not cached: 65,000 of a megabyte each would fill the memory.
_LONGEST_KEPT = 100
#: The number of texts whose digests are cached, and their most characters. Ingest asks for the keys of a text soon
#: after its simhash, while the next articles of the batch are extracted.
_TEXTS, _LONGEST_TEXT = 4, 100_000


def simhash(text: str) -> str:
    """Returns the fingerprint of a text as 16 hex digits, or an empty text if it has no words."""
    shingles = _shingles(text)
    if not len(shingles):
        return ""
    parts = np.array_split(shingles.astype(">u8"), -(-len(shingles) // _AT_ONCE))
    ones = sum(np.unpackbits(part.view(np.uint8)).reshape(-1, 64).sum(axis=0) for part in parts)
    return np.packbits(ones * 2 > len(shingles)).tobytes().hex()


def bits_apart(left: str, right: str) -> int:
    """Returns in how many bits two fingerprints differ.

    >>> bits_apart("00000000000000ff", "000000000000000f")
    4
    """
    return (int(left, 16) ^ int(right, 16)).bit_count()


def shared_keys(text: str) -> tuple[str, ...]:
    """Returns three keys of 16 hex digits; near-equal texts share at least one, and other texts hardly ever do.

    The least value of a permutation of phrases is the same for two texts as often as they share phrases. The source is
    Broder, "On the resemblance and containment of documents" (1997).
    """
    phrases = np.unique(_phrases(_digests(text)))
    if not len(phrases):
        return ()
    least = _mixed(phrases ^ _mixed(_PERMUTATIONS.copy())).min(axis=1)
    # Each key includes its permutation: the same phrase gives another key for each of them.
    return tuple(f"{key:016x}" for key in _mixed(least + _PERMUTATIONS[:, 0]).tolist())


def _digests(text: str) -> NDArray[np.uint64]:
    return _kept_digests(text) if len(text) <= _LONGEST_TEXT else _word_digests(text)


def _word_digests(text: str) -> NDArray[np.uint64]:
    words = units_in(text.casefold())
    digests = {word: _digest(word) for word in set(words)}
    return np.fromiter(map(digests.__getitem__, words), dtype=np.uint64, count=len(words))


_kept_digests = lru_cache(maxsize=_TEXTS)(_word_digests)


def _shingles(text: str) -> NDArray[np.uint64]:
    """Returns each sequence of three words as a number; a shorter text is one sequence."""
    digests = _at_least(len(_PLACES), _digests(text))
    count = max(0, len(digests) - len(_PLACES) + 1)
    first, second, third = (digests[place : place + count] * factor for place, factor in enumerate(_PLACES))
    return _mixed(first + second + third)


def _phrases(digests: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns each sequence of `_PHRASE` words as a number; a shorter text is one sequence."""
    digests = _at_least(_PHRASE, digests)
    count = max(0, len(digests) - _PHRASE + 1)
    phrases = np.zeros(count, dtype=np.uint64)
    for place in range(_PHRASE):
        phrases = phrases * _PLACES[0] + digests[place : place + count]
    return _mixed(phrases)


def _at_least(count: int, digests: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns the digests, extended to `count` by the last one; no digests stay none."""
    missing = count - len(digests) if len(digests) else 0
    return np.concatenate([digests, digests[-1:].repeat(max(0, missing))])


def _digest(word: str) -> int:
    return _kept(word) if len(word) <= _LONGEST_KEPT else _hashed(word)


def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")


_kept = lru_cache(maxsize=65536)(_hashed)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Returns the values with every bit spread over all bits."""
    for shift, factor in zip(_SHIFTS, (*_PLACES[1:], np.uint64(1)), strict=True):
        values = (values ^ (values >> shift)) * factor
    return values
