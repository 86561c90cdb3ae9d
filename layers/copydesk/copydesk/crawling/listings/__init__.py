"""Reads what a site lists, from the bytes of feeds, sitemaps and plain pages, without network or clock."""

from copydesk.crawling.listings.reading import read_listing
from copydesk.crawling.listings.records import MAX_ENTRIES, Entry, Listing, ListingKind

__all__ = ["MAX_ENTRIES", "Entry", "Listing", "ListingKind", "read_listing"]
