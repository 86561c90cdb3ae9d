"""RSS 0.9x, 1.0 and 2.0 and Atom, by feedparser."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from copydesk.crawling.listings.gathering import Found, gathered
from copydesk.crawling.listings.records import Listing, ListingKind
from copydesk.crawling.listings.trimming import trimmed

_WEB = ("http://", "https://")


def read_feed(text: str, *, url: str, kind: ListingKind) -> Listing:
    """The entries of a feed. A link is, in order: FeedBurner's original, the alternate link, a permanent guid; made
    absolute by xml:base, else by the feed's own link, else by the URL that the feed was read from.
    """
    document, more = trimmed(text, url=url, atom=kind is ListingKind.ATOM)
    # Of a stream, never of a string: that could name a file or a URL to open.
    feed = feedparser.parse(
        BytesIO(document.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    entries, refused = gathered(_finds(feed.entries, _base(_text(feed.feed.get("link")), url)))
    return Listing(kind=kind, entries=entries, refused=refused, truncated=more)


def _base(link: str | None, url: str) -> str:
    try:
        base = urljoin(url, (link or "").strip())
    except ValueError:
        return url
    return base if base.startswith(_WEB) else url


def _finds(entries: list[Any], base: str) -> Iterator[Found]:
    for entry in entries:
        # Of the plain dictionary: feedparser's own would take one date for another.
        said = dict(entry)
        yield Found(
            url=_link(said),
            base=base,
            published=_text(said.get("published")) or _text(said.get("created")),
            modified=_text(said.get("updated")),
            title=_text(said.get("title")),
        )


def _link(said: dict[str, Any]) -> str | None:
    link = _text(said.get("feedburner_origlink")) or _text(said.get("link"))
    if link and link == said.get("id") and not link.startswith(_WEB):
        return None
    return link


def _text(value: object) -> str | None:
    """What feedparser read as text: of elements it does not know, with attributes, it makes dictionaries."""
    return value if isinstance(value, str) else None
