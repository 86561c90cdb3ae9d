"""Defines the records of a listing."""

from dataclasses import dataclass
from enum import StrEnum

#: The most entries of a listing, over a year of a busy newsroom. Their fingerprints take 80 KB of an item's 400.
MAX_ENTRIES = 10_000
#: The most URLs of a sitemap (sitemaps.org).
MAX_SITEMAP_URLS = 50_000
#: The most characters of a title. Headlines are shorter, and a whole text as a title means a broken feed.
MAX_TITLE = 500


class ListingKind(StrEnum):
    """The kind of a listing, recognised from its body."""

    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json_feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap_index"
    NEWS_SITEMAP = "news_sitemap"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A normalised URL of a listing with the facts that the listing states, or None for each that it does not.

    `published` and `modified` are ISO 8601 with the precision of the listing, so time and zone may be missing.
    """

    url: str
    published: str | None = None
    modified: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing's entries in document order, each URL once.

    `children` are the sitemaps of an index. `feeds` are the feeds that a page offers, the best first.
    `refused` counts entries without a usable URL. `truncated` says that there were more entries than are kept.
    """

    kind: ListingKind
    entries: tuple[Entry, ...] = ()
    children: tuple[Entry, ...] = ()
    feeds: tuple[str, ...] = ()
    refused: int = 0
    truncated: bool = False
