"""This module makes articles for the storage tests. The ids of blocks and quotes follow from their text."""

from copydesk.model import Article, Block, BlockType, Quote, Source
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.items import Head, head
from copydesk.storage.articles.models import HeadItem

ARTICLE_ID = "0f" * 16
MORNING, NOON, EVENING = (f"2024-04-25T{hour}:00:00.000000Z" for hour in ("08", "12", "18"))


def list_heads() -> list[Head]:
    """Returns all stored articles without blocks and quotes, in no order."""
    return [head(item) for item in HeadItem.scan(HeadItem.sk == "HEAD")]


def block(text: str) -> Block:
    return Block(block_id=f"b-{text}", type=BlockType.PARAGRAPH, text=text, digest=f"d-{text}")


def quote(text: str, speaker: str | None = "Cairo") -> Quote:
    return Quote(quote_id=f"q-{text}-{speaker}", block_id="b-one", text=text, speaker=speaker, start=0, end=len(text))


def article(*texts: str, headline: str = "A headline", quotes: tuple[Quote, ...] = (), **more: str) -> Article:
    return Article(
        url="https://example.org/story",
        canonical_url=None,
        host="example.org",
        headline=headline,
        blocks=tuple(block(text) for text in texts),
        quotes=quotes,
        **{"date_published": "2024-04-25"} | more,  # type: ignore[arg-type]
    )


def candidate(
    made: Article,
    *,
    at: str = NOON,
    key: str = "page.html",
    sequencer: str | None = None,
    gone_at: str | None = None,
) -> Candidate:
    return Candidate(
        article_id=ARTICLE_ID,
        article=made,
        source=Source(bucket="raw", key=key),
        date_downloaded=at,
        sequencer=sequencer,
        gone_at=gone_at,
    )
