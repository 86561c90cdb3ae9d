"""This module finds where quotation marks open and close."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from copydesk.words import count_words, is_unspaced

#: Opening marks and their closing ones, by the typography of the languages that use them (CLDR 45 delimiters). Some
#: wires set two apostrophes for a double mark.
_CLOSERS = {
    '"': "[\"”]|’’|''",
    "“": "[”“\"]|’’|''",
    "„": '[“”"]',
    "»": "«",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "”": "”",
    "‘": "’",
    "'": "'",
}
_CLOSING = {mark: re.compile(closers) for mark, closers in _CLOSERS.items()}
_SINGLE = "‘'"
#: Marks that open between letters in scripts without spaces.
_ASIAN = "“「『"
_DOUBLE = "".join(mark for mark in _CLOSERS if mark not in _SINGLE)
_DOUBLE_MARK = re.compile(f"[{_DOUBLE}]")
_DOUBLE_OPENING = re.compile(rf"(?<!\w)[{_DOUBLE}](?=\w)")
_SINGLE_MARK = re.compile(r"(?<![\w’'])[‘'](?=[^\W\d_])")
#: The dash that opens a line of dialogue, and the dashes around the narrator's words in it.
_DIALOGUE = re.compile(r"^[—–-]\s?(?=[^\W\d_])", re.MULTILINE)
_DASH = re.compile(r"(?<=[\s,.!?…])[—–]\s?|(?<=\s)-\s")
#: The characters behind a dash that are read for the speaker.
_CLAUSE = 100
#: A longer quotation (characters) has lost its closing mark.
_LONGEST = 3000
#: An unclosed mark before fewer words than this is a stray.
_FEWEST_RUNNING = 5
#: The characters in which those words are counted.
_RUNNING = 120
#: The most white space (characters) between a mark and the words before it; texts are squeezed before.
_SPACES = 8


@dataclass(frozen=True, slots=True)
class Span:
    """The text between two marks: `start` and `end` are its offsets, without the marks.

    `opening` is the offset of its opening mark, `after` the offset behind its closing one. `closed` is False for one
    that runs on into the next paragraph, as newspapers set long quotations.
    """

    start: int
    end: int
    text: str
    opening: int
    after: int
    closed: bool = True

    @property
    def words(self) -> int:
        return count_words(self.text)


def has_dialogue(text: str) -> bool:
    """Returns whether a line of a text begins with the dash of a dialogue."""
    return bool(_DIALOGUE.search(text))


def has_marks(text: str) -> bool:
    return bool(_DOUBLE_MARK.search(text) or _SINGLE_MARK.search(text))


def uses_single_marks(text: str) -> bool:
    """Returns whether a text quotes between single marks, as British papers do."""
    singles = len(_SINGLE_MARK.findall(text))
    return singles > 0 and singles > len(_DOUBLE_OPENING.findall(text))


def spans_in(text: str, *, single: bool = False) -> list[Span]:
    """Returns the outermost quoted spans of a paragraph: between double marks, or between `single` ones.

    >>> [span.text for span in spans_in('“One,” she said, "two".')]
    ['One,', 'two']
    >>> [span.text for span in spans_in("‘The workers’ rights,’ she said", single=True)]
    ['The workers’ rights,']
    """
    marked = _Marked(text)
    found: list[Span] = []
    position = 0
    marks = _SINGLE_MARK if single else _DOUBLE_MARK
    while mark := marks.search(text, position):
        position = mark.end()
        if not marked.opens(mark.start()):
            continue
        end = marked.closing(mark[0], position)
        if end is not None:
            found.append(_span(text, position, *end))
            position = end[1]
        elif not single and _may_run_on(text, mark.start()):
            found.append(_span(text, position, len(text), len(text), closed=False))
            break
    return [span for span in found if span.text]


def dialogue_in(text: str, speaks: Callable[[str], bool]) -> list[Span]:
    """Returns the speech of a paragraph that a dash opens; empty if `speaks` finds no speaker between its dashes.

    >>> [span.text for span in dialogue_in("— Yes,— said Jane.— Go!", lambda words: words.startswith("said"))]
    ['Yes,', 'Go!']
    """
    opening = _DIALOGUE.match(text)
    if not opening:
        return []
    found: list[Span] = []
    start = opening.end()
    for dash in _DASH.finditer(text, start):
        clause = text[dash.end() : dash.end() + _CLAUSE]
        if start <= dash.start() and clause[:1].islower() and speaks(clause):
            found.append(_span(text, start, dash.start(), dash.start()))
            resumed = _DASH.search(text, dash.end())
            start = resumed.end() if resumed else len(text) + 1
    if found and start < len(text):
        found.append(_span(text, start, len(text), len(text)))
    return [span for span in found if span.text]


def line_in(text: str) -> Span | None:
    """Returns the whole of a paragraph that a long dash opens, without the dash, or None."""
    opening = _DIALOGUE.match(text)
    return _span(text, opening.end(), len(text), len(text)) if opening and text[0] in "—–" else None


class _Marked:
    """The marks of one text. Those of each kind are found once, so that a page of stray marks stays cheap."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, list[tuple[int, int]]] = {}
        guillemet = text.find("«")
        self._inverted = guillemet < 0 or -1 < text.find("»") < guillemet
        self._has_openers = any(mark in text for mark in '“„"')

    def opens(self, position: int) -> bool:
        """Returns whether a mark can open: no letter is before it, and no space follows, except in French."""
        text = self._text
        mark, before, after = text[position], text[max(0, position - 1) : position], text[position + 1 : position + 2]
        if (mark == "»" and not self._inverted) or (mark == "”" and self._has_openers):
            return False
        parts = not before.isalnum() or (mark in _ASIAN and is_unspaced(before))
        return parts and bool(after) and (mark == "«" or not after.isspace())

    def closing(self, mark: str, start: int) -> tuple[int, int] | None:
        """Returns start and end of the mark that closes a quotation begun at `start`, or None."""
        if mark not in self._found:
            self._found[mark] = list(self._all(mark))
        closers = self._found[mark]
        index = bisect_left(closers, (start + 1, 0))
        return closers[index] if index < len(closers) and closers[index][0] < start + _LONGEST else None

    def _all(self, mark: str) -> list[tuple[int, int]]:
        matches = (match.span() for match in _CLOSING[mark].finditer(self._text))
        if mark in _SINGLE:
            return [each for each in matches if self._closes(*each)]
        return [each for each in matches if mark == "«" or not self._text[each[0] - 1 : each[0]].isspace()]

    def _closes(self, start: int, end: int) -> bool:
        """Returns whether a single mark closes, and is neither an apostrophe nor a plural's: `the workers’ rights`."""
        before, after = self._text[start - 1 : start], self._text[end : end + 1]
        if before.isspace() or after.isalnum():
            return False
        return before in ",.!?…" or not after or after in ",.;:!?)—" or before != "s"


def _may_run_on(text: str, position: int) -> bool:
    """Returns whether an unclosed quotation goes on in the next paragraph: it begins a sentence, or is long."""
    begins = text[max(0, position - _SPACES) : position].rstrip()[-1:] in ("", ".", "!", "?")
    return begins or count_words(text[position : position + _RUNNING]) >= _FEWEST_RUNNING


def _span(text: str, start: int, end: int, after: int, *, closed: bool = True) -> Span:
    inner = text[start:end]
    first = start + len(inner) - len(inner.lstrip())
    return Span(first, first + len(inner.strip()), inner.strip(), start - 1, after, closed)
