"""The dates of feeds and sitemaps in ISO 8601, saying no more than was said."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from copydesk.extraction.dates import parse_date

#: Longer text is no date.
_MAX_LENGTH = 100
#: Earlier ones are clocks that were never set: year 1, 1601, 1970.
_EARLIEST_YEAR = 1990


def said_date(text: str | None) -> str | None:
    """The date that a listing says, with its time and zone where it says them. In order: ISO 8601 (Atom, sitemaps,
    JSON Feed), RFC 5322 (RSS), then whatever a page's date may look like.

    >>> said_date("Mon, 16 Nov 2026 10:00:00 EST"), said_date("Mon, 16 Nov 2026 10:00:00")
    ('2026-11-16T10:00:00-05:00', '2026-11-16T10:00:00')
    >>> said_date("2026-11-16"), said_date("2026-11-16T10:00Z"), said_date("0001-01-01T00:00:00")
    ('2026-11-16', '2026-11-16T10:00:00+00:00', None)
    """
    text = (text or "").strip()
    if not text or len(text) > _MAX_LENGTH:
        return None
    when = _iso(text) or _rfc_5322(text)
    if when is None:
        found = parse_date(text)
        return found.value if found else None
    if when.year < _EARLIEST_YEAR:
        return None
    return when.date().isoformat() if _is_day(text) else when.replace(microsecond=0).isoformat()


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_day(text: str) -> bool:
    """Whether the text is a day without a time; what RFC 5322 writes always has a colon."""
    return ":" not in text and "T" not in text


def _rfc_5322(text: str) -> datetime | None:
    if ":" not in text:
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
