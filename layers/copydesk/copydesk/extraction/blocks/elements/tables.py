"""This module reads the cells and headers of data tables; layout tables are split like other elements."""

from collections.abc import Iterable, Iterator

from bs4 import Tag

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.inline import render
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.tags import attribute, holds, named
from copydesk.model import BlockType

_LAYOUT_PARTS = HEADINGS | {"table", "figure", "blockquote", "article", "section"}
_LISTS = ("ul", "ol")
#: A cell with more text (characters), or with more text and a list, is a column of a page.
_LONGEST_VALUE, _LONGEST_LIST = 600, 200
#: The most columns that a cell spans. HTML allows a `colspan` of 1,000, and hostile pages say more.
_MOST_COLUMNS = 60
#: The most rows that a cell spans. Zero means all rows below in HTML, and is read as one.
_MOST_ROWS = 200
#: The most places of all tables of an article: cells, and the empty places that they span. Spans of columns and rows
#: multiply, so that 52 KB would be stored as 16 MB. The largest table in the public corpora (2,377 pages) has 924
#: places.
MOST_PLACES = 50_000


def is_data_table(tag: Tag) -> bool:
    """Returns whether a table has rows and columns of values."""
    if attribute(tag, "role") in ("presentation", "none"):
        return False
    rows = _rows(tag)
    columns = max((len(row) for row in rows), default=0)
    if columns < 2:
        return False
    if holds(tag, ("th",)) and not holds(tag, ("table",)):
        return True
    cells = [cell for row in rows for cell in row]
    return (
        len(rows) > 1
        and not any(map(_lays_out, cells))
        and all(len(cell.get_text()) < _LONGEST_VALUE for cell in cells)
    )


def _lays_out(cell: Tag) -> bool:
    """Returns whether a cell holds parts of a page; a short list without links is a value of several lines."""
    if holds(cell, _LAYOUT_PARTS):
        return True
    return holds(cell, _LISTS) and (len(cell.get_text()) > _LONGEST_LIST or holds(cell, ("a",)))


def table_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """Returns a table as one block, or None if it is empty. Its text has a line per row and tabs between cells.

    Every cell is in its column: the further places that it spans are empty, so that no word occurs twice.
    """
    caption = next(named(tag, ("caption",)), None)
    rows = _rows(tag)
    values = [tuple(texts) for texts in _spread(rows, base_url)]
    heads = _is_header(rows)
    header = values[0] if heads else ()
    cells = tuple(row for row in values[heads:] if any(row))
    if not cells and not any(header):
        return None
    words = render([caption], base_url).text if caption else ""
    lines = ["\t".join(row) for row in (header, *cells) if row]
    return Draft(type=BlockType.TABLE, text="\n".join(lines), header=header, rows=cells, caption=words or None)


def places_of(drafts: Iterable[Draft]) -> int:
    """Returns how many places the tables of an article have."""
    return sum(len(row) for draft in drafts for row in (draft.header, *draft.rows))


def _rows(tag: Tag) -> list[list[Tag]]:
    return [
        [cell for cell in row.children if isinstance(cell, Tag) and cell.name in ("td", "th")]
        for row in named(tag, ("tr",))
    ]


def _spread(rows: list[list[Tag]], base_url: str | None) -> Iterator[list[str]]:
    """Yields the words of each row, one text per column. Raises Reject (`too_complex`) if there are too many places."""
    reach: dict[int, int] = {}
    places = 0
    for row in rows:
        found = list(_places(row, reach, base_url))
        places += len(found)
        if places > MOST_PLACES:
            raise Reject(RejectReason.TOO_COMPLEX, f"a table of more than {MOST_PLACES} places")
        yield found


def _places(row: list[Tag], reach: dict[int, int], base_url: str | None) -> Iterator[str]:
    """Yields the places of one row; `reach` has, per column, the number of further rows that a cell above spans."""
    column = 0
    for tag in row:
        while _is_taken(column, reach):
            yield ""
            column += 1
        yield render([tag], base_url).text.replace("\n", " ")
        wide = _span(tag, "colspan", _MOST_COLUMNS) if len(row) > 1 else 1
        yield from [""] * (wide - 1)
        down = _span(tag, "rowspan", _MOST_ROWS)
        reach.update(dict.fromkeys(range(column, column + wide), down - 1) if down > 1 else {})
        column += wide


def _is_taken(column: int, reach: dict[int, int]) -> bool:
    left = reach.get(column, 0)
    if left:
        reach[column] = left - 1
    return left > 0


def _span(tag: Tag, name: str, most: int) -> int:
    value = (attribute(tag, name) or "1").strip()
    return max(1, min(int(value), most)) if value.isdecimal() and len(value) < 9 else 1


def _is_header(rows: list[list[Tag]]) -> bool:
    """Returns whether the first row names the columns: it is in `thead`, or all `th`, or all bold."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = rows[0]
    if all(cell.name == "th" or not cell.get_text().strip() for cell in first):
        return any(cell.name == "th" for cell in first)
    if first[0].find_parent("thead") is not None:
        return not (rows[1] and rows[1][0].find_parent("thead"))
    return all(map(_is_bold, first)) and not all(map(_is_bold, rows[1]))


def _is_bold(cell: Tag) -> bool:
    """Returns whether all the words of a cell are bold, in one element."""
    bold = next(named(cell, ("b", "strong")), None)
    return bold is not None and bold.get_text().strip() == cell.get_text().strip()
