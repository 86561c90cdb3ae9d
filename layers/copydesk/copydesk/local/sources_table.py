"""The watched sources for a terminal, and as plain data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from copydesk.crawling.records import SourceStatus, WatchedSource
from copydesk.local.console import words
from copydesk.local.tables import SHORT_ID
from copydesk.model import to_plain

_INDENT = 2


def sources_table(found: Iterable[WatchedSource]) -> Table:
    """Two lines each: what is watched, and how that goes; what a sitemap index brought stands under it."""
    table = Table(box=None, pad_edge=False, expand=True, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("id", style="cyan", no_wrap=True, width=SHORT_ID)
    table.add_column("source", overflow="fold", ratio=1)
    table.add_column("every", no_wrap=True, width=6)
    for name in ("listed", "new"):
        table.add_column(name, justify="right", no_wrap=True, min_width=6)
    for source, is_child in in_order(found):
        told = Padding(Group(words(source.url), _state(source)), (0, 0, 0, _INDENT if is_child else 0))
        every = interval(source.interval_seconds or source.wait_seconds)
        table.add_row(source.source_id[:SHORT_ID], told, every, str(source.entries), str(source.enqueued))
    return table


def plain_sources(found: Iterable[WatchedSource]) -> list[dict[str, Any]]:
    """Without what the last reading left behind for the next: fingerprints and validators."""
    return [{name: value for name, value in to_plain(each).items() if name != "memory"} for each, _ in in_order(found)]


def in_order(found: Iterable[WatchedSource]) -> Iterator[tuple[WatchedSource, bool]]:
    """By URL, each with those after it that it brought; and whether a source stands under another."""
    known = {source.source_id: source for source in sorted(found, key=lambda source: source.url)}
    brought = defaultdict(list)
    for source in known.values():
        brought[source.parent].append(source)
    # Last of all those that brought each other, as removing and naming again can make of them.
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
    """As `--interval` takes it.

    >>> interval(600), interval(5400), interval(86400)
    ('10m', '1h30m', '24h')
    """
    hours, minutes = divmod(seconds // 60, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes or not hours else "")


def _state(source: WatchedSource) -> Text:
    told = [source.kind] if source.kind else []
    told.append(f"read {_minute(source.read_at)}" if source.read_at else "not read yet")
    plain = words(" · ".join(told), "dim")
    if source.status is SourceStatus.PAUSED:
        return Text.assemble(plain, (" · ", "dim"), words(f"paused: {source.pause_reason or 'by hand'}", "yellow"))
    if source.failures:
        times = "once" if source.failures == 1 else f"{source.failures} times"
        return Text.assemble(plain, (" · ", "dim"), words(f"failed {times}: {source.last_error}", "red"))
    return plain


def _minute(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"
