"""What a site lists: feeds, sitemaps and plain pages read from bytes, without network or clock."""

from copydesk.crawling.listings.reading import read_listing
from copydesk.crawling.listings.records import MAX_ENTRIES, Entry, Listing, ListingKind

__all__ = ["MAX_ENTRIES", "Entry", "Listing", "ListingKind", "read_listing"]
