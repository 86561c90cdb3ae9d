"""This module takes one page the whole way: it is explained, read, rendered in all formats, stored and compared."""

from contextlib import suppress
from dataclasses import replace

from copydesk.changes import difference
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.explain import explain_page
from copydesk.formats import FORMATS, render
from copydesk.model import Article, Block, Source
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.changes import decide

_SOURCE = Source(bucket="raw", key="a")
_WHEN = "2026-11-24T00:00:00.000000Z"


def go_whole_way(body: bytes, *, url: str | None, content_type: str | None, content_encoding: str | None) -> Article:
    """Does all that Copydesk does with a page. If the page is no article, it is explained before Reject is raised."""
    with suppress(Reject):
        explain_page(body, url=url, content_type=content_type, content_encoding=content_encoding)
    article = extract_article(body, url=url, content_type=content_type, content_encoding=content_encoding)
    for form in FORMATS:
        render(article, form)
    with suppress(Reject):
        decide(Candidate(article_id="a" * 32, article=article, source=_SOURCE, date_downloaded=_WHEN), None)
    later = _edited(article)
    difference(article, later)
    difference(later, article)
    return article


def _edited(article: Article) -> Article:
    """Returns a revision in which each third block is the same and the others have added words."""
    blocks = [block if not place % 3 else _another(block) for place, block in enumerate(article.blocks)]
    return replace(article, headline=f"{article.headline} (updated)", blocks=tuple(reversed(blocks)))


def _another(block: Block) -> Block:
    return replace(block, block_id=f"{block.block_id}-2", text=f"It says now: {' '.join(reversed(block.text.split()))}")
