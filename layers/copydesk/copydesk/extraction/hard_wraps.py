"""Joins the lines of a text that was wrapped at a width, as in mail, into its paragraphs."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from copydesk.words import is_unspaced

#: The widths (columns) at which text is wrapped; 60 to 80 are usual.
_NARROWEST, _WIDEST = 30, 110
#: The width of a text is this quantile of the widths of its lines. Wider lines hold a long address or a table.
_WIDE = 0.9
#: A line is full if the next word would exceed this share of the width. Some programs do not fill lines.
_FILLED = 0.93
#: The fewest pairs of consecutive lines in a wrapped text, and the least share of full first lines. As large a share of
#: them ends amid a sentence.
_FEWEST_PAIRS, _MOST = 3, 0.6
_SENTENCE_END = re.compile(r"[.!?…:。！？．｡।][\"'”’»)\]」』]*$")
QUOTED = "> "
_QUOTE_MARKS = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_MARKER = re.compile(r"(?:[-*•·–—o+]|\(?(?:\d{1,3}|[a-z])[.)])[ \t]+(?=\S)")
_HAS_WORD = re.compile(r"\w")
#: A hyphen at the end of a line. If a text has this many, on this share of its lines, they are no part of words.
_CUT = re.compile(r"\w(-|‐|\xad)$")
_FEWEST_CUT, _HYPHENATED = 3, 0.05
_TAB = 8
#: A change of the indent by this many columns begins a paragraph.
_INDENTED = 2


@dataclass(frozen=True)
class _Line:
    """One line: `indent` and `width` are in columns, `depth` counts the marks of quoted mail before its `text`."""

    text: str
    indent: int
    depth: int

    @cached_property
    def width(self) -> int:
        """The columns of the line with its indent; East Asian wide characters take two (Unicode Standard Annex #11)."""
        wide = 0 if self.text.isascii() else sum(unicodedata.east_asian_width(each) in "WF" for each in self.text)
        return self.indent + 2 * self.depth + len(self.text) + wide

    @cached_property
    def first_word(self) -> int:
        """The columns of the line's first word and the space before it."""
        word = self.text.split(maxsplit=1)[0] if self.text else ""
        return 2 if is_unspaced(word[:1]) else len(word) + 1

    @cached_property
    def marker(self) -> int:
        """The length of the line's list marker, in characters; 0 without one."""
        found = _MARKER.match(self.text)
        return found.end() if found else 0


def paragraphs(text: str) -> list[str]:
    """Returns the paragraphs of a wrapped text, or the lines of any other; quoted paragraphs begin with QUOTED.

    >>> paragraphs("One line.\\nAnd another.")
    ['One line.', 'And another.']
    """
    lines = [_line(each) for each in text.splitlines()]
    width = _width(lines)
    if width is None:
        return text.splitlines()
    drops = _drops_hyphens(lines)
    return [_joined(group, drops) for group in _groups(lines, width)]


def _line(raw: str) -> _Line:
    quoted = _QUOTE_MARKS.match(raw)
    rest = raw[quoted.end() :] if quoted else raw
    text = rest.strip()
    spaces = rest.expandtabs(_TAB)
    return _Line(text, len(spaces) - len(spaces.lstrip()), quoted[1].count(">") if quoted else 0)


def _width(lines: Sequence[_Line]) -> int | None:
    """Returns the width (columns) at which a text was wrapped, or None if it was not."""
    widths = sorted(line.width for line in lines if line.text)
    width = widths[int(_WIDE * (len(widths) - 1))] if widths else 0
    pairs = [(line, after) for line, after in pairwise(lines) if line.text and after.text]
    if not _NARROWEST <= width <= _WIDEST or len(pairs) < _FEWEST_PAIRS:
        return None
    full = sum(_is_full(line, after, width) for line, after in pairs)
    amid = sum(not _SENTENCE_END.search(line.text) for line, _ in pairs)
    return width if min(full, amid) >= _MOST * len(pairs) else None


def _is_full(line: _Line, after: _Line, width: int) -> bool:
    return line.width + after.first_word > _FILLED * width


def _groups(lines: Sequence[_Line], width: int) -> Iterator[list[_Line]]:
    """Yields the lines of each paragraph; lines without a word are left out."""
    group: list[_Line] = []
    for line in lines:
        if group and not _continues(group, line, width):
            yield group
            group = []
        if _HAS_WORD.search(line.text):
            group.append(line)
    if group:
        yield group


def _continues(group: Sequence[_Line], line: _Line, width: int) -> bool:
    last = group[-1]
    if not _HAS_WORD.search(line.text) or line.marker or line.depth != last.depth:
        return False
    if len(group) > 1 and abs(line.indent - last.indent) >= _INDENTED:
        return False
    goes_on = line.text[0].islower() and not _SENTENCE_END.search(last.text)
    return goes_on or _is_full(last, line, width) or _CUT.search(last.text) is not None


def _drops_hyphens(lines: Sequence[_Line]) -> bool:
    """Returns whether words were hyphenated at the ends of lines, rather than only those that have a hyphen."""
    cut = sum(_CUT.search(line.text) is not None and after.text[:1].islower() for line, after in pairwise(lines))
    return cut >= _FEWEST_CUT and cut > _HYPHENATED * sum(bool(line.text) for line in lines)


def _joined(group: Sequence[_Line], drops_hyphens: bool) -> str:
    parts = [group[0].text]
    for before, line in pairwise(group):
        cut = _CUT.search(before.text)
        if cut and (cut[1] == "\xad" or (drops_hyphens and line.text[0].islower())):
            parts[-1] = parts[-1][:-1]
        elif not cut and not (is_unspaced(before.text[-1]) and is_unspaced(line.text[0])):
            parts.append(" ")
        parts.append(line.text)
    return (QUOTED if group[0].depth else "") + "".join(parts)
