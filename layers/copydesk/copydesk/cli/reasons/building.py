"""This module builds sentences about the value of a feature: flags, counts, shares and levels."""

from collections.abc import Callable
from math import expm1

from copydesk.cli.console import counted

#: Puts the value of a feature into words. The subject is a piece of text, unless the sentence names another one.
type Sentence = Callable[[float], str]

#: Shares of the page that are not 0 are at least this one (`context_features`).
_SMALL_SHARE = 0.02


def flag(yes: str, no: str) -> Sentence:
    return lambda value: yes if value > 0.5 else no


def number(before: str, noun: str, behind: str = "", *, most: int | None = None, none: str = "") -> Sentence:
    """Returns a sentence with a count. From `most` on the count is a lower bound. `none` is the sentence for 0."""

    def said(value: float) -> str:
        count = round(value)
        or_more = " or more" if most is not None and count >= most else ""
        return none if none and not count else f"{before} {counted(count, noun)}{or_more}{behind}"

    return said


def exponent(inner: Sentence) -> Sentence:
    """Returns a sentence about a number of which the feature holds the logarithm, as log(1 + number)."""
    return lambda value: inner(expm1(value))


def unless(missing: float, words: str, inner: Sentence) -> Sentence:
    """Returns a sentence that has other words for one value, which means that something is missing."""
    return lambda value: words if value == missing else inner(value)


def percent(value: float) -> str:
    """Returns a share in percent.

    >>> percent(0.8), percent(0.004), percent(0.996)
    ('80 %', 'less than 1 %', 'more than 99 %')
    """
    if 0 < value < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 <= value < 1 else f"{value * 100:.0f} %"


def share(words: str, none: str, every: str = "") -> Sentence:
    """Returns a sentence with a share in place of the `{}` of `words`. `none` and `every` are those for 0 and 1."""

    def said(value: float) -> str:
        if value <= 0:
            return none
        return every if every and value >= 1 else words.format(percent(value))

    return said


def held(words: str, none: str) -> Sentence:
    """Returns a sentence about a share of the page. The features raise small shares to 2 %."""
    usual = share(words, none)
    return lambda value: words.format("2 % or less") if 0 < value <= _SMALL_SHARE else usual(value)


def score(words: str) -> Sentence:
    return lambda value: words.format(f"{value:.2f}")


def inside(what: str) -> Sentence:
    """Returns a sentence about the levels between a text and an element around it."""
    return unless(0, f"stands right in {what}", number("stands", "level", f" inside {what}"))
