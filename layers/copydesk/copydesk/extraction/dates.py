"""Dates as far as a page goes: `2024-04-25`, with the time where it is said, with the zone where it is said."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from copydesk.extraction.month_names import MONTHS

_DIGIT = re.compile(r"\d")
_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ]\s?(?P<time>\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20\d{2}|"
    r"19\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})\d{0,2}Z?)?(?!\d)"
)
_DAY_MONTH_YEAR = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:of |de |d’)?["
    r" .-]?\s*(?P<month>[^\W\d_]{3,12})\.?,?\s*(?:de |of |-)?\s*(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR = re.compile(
    r"(?<![^\W\d_])(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR_MONTH_DAY = re.compile(
    r"(?<!\d)(?P<year>\d{4})[. -]{1,2}(?P<month>[^\W\d_]{3,12})[. -]{1,2}(?P<day>\d{1,2})(?!\d)", re.IGNORECASE
)
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)")
_SHORT_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{2})(?![\d.]?\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s?[/.年년-]\s?(?P<month>\d{1,2})\s?[/.月월-]\s?(?P<day>\d{1,2})(?!\d)"
)
_SLASHED = re.compile(r"(?<!\d)(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-](?P<year>\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>Z\b|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_EARLIEST_YEAR, _LATEST_YEAR = 1990, 2100
#: A year of two digits is of this century up to here.
_LATEST_SHORT_YEAR = 60


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`value` in ISO 8601; `raw` is the part of the text that says it."""

    value: str
    raw: str


def parse_date(text: str | None, *, day_first: bool | None = None) -> FoundDate | None:
    """The first date that a text says, and its time and zone if it says them; None for none, or for 13/25/2024.

    A date of digits and slashes counts only where its order cannot be mistaken, or `day_first` tells it.

    >>> parse_date("3 min read 25 April, 2024")
    FoundDate(value='2024-04-25', raw='25 April, 2024')
    >>> parse_date("2024-04-25T09:30:00+02:00").value
    '2024-04-25T09:30:00+02:00'
    >>> parse_date("04/05/2024") is None
    True
    """
    if not text:
        return None
    text = text[:300]
    if not _DIGIT.search(text):
        return None
    return _iso(text) or _worded(text) or _numbered(text, day_first) or _compact(text)


def _iso(text: str) -> FoundDate | None:
    match = _ISO.search(text)
    if not match or not _valid(match["date"]):
        return None
    value = match["date"]
    if match["time"]:
        value = f"{value}T{match['time'] if match['time'].count(':') == 2 else match['time'] + ':00'}"
        value += _zone(match["zone"])
    return FoundDate(value, match[0].strip()) if _valid(value) else FoundDate(match["date"], match[0].strip())


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _worded(text: str) -> FoundDate | None:
    for pattern in (_DAY_MONTH_YEAR, _MONTH_DAY_YEAR, _YEAR_MONTH_DAY):
        for match in pattern.finditer(text):
            month = _month(match["month"])
            day = _day(int(match["year"]), month, int(match["day"])) if month else None
            if day:
                return _with_time(day, match, text)
    return None


def _numbered(text: str, day_first: bool | None) -> FoundDate | None:
    for pattern in (_DOTTED, _YEAR_FIRST, _SHORT_DOTTED):
        match = pattern.search(text)
        day = _day(_full_year(match["year"]), int(match["month"]), int(match["day"])) if match else None
        if match and day:
            return _with_time(day, match, text)
    match = _SLASHED.search(text)
    day = _slashed(match, day_first) if match else None
    return _with_time(day, match, text) if match and day else None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= _LATEST_SHORT_YEAR else 1900)


def _slashed(match: re.Match[str], day_first: bool | None) -> str | None:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    by_month, by_day = _day(year, first, second), _day(year, second, first)
    if by_month and by_day and by_month != by_day:
        return None if day_first is None else by_day if day_first else by_month
    return by_month or by_day


def _compact(text: str) -> FoundDate | None:
    match = _COMPACT.search(text)
    day = _day(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    return FoundDate(day, match[0]) if match and day else None


def _with_time(day: str, match: re.Match[str], text: str) -> FoundDate:
    """The date with the time that stands right after or before it."""
    after = text[match.end() : match.end() + 30]
    time = _TIME.search(after)
    if time is None or re.search(r"[^\W\d_]{4,}", after[: time.start()]):
        return FoundDate(day, match[0].strip())
    clock = _clock(time)
    value = f"{day}T{clock}{_zone(time['zone'])}" if clock else day
    raw = text[match.start() : match.end() + time.end()] if clock else match[0]
    return FoundDate(value, raw.strip()) if _valid(value) else FoundDate(day, match[0].strip())


def _clock(time: re.Match[str]) -> str | None:
    hour = int(time["hour"])
    half = (time["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{time['minute']}:{time['second'] or '00'}" if hour < 24 and int(time["minute"]) < 60 else None


def is_month(word: str) -> bool:
    """Whether a word begins as the name of a month does.

    >>> is_month("September"), is_month("sept"), is_month("brings")
    (True, True, False)
    """
    return _month(word) is not None


def _month(name: str) -> int | None:
    return MONTHS.get(name.lower().rstrip("."))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None
    except ValueError:
        return None


def _valid(value: str) -> bool:
    try:
        return _EARLIEST_YEAR <= datetime.fromisoformat(value).year <= _LATEST_YEAR
    except ValueError:
        return False
