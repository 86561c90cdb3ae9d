"""Lists the articles of a day or of a site in order, the newest of all, and those that changed lately.

An index spreads each list over several keys (`keys`). It contains only keys, because each copy of an item costs as much
as the item. The heads are read from the table.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge
from itertools import batched, islice
from typing import Any

from pynamodb.expressions.condition import Condition

from copydesk.errors import BadCursor
from copydesk.storage import keys
from copydesk.storage.articles.items import Head, head
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.dynamodb import get_all
from copydesk.web.timestamps import parse_instant

#: The number of heads read at once: the limit of one BatchGetItem. A head has about 8 KB.
_AT_ONCE = 100
#: The most heads of one part of a list.
MOST_OF_A_PART = 200
#: A text above every sort key that begins with a date.
_LAST = "~"
#: The entries that one or two calls return. A table with at most this many articles is read whole.
_SMALL = 5_000
#: The days of a larger table that are searched, with one query per key: a quarter of a year.
DAYS = 92
#: A place in a list: the sort key of an entry.
PLACE = r"\d{4}-\d{2}-\d{2}(T[\d:]{8})?#[0-9a-f]{32}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part[T]:
    """A part of a list. `next` is the position after which the next part begins, or None at the end of the list."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A head and the cursor after it. Everything later in the day or site has a greater cursor."""

    cursor: str
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list over the keys `pks` of an index. `sort` names the attribute that orders it."""

    pks: list[str]
    index: Any
    sort: str

    def latest(
        self, limit: int, *, before: str | None = None, since: str | None = None, page_size: int | None = None
    ) -> Iterator[str]:
        """Yields the latest places, or the latest before a place. None of the first `limit` is missing.

        `since` is a place or day before which none is looked for. `page_size` is the number of entries that one query
        reads, by default enough of each key.
        """
        sort = getattr(ArticlesItem, self.sort)
        bounds = sort.between(since, before or _LAST) if since else sort < before if before else None
        # Keys are about equally full, so twice the average share from each is nearly always enough.
        each = min(limit, page_size or 2 * limit // len(self.pks) + 1)
        return islice(self._merged(bounds, latest_first=True, limit=limit, page_size=each), limit)

    def earliest(self, *, after: str, before: str, page_size: int = _AT_ONCE) -> Iterator[str]:
        """Yields the places between two places, the earliest first."""
        # This is the least key above a place. DynamoDB refuses an empty key.
        bounds = getattr(ArticlesItem, self.sort).between(f"{after} ", before)
        return self._merged(bounds, latest_first=False, limit=None, page_size=page_size)

    def part(self, limit: int, *, after: str | None = None) -> Part[Head]:
        """Returns up to `limit` articles after a place, the latest first: one query per key, one call per 100."""
        found = list(self.latest(limit + 1, before=after))
        heads = tuple(head(item) for _, item in items_of(found[:limit]))
        return Part(items=heads, next=found[limit - 1] if len(found) > limit else None)

    def stops(self, *, after: str, before: str = _LAST) -> Iterator[Stop]:
        return _stops_at(self.earliest(after=after, before=before))

    def places_of_small_table(self) -> list[str] | None:
        """Returns all places of the whole index, without order, or None if the table is larger."""
        entries = self.index.scan(page_size=_SMALL, limit=_SMALL, attributes_to_get=[self.sort])
        places = list(self._places(entries))
        return None if entries.last_evaluated_key else places

    def _merged(
        self, bounds: Condition | None, *, latest_first: bool, limit: int | None, page_size: int
    ) -> Iterator[str]:
        # Each attribute of an answer takes time to read, and a place says which article it is of.
        queries = (
            self.index.query(
                pk, bounds, scan_index_forward=not latest_first, limit=limit, page_size=page_size,
                attributes_to_get=[self.sort],
            )
            for pk in self.pks
        )  # fmt: skip
        return merge(*map(self._places, queries), reverse=latest_first)

    def _places(self, entries: Iterable[ArticlesItem]) -> Iterator[str]:
        return (getattr(entry, self.sort) or "" for entry in entries)


def of_day(day: str) -> Listing:
    return Listing(pks=keys.day_pks(_day(day)), index=ArticlesItem.by_day, sort="gsi2sk")


def _day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError(f"{text!a} is no day: yyyy-mm-dd")
    return text


def of_site(host: str) -> Listing:
    return Listing(pks=keys.site_pks(host), index=ArticlesItem.by_site, sort="gsi1sk")


def of_changes(day: str) -> Listing:
    return Listing(pks=keys.change_pks(_day(day)), index=ArticlesItem.by_change, sort="gsi3sk")


def part_of_day(day: str, /, *, limit: int = 50, after: str | None = None) -> Part[Head]:
    """Returns up to `limit` (1 to 200) articles of a day (yyyy-mm-dd), the latest first, with one query per key.

    An article that is stored before the position between two calls is missed. None appears twice unless its date
    changes.
    """
    if not 1 <= limit <= MOST_OF_A_PART:
        raise ValueError(f"a part holds 1 to {MOST_OF_A_PART} articles, not {limit}")
    if after is not None and not (re.fullmatch(PLACE, after, re.ASCII) and after.startswith(day)):
        raise BadCursor(f"not a position of {day}")
    return of_day(day).part(limit, after=after)


def stream_day(day: str, *, after: str = "") -> Iterator[Stop]:
    """Yields the articles of a day, the earliest first. `after` is a cursor, or a time of the day."""
    return of_day(day).stops(after=after)


def stream_site(host: str, *, after: str = "", before: str = _LAST) -> Iterator[Stop]:
    """Yields a site's articles with a cursor between the two, the earliest first."""
    return of_site(host).stops(after=after, before=before)


def stream_days(*, after: str, until: date, on_day: Callable[[date], object] = str) -> Iterator[Stop]:
    """Yields the articles after a cursor, or from a day or time on, the earliest first. `until` is the last day.

    A small table is read whole, in one or two calls. In a larger one each day takes one query per key.
    """
    yield from _stream(of_day, after, until, on_day)


def stream_changed(*, after: str, until: date, on_day: Callable[[date], object] = str) -> Iterator[Stop]:
    """Yields the articles that were stored, changed, withdrawn or restored after a cursor, or from a day or time on.

    Each article appears once, at its last change, the earliest first. The number of calls is that of `stream_days`. An
    article that a release without this index wrote is found once it changes.
    """
    yield from _stream(of_changes, after, until, on_day)


def _stream(
    listing: Callable[[str], Listing], after: str, until: date, on_day: Callable[[date], object]
) -> Iterator[Stop]:
    small = listing(str(until)).places_of_small_table()
    if small is not None:
        yield from _stops_at(sorted(place for place in small if f"{after} " <= place <= f"{until}{_LAST}"))
        return
    day = date.fromisoformat(after[:10])
    while day <= until:
        on_day(day)
        yield from listing(str(day)).stops(after=after if after[:10] == str(day) else "")
        day += timedelta(days=1)


def _stops_at(places: Iterable[str]) -> Iterator[Stop]:
    return (Stop(cursor=place, head=head(item)) for place, item in items_of(places))


def changes_since(instant: str, *, today: str) -> Iterator[Head]:
    """Yields the articles that were stored, changed, withdrawn or restored since an instant, the earliest change first.

    Each article appears once, at its last change. This is for polling without the event bus. The index lags behind the
    table. So ask from some seconds before the last time, and drop what is known already. A withdrawal keeps the
    revision number. A small table is read whole. In a larger one each day takes one query per key. Raises ValueError if
    the instant has no zone.
    """
    since = parse_instant(instant)
    if since is None:
        raise ValueError(f"{instant[:40]!a} is no point in time with its zone")
    for stop in stream_changed(after=since, until=date.fromisoformat(_day(today))):
        yield stop.head


def items_of(places: Iterable[str]) -> Iterator[tuple[str, HeadItem]]:
    """Yields each place with the head of its article, in order. Articles deleted since then are left out.

    The index itself lags behind the table, so an eventually consistent read at half the price is as accurate.
    """
    for part in batched(places, _AT_ONCE, strict=False):
        pks = {place: keys.article_pk(keys.article_at(place)) for place in part}
        found = heads_of(pks.values())
        yield from ((place, found[pk]) for place, pk in pks.items() if pk in found)


def heads_of(pks: Iterable[str], *, consistent: bool = False) -> dict[str, HeadItem]:
    """Returns the existing heads with the given keys, with one call per 100 keys."""
    wanted = [(pk, keys.HEAD) for pk in dict.fromkeys(pks)]
    found = get_all(ArticlesItem, wanted, consistent=consistent)
    return {item.pk: item for item in found if isinstance(item, HeadItem)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """`places` are sort keys of the index by day, the latest first: a date, "#" and the id of an article.

    `back_to` is the earliest day that was searched. It is None if there are no articles before the places.
    """

    places: tuple[str, ...]
    back_to: str | None

    @property
    def ids(self) -> list[str]:
        return [keys.article_at(place) for place in self.places]


def newest(most: int, *, today: date, before: str | None = None, on_day: Callable[[str], object] = str) -> Newest:
    """Returns the latest `most` articles, or the latest before a place, a day or a time.

    A small table is read whole. In a larger one, the days are searched backwards from tomorrow, at most `DAYS` of them.
    An article with a later date is found only with `before`. `on_day` is called with each day.
    """
    small = of_day(str(today)).places_of_small_table()
    if small is not None:
        places = sorted((place for place in small if before is None or place < before), reverse=True)
        return Newest(places=tuple(places[:most]), back_to=None)
    found: list[str] = []
    day = ""
    for day in _days_back(before[:10] if before else str(today + timedelta(days=1))):
        on_day(day)
        listing = of_day(day)
        found += listing.latest(most - len(found), before=before)
        if len(found) == most:
            break
    return Newest(places=tuple(found), back_to=day)


def _days_back(last: str) -> Iterator[str]:
    newest_day = date.fromisoformat(last)
    return (str(newest_day - timedelta(days=back)) for back in range(DAYS))
