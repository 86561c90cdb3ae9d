"""Counts the articles of sites by day, from the index of sites. For many sites this takes longer than a page may."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from threading import Lock

from copydesk.cli.web_console.lists import latest_of_each
from copydesk.storage.articles.listing import of_site

#: The days that are counted, and the most articles per key of a site that are counted.
DAYS, _COUNTED = 30, 500
#: The sites that are counted at once. Each takes four queries, and the calls of other pages shall not wait for them.
_AT_ONCE = 2
#: The seconds that a page waits for counts, and the time after which they are made anew.
_PATIENCE, _FRESH = 0.3, timedelta(minutes=1)
#: The time after which counts that nobody has seen are too old to be shown.
_FORGOTTEN = timedelta(minutes=10)
#: The sets of sites whose counts are kept.
_KEPT = 8

type DayCounts = Mapping[str, Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Counting:
    """The counts of some sites, made or still being made, and the time at which they were begun.

    `told_at` is the first time at which they were asked for and had ended, with counts or with an error.
    """

    began: datetime
    counts: Future[DayCounts]
    told_at: datetime | None = None

    def is_current(self, now: datetime) -> bool:
        """Returns whether no other counts are needed. What nobody was told is told once: it may take over a minute."""
        if not self.counts.done():
            return True
        if self.told_at is None:
            return now - self.began < _FORGOTTEN
        return self.counts.exception() is None and now - self.told_at < _FRESH


@dataclass(frozen=True, slots=True)
class DayCounter:
    """Counts in the background, each set of sites at most once a minute."""

    _pool: ThreadPoolExecutor = field(default_factory=ThreadPoolExecutor)
    _known: dict[tuple[str, ...], Counting] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, hosts: tuple[str, ...], now: datetime) -> Counting:
        """Returns the counts of some sites, after a short wait. They may still be on their way then."""
        with self._lock:
            found = self._known.pop(hosts, None)
            if found is None or not found.is_current(now):
                found = Counting(now, self._pool.submit(_counts_of, hosts, days_until(now)))
            self._known[hosts] = found
            for oldest in list(self._known)[:-_KEPT]:
                del self._known[oldest]
        wait([found.counts], timeout=_PATIENCE)
        return self._told(hosts, found, now)

    def _told(self, hosts: tuple[str, ...], found: Counting, now: datetime) -> Counting:
        if found.told_at is not None or not found.counts.done():
            return found
        told = replace(found, told_at=now)
        with self._lock:
            if self._known.get(hosts) is found:
                self._known[hosts] = told
        return told


def days_until(now: datetime) -> list[str]:
    return [str(now.date() - timedelta(days=back)) for back in reversed(range(DAYS))]


def _counts_of(hosts: Sequence[str], days: Sequence[str]) -> DayCounts:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(hosts, pool.map(partial(_counts, days), hosts), strict=True))


def _counts(days: Sequence[str], host: str) -> list[int | None]:
    """Returns the articles of each day from the index of the site, or None for a day that is not read whole."""
    parts = latest_of_each(of_site(host), _COUNTED, since=days[0])
    return counted_days(days, chain(*parts), cut_at=cut_of(parts, _COUNTED))


def cut_of(parts: Iterable[Sequence[str]], most: int) -> str:
    """Returns the latest day that is not read whole, or an empty text if all parts of the list are."""
    return max((part[-1][:10] for part in parts if len(part) == most), default="")


def counted_days(days: Sequence[str], places: Iterable[str], *, cut_at: str = "") -> list[int | None]:
    """Returns the number of places of each day, or None for the days up to `cut_at`.

    >>> counted_days(["2026-03-01", "2026-03-02"], ["2026-03-02#0f", "2026-03-02T12:00:00#1f"])
    [0, 2]
    >>> counted_days(["2026-03-01", "2026-03-02"], ["2026-03-02#0f"], cut_at="2026-03-01")
    [None, 1]
    """
    counts = Counter(place[:10] for place in places)
    return [None if day <= cut_at else counts[day] for day in days]
