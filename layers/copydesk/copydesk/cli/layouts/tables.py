"""Lays out stored articles, rejects and quotes as lists for a terminal, and as plain data for scripts."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

from copydesk.cli.console import words
from copydesk.cli.layouts.listing import Column, Listing
from copydesk.model import Source, StoredArticle, to_plain
from copydesk.storage.articles.items import Head
from copydesk.storage.articles.speakers import SpokenQuote
from copydesk.storage.operations.rejects import RejectRecord
from copydesk.web.redaction import redacted_start

SHORT_ID = 8
#: The columns of a terminal that a table of rejects needs, because it shows the keys of raw pages.
_WIDE = 120
_HEADS = (
    Column("id", width=SHORT_ID, style="cyan"),
    Column("headline", ratio=5),
    Column("site", ratio=2),
    Column("date", width=10),
    Column("authors", ratio=2),
    Column("quotes", width=6, right=True),
)
_WHOLE_HEADS = (Column("id", width=32, style="cyan"), *_HEADS[1:], Column("url", ratio=4, folds=True))
_REJECTS = (
    Column("id", width=SHORT_ID, style="cyan"),
    Column("reason", style="yellow"),
    Column("detail, and where the raw page is", ratio=1, folds=True),
    Column("times", width=5, right=True),
    Column("last seen (UTC)", width=16),
)
_QUOTES = (
    Column("article", width=SHORT_ID, style="cyan"),
    Column("date", width=10),
    Column("cue", width=8),
    Column("quote", ratio=1, folds=True),
)


def heads_table(heads: Iterable[Head], *, whole: bool = False) -> Listing:
    """Returns a table of articles. `whole` shows whole ids and the URLs."""
    return Listing(_WHOLE_HEADS if whole else _HEADS, [_head_row(each, whole) for each in heads])


def plain_head(head: Head) -> dict[str, Any]:
    stored, article = head.stored, head.stored.article
    return {
        "article_id": stored.article_id,
        "url": article.url,
        "host": article.host,
        "headline": article.headline,
        "date_published": article.date_published,
        "date_downloaded": stored.date_downloaded,
        "authors": [author.name for author in article.authors],
        "language": article.language,
        "word_count": article.word_count,
        "blocks": len(head.block_ids),
        "quotes": len(head.quote_ids),
        "revision": stored.revision.number,
        "duplicate_of": stored.duplicate_of,
        "withdrawn_at": stored.withdrawn_at,
    }


def rejects_table(rejects: Iterable[RejectRecord]) -> Listing:
    rows = [
        (
            words(record.reject_id[:SHORT_ID]),
            words(record.reason),
            Text.assemble(words(record.detail), "\n", words(raw_pointer(record), "dim")),
            words(str(record.count)),
            words(minute(record.last_seen)),
        )
        for record in rejects
    ]
    return Listing(_REJECTS, rows, narrow=_WIDE)


def plain_reject(record: RejectRecord) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = to_plain(record)
    return plain


def quotes_table(quotes: Iterable[SpokenQuote]) -> Listing:
    rows = [
        (words(each.article_id[:SHORT_ID]), words(each.date[:10]), words(each.quote.cue), words(each.quote.text))
        for each in quotes
    ]
    return Listing(_QUOTES, rows)


def plain_quote(spoken: SpokenQuote) -> dict[str, Any]:
    return {"article_id": spoken.article_id, "date": spoken.date, **to_plain(spoken.quote)}


def raw_pointer(record: RejectRecord) -> str:
    """Returns the location of the raw page, or else the beginning of the refused message without secrets."""
    if record.source:
        return raw_place(record.source)
    return redacted_start(record.message or "", 120)


def raw_place(source: Source) -> str:
    at = "" if source.offset is None else f" at {source.offset}, {source.length} bytes"
    return f"s3://{source.bucket}/{source.key}{at}"


def minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _head_row(head: Head, whole: bool) -> tuple[Text, ...]:
    stored, article = head.stored, head.stored.article
    row = (
        words(stored.article_id if whole else stored.article_id[:SHORT_ID]),
        Text.assemble(_mark(stored, whole), words(article.headline or "–")),
        words(article.host or "–"),
        words((article.date_published or "–")[:10]),
        words(", ".join(author.name for author in article.authors) or "–"),
        words(str(len(head.quote_ids))),
    )
    return (*row, words(article.url or "–", "dim")) if whole else row


def _mark(stored: StoredArticle, whole: bool) -> Text:
    """Returns a mark before the headline that says whether an article is a copy or withdrawn."""
    marks = []
    if stored.duplicate_of:
        marks.append(f"copy of {stored.duplicate_of if whole else stored.duplicate_of[:SHORT_ID]}")
    if stored.withdrawn_at:
        marks.append("withdrawn")
    return words(f"({', '.join(marks)}) " if marks else "", "yellow")
