"""This module compares texts and facts by the measures of the public article extraction benchmarks."""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4
_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u00ad": None, "\u200b": None}
)


@dataclass(frozen=True, slots=True)
class Agreement:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class BodyScore:
    """`shingles` compares sequences of four words as they are written, `words` the bags of lower-cased words."""

    shingles: Agreement
    words: Agreement
    exact: bool


def score_body(predicted: str, true: str) -> BodyScore:
    predicted_tokens, true_tokens = _TOKEN.findall(predicted), _TOKEN.findall(true)
    return BodyScore(
        shingles=agreement(shingles(predicted_tokens), shingles(true_tokens)),
        words=agreement(_lower_words(predicted), _lower_words(true)),
        exact=predicted_tokens == true_tokens,
    )


def agreement[T: Hashable](predicted: Iterable[T], true: Iterable[T]) -> Agreement:
    """Returns how one bag of things agrees with another; two empty bags agree.

    >>> agreement("aab", "abc")
    Agreement(precision=0.6666666666666666, recall=0.6666666666666666)
    """
    left, right = Counter(predicted), Counter(true)
    if not left and not right:
        return Agreement(1.0, 1.0)
    shared = (left & right).total()
    return Agreement(shared / left.total() if left else 0.0, shared / right.total() if right else 0.0)


def shingles(tokens: list[str]) -> list[tuple[str, ...]]:
    """Returns sequences of four tokens; a shorter text is one shingle of its own.

    >>> shingles("a b c d e".split())
    [('a', 'b', 'c', 'd'), ('b', 'c', 'd', 'e')]
    """
    if not tokens:
        return []
    return [tuple(tokens[start : start + _SHINGLE]) for start in range(max(1, len(tokens) - _SHINGLE + 1))]


def same_line(predicted: str | None, true: str) -> bool:
    """Returns whether two lines are equal without typography, spaces and case."""
    return _folded(predicted or "") == _folded(true)


def same_names(predicted: Iterable[str], true: Iterable[str]) -> float:
    return agreement({_folded(name) for name in predicted}, {_folded(name) for name in true}).f1


def same_day(predicted: str | None, true: str) -> bool:
    return (predicted or "")[:10] == true[:10]


def _lower_words(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).split()).casefold()
