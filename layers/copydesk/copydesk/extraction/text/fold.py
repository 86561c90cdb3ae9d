"""This module makes words comparable (one case, one kind of quote and dash) and compares headlines."""

import unicodedata
from functools import lru_cache

from copydesk.words import units_in

#: Two headlines are of one article if they share this part of the shorter one's words.
_ALIKE = 0.5
_FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None, "\u200b": None})


#: Longer texts (characters) are not cached: 2,000 of them, of a megabyte each, would fill the memory.
_LONGEST_KEPT = 2_000


def fold(text: str | None) -> str:
    """Returns a text for comparing: no case, one kind of quote and dash.

    >>> fold("It’s  TIME") == fold("it's time")
    True
    """
    return _kept(text) if text and len(text) <= _LONGEST_KEPT else _folded(text)


def _folded(text: str | None) -> str:
    if text and not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_FOLD))
    return " ".join(text.split()).casefold() if text else ""


_kept = lru_cache(maxsize=2048)(_folded)


def likeness(one: str, other: str) -> float:
    """Returns the number of words that two headlines share, divided by the number of all their words."""
    words, others = _words(one), _words(other)
    return len(words & others) / len(words | others) if words and others else 0.0


def alike(one: str, other: str) -> bool:
    """Returns whether two headlines are of one article: half of the shorter one's words are in the other.

    False if either has fewer than two different words.
    """
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return fewer > 1 and len(words & others) >= _ALIKE * fewer


def _words(text: str) -> set[str]:
    return set(units_in(fold(text)))
