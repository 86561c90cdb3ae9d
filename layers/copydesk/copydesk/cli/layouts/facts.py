"""Lays out what the extraction found, with the source of each value."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from copydesk.cli.console import words
from copydesk.model import FACTS, Article, Author, Block

#: Facts that are not listed: those with tables of their own, and the versions that wrote the record.
_NOT_LISTED = frozenset({"provenance", "conflicts", "quality", "extractor_version", "schema_version"})
#: The separators of facts whose values are shown in one line.
_BETWEEN = {"breadcrumbs": " › ", "tags": ", ", "robots": ", "}


def facts_layout(article: Article) -> RenderableType:
    return Group(_head(article), "", *_conflicts(article), _quality(article), "", _blocks(article))


def _head(article: Article) -> Table:
    table = _plain_table("fact", "value", "from")
    for name, value in fact_values(article):
        table.add_row(name, words(value), words(article.provenance.get(name), "dim"))
    return table


def fact_values(article: Article) -> Iterator[tuple[str, str]]:
    """Yields the name and value of each fact that the page states, in the order of `FACTS`.

    A fact with several values appears once for each, unless they are shown in one line.
    """
    for name in (each for each in FACTS if each not in _NOT_LISTED):
        yield from ((name, value) for value in _values(name, getattr(article, name)))


def _values(name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, tuple):
        yield from () if value in (None, "") else (str(value),)
    elif name in _BETWEEN:
        yield from (_BETWEEN[name].join(value),) if value else ()
    else:
        yield from (f"{each.name}  ({each.name_raw})" if isinstance(each, Author) else each for each in value)


def _conflicts(article: Article) -> Iterator[RenderableType]:
    if not article.conflicts:
        return
    table = _plain_table("disagrees", "and says", "in")
    for conflict in article.conflicts:
        table.add_row(conflict.field, words(conflict.value), words(conflict.source, "dim"))
    yield from (table, "")


def _quality(article: Article) -> Text:
    quality = article.quality
    lost = [f"{quality.lost_words} words lost"] if quality.lost_words else []
    left_out = [f"{count} {reason}" for reason, count in quality.left_out.items()]
    notes = ", ".join([*quality.flags, *lost]) or "no flags"
    notes += f"; words left out: {', '.join(left_out)}" if left_out else ""
    return Text.assemble(("quality  ", "bold"), f"{quality.score:.2f}", (f"  {notes}", "dim"))


def _blocks(article: Article) -> Table:
    table = _plain_table("#", "block", "words", "begins")
    for number, block in enumerate(article.blocks, start=1):
        kind = f"{block.type}/{block.subtype}" if block.subtype else str(block.type)
        table.add_row(str(number), kind, str(len(block.text.split())), _beginning(block))
    return table


def _beginning(block: Block) -> Text:
    line = words(" ".join((block.text or block.caption or block.alt or block.url or "").split()))
    line.truncate(62, overflow="ellipsis")
    return line


def _plain_table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold", justify="right" if title in {"#", "words"} else "left")
    return table
