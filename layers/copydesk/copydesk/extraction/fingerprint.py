"""A 64-bit simhash: near-equal texts get fingerprints that differ in few bits.

Charikar, "Similarity estimation techniques from rounding algorithms" (2002); features are three-word shingles.
"""

import hashlib
import re

import numpy as np

_WORD = re.compile(r"\w+")


def simhash(text: str) -> str:
    """The fingerprint of a text as 16 hex digits; empty for a text without words."""
    words = _WORD.findall(text.casefold())
    if not words:
        return ""
    shingles = map(" ".join, zip(words, words[1:] or words, words[2:] or words, strict=False))
    digests = b"".join(hashlib.blake2b(each.encode("utf-8", "replace"), digest_size=8).digest() for each in shingles)
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, 64)
    return np.packbits(bits.sum(axis=0) * 2 > len(bits)).tobytes().hex()
