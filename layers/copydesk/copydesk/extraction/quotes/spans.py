"""Where quotation marks open and close."""

import re
from dataclasses import dataclass

#: Opening marks and what closes them, by the typography of the languages that use them (CLDR 45 delimiters).
_CLOSERS = {
    mark: re.compile(rf"(?<=\S)[{closers}]")
    for mark, closers in {'"': '"”', "“": '”“"', "„": '“”"', "»": "«", "「": "」", "『": "』"}.items()
} | {"«": re.compile("»")}
_MARK = re.compile(f"[{''.join(_CLOSERS)}]")
#: A quotation longer than this (characters) lost its closing mark.
_LONGEST = 3000
#: A mark before fewer words than this, without its partner, is a stray.
_FEWEST_RUNNING = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Span:
    """What stands between two marks: `start` and `end` are offsets in the text, without the marks.

    `closed` is False for one that runs on into the next paragraph, as newspapers set long quotations.
    """

    start: int
    end: int
    text: str
    closed: bool = True

    @property
    def words(self) -> int:
        return len(_WORD.findall(self.text))


def spans_in(text: str) -> list[Span]:
    """The outermost quoted spans of a paragraph.

    >>> [span.text for span in spans_in('“One,” she said, "two".')]
    ['One,', 'two']
    """
    found: list[Span] = []
    position = 0
    inverted = "«" not in text or -1 < text.find("»") < text.find("«")
    while mark := _MARK.search(text, position):
        start = mark.start()
        position = start + 1
        if not _opens(text, start) or (mark[0] == "»" and not inverted):
            continue
        end = _close(text, position, _CLOSERS[mark[0]])
        if end is None and _may_run_on(text, start):
            found.append(_span(text, position, len(text), closed=False))
            break
        if end is not None:
            found.append(_span(text, position, end))
            position = end + 1
    return [span for span in found if span.text]


def _opens(text: str, position: int) -> bool:
    """Whether a mark stands where an opening one can: not after a letter, nor before a space but in French."""
    before = text[position - 1 : position]
    after = text[position + 1 : position + 2]
    return not before.isalnum() and bool(after) and (text[position] == "«" or not after.isspace())


def _close(text: str, start: int, closers: re.Pattern[str]) -> int | None:
    closing = closers.search(text, start + 1, start + _LONGEST)
    return closing.start() if closing else None


def _may_run_on(text: str, position: int) -> bool:
    return not text[:position].strip() or len(_WORD.findall(text[position:])) >= _FEWEST_RUNNING


def _span(text: str, start: int, end: int, *, closed: bool = True) -> Span:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return Span(start, start + len(inner.strip()), inner.strip(), closed)
