"""Turns the raw entries of any kind of listing into clean entries."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from copydesk.crawling.listings.records import MAX_TITLE, Entry
from copydesk.errors import Reject
from copydesk.web.dates import parse_date
from copydesk.web.urls import MAX_URL_LENGTH, normalize_url

#: The most characters of a date.
_MAX_LENGTH = 100
#: The earliest year that is believed. Earlier ones come from clocks that were never set: year 1, 1601, 1970.
_EARLIEST_YEAR = 1990
#: The end of a day (ISO 8601-1:2019 4.3.8.3), which is the beginning of the next one.
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(:00)?(?![\d:.])")
#: Zone names in feeds beyond those of RFC 5322 (EST to PDT, UT, GMT). Each has one offset wherever news uses it. Names
#: with several meanings, such as IST and CST, are left out.
_ZONES = {
    "UTC": "+0000", "Z": "+0000", "-0000": "+0000", "-00:00": "+0000", "WET": "+0000", "WEST": "+0100", "BST": "+0100",
    "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300",
    "JST": "+0900", "KST": "+0900", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300",
    "AKST": "-0900", "AKDT": "-0800", "HST": "-1000",
}  # fmt: skip
_ZONE = re.compile(
    rf"\s(?:([+-]\d\d):?(\d\d)|{'|'.join(name for name in _ZONES if name.isalpha())})\s*(?:\([^()]*\))?\Z",
    re.IGNORECASE,
)


def said_date(text: str | None) -> str | None:
    """Returns the date in a listing, with time and zone if stated; None if there is none.

    It tries ISO 8601 (Atom, sitemaps, JSON Feed), then RFC 5322 (RSS), then any form that a page's date may have.

    >>> said_date("Mon, 16 Nov 2026 10:00:00 EST"), said_date("Mon, 16 Nov 2026 10:00:00")
    ('2026-11-16T10:00:00-05:00', '2026-11-16T10:00:00')
    >>> said_date("2026-11-16"), said_date("2026-11-16T10:00Z"), said_date("0001-01-01T00:00:00")
    ('2026-11-16', '2026-11-16T10:00:00+00:00', None)
    """
    text = (text or "").strip()
    if not text or len(text) > _MAX_LENGTH:
        return None
    midnight = _MIDNIGHT.search(text)
    if midnight:
        text = f"{text[: midnight.start()]}00:00{midnight[1] or ''}{text[midnight.end() :]}"
    when = _iso(text) or _rfc_5322(text)
    if when is None:
        found = parse_date(text)
        return found.value if found else None
    if when.year < _EARLIEST_YEAR:
        return None
    when += timedelta(days=bool(midnight))
    return when.date().isoformat() if _is_day(text) else when.replace(microsecond=0).isoformat()


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_day(text: str) -> bool:
    """True if the text is a day without a time. A date of RFC 5322 always contains a colon."""
    return ":" not in text and "T" not in text


def _rfc_5322(text: str) -> datetime | None:
    if ":" not in text:
        return None
    try:
        return parsedate_to_datetime(_ZONE.sub(_numeric, text))
    except (ValueError, OverflowError):
        return None


def _numeric(zone: re.Match[str]) -> str:
    """Returns a zone in the form that the standard library reads. "-0000" means UTC (RFC 5322 3.3)."""
    name = zone[0].strip().upper()
    return f" {_ZONES[name]}" if name in _ZONES else f" {zone[1]}{zone[2]}"


#: The characters of a title that are cleaned, as markup and references are longer than what they show.
_MAX_RAW_TITLE = 8 * MAX_TITLE
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
#: Control characters from references and JSON escapes. DynamoDB and XML do not accept all of them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry as the listing writes it. `url` is relative to `base`, or None if there is none."""

    url: str | None
    base: str
    published: str | None = None
    modified: str | None = None
    title: str | None = None


def gathered(finds: Iterable[Found]) -> tuple[tuple[Entry, ...], int]:
    """Returns the entries, each URL once as first found, and the number of finds without a usable URL."""
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
    """Returns a link in the one spelling of its page, or None if it leads to no page on the web.

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
    """Returns a title without markup and references, on one line.

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
