"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from collections.abc import Iterator
from typing import Any

from copydesk.crawling.listings.gathering import Found, gathered
from copydesk.crawling.listings.records import MAX_ENTRIES, Listing, ListingKind
from copydesk.errors import Reject, RejectReason


def read_json_feed(text: str, *, url: str) -> Listing:
    """Raises Reject for JSON that is broken or no feed."""
    feed = _loaded(text)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise Reject(RejectReason.BROKEN_RESPONSE, f"JSON, but no feed: {_shape(feed)}")
    base = _text(feed.get("home_page_url")) or url
    items = feed["items"]
    entries, refused = gathered(_finds(items[:MAX_ENTRIES], base if base.startswith("http") else url))
    return Listing(kind=ListingKind.JSON_FEED, entries=entries, refused=refused, truncated=len(items) > MAX_ENTRIES)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Reject(RejectReason.BROKEN_RESPONSE, f"broken JSON: {str(error)[:100]}") from error


def _finds(items: list[Any], base: str) -> Iterator[Found]:
    for item in items:
        said = item if isinstance(item, dict) else {}
        yield Found(
            url=_text(said.get("url")) or _permanent(said.get("id")),
            base=base,
            published=_text(said.get("date_published")),
            modified=_text(said.get("date_modified")),
            title=_text(said.get("title")),
        )


def _permanent(identity: object) -> str | None:
    """JSON Feed 1.1: the id "will ideally be the full URL of the resource"."""
    text = _text(identity)
    return text if text and text.startswith(("http://", "https://")) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return f"an object of {ascii(', '.join(map(str, list(value)[:5])))[:100]}"
    return f"a {type(value).__name__}"
