"""This module reads code as the page prints it, without the line numbers of highlighters."""

import re
from collections.abc import Iterator, Mapping

from bs4 import Tag
from bs4.element import PageElement

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.reading.markup import name_words
from copydesk.extraction.reading.tags import class_tokens, elements, holds, named
from copydesk.extraction.text.spaces import visible
from copydesk.model import BlockType

#: Class words of line numbers, or of their column: Pygments, Rouge, Crayon, SyntaxHighlighter.
_LINE_NUMBERS = frozenset({"lineno", "linenos", "linenumber", "linenumbers", "gutter", "nums", "rowno"})
#: Class words of line numbers if the element holds only numbers: Chroma, GitHub, highlight.js, Prism, Docusaurus.
_OF_NUMBERS = (
    frozenset({"ln"}), frozenset({"lnt"}), frozenset({"line", "number"}), frozenset({"line", "numbers"}),
    frozenset({"blob", "num"}),
)  # fmt: skip
_NUMBERS = re.compile(r"[\d\s|:.]*")
#: Class words of a cell of code, words that still mark it as numbers, and elements with one line each.
_CODE = frozenset({"code", "cl"})
_NUMBERED = frozenset({"number", "numbers", "num"})
_LINES = frozenset({"div", "li", "p", "tr"})


def may_be_number(attributes: Mapping[str, str | None]) -> bool:
    """Returns whether an element with these attributes can be a line number."""
    return "data-line-number" in attributes or _names_number(name_words(attributes.get("class") or ""))


def _names_number(words: frozenset[str]) -> bool:
    return bool(words & _LINE_NUMBERS) or any(each <= words for each in _OF_NUMBERS)


def is_listing(table: Tag) -> bool:
    """Returns whether a table shows code beside its line numbers."""
    if not any(map(_is_number, elements(table))):
        return False
    return holds(table, ("pre",)) or any(_words(cell) & _CODE for cell in named(table, ("td",)))


def code_draft(tag: Tag) -> Draft | None:
    """Returns the code in a `pre` element or in a table of numbered lines, or None if it is empty."""
    parts = [tag]
    if tag.name == "table" and holds(tag, ("pre",)):
        parts = [each for each in _unnumbered(tag) if isinstance(each, Tag) and each.name == "pre"]
    texts = (_code(part).strip("\n") for part in parts)
    text = "\n".join(each for each in texts if each.strip())
    return Draft(type=BlockType.CODE, text=visible(text)) if text else None


def _words(tag: Tag) -> frozenset[str]:
    return name_words(" ".join(class_tokens(tag)))


def _is_number(tag: Tag) -> bool:
    """Returns whether an element holds line numbers: its name is certain, or it is a likely name over numbers only."""
    words = _words(tag)
    if words & _LINE_NUMBERS:
        return True
    if not (_names_number(words) or "data-line-number" in tag.attrs) or (words & _CODE and not words & _NUMBERED):
        return False
    return _NUMBERS.fullmatch(tag.get_text()) is not None


def _code(tag: Tag) -> str:
    """Returns the text of an element as it is printed, with its line breaks."""
    lines: list[str] = []
    for each in _unnumbered(tag):
        if isinstance(each, Tag):
            if each.name == "br" or (each.name in _LINES and lines and not lines[-1].endswith("\n")):
                lines.append("\n")
        elif type(each) in Tag.MAIN_CONTENT_STRING_TYPES:
            lines.append(str(each))
    return "".join(lines)


def _unnumbered(tag: Tag) -> Iterator[PageElement]:
    """Yields everything under an element except line numbers, in document order."""
    todo = tag.contents[::-1]
    while todo:
        each = todo.pop()
        if not isinstance(each, Tag):
            yield each
        elif not _is_number(each):
            yield each
            todo += each.contents[::-1]
