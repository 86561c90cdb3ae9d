"""This module simulates a web and the operations table in memory, in simulated time.

The rules are the deployed ones (`copydesk.pipeline`: `host_turn`, `fetch`, `sources`, `dispatch`). The stand-ins keep
what the storage keeps, and answer at once. tests/unit/bench/test_crawl_day.py compares them with the storage.
"""

import random
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

from bench.crawl_hosts import Hosts
from copydesk.crawling.aging import AgedPage
from copydesk.crawling.http.messages import Response
from copydesk.crawling.records import Memory, Reading, SeenPage, Want, Wanted, WatchedSource
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.turns import Politeness
from copydesk.crawling.visits import AGES, PATIENCE
from copydesk.errors import Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.fetch import FetchSteps
from copydesk.pipeline.host_turn import HostTurnSteps, LogEvent, Outlook
from copydesk.pipeline.messages import Fetched
from copydesk.pipeline.sources import SourcesSteps, settled
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of

#: The median and the spread (lognormal) of a site's seconds to answer. Half of the answers take less than the median.
_ANSWERS, _SPREAD = 0.2, 0.6
#: The share of later visits with other bytes, some of them edits; the rest are not modified (bench/cost.py).
_CHANGED = 0.35
#: These pages and sources have a time of their own.
_TIMED = (Want.ASKED, Want.NEW, Want.REVISIT)


@dataclass(slots=True, kw_only=True)
class World(Hosts):
    """`late` are the seconds from the time when a page was wanted to its request, by the reason."""

    seed: int
    items: dict[str, Wanted] = field(default_factory=dict)
    wanted: defaultdict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    news: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    late: defaultdict[Want, list[float]] = field(default_factory=lambda: defaultdict(list))
    last_end: dict[str, float] = field(default_factory=dict)
    #: The addresses that turns have and have not requested yet, with their due times.
    handed: dict[str, float] = field(default_factory=dict)
    #: The last visit by age of each page, and the number of visits repeated after a function died.
    visited: dict[str, int] = field(default_factory=dict)
    again: int = 0
    #: The most seconds by which a visit by age was later than allowed.
    overslept: float = 0.0
    violations: int = 0
    unwanted: int = 0
    asked: int = 0
    seconds_asking: float = 0.0
    readings: int = 0
    found: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  # no secret

    # Pages and sources are kept as in storage/operations/pages.py, sources.py and wanted.py.

    def put(self, key: str, item: Wanted) -> None:
        if (old := self.items.get(key)) is not None and (entry := _entry(key, old)):
            entries = self.wanted[_host(old)]
            del entries[bisect_left(entries, entry)]
        self.items[key] = item
        if entry := _entry(key, item):
            insort(self.wanted[_host(item)], entry)

    def settle(self, item: Wanted) -> None:
        if self.items[item.url].turn != item.turn:
            raise Skip(SkipReason.SUPERSEDED, item.url)
        self.put(item.url, replace(item, turn=item.turn + 1))

    def add(self, url: str, *, source_id: str | None, via: tuple[str, ...] = ()) -> SeenPage | None:
        if url in self.items:
            return None
        page = SeenPage(url=url, turn=1, source_id=source_id, via=via, want=Want.NEW, next_at=instant(self.moment))
        self.put(url, page)
        return page

    def wanted_of(self, host: str, limit: int) -> Sequence[Wanted]:
        until = instant(self.moment)
        found: list[Wanted] = []
        for want in _TIMED:
            entries = self.wanted[host]
            at = bisect_left(entries, (want, "", ""))
            while len(found) < limit and at < len(entries) and entries[at][0] == want and entries[at][1] <= until:
                found.append(self.items[entries[at][2]])
                self.handed[entries[at][2]] = _seconds(entries[at][1])
                at += 1
        return found

    def outlook(self, host: str, _settled: Collection[Wanted]) -> Outlook:
        moments: dict[Want, float] = {}
        entries = self.wanted[host]
        for want in _TIMED:
            at = bisect_left(entries, (want, "", ""))
            if at < len(entries) and entries[at][0] == want:
                moments[want] = _seconds(entries[at][1])
        visit_at = moments.pop(Want.REVISIT, None)
        urgent_at = min(moments.values(), default=None)
        until = instant(self.moment)
        is_behind = any(at is not None and at <= self.now for at in (urgent_at, visit_at))
        backlog = sum(entry[0] in _TIMED and entry[1] <= until for entry in entries) if is_behind else 0
        return Outlook(urgent_at=urgent_at, visit_at=visit_at, backlog=backlog)

    def aged(self, host: str, after: str, limit: int) -> Sequence[AgedPage]:
        entries = self.wanted[host]
        at = bisect_left(entries, (Want.AGING, after + " ", ""))
        return [AgedPage(since=since, url=url) for _, since, url in entries[at : at + limit]]

    def count_aged(self, host: str, after: str, until: str) -> int:
        return sum(want == Want.AGING and after < since <= until for want, since, _ in self.wanted[host])

    def load(self, url: str) -> SeenPage | None:
        """Returns a page, and notes its visit if it is visited by its age."""
        page = self.items[url]
        assert isinstance(page, SeenPage)
        if page.want is Want.AGING and page.since:
            age = self.now - _seconds(page.since)
            visit = bisect_right(AGES, age) - 1
            is_again = self.visited.get(url) == visit
            self.again += is_again and host_of(url) in self.broken
            if visit >= 0 and (not is_again or host_of(url) in self.broken):
                self.handed[url] = _seconds(page.since) + AGES[visit]
                self.overslept = max(self.overslept, age - AGES[visit] - PATIENCE[visit])
            self.visited[url] = visit
        return page

    # The following methods simulate the web.

    def get(self, url: str, *, headers: Mapping[str, str]) -> Response:
        """Returns a site's answer; simulated time passes meanwhile."""
        host = host_of(url)
        self._note_request(host, url)
        seconds = self.chance.lognormvariate(0, _SPREAD) * _ANSWERS
        self.now += seconds
        self.seconds_asking += seconds
        self.last_end[host] = self.now
        if url.endswith("/feed.xml"):
            return self._feed(host, url)
        if headers and self.chance.random() > _CHANGED:
            return Response(url=url, status=304, headers=(), body=b"", address="")
        return Response(url=url, status=200, headers=(("etag", '"1"'),), body=f"{url} {self.now}".encode(), address="")

    def _feed(self, host: str, url: str) -> Response:
        body = "\n".join(self.news[host]).encode()
        return Response(url=url, status=200 if body else 304, headers=(), body=body, address="")

    def _note_request(self, host: str, url: str) -> None:
        self.asked += 1
        self.violations += self.now - self.last_end.get(host, 0.0) < self.interval - 1e-6
        item = self.items[url]
        due = self.handed.pop(url, None)
        late = self.now - due if due is not None else 0.0
        self.unwanted += due is None or late < -1e-3
        self.late[_kind(item)].append(late)

    def hand_on(self, reading: Reading) -> None:
        """Handles a reading at once, as discover does."""
        self.found += 1
        source = self.items[reading.url]
        assert isinstance(source, WatchedSource)
        new = [self.add(url, source_id=source.source_id) for url in self.news.pop(host_of(reading.url))]
        memory = Memory(digest=reading.memory.digest)
        settled(
            replace(source, memory=memory), len(new), settle=self.settle, now=self.moment, enqueued=len(new)
        )  # fmt: skip
        self.wake(host_of(reading.url))

    def report(self, told: LogEvent) -> None:
        self.readings += told[0] in ("read", "handed_on")

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def steps(self) -> HostTurnSteps:
        return HostTurnSteps(
            polite=Politeness(
                begin=self.begin, end=self.end, load_robots=self._robots, save_robots=_nothing,
                get=self.get, interval=self.interval, now=lambda: self.moment,
            ),
            wanted=self.wanted_of,
            aged=self.aged,
            count_aged=self.count_aged,
            load=self.load,
            outlook=self.outlook,
            start=_nothing,
            wake=self.wake,
            pages=FetchSteps(
                add=self.add, ask=_never, settle=self.settle, text_digest=_nothing, save_raw=_kept,
                withdraw=_nothing, record_reject=_nothing, now=lambda: self.moment,
            ),
            sources=SourcesSteps(settle=self.settle, hand_on=self.hand_on, now=lambda: self.moment),
            report=self.report,
            failed=_raised,
            now=lambda: self.moment,
        )  # fmt: skip

    def _robots(self, origin: str) -> CachedRobots:
        return CachedRobots(origin=origin, state=RobotsState.RULES, fetched_at=self.moment, text="")


def _entry(key: str, item: Wanted) -> tuple[str, str, str] | None:
    if isinstance(item, SeenPage) and item.want is Want.AGING and item.since:
        return (str(Want.AGING), item.since, key)
    want = item.want if isinstance(item, SeenPage) else Want.ASKED
    return (str(want), item.next_at, key) if item.next_at else None


def _kind(item: Wanted) -> Want:
    """Returns ASKED for a source, NEW for a new page, and REVISIT for a later visit."""
    if not isinstance(item, SeenPage):
        return Want.ASKED
    return Want.REVISIT if item.want is Want.AGING else item.want


def _host(item: Wanted) -> str:
    return host_of(item.url if isinstance(item, SeenPage) else item.address)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _kept(page: Fetched, *, body: bytes) -> Source:  # noqa: ARG001  # nobody reads it
    return Source(bucket="raw", key=sha256(body).hexdigest())


def _never(url: str, *, by: str, via: tuple[str, ...]) -> SeenPage | None:
    raise AssertionError(f"{by} asks for {url} by {via}")


def _nothing(*_: object, **__: object) -> None:
    """Ignores what it is given."""


def _raised(url: str, bug: Exception) -> None:
    raise RuntimeError(url) from bug
