"""A moment that a page declares in UTC, told as its readers are told it: by the publisher's own clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from copydesk.extraction.dates import FoundDate

#: Characters of an ISO date without a time, and of one with a time.
_DAY, _TIME = 10, 19
#: Zones lie quarters of an hour apart, from -12 to +14 hours (tz database).
_QUARTER = timedelta(minutes=15)
_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)


def in_local_time(chosen: FoundDate | None, others: Iterable[FoundDate]) -> FoundDate | None:
    """The chosen date, or the same moment by the clock of another source where it falls on another day there.

    >>> declared, shown = FoundDate("2024-04-26T02:30:10+00:00", ""), FoundDate("2024-04-25T22:30:00", "")
    >>> in_local_time(declared, [shown]).value
    '2024-04-25T22:30:10-04:00'
    """
    if chosen is None or not chosen.value.endswith("+00:00"):
        return chosen
    moment = datetime.fromisoformat(chosen.value)
    for other in others:
        if len(other.value) >= _TIME and other.value[:_DAY] != chosen.value[:_DAY]:
            zone = _zone(moment, datetime.fromisoformat(other.value))
            if zone is not None:
                return FoundDate(moment.astimezone(zone).isoformat(), chosen.raw)
    return chosen


def _zone(moment: datetime, local: datetime) -> timezone | None:
    """The zone whose clock shows `local` at this moment; a clock without seconds may lag behind it by one minute."""
    minute = moment.replace(second=0, microsecond=0, tzinfo=None)
    ahead = local.replace(second=0, microsecond=0, tzinfo=None) - minute
    if ahead % _QUARTER or not _WESTERNMOST <= ahead <= _EASTERNMOST:
        return None
    return timezone(ahead) if local.utcoffset() in (None, ahead) else None
