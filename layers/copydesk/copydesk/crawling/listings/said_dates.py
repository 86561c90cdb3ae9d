"""The dates of feeds and sitemaps in ISO 8601, saying no more than was said."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from copydesk.extraction.dates import parse_date

#: Longer text is no date.
_MAX_LENGTH = 100
#: Earlier ones are clocks that were never set: year 1, 1601, 1970.
_EARLIEST_YEAR = 1990
#: The end of a day (ISO 8601-1:2019 4.3.8.3), which is the next one's beginning.
_MIDNIGHT = re.compile(r"(?<![\d:])24:00(:00)?(?![\d:.])")
#: Zones that feeds write by name beyond those of RFC 5322 (EST to PDT, UT, GMT): each is one offset wherever it is used
#: for news. IST, CST of China and such are more than one.
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
    """Whether the text is a day without a time; what RFC 5322 writes always has a colon."""
    return ":" not in text and "T" not in text


def _rfc_5322(text: str) -> datetime | None:
    if ":" not in text:
        return None
    try:
        return parsedate_to_datetime(_ZONE.sub(_numeric, text))
    except (ValueError, OverflowError):
        return None


def _numeric(zone: re.Match[str]) -> str:
    """A zone in the one form that the standard library reads. "-0000" says that the time is UTC (RFC 5322 3.3)."""
    name = zone[0].strip().upper()
    return f" {_ZONES[name]}" if name in _ZONES else f" {zone[1]}{zone[2]}"
