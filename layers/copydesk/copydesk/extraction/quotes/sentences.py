"""Sentences of a paragraph, with the quotations that stand in each."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from copydesk.extraction.quotes.spans import Span

_TOKEN = re.compile(r"[^\W_][\w’'.\-]*|[,;:()]|[—–]|(?<=\s)-(?=\s)")
#: Characters beyond which nothing of a clause is read, whatever a page holds.
_REACH = 800
PUNCTUATION = frozenset(",;:()—–-")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word for looking it up: small, without a full stop."""
        return self.text.rstrip(".'’").lower()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that most pages do not need: compiling it when the module is loaded would slow each cold start."""
    return re.compile(pattern)


def tokens_of(text: str, limit: int) -> list[Token]:
    """The first `limit` tokens of a text, or its last where `limit` is negative."""
    start, end = (0, _REACH) if limit >= 0 else (max(0, len(text) - _REACH), len(text))
    found = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]
    return found[:limit] if limit >= 0 else found[limit:]


def slice_of(text: str, tokens: list[Token]) -> str:
    """The words of some tokens as they stand in the text."""
    return " ".join(text[tokens[0].start : tokens[-1].end].split()).strip(" .,'’") if tokens else ""


_END = re.compile(r"(?:(?<![.!?…])[.!?…]+[)\]”“\"»«’']*\s+|\n|[。！？]+[」』”’）]*)(?=[^\W\d_a-z]|[\d\"“„«»‘'(\[]|$)")
_LAST_WORD = re.compile(r"[\w.]+$")
#: Words that end in a full stop within a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt rev hon st vs v inc ltd co corp bros jr sr dept jan feb mar apr"
    " jun jul aug sep sept oct nov dec ca bzw z.b nr u.a d.h mme m mlle sra srta dott".split()
)
#: What follows a closed quotation belongs to it when it is a clause of at most this many words.
_LONGEST_CLAUSE = 12
#: Quotations over which the words that name a speaker may reach.
_NEIGHBOURS = 3
#: Characters of a paragraph's end in which it tells of whom it speaks.
_TAIL = 600


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its offsets in the paragraph, and its quotations."""

    text: str
    start: int
    end: int
    spans: tuple[Span, ...]

    def before(self, index: int) -> str:
        """The words between the quotation before, or the sentence's start, and this one."""
        return self.text[self.spans[index - 1].after if index else self.start : self.spans[index].opening]

    def after(self, index: int) -> str:
        """The words between this quotation and the next, or the sentence's end."""
        last = index + 1 == len(self.spans)
        return self.text[self.spans[index].after : self.end if last else self.spans[index + 1].opening]

    def until(self, index: int) -> str:
        """The sentence's own words up to a quotation, as far as they can tell of it."""
        first = max(0, index - _NEIGHBOURS)
        gaps = (f"{self.before(each)}{_joint(self.spans[each])}" for each in range(first, index))
        return f"{''.join(gaps)}{self.before(index)}"

    def beyond(self, index: int) -> str:
        """The sentence's own words behind a quotation, as far as they can tell of it."""
        last = min(len(self.spans), index + 1 + _NEIGHBOURS)
        gaps = (f"{_joint(self.spans[each])}{self.after(each)}" for each in range(index + 1, last))
        return f"{self.after(index)}{''.join(gaps)}"

    def last_words(self) -> str:
        """The words that lead to what follows the sentence."""
        return self.after(len(self.spans) - 1) if self.spans else self.text[self.start : self.end]

    def own_words(self) -> str:
        """The sentence without its quotations."""
        return self.until(len(self.spans) - 1) + self.after(len(self.spans) - 1)

    def is_bare(self) -> bool:
        """Whether it is quotations alone."""
        gaps = (self.before(0), *(self.after(index) for index in range(len(self.spans))))
        return not any(character.isalnum() for gap in gaps for character in gap)


def backwards(text: str) -> Iterator[str]:
    """The sentences at the end of a text without quotations, the last one first."""
    text = text[-_TAIL:]
    ends = [match.end() for match in _END.finditer(text) if not _is_abbreviation(text, match.start())]
    bounds = [0, *(end for end in ends if end < len(text)), len(text)]
    yield from (text[start:end] for start, end in reversed(list(pairwise(bounds))))


def words_before(name: str, text: str) -> str:
    """A text up to a name; all of it where the name does not stand there as words of its own.

    >>> words_before("Ann", "An annual visit of Ann to Annan")
    'An annual visit of '
    """
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if _is_edge(text, start) and _is_edge(text, end):
            return text[:start]
        start = text.find(name, start + 1)
    return text


def _is_edge(text: str, place: int) -> bool:
    """Whether a word begins or ends at a place: what `\\b` matches, without a pattern to compile for each name."""
    return _is_word(text[place - 1 : place]) != _is_word(text[place : place + 1])


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _joint(span: Span) -> str:
    """What stands for a quotation that is left out."""
    return ", " if span.text.endswith(",") else " "


def sentences_of(text: str, spans: Sequence[Span], speaks: Callable[[str], bool]) -> Iterator[Sentence]:
    """The sentences of a paragraph in order; `speaks` tells of words after a quotation whether they say who spoke."""
    start = taken = 0
    for match in _END.finditer(text):
        while taken < len(spans) and spans[taken].after <= match.start():
            taken += 1
        inside = spans[taken] if taken < len(spans) and spans[taken].opening < match.end() else None
        if match.end() <= start or not _ends(text, match, inside, speaks):
            continue
        yield _sentence(text, start, match.end(), spans)
        start = match.end()
    if start < len(text):
        yield _sentence(text, start, len(text), spans)


def _sentence(text: str, start: int, end: int, spans: Sequence[Span]) -> Sentence:
    first = bisect_left(spans, start, key=_opening)
    return Sentence(text, start, end, tuple(spans[first : bisect_left(spans, end, lo=first, key=_opening)]))


def _opening(span: Span) -> int:
    return span.opening


def _ends(text: str, match: re.Match[str], inside: Span | None, speaks: Callable[[str], bool]) -> bool:
    if inside and match.end() < inside.after:
        return False
    if inside and inside.opening < match.start() and speaks(_clause(text, match.end())):
        return False
    return match[0][0] != "." or not _is_abbreviation(text, match.start())


def _clause(text: str, start: int) -> str:
    """What stands between a closed quotation and the sentence's end, when it is short."""
    words = text[start : start + 200]
    end = _END.search(words)
    clause = words[: end.start()] if end else words
    return clause if len(clause.split()) <= _LONGEST_CLAUSE else ""


def _is_abbreviation(text: str, stop: int) -> bool:
    word = _LAST_WORD.search(text, max(0, stop - 12), stop)
    if not word:
        return False
    initials = all(len(part) == 1 and part.isupper() for part in word[0].split("."))
    return initials or word[0].lower() in _ABBREVIATIONS
