"""Code as the page prints it, without the line numbers that highlighters set beside it."""

from bs4 import Tag

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
    for each in [each for each in tag.find_all(True) if tag_words(each) & LINE_NUMBERS]:
        each.extract()
    for line_break in named(tag, ("br",)):
        line_break.insert_before("\n")
    parts = [part.get_text() for part in named(tag, ("pre",))] if tag.name == "table" else [tag.get_text()]
    text = "\n".join(part.strip("\n") for part in parts)
    return Draft(type=BlockType.CODE, text=text) if text.strip() else None
