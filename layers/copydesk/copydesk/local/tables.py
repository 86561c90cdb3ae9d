"""Stored articles and rejects as tables that fit a terminal."""

from collections.abc import Iterable

from rich.console import Group
from rich.table import Table

from copydesk.local.console import words
from copydesk.model import Source
from copydesk.storage.articles.items import Head
from copydesk.storage.operations.rejects import RejectRecord
from copydesk.web.redaction import redacted_start

SHORT_ID = 8


def heads_table(heads: Iterable[Head]) -> Table:
    table = _table()
    table.add_column("id", style="cyan", no_wrap=True, width=SHORT_ID)
    table.add_column("headline", no_wrap=True, overflow="ellipsis", ratio=5)
    table.add_column("date", no_wrap=True, width=10)
    table.add_column("authors", no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column("blocks", justify="right", width=6)
    table.add_column("quotes", justify="right", width=6)
    for head in heads:
        article = head.stored.article
        table.add_row(
            head.stored.article_id[:SHORT_ID],
            words(article.headline or "–"),
            words((article.date_published or "–")[:10]),
            words(", ".join(author.name for author in article.authors) or "–"),
            str(len(head.block_ids)),
            str(len(head.quote_ids)),
        )
    return table


def rejects_table(rejects: Iterable[RejectRecord]) -> Table:
    table = _table()
    table.add_column("reason", style="yellow", no_wrap=True)
    table.add_column("detail, and where the raw page lies", overflow="fold", ratio=1)
    table.add_column("times", justify="right", width=5)
    table.add_column("last seen (UTC)", no_wrap=True, width=16)
    for record in rejects:
        detail = Group(words(record.detail), words(raw_pointer(record), "dim"))
        table.add_row(record.reason, detail, str(record.count), record.last_seen[:16].replace("T", " "))
    return table


def raw_pointer(record: RejectRecord) -> str:
    """Where the raw page lies, or the beginning of the message that named none."""
    if record.source:
        return raw_place(record.source)
    return redacted_start(record.message or "", 120)


def raw_place(source: Source) -> str:
    at = "" if source.offset is None else f" at {source.offset}, {source.length} bytes"
    return f"s3://{source.bucket}/{source.key}{at}"


def _table() -> Table:
    return Table(box=None, pad_edge=False, expand=True, header_style="bold", padding=(0, 2, 0, 0))
