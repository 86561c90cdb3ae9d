"""Code as the page prints it, without the line numbers that highlighters set beside it."""

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import PageElement

from copydesk.extraction.draft import Draft
from copydesk.extraction.tags import holds, named, tag_words
from copydesk.model import BlockType

#: Class words of the column of line numbers: Pygments, Rouge, Crayon, SyntaxHighlighter.
LINE_NUMBERS = frozenset({"lineno", "linenos", "linenumber", "linenumbers", "gutter", "nums", "rowno"})


def is_listing(table: Tag) -> bool:
    """Whether a table sets code beside its line numbers."""
    return holds(table, ("pre",)) and any(tag_words(cell) & LINE_NUMBERS for cell in named(table, ("td", "th")))


def code_draft(tag: Tag) -> Draft | None:
    """The code in a `pre` element, or in a table of numbered lines."""
    parts = (each for each in _unnumbered(tag) if isinstance(each, Tag) and each.name == "pre")
    text = "\n".join(_code(part).strip("\n") for part in (parts if tag.name == "table" else [tag]))
    return Draft(type=BlockType.CODE, text=text) if text.strip() else None


def _code(tag: Tag) -> str:
    """The text of an element as it is set, a line break as such."""
    return "".join(
        "\n" if isinstance(each, Tag) else str(each)
        for each in _unnumbered(tag)
        if (each.name == "br" if isinstance(each, Tag) else type(each) in Tag.MAIN_CONTENT_STRING_TYPES)
    )


def _unnumbered(tag: Tag) -> Iterator[PageElement]:
    """All that is under an element but line numbers, in document order."""
    todo = tag.contents[::-1]
    while todo:
        each = todo.pop()
        if not isinstance(each, Tag):
            yield each
        elif not tag_words(each) & LINE_NUMBERS:
            yield each
            todo += each.contents[::-1]
