"""Draws how pages ended in each of the last 24 hours, of all sites or of one."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from copydesk.cli.inspector.markup import Html, joined
from copydesk.cli.web_console.layout import chart, note, shown
from copydesk.storage.operations.hours import (
    RETENTION_DAYS,
    Counted,
    first_hour,
    hour_of,
    latest_hours,
    latest_hours_of,
)

HOURS = 24
#: Ingest may be in the next hour already, if its clock is ahead of this one.
AHEAD = 1
_UNCOUNTED = f"No page was counted in the last {RETENTION_DAYS} days. Earlier releases counted none."


def last_day_of_all(now: datetime) -> Html:
    counts = latest_hours(HOURS + AHEAD)
    return last_day(now, counts, since=min(counts, default=None), title="The last 24 hours")


def last_day_of_site(site: str, now: datetime) -> Html:
    counts = latest_hours_of(site, HOURS + AHEAD)
    return last_day(now, counts, since=first_hour(), title=f"The last 24 hours of {site}")


def last_day(now: datetime, counts: Mapping[str, Counter[Counted]], *, since: str | None, title: str) -> Html:
    """Returns a chart of the last day by hours. An hour before `since`, the first with any counts, has no numbers."""
    if since is None:
        return note(_UNCOUNTED)
    hours = [hour_of(now - timedelta(hours=back)) for back in reversed(range(HOURS))]
    rows = ((hour, counts.get(hour, Counter[Counted]()) if hour >= since else None) for hour in hours)
    drawn = chart(
        title,
        [str(end) for end in Counted],
        [(f"{hour}:00", [found[end] for end in Counted] if found is not None else None) for hour, found in rows],
    )
    begin = f"The counts begin in the hour of {shown_hour(since)}. Pages that came before it are not counted."
    return joined([drawn, note(begin)]) if since > hours[0] else drawn


def shown_hour(hour: str) -> str:
    return shown(f"{hour}:00")
