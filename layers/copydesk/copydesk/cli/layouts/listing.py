"""Lays out a list for any width.

It is a table. On a narrow terminal it is one record below the other, and in a pipe nothing is cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

#: The columns of a terminal below which each record has lines of its own.
NARROW = 64


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `width` is its least width, `ratio` its share of the rest. Long values are cut unless it `folds`."""

    title: str
    width: int | None = None
    ratio: int | None = None
    right: bool = False
    folds: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    columns: Sequence[Column]
    rows: Sequence[Sequence[RenderableType]]
    caption: str = ""
    narrow: int = NARROW

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if console.is_terminal and options.max_width < self.narrow:
            for row in self.rows:
                yield from self._record(row)
        else:
            yield self._table(is_cut=console.is_terminal)
        if self.caption:
            yield Text(self.caption, "dim")

    def _table(self, *, is_cut: bool) -> Table:
        table = Table(box=None, pad_edge=False, expand=is_cut, header_style="bold", padding=(0, 2, 0, 0))
        for each in self.columns:
            table.add_column(
                each.title, justify="right" if each.right else "left", style=each.style,
                min_width=each.width, ratio=each.ratio if is_cut else None,
                no_wrap=not each.folds, overflow="fold" if each.folds else "ellipsis",
            )  # fmt: skip
        for row in self.rows:
            table.add_row(*(row if is_cut else map(_in_one_line, row)))
        return table

    def _record(self, row: Sequence[RenderableType]) -> RenderResult:
        """Yields the first value as a heading, and the others below it with their titles."""
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            if place == 0:
                yield Text.assemble((f"{column.title} ", "dim"), value if isinstance(value, Text) else str(value))
            elif isinstance(value, Text | str):
                if str(value).strip() not in ("", "–"):
                    yield Padding(Text.assemble((f"{column.title} ", "dim"), value), (0, 0, 0, 2))
            else:
                yield Padding(value, (0, 0, 0, 2))
        yield ""


def _in_one_line(value: RenderableType) -> RenderableType:
    """Returns a value in one line, because programs that read a pipe read it line by line."""
    return Text("  ").join(value.split("\n")) if isinstance(value, Text) else value
