"""This module checks rules that every article and every listing must keep, whatever its input is."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from copydesk.crawling.listings import Listing
from copydesk.errors import Reject
from copydesk.formats import FORMATS, RECORDS, render
from copydesk.model import Article, Source, to_plain
from copydesk.pipeline.messages import Candidate
from copydesk.plain import from_plain
from copydesk.storage.articles.changes import decide
from copydesk.storage.articles.items import stored_article
from tests.fuzz.markup import bodies, pieces
from tests.fuzz.sanitised import check_body, check_fragment, check_page
from tests.markdown_reading import faults

#: Some JSON readers refuse these characters, and tables do not hold them as text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WHEN = "2026-11-24T00:00:00.000000Z"


class Finding(Exception):
    """An input has broken a rule."""


def check_article(article: Article) -> None:
    _check_ids(article)
    _check_quotes(article)
    _check_plain(article)
    _check_storable(article)
    _check_formats(article)


def check_listing(listing: Listing) -> None:
    for entry in (*listing.entries, *listing.children):
        if not entry.url.startswith(("http://", "https://")):
            raise Finding(f"an entry of the address {entry.url!a}")
        entry.url.encode()
        _check_text((entry.title or "", entry.published or "", entry.modified or ""))


def _check_ids(article: Article) -> None:
    for ids in ([block.block_id for block in article.blocks], [quote.quote_id for quote in article.quotes]):
        if len(set(ids)) != len(ids):
            raise Finding("two blocks or quotes have one id")


def _check_quotes(article: Article) -> None:
    blocks = {block.block_id: block for block in article.blocks}
    for quote in article.quotes:
        block = blocks.get(quote.block_id)
        if block is None or block.text[quote.start : quote.end] != quote.text or not quote.text:
            raise Finding(f"the quote {quote.text[:80]!a} does not stand where it says")


def _check_plain(article: Article) -> None:
    plain = to_plain(article)
    if from_plain(Article, plain) != article:
        raise Finding("the article is another when it comes back from its plain values")
    _check_text(_texts(plain))
    json.dumps(plain, ensure_ascii=False, allow_nan=False).encode()


def _check_text(texts: Iterable[str]) -> None:
    for text in texts:
        if text.isascii() and text.isprintable():
            continue
        if found := _UNPRINTABLE.search(text):
            raise Finding(f"the character {found[0]!a} in {text[:80]!a}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _check_storable(article: Article) -> None:
    source = Source(bucket="raw", key="a")
    candidate = Candidate(
        article_id="a" * 32, article=article, source=source, date_downloaded=_WHEN, sequencer=None, gone_at=None
    )
    with suppress(Reject):
        change = decide(candidate, None)
        if change.body is None and stored_article(change.head).article != article:
            raise Finding("the article reads back otherwise than it is stored")


def _check_formats(article: Article) -> None:
    for form in FORMATS:
        rendered = render(article, form)
        rendered.encode()
        if form in RECORDS:
            json.loads(rendered)
            if len(rendered.splitlines()) != 1:
                raise Finding(f"{form} is more than one line")
        if form == "jsonld" and set("<>&") & set(rendered):
            raise Finding("json-ld could end the script element that it stands in")
    if fault := next(faults(article.blocks), None):
        raise Finding(f"Markdown that reads otherwise: {fault}")
    check_page(render(article, "html"))
    for body in bodies(article).values():
        check_body(body)
    check_fragment("\n".join(f"<div>{piece}</div>" for piece in pieces(article)))
