"""Writes an article as chunks for retrieval: passages of its text, each with all that a search result shows.

The id of a chunk is a digest of its article's id, its headings and its words, not of its place. Equal chunks of one
article are counted. The same article therefore has the same ids, and an edit makes new ids only around itself.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from copydesk.formats.members import Members, stated
from copydesk.formats.passages import Passage, estimated_tokens, passages
from copydesk.formats.safe import safe_text, safe_url
from copydesk.model import Article, StoredArticle, to_plain

#: The tokens of a chunk: most embedding models read 512, and headline and headings are often put in front.
BUDGET = 400
#: The budgets that the API and the command line take. Below them most sentences are chunks of their own, above them few
#: models read a chunk whole.
LEAST_BUDGET, MOST_BUDGET = 50, 4_000
#: The number of hex digits of an id.
_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A passage of an article: `text` is that of the article from `start` to `end`, in characters (code points)."""

    chunk_id: str
    article_id: str | None
    url: str | None
    headline: str | None
    heading_path: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    language: str | None = None
    block_ids: tuple[str, ...] = ()
    start: int
    end: int
    tokens: int
    text: str


def article_chunks(article: Article, article_id: str | None = None, *, budget: int = BUDGET) -> Iterator[Chunk]:
    """Yields the chunks of an article in order. Only a sentence, quote or row above the budget makes a larger one."""
    text, seen = safe_text(article.text), Counter[str]()
    url = safe_url(article.canonical_url) or safe_url(article.url)
    for passage in passages(article, budget):
        words = text[passage.start : passage.end]
        identity = _digest(article_id or url or "", *passage.headings, words)
        yield Chunk(
            chunk_id=_digest(identity, str(seen[identity])) if seen[identity] else identity,
            article_id=article_id,
            text=words,
            tokens=estimated_tokens(words),
            url=url,
            **_facts(article, passage),
        )
        seen[identity] += 1


def article_record(article: Article, stored: StoredArticle | None, *, budget: int = BUDGET) -> Members:
    """Returns the chunks with the status of their article, so that a reader can drop chunks that are gone."""
    article_id = stored.article_id if stored else None
    facts = stated(
        article_id=article_id,
        url=safe_url(article.canonical_url) or safe_url(article.url),
        pub_status=str(article.pub_status),
        withdrawn_at=stored.withdrawn_at if stored else None,
        revision=stored.revision.number if stored else None,
    )
    return {**facts, "chunks": [to_plain(chunk) for chunk in article_chunks(article, article_id, budget=budget)]}


def _facts(article: Article, passage: Passage) -> Members:
    return {
        "headline": article.headline,
        "heading_path": passage.headings,
        "authors": tuple(author.name for author in article.authors),
        "date_published": article.date_published,
        "date_modified": article.date_modified,
        "language": article.language,
        "block_ids": passage.block_ids,
        "start": passage.start,
        "end": passage.end,
    }


def _digest(*parts: str) -> str:
    return sha256(json.dumps(parts).encode("ascii")).hexdigest()[:_LENGTH]
