"""Plain text whose lines were cut at a width, as those of mail, press releases and books: its paragraphs as lines."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from copydesk.words import is_unspaced

#: The widths (columns) that text is wrapped at: 60 to 80 as a rule.
_NARROWEST, _WIDEST = 30, 110
#: A line is as wide as this share of all at the most; what is wider holds a long address or a table.
_WIDE = 0.9
#: A line is full if the next word would have taken it beyond this share of the width: not every program fills lines.
_FILLED = 0.93
#: Text is wrapped if at least so many lines have one after them, most of which are full and end amid a sentence.
_FEWEST_PAIRS, _MOST = 3, 0.6
_SENTENCE_END = re.compile(r"[.!?…:。！？．｡।][\"'”’»)\]」』]*$")
QUOTED = "> "
_QUOTE_MARKS = re.compile(r"[ \t]*((?:>[ \t]?)+)")
_MARKER = re.compile(r"(?:[-*•·–—o+]|\(?(?:\d{1,3}|[a-z])[.)])[ \t]+(?=\S)")
_HAS_WORD = re.compile(r"\w")
#: What is cut at the end of a line. Where a text cuts so many words and so large a share of its lines, their hyphens
#: are no part of them.
_CUT = re.compile(r"\w(-|‐|\xad)$")
_FEWEST_CUT, _HYPHENATED = 3, 0.05
_TAB = 8
#: So many columns more or fewer begin a paragraph.
_INDENTED = 2


@dataclass(frozen=True)
class _Line:
    """One line: `indent` and `width` in columns, `depth` the marks of quoted mail before it, `text` what it says."""

    text: str
    indent: int
    depth: int

    @cached_property
    def width(self) -> int:
        """With the indent; characters of East Asia take two columns (Unicode Standard Annex #11)."""
        wide = 0 if self.text.isascii() else sum(unicodedata.east_asian_width(each) in "WF" for each in self.text)
        return self.indent + 2 * self.depth + len(self.text) + wide

    @cached_property
    def first_word(self) -> int:
        """The columns that its first word takes with the space before it."""
        word = self.text.split(maxsplit=1)[0] if self.text else ""
        return 2 if is_unspaced(word[:1]) else len(word) + 1

    @cached_property
    def marker(self) -> int:
        """How long its list marker is."""
        found = _MARKER.match(self.text)
        return found.end() if found else 0


def paragraphs(text: str) -> list[str]:
    """The lines of a text that is not wrapped, and the paragraphs of one that is; quoted ones begin with QUOTED.

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
    """The width that a text was wrapped at; None for one that was not."""
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
    """The lines of each paragraph; rules of signs between them are none."""
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
    """Whether words were hyphenated when the lines were set, and not only where they have a hyphen."""
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
