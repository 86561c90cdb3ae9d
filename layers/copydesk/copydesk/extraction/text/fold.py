"""Words made comparable: one case, one kind of quote and dash, and how much two headlines have in common."""

import unicodedata
from functools import lru_cache

from copydesk.words import units_in

#: Share of the shorter headline's words that two headlines of one article have in common.
_ALIKE = 0.5
_FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None, "\u200b": None})


#: Longer texts (characters) are not kept for the next time: 2,000 of a megabyte each would fill the memory.
_LONGEST_KEPT = 2_000


def fold(text: str | None) -> str:
    """Text for comparing: no case, one kind of quote and dash.

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
    """The share of all the words of two headlines that they have in common."""
    words, others = _words(one), _words(other)
    return len(words & others) / len(words | others) if words and others else 0.0


def alike(one: str, other: str) -> bool:
    """Whether two headlines are of one article: most words of the shorter stand in the other."""
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return fewer > 1 and len(words & others) >= _ALIKE * fewer


def _words(text: str) -> set[str]:
    return set(units_in(fold(text)))
