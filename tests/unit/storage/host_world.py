"""Many workers and one host in simulated time: each worker has a clock of its own, the host counts its requests."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial

from copydesk.crawling.politeness import Lease, Wait
from copydesk.storage.hosts import HostLeases

START = datetime(2026, 1, 1, tzinfo=UTC)
#: The longest request, as a lease is asked for it.
DEADLINE = 30.0
#: More tries than an open circuit takes, which is asked about every quarter of an hour.
_MOST_TRIES = 150


class Fate(Enum):
    RELEASED = auto()
    RELEASED_TWICE = auto()
    FAILED = auto()
    UNUSED = auto()
    CRASHED = auto()
    RELEASED_TOO_LATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One message: when it comes, by whose clock (ahead by `clock`), how long its request takes, how it ends."""

    arrives: float
    clock: float = 0.0
    takes: float = 0.5
    fate: Fate = Fate.RELEASED
    #: How much later than told it comes back.
    late: float = 0.1


@dataclass
class World:
    """`calls` come back in the order of true time; requests are (start, end) in it."""

    host: str
    interval: float
    time: float = 0.0
    requests: list[tuple[float, float]] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    served: int = 0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0

    def run(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            self._at(plan.arrives, partial(self._try, plan, None, 1))
        while self._events:
            self.time, _, event = heapq.heappop(self._events)
            event()

    def leases(self, clock: float = 0.0) -> HostLeases:
        def now() -> datetime:
            return START + timedelta(seconds=self.time + clock)

        return HostLeases(interval=self.interval, now=now, monotonic=lambda: self.time, chance=lambda: 0.5)

    def _at(self, time: float, event: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (time, self._count, event))

    def _try(self, plan: Plan, slot: float | None, tries: int) -> None:
        assert tries < _MOST_TRIES, "the host is stuck"
        got = self.leases(plan.clock).acquire(self.host, owner="test", seconds=DEADLINE, slot=slot)
        if isinstance(got, Wait):
            self.waits.append(got)
            self._at(self.time + got.seconds + plan.late, lambda: self._try(plan, got.slot, tries + 1))
            return
        self.served += 1
        self._use(plan, got)

    def _use(self, plan: Plan, lease: Lease) -> None:
        end = self.time + plan.takes
        assert end <= lease.ends
        if plan.fate is not Fate.UNUSED:
            self.requests.append((self.time, end))
        if plan.fate is Fate.RELEASED_TOO_LATE:
            end += 2 * DEADLINE
        if plan.fate is not Fate.CRASHED:
            self._at(end, lambda: self._release(plan, lease))

    def _release(self, plan: Plan, lease: Lease) -> None:
        leases = self.leases(plan.clock)
        failed = plan.fate is Fate.FAILED
        leases.release(lease, interval=self.interval, failed=failed, used=plan.fate is not Fate.UNUSED)
        if plan.fate is Fate.RELEASED_TWICE:
            assert not leases.release(lease, interval=self.interval, failed=True)
