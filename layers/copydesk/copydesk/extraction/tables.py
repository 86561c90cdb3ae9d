"""Tables: cells and headers of those that hold data; those that only lay out are seen through."""

from bs4 import Tag

from copydesk.extraction.draft import Draft
from copydesk.extraction.inline import render
from copydesk.extraction.tags import attribute, holds, named
from copydesk.extraction.walk import HEADINGS
from copydesk.model import BlockType

_LAYOUT_PARTS = HEADINGS | {"table", "figure", "blockquote", "ul", "ol", "article", "section"}
#: A cell with more text than this (characters) is a column of a page, not a value.
_LONGEST_VALUE = 600


def is_data_table(tag: Tag) -> bool:
    """Whether a table has rows and columns of values."""
    if attribute(tag, "role") in ("presentation", "none"):
        return False
    if holds(tag, ("th",)) and not holds(tag, ("table",)):
        return True
    rows = _rows(tag)
    columns = max((len(row) for row in rows), default=0)
    cells = [cell for row in rows for cell in row]
    return (
        columns > 1
        and len(rows) > 1
        and not any(holds(cell, _LAYOUT_PARTS) for cell in cells)
        and all(len(cell.get_text()) < _LONGEST_VALUE for cell in cells)
    )


def table_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """A table as one block: `text` is a line per row, its cells parted by tabs."""
    caption = next(named(tag, ("caption",)), None)
    words = render([caption], base_url).text if caption else None
    rows = _rows(tag)
    header: tuple[str, ...] = ()
    if rows and all(cell.name == "th" for cell in rows[0]) and len(rows) > 1:
        header, rows = _texts(rows[0], base_url), rows[1:]
    cells = tuple(texts for row in rows if any(texts := _texts(row, base_url)))
    if not cells and not header:
        return None
    lines = ["\t".join(row) for row in (header, *cells) if row]
    return Draft(type=BlockType.TABLE, text="\n".join(lines), header=header, rows=cells, caption=words)


def _rows(tag: Tag) -> list[list[Tag]]:
    return [
        [cell for cell in row.children if isinstance(cell, Tag) and cell.name in ("td", "th")]
        for row in named(tag, ("tr",))
    ]


def _texts(row: list[Tag], base_url: str | None) -> tuple[str, ...]:
    return tuple(render([cell], base_url).text.replace("\n", " ") for cell in row)
