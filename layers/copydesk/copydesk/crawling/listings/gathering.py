"""Raw finds of every kind of listing made into entries."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from copydesk.crawling.listings.records import MAX_TITLE, Entry
from copydesk.crawling.listings.said_dates import said_date
from copydesk.errors import Reject
from copydesk.urls import MAX_URL_LENGTH, normalize_url

#: Titles are cut to this before they are cleaned: markup and references are longer than what they stand for.
_MAX_RAW_TITLE = 8 * MAX_TITLE
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
#: What is no text, as references and JSON's escapes bring it in; neither DynamoDB nor XML takes all of it.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry as a listing writes it: `url` relative to `base`, or None where there is none."""

    url: str | None
    base: str
    published: str | None = None
    modified: str | None = None
    title: str | None = None


def gathered(finds: Iterable[Found]) -> tuple[tuple[Entry, ...], int]:
    """The entries, each URL once as it was first found, and how many had no usable URL."""
    entries: dict[str, Entry] = {}
    refused = 0
    for found in finds:
        url = absolute(found.url, base=found.base)
        if url is None:
            refused += 1
        elif url not in entries:
            entries[url] = _entry(url, found)
    return tuple(entries.values()), refused


def absolute(url: str | None, *, base: str) -> str | None:
    """A link as the one spelling of the page it leads to; None where that is no page on the web.

    >>> absolute("../b?utm_source=rss", base="https://example.org/a/c/")
    'https://example.org/a/b'
    >>> absolute("javascript:void(0)", base="https://example.org/") is None
    True
    """
    if not url or not url.strip() or len(url) > MAX_URL_LENGTH:
        return None
    try:
        return normalize_url(urljoin(base, url.strip()))
    except (ValueError, Reject):
        return None


def clean_title(title: str | None) -> str | None:
    """A title as its words: without markup and references, on one line.

    >>> clean_title("<b>Rates</b> rise&#1; \\n in Q&amp;A")
    'Rates rise in Q&A'
    """
    text = _CONTROLS.sub("", html.unescape(_MARKUP.sub("", (title or "")[:_MAX_RAW_TITLE])))
    return " ".join(text.split())[:MAX_TITLE].rstrip() or None


def _entry(url: str, found: Found) -> Entry:
    return Entry(
        url=url,
        published=said_date(found.published),
        modified=said_date(found.modified),
        title=clean_title(found.title),
    )
