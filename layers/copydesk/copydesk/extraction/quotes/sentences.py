"""This module splits a paragraph into sentences, each with its quotations."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from copydesk.extraction.quotes.spans import Span

_TOKEN = re.compile(r"[^\W_][\w’'.\-]*|[,;:()]|[—–]|(?<=\s)-(?=\s)")
#: The most characters of a clause that are read.
_REACH = 800
PUNCTUATION = frozenset(",;:()—–-")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in lower case, without a full stop, for lookups."""
        return self.text.rstrip(".'’").lower()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Returns a compiled pattern, cached. Most pages need none, and compiling at import would slow each cold start."""
    return re.compile(pattern)


def tokens_of(text: str, limit: int) -> list[Token]:
    """Returns the first `limit` tokens of a text, or its last ones if `limit` is negative."""
    start, end = (0, _REACH) if limit >= 0 else (max(0, len(text) - _REACH), len(text))
    found = [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]
    return found[:limit] if limit >= 0 else found[limit:]


def slice_of(text: str, tokens: list[Token]) -> str:
    """Returns the words of some tokens as they are in the text."""
    return " ".join(text[tokens[0].start : tokens[-1].end].split()).strip(" .,'’") if tokens else ""


_END = re.compile(r"(?:(?<![.!?…])[.!?…]+[)\]”“\"»«’']*\s+|\n|[。！？]+[」』”’）]*)(?=[^\W\d_a-z]|[\d\"“„«»‘'(\[]|$)")
_LAST_WORD = re.compile(r"[\w.]+$")
#: Words that end in a full stop within a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt rev hon st vs v inc ltd co corp bros jr sr dept jan feb mar apr"
    " jun jul aug sep sept oct nov dec ca bzw z.b nr u.a d.h mme m mlle sra srta dott".split()
)
#: The most words of a clause behind a closed quotation that belongs to it.
_LONGEST_CLAUSE = 12
#: The most quotations between a quotation and the words that name its speaker.
_NEIGHBOURS = 3
#: The characters at a paragraph's end that are read for its last sentences.
_TAIL = 600


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its offsets in the paragraph, and its quotations."""

    text: str
    start: int
    end: int
    spans: tuple[Span, ...]

    def before(self, index: int) -> str:
        """Returns the words between the quotation before, or the sentence's start, and this one."""
        return self.text[self.spans[index - 1].after if index else self.start : self.spans[index].opening]

    def after(self, index: int) -> str:
        """Returns the words between this quotation and the next, or the sentence's end."""
        last = index + 1 == len(self.spans)
        return self.text[self.spans[index].after : self.end if last else self.spans[index + 1].opening]

    def until(self, index: int) -> str:
        """Returns the sentence's own words before a quotation, across a few earlier quotations."""
        first = max(0, index - _NEIGHBOURS)
        gaps = (f"{self.before(each)}{_joint(self.spans[each])}" for each in range(first, index))
        return f"{''.join(gaps)}{self.before(index)}"

    def beyond(self, index: int) -> str:
        """Returns the sentence's own words behind a quotation, across a few later quotations."""
        last = min(len(self.spans), index + 1 + _NEIGHBOURS)
        gaps = (f"{_joint(self.spans[each])}{self.after(each)}" for each in range(index + 1, last))
        return f"{self.after(index)}{''.join(gaps)}"

    def last_words(self) -> str:
        """Returns the words before what follows the sentence."""
        return self.after(len(self.spans) - 1) if self.spans else self.text[self.start : self.end]

    def own_words(self) -> str:
        """Returns the sentence's words before and behind its last quotations."""
        return self.until(len(self.spans) - 1) + self.after(len(self.spans) - 1)

    def is_bare(self) -> bool:
        """Returns whether the sentence has no words outside its quotations."""
        gaps = (self.before(0), *(self.after(index) for index in range(len(self.spans))))
        return not any(character.isalnum() for gap in gaps for character in gap)


def backwards(text: str) -> Iterator[str]:
    """Yields the sentences at the end of a text without quotations, the last one first."""
    text = text[-_TAIL:]
    ends = [match.end() for match in _END.finditer(text) if not _is_abbreviation(text, match.start())]
    bounds = [0, *(end for end in ends if end < len(text)), len(text)]
    yield from (text[start:end] for start, end in reversed(list(pairwise(bounds))))


def words_before(name: str, text: str) -> str:
    """Returns a text up to a name, or all of it if the name is not there as whole words.

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
    """Returns whether a word begins or ends at an offset: what `\\b` matches, without a pattern for each name."""
    return _is_word(text[place - 1 : place]) != _is_word(text[place : place + 1])


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _joint(span: Span) -> str:
    """Returns the text that replaces an omitted quotation."""
    return ", " if span.text.endswith(",") else " "


def sentences_of(text: str, spans: Sequence[Span], speaks: Callable[[str], bool]) -> Iterator[Sentence]:
    """Yields the sentences of a paragraph; `speaks` says whether the words after a quotation name its speaker."""
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
    """Returns the words between a closed quotation and the sentence's end, or nothing if they are many."""
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
