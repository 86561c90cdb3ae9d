"""This module holds the rows of hosts in memory, as storage/operations/hosts.py does in the table."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from math import inf

from copydesk.crawling.politeness import CLAIM_SECONDS, LEASE_SECONDS, MAXIMUM_CLOCK_SKEW, Busy, Ended, HostState, Lease
from copydesk.crawling.visits import AGES
from copydesk.storage.keys import TURN_SHARDS, turn_shard
from copydesk.web.timestamps import instant

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Row:
    """A host with the fields of its item."""

    state: HostState
    due: float | None = None
    claimed: float | None = None
    woken: bool = False


@dataclass(slots=True, kw_only=True)
class Hosts:
    """`now` is in seconds of the epoch. `broken` are hosts whose last turn before this one died."""

    interval: float = 1.0
    now: float = field(default_factory=BEGIN.timestamp)
    rows: dict[str, Row] = field(default_factory=dict)
    due: list[list[tuple[float, str]]] = field(default_factory=lambda: [[] for _ in range(TURN_SHARDS)])
    turns: int = 0
    claims: int = 0
    dropped: int = 0
    backlog: int = 0
    broken: set[str] = field(default_factory=set)

    def wake(self, host: str, at_instant: str | None = None) -> None:
        at = self.now if at_instant is None else max(self.now, datetime.fromisoformat(at_instant).timestamp())
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
        """Returns the due hosts of a shard, the longest due first."""
        heap, found = self.due[shard], dict[str, float]()
        while heap and heap[0][0] <= self.now:
            at, host = heappop(heap)
            if self.rows[host].due == at:
                found[host] = at
        # Hosts stay due until their turns end.
        for host, at in found.items():
            heappush(heap, (at, host))
        return list(found)

    def claim(self, host: str) -> bool:
        row = self.rows[host]
        self.claims += 1
        if row.state.next_at > self.now or (row.claimed or 0.0) > self.now:
            return False
        row.claimed = self.now + CLAIM_SECONDS
        return True

    def begin(self, host: str, *, claimed: bool) -> Lease | Busy:
        row = self._row(host)
        if row.state.next_at > self.now or (claimed and not row.claimed):
            held = row.state.token is not None and row.state.next_at > self.now
            return Busy(free_at=row.state.next_at, is_held=held, is_over=claimed and not row.claimed)
        lease = Lease(host=host, token=f"t{self.turns}", taken_at=self.now, state=row.state)
        if lease.found_broken:
            self.broken.add(host)
        lapses = self.now + LEASE_SECONDS + MAXIMUM_CLOCK_SKEW + row.state.interval
        row.state = replace(row.state, token=lease.token, next_at=lapses)
        row.claimed, row.woken = None, False
        self.turns += 1
        return lease

    def end(self, lease: Lease, ended: Ended) -> bool:
        row = self.rows[lease.host]
        if row.state.token != lease.token:
            return False
        self.broken.discard(lease.host)
        row.state = HostState(
            interval=ended.interval, next_at=ended.next_at, failures=ended.failures,
            failing_since=ended.failing_since, backlog=ended.backlog, requests=max(ended.used, ended.backlog),
            passed=ended.passed,
        )  # fmt: skip
        due_at = ended.next_at if row.woken else ended.due_at
        row.claimed, row.woken = None, False
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

    def pass_all(self, host: str, until: float) -> None:
        """Marks all visits by age that were due until this time as had."""
        row = self._row(host)
        passed = tuple(instant(datetime.fromtimestamp(until - age, UTC)) for age in AGES)
        row.state = replace(row.state, passed=passed)
