"""Points in time as text of one width, so that comparing the text compares the time."""

from datetime import UTC, datetime


def instant(when: datetime) -> str:
    """A point in time in UTC, to the microsecond.

    >>> instant(datetime(2024, 4, 25, 12, 0, tzinfo=UTC))
    '2024-04-25T12:00:00.000000Z'
    """
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> str | None:
    """The point in time that an ISO 8601 text with a zone means; a text without a zone means none.

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
    """A published date as a sort key: in UTC where its zone is known, as far as it goes where not.

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
