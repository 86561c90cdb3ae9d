"""Writes points in time as text of fixed width, so that comparing the texts compares the times."""

from datetime import UTC, datetime


def instant(when: datetime) -> str:
    """Returns a point in time in UTC, to the microsecond.

    >>> instant(datetime(2024, 4, 25, 12, 0, tzinfo=UTC))
    '2024-04-25T12:00:00.000000Z'
    """
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> str | None:
    """Returns the point in time of an ISO 8601 text, or None if it is invalid or has no zone.

    >>> parse_instant("2024-04-25T14:00:00+02:00")
    '2024-04-25T12:00:00.000000Z'
    >>> parse_instant("2024-04-25")
    """
    try:
        when = datetime.fromisoformat(text)
        return instant(when) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def sort_date(text: str | None) -> str | None:
    """Returns a publication date as a sort key, in UTC if its zone is known, with the precision that it has.

    >>> sort_date("2024-04-25"), sort_date("2024-04-25T23:30:00-02:00"), sort_date("yesterday")
    ('2024-04-25', '2024-04-26T01:30:00', None)
    """
    try:
        when = datetime.fromisoformat(text or "")
        if when.tzinfo:
            when = when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    moment = when.replace(tzinfo=None).isoformat(timespec="seconds")
    return moment[:10] if text and len(text) == len("2024-04-25") else moment
