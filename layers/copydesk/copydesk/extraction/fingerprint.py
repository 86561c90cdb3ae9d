"""A 64-bit simhash: near-equal texts get fingerprints that differ in few bits.

Charikar, "Similarity estimation techniques from rounding algorithms" (2002); features are three-word shingles.
"""

import hashlib
import re
from collections import Counter

_WORD = re.compile(r"\w+")
_BITS = 64


def simhash(text: str) -> str:
    """The fingerprint of a text as 16 hex digits; empty for a text without words."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return ""
    shingles = Counter(" ".join(words[start : start + 3]) for start in range(max(1, len(words) - 2)))
    balance = [0] * _BITS
    for shingle, count in shingles.items():
        digest = int.from_bytes(hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        for bit in range(_BITS):
            balance[bit] += count if digest >> bit & 1 else -count
    return f"{sum(1 << bit for bit in range(_BITS) if balance[bit] > 0):016x}"
