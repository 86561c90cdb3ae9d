"""This module is a web and the operations table in memory, in simulated time.

The rules are the deployed ones (`copydesk.pipeline`: `host_turn`, `fetch`, `sources`, `dispatch`). The stand-ins keep
what the storage keeps, and answer at once. The test tests/unit/bench/test_crawl_day.py compares them with the storage.
"""

import random
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from heapq import heappop, heappush
from math import inf

from copydesk.crawling.http.messages import Response
from copydesk.crawling.politeness import CLAIM_SECONDS, LEASE_SECONDS, MAXIMUM_CLOCK_SKEW, Busy, Ended, HostState, Lease
from copydesk.crawling.records import Memory, Reading, SeenPage, Want, Wanted, WatchedSource
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.turns import Politeness
from copydesk.errors import Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.fetch import FetchSteps
from copydesk.pipeline.host_turn import HostTurnSteps, LogEvent, Outlook
from copydesk.pipeline.messages import Fetched
from copydesk.pipeline.sources import SourcesSteps, settled
from copydesk.storage.keys import TURN_SHARDS, turn_shard
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
#: The seconds until a site answers: median and spread of a lognormal distribution. Most answers take up to a quarter of
#: a second, few take two.
_ANSWERS, _SPREAD = 0.2, 0.6
#: The share of later visits with other bytes, some of them edits; the rest are not modified (bench/cost.py).
_CHANGED = 0.35


@dataclass(slots=True)
class Row:
    """A host's item."""

    state: HostState
    due: float | None = None
    claimed: bool = False
    woken: bool = False


@dataclass(slots=True)
class World:
    """The simulated world; `now` is in seconds of the epoch.

    `late` has the seconds from due to requested, by kind of want. `last_end` has the end of each host's last request.
    """

    seed: int
    interval: float = 1.0
    now: float = field(default_factory=BEGIN.timestamp)
    rows: dict[str, Row] = field(default_factory=dict)
    due: list[list[tuple[float, str]]] = field(default_factory=lambda: [[] for _ in range(TURN_SHARDS)])
    items: dict[str, Wanted] = field(default_factory=dict)
    wanted: defaultdict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    news: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    late: defaultdict[Want, list[float]] = field(default_factory=lambda: defaultdict(list))
    last_end: dict[str, float] = field(default_factory=dict)
    #: Addresses that turns were given and have not requested yet, and when they were due.
    handed: dict[str, float] = field(default_factory=dict)
    violations: int = 0
    unwanted: int = 0
    asked: int = 0
    seconds_asking: float = 0.0
    turns: int = 0
    readings: int = 0
    found: int = 0
    dropped: int = 0
    backlog: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  # no secret

    # The hosts, as in storage/operations/hosts.py:

    def wake(self, host: str, at_instant: str | None = None) -> None:
        at = self.now if at_instant is None else max(self.now, _seconds(at_instant))
        row = self._row(host)
        if row.state.next_at > at:
            if row.state.token is not None:
                row.woken = True
                return
            at = row.state.next_at
        if not row.claimed and (row.due is None or row.due > at):
            row.state = replace(row.state, requests=1)
            self._set_due(host, row, at)

    def list_due(self, shard: int) -> list[str]:
        """Returns the hosts of a shard whose turn has come, the longest due first."""
        heap, found = self.due[shard], []
        while heap and heap[0][0] <= self.now:
            at, host = heappop(heap)
            if self.rows[host].due == at:
                found.append(host)
        return found

    def claim(self, host: str) -> bool:
        row = self.rows[host]
        row.claimed = True
        self._set_due(host, row, self.now + CLAIM_SECONDS)
        return True

    def begin(self, host: str, *, claimed: bool) -> Lease | Busy:
        row = self._row(host)
        if row.state.next_at > self.now or (claimed and not row.claimed):
            held = row.state.token is not None and row.state.next_at > self.now
            return Busy(free_at=row.state.next_at, is_held=held, is_over=claimed and not row.claimed)
        lease = Lease(host=host, token=f"t{self.turns}", taken_at=self.now, state=row.state)
        lapses = self.now + LEASE_SECONDS + MAXIMUM_CLOCK_SKEW + row.state.interval
        row.state = replace(row.state, token=lease.token, next_at=lapses)
        row.claimed = row.woken = False
        self.turns += 1
        return lease

    def end(self, lease: Lease, ended: Ended) -> bool:
        row = self.rows[lease.host]
        if row.state.token != lease.token:
            return False
        row.state = HostState(
            interval=ended.interval, next_at=ended.next_at, failures=ended.failures,
            failing_since=ended.failing_since, backlog=ended.backlog, requests=max(ended.used, ended.backlog),
        )  # fmt: skip
        due_at = ended.next_at if row.woken else ended.due_at
        row.claimed = row.woken = False
        self.dropped += ended.dropped
        self.backlog = max(self.backlog, ended.backlog)
        if due_at is not None:
            self._set_due(lease.host, row, due_at)
        return True

    def _row(self, host: str) -> Row:
        return self.rows.setdefault(host, Row(state=HostState(interval=self.interval)))

    def _set_due(self, host: str, row: Row, at: float) -> None:
        row.due = None if at == inf else at
        heappush(self.due[turn_shard(host)], (at, host))

    # Pages and sources, as in storage/operations/pages.py, sources.py and wanted.py:

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
        for want in Want:
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
        for want in Want:
            at = bisect_left(entries, (want, "", ""))
            if at < len(entries) and entries[at][0] == want:
                moments[want] = _seconds(entries[at][1])
        visit_at = moments.pop(Want.REVISIT, None)
        urgent_at = min(moments.values(), default=None)
        until = instant(self.moment)
        is_behind = any(at is not None and at <= self.now for at in (urgent_at, visit_at))
        backlog = sum(entry[1] <= until for entry in entries) if is_behind else 0
        return Outlook(urgent_at=urgent_at, visit_at=visit_at, backlog=backlog)

    # The web:

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
        self.late[item.want if isinstance(item, SeenPage) else Want.ASKED].append(late)

    def hand_on(self, reading: Reading) -> None:
        """Handles a reading as discover does, at once."""
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
            outlook=self.outlook,
            start=_nothing,
            wake=self.wake,
            pages=FetchSteps(
                add=self.add, ask=_never, settle=self.settle, save_raw=_kept,
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
    want = item.want if isinstance(item, SeenPage) else Want.ASKED
    return (str(want), item.next_at, key) if item.next_at else None


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
