"""This module simulates workers and hosts in time: late and repeated ticks, turns that crash, and different clocks."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from copydesk.crawling.politeness import LEASE_SECONDS, TURN_ENDS, TURN_SECONDS, Busy, Ended, Lease
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import DueHost, HostStore, list_due

START = datetime(2026, 1, 1, tzinfo=UTC)


class Fate(Enum):
    """A turn ends in one of these ways."""

    ENDED = auto()
    ENDED_TWICE = auto()
    FAILED = auto()
    UNUSED = auto()
    CRASHED = auto()
    ENDED_TOO_LATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of one worker's turns: its clock, the time of a request, the number of requests, and the end."""

    clock: float = 0.0
    takes: float = 0.5
    requests: int = 3
    fate: Fate = Fate.ENDED
    #: The seconds that a turn's message waits in its queue, and the number of its deliveries.
    late: float = 0.1
    deliveries: int = 1


@dataclass
class World:
    """`requests` are (start, end) in true time, by host. Each request takes one of a host's `wanted` pages."""

    interval: float
    time: float = 0.0
    wanted: dict[str, int] = field(default_factory=dict)
    requests: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    turns: int = 0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0

    def store(self, clock: float = 0.0) -> HostStore:
        return HostStore(interval=self.interval, now=lambda: START + timedelta(seconds=self.time + clock))

    def at(self, time: float, event: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (time, self._count, event))

    def run(self, until: float) -> None:
        """Runs all events that are planned before a time, and those that follow from them."""
        while self._events and self._events[0][0] <= until:
            self.time, _, event = heapq.heappop(self._events)
            event()
        self.time = until

    def want(self, host: str, pages: int, *, clock: float = 0.0) -> None:
        self.wanted[host] = self.wanted.get(host, 0) + pages
        self.store(clock).wake(host)

    def tick(self, plans: Sequence[Plan], *, clock: float = 0.0) -> None:
        """Claims the due hosts of all shards, and sends each turn as often as its plan says."""
        store, now = self.store(clock), START + timedelta(seconds=self.time + clock)
        due = [each for shard in sorted(set(map(turn_shard, self.wanted))) for each in list_due(shard, now)]
        for each in due:
            if store.claim(each):
                self._send(each, plans[self.turns % len(plans)])
                self.turns += 1

    def _send(self, due: DueHost, plan: Plan) -> None:
        for number in range(plan.deliveries):
            self.at(self.time + plan.late + 0.01 * number, lambda: self.begin(due.host, plan, claimed=True))

    def begin(self, host: str, plan: Plan, *, claimed: bool) -> None:
        got = self.store(plan.clock).begin(host, claimed=claimed)
        if isinstance(got, Busy):
            if not got.is_held and not got.is_over:
                wait = got.free_at - (START.timestamp() + self.time + plan.clock)
                self.at(self.time + max(wait, 0.001), lambda: self.begin(host, plan, claimed=claimed))
            return
        begun = self.time
        times = 0 if plan.fate is Fate.UNUSED else plan.requests
        self._request(got, plan, begun=begun, left=times, used=0)

    def _request(self, lease: Lease, plan: Plan, *, begun: float, left: int, used: int) -> None:
        is_over = not left or not self.wanted.get(lease.host) or self.time > begun + TURN_SECONDS
        if is_over:
            self._finish(lease, plan, used)
            return
        end = min(self.time + plan.takes, begun + TURN_ENDS)
        self.requests[lease.host].append((self.time, end))
        if plan.fate is Fate.CRASHED:
            return
        self.wanted[lease.host] -= 1
        rest = end + self.interval
        self.at(end, lambda: None)
        if left == 1 or not self.wanted[lease.host]:
            self.at(end, lambda: self._finish(lease, plan, used + 1))
        else:
            self.at(rest, lambda: self._request(lease, plan, begun=begun, left=left - 1, used=used + 1))

    def _finish(self, lease: Lease, plan: Plan, used: int) -> None:
        if plan.fate is Fate.ENDED_TOO_LATE:
            self.at(self.time + 2 * LEASE_SECONDS, lambda: self._end(lease, plan, used))
        else:
            self._end(lease, plan, used)

    def _end(self, lease: Lease, plan: Plan, used: int) -> None:
        store = self.store(plan.clock)
        now = START.timestamp() + self.time + plan.clock
        failed = plan.fate is Fate.FAILED
        next_at = now + (10.0 if failed else self.interval) if used else lease.state.next_at
        due_at = max(next_at, now if self.wanted.get(lease.host) else now + 3_600)
        ended = Ended(
            interval=self.interval, next_at=next_at, failures=int(failed), failing_since=now if failed else None,
            used=used, due_at=due_at,
        )  # fmt: skip
        store.end(lease, ended)
        if plan.fate is Fate.ENDED_TWICE:
            assert not store.end(lease, ended)
