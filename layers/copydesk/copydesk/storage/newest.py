"""The newest articles over all days, found in the index by day. No article is read for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from copydesk.storage.listing import of_day
from copydesk.storage.models import ArticlesItem

#: Entries that one or two calls bring: a table with no more articles is looked through in any order.
_SMALL = 5_000
#: Days of a larger table that are looked through, with a query for each key: a quarter of a year.
DAYS = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """`places` are sort keys of the index by day, the latest first: a date, "#" and the id of an article.

    `back_to` is the earliest day that was looked at; None if there are no articles before it.
    """

    places: tuple[str, ...]
    back_to: str | None

    @property
    def ids(self) -> list[str]:
        return [place.rpartition("#")[2] for place in self.places]


def newest(most: int, *, today: date, before: str | None = None, on_day: Callable[[str], object] = str) -> Newest:
    """The latest `most` articles, or those before a place, a day or a time of it.

    A small table is read whole. Of a larger one the days are read back from tomorrow, `DAYS` at most: an article that
    states a later date is found with `before` alone. `on_day` is called with each day.
    """
    small = _all_places()
    if small is not None:
        places = sorted((place for place in small if before is None or place < before), reverse=True)
        return Newest(places=tuple(places[:most]), back_to=None)
    found: list[str] = []
    day = ""
    for day in _days_back(before[:10] if before else str(today + timedelta(days=1))):
        on_day(day)
        listing = of_day(day)
        found += map(listing.place, listing.latest(most - len(found), before=before))
        if len(found) == most:
            break
    return Newest(places=tuple(found), back_to=day)


def _all_places() -> list[str] | None:
    """All places of a small table; None of a larger one."""
    entries = ArticlesItem.by_day.scan(page_size=_SMALL, limit=_SMALL)
    places = [entry.gsi2sk or "" for entry in entries]
    return None if entries.last_evaluated_key else places


def _days_back(last: str) -> Iterator[str]:
    newest_day = date.fromisoformat(last)
    return (str(newest_day - timedelta(days=back)) for back in range(DAYS))
