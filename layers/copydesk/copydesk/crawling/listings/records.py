"""What a listing says, as records."""

from dataclasses import dataclass
from enum import StrEnum

#: More than a year of a busy newsroom; one source's fingerprints (8 bytes an entry) stay under 80 KB of an item's 400.
MAX_ENTRIES = 10_000
#: sitemaps.org: a sitemap holds at most 50,000 URLs.
MAX_SITEMAP_URLS = 50_000
#: No headline is longer; a whole text in a title is a broken feed.
MAX_TITLE = 500


class ListingKind(StrEnum):
    """What a body turned out to be."""

    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json_feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap_index"
    NEWS_SITEMAP = "news_sitemap"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One URL of a listing, normalised, and what the listing says of it; None where it does not say.

    `published` and `modified` are in ISO 8601, as far as they go: without a time or a zone where none was said.
    """

    url: str
    published: str | None = None
    modified: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listing's entries in document order, each URL once.

    `children` are the sitemaps that an index names, `feeds` what a page offers to be read instead of it, best first.
    `refused` counts entries without a usable URL; `truncated` says that there was more than is kept.
    """

    kind: ListingKind
    entries: tuple[Entry, ...] = ()
    children: tuple[Entry, ...] = ()
    feeds: tuple[str, ...] = ()
    refused: int = 0
    truncated: bool = False
