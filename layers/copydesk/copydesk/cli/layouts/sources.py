"""Lays out the watched sources for a terminal, and as plain data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from copydesk.cli.console import times, words
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.cli.layouts.tables import SHORT_ID, minute
from copydesk.crawling.records import SourceStatus, WatchedSource
from copydesk.model import to_plain

_INDENT = "  "


_COLUMNS = (
    Column("id", width=SHORT_ID, style="cyan"),
    Column("source", ratio=1, folds=True),
    Column("every", width=6),
    Column("listed", width=6, right=True),
    Column("new", width=6, right=True),
)


def sources_table(sources: Iterable[WatchedSource]) -> Listing:
    """Returns a table of the sources with their states. Sitemaps are indented below the index that names them."""
    rows = []
    for source, is_child in in_order(sources):
        lines = [words(source.url), _state(source)]
        description = Text("\n").join(Text.assemble(_INDENT, line) if is_child else line for line in lines)
        every = words(interval(source.interval_seconds or source.wait_seconds))
        counts = (words(str(source.entries)), words(str(source.enqueued)))
        rows.append((words(source.source_id[:SHORT_ID]), description, every, *counts))
    return Listing(_COLUMNS, rows)


def plain_sources(sources: Iterable[WatchedSource]) -> list[dict[str, Any]]:
    """Returns the sources as JSON-ready values, without the validators of the last reading."""
    return [
        {name: value for name, value in to_plain(each).items() if name != "memory"} for each, _ in in_order(sources)
    ]


def in_order(sources: Iterable[WatchedSource]) -> Iterator[tuple[WatchedSource, bool]]:
    """Yields the sources by URL, each followed by its children, the sitemaps that it names as an index.

    The flag is true for a child that follows its parent.
    """
    known = {source.source_id: source for source in sorted(sources, key=lambda source: source.url)}
    brought = defaultdict(list)
    for source in known.values():
        brought[source.parent].append(source)
    # Sources that are each other's parents come last. This happens if a source is removed and added again.
    first = sorted(known.values(), key=lambda source: source.parent in known)
    waiting = [(source, False) for source in reversed(first)]
    shown: set[str] = set()
    while waiting:
        source, is_under = waiting.pop()
        if source.source_id not in shown:
            shown.add(source.source_id)
            yield source, is_under
            waiting += [(child, True) for child in reversed(brought[source.source_id])]


def interval(seconds: int) -> str:
    """Returns seconds in the form that `--interval` takes.

    >>> interval(600), interval(5400), interval(86400)
    ('10m', '1h30m', '24h')
    """
    hours, minutes = divmod(seconds // 60, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes or not hours else "")


def _state(source: WatchedSource) -> Text:
    parts = [source.kind] if source.kind else []
    parts.append(f"read {minute(source.read_at)} UTC" if source.read_at else "not read yet")
    plain = words(" · ".join(parts), "dim")
    if source.status is SourceStatus.PAUSED:
        return Text.assemble(plain, (" · ", "dim"), words(f"paused: {source.pause_reason or 'by hand'}", "yellow"))
    if source.failures:
        failed = words(f"failed {times(source.failures)}: {source.last_error}", "red")
        return Text.assemble(plain, (" · ", "dim"), failed)
    return plain
