"""Writes an article as rows of three tables, articles, blocks and quotes, for SQLite and Parquet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.formats.safe import safe_values
from copydesk.model import Article, Block, Quote, StoredArticle

type Row = dict[str, Any]
type Column = type[str] | type[int] | type[float] | type[list[str]]

#: The columns of each table, with their types, in order. docs/analysis.md describes them.
ARTICLES: Mapping[str, Column] = {
    "article_id": str, "url": str, "canonical_url": str, "host": str, "site_name": str, "type": str, "headline": str,
    "kicker": str, "description": str, "authors": list[str], "date_published": str, "date_modified": str,
    "date_downloaded": str, "language": str, "section": str, "tags": list[str], "main_image": str, "word_count": int,
    "pub_status": str, "withdrawn_at": str, "duplicate_of": str, "revision": int, "quality": float,
    "flags": list[str], "fingerprint": str, "text": str,
}  # fmt: skip
BLOCKS: Mapping[str, Column] = {
    "article_id": str, "position": int, "block_id": str, "type": str, "level": int, "section": str, "text": str,
    "html": str, "url": str, "caption": str, "credit": str, "attribution": str, "page": str,
}  # fmt: skip
QUOTES: Mapping[str, Column] = {
    "article_id": str, "quote_id": str, "block_id": str, "text": str, "speaker": str, "cue": str, "start": int,
    "end": int,
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, Column]] = {"articles": ARTICLES, "blocks": BLOCKS, "quotes": QUOTES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of one article, by table."""

    articles: list[Row]
    blocks: list[Row]
    quotes: list[Row]


def article_rows(article: Article, stored: StoredArticle | None = None) -> Rows:
    """Returns the rows of an article. `article_id` is None for one that is stored nowhere."""
    article_id = stored.article_id if stored else None
    return Rows(
        articles=[_article(article, stored)],
        blocks=[_row(BLOCKS, block, article_id=article_id, position=at) for at, block in enumerate(article.blocks)],
        quotes=[_row(QUOTES, quote, article_id=article_id) for quote in article.quotes],
    )


def _article(article: Article, stored: StoredArticle | None) -> Row:
    values = {
        "article_id": stored.article_id if stored else None,
        "authors": [author.name for author in article.authors],
        "date_downloaded": stored.date_downloaded if stored else None,
        "withdrawn_at": stored.withdrawn_at if stored else None,
        "duplicate_of": stored.duplicate_of if stored else None,
        "revision": stored.revision.number if stored else None,
        "quality": article.quality.score,
        "flags": article.quality.flags,
    }
    return _row(ARTICLES, article, **values)


def _row(columns: Mapping[str, Column], record: Article | Block | Quote, **values: Any) -> Row:
    row: Row = {name: _plain(values[name] if name in values else getattr(record, name)) for name in columns}
    return row


def _plain(value: Any) -> Any:
    """Returns a value without control characters. An empty text says that there is none, as None does."""
    if isinstance(value, str):
        return str(safe_values(str(value))) or None
    return safe_values(value)
