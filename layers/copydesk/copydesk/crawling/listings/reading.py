"""Recognises the kind of a listing from its bytes, and reads it."""

import re

from copydesk.crawling.listings.feeds import read_feed, read_json_feed
from copydesk.crawling.listings.pages import read_page
from copydesk.crawling.listings.records import Listing, ListingKind
from copydesk.crawling.listings.sitemaps import is_url, read_sitemap, read_text_sitemap
from copydesk.errors import Reject, RejectReason
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode
from copydesk.web.redaction import redacted_start

#: The characters in which the root element is searched. Comments, style sheets and a document type may precede it.
_HEAD = 64 * 1024
_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_ROOT = re.compile(
    r"<(?:[\w.-]{1,50}:)?(rss|rdf|feed|channel|item|entry|urlset|sitemapindex|url|sitemap|html|head|body)(?=[\s/>])"
    r"|<!doctype\s+(html)\b",
    re.IGNORECASE,
)
_FEEDS = {"rss": ListingKind.RSS, "rdf": ListingKind.RSS, "channel": ListingKind.RSS, "item": ListingKind.RSS} | {
    "feed": ListingKind.ATOM,
    "entry": ListingKind.ATOM,
}
_SITEMAPS = frozenset({"urlset", "sitemapindex", "url", "sitemap"})
_UTF16 = re.compile(rb"<\?xml[^>]{0,200}utf-?16[^>]{0,200}\?>", re.IGNORECASE)


def read_listing(body: bytes, *, url: str, content_type: str | None) -> Listing:
    """Returns the listing in a response's body. Its kind follows from the body, because headers are wrong too often.

    Raises Reject with a description if it is no listing.
    """
    text = _text(inflate(body), content_type).lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return read_json_feed(text, url=url)
    root = _root(text)
    if root in _FEEDS:
        return read_feed(_markup(text), url=url, kind=_FEEDS[root])
    if root in _SITEMAPS:
        return read_sitemap(_markup(text), url=url)
    if root is not None:
        return read_page(text, url=url)
    if _is_text_sitemap(text):
        return read_text_sitemap(text, url=url)
    raise Reject(
        RejectReason.BROKEN_RESPONSE,
        f"neither feed nor sitemap nor page, beginning with {redacted_start(ascii(text[:1_000]), 60)}",
    )


def _text(body: bytes, content_type: str | None) -> str:
    """Decodes the body as for pages, but recognises UTF-16 from the bytes, because XML often declares it wrongly."""
    if body[:4] in (b"<\x00?\x00", b"<\x00r\x00"):
        body = b"\xff\xfe" + body
    elif body[:4] in (b"\x00<\x00?", b"\x00<\x00r"):
        body = b"\xfe\xff" + body
    elif b"\x00" not in body[:100]:
        body = _UTF16.sub(b"", body[:1000], count=1) + body[1000:]
        content_type = None if "utf-16" in (content_type or "").lower() else content_type
    return decode(body, content_type)


def _root(text: str) -> str | None:
    found = _ROOT.search(_COMMENT.sub("", text[:_HEAD]))
    return (found[1] or found[2]).lower() if found else None


def _markup(text: str) -> str:
    """Removes what precedes the first tag, such as PHP warnings, blank lines, or "xml version" without its bracket."""
    return text[max(text.find("<"), 0) :]


def _is_text_sitemap(text: str) -> bool:
    lines = [line for line in map(str.strip, text[:_HEAD].splitlines()) if line]
    return bool(lines) and sum(map(is_url, lines)) * 2 > len(lines)
