"""Stores hosts in DynamoDB, one item each: when a turn is due, who holds the host, and its state afterwards."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from uuid import uuid4

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from copydesk.crawling.politeness import (
    CLAIM_SECONDS,
    LEASE_SECONDS,
    MAXIMUM_CLOCK_SKEW,
    Busy,
    Ended,
    HostState,
    Lease,
    pause_after,
)
from copydesk.errors import Retry
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import RawItem, Refused, get_all, update
from copydesk.storage.keys import TURN, host_of_pk, host_pk, turn_shard, turns_pk
from copydesk.storage.operations.models import ByDueTime, DueItem, HostItem
from copydesk.web.timestamps import instant

#: The time after which a host without requests is forgotten. Until then it has turns.
_KEPT = timedelta(days=30)
#: The tries to wake a host. Each may lose to a turn that begins or ends meanwhile.
_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DueHost:
    """A host whose turn is due.

    `due` is the time since when, as read, and `requests` the expected number of requests.
    """

    host: str
    due: str
    requests: int = 0


def list_due(shard: int, now: datetime) -> Iterator[DueHost]:
    """Yields the hosts of a shard whose turn is due, the longest due first."""
    for entry in DueItem.by_due_time.query(turns_pk(shard), ByDueTime.gsi1sk <= instant(now)):
        yield DueHost(host=host_of_pk(entry.pk), due=entry.gsi1sk or "", requests=int(entry.turn or 0))


def load_states(hosts: Iterable[str]) -> dict[str, HostState]:
    """Returns the states of hosts that were ever requested or wanted."""
    found = get_all(HostItem, [(host_pk(host), TURN) for host in sorted(set(hosts))])
    return {host_of_pk(item.pk): _state(item, 0.0) for item in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostStore:
    """The leases and turns of hosts, safe for threads. `interval` applies to hosts that were never requested."""

    interval: float = 1.0
    now: Callable[[], datetime] = utc_now

    def claim(self, due: DueHost) -> bool:
        """Claims a due host, whose turn is then sent. Returns False if it is no longer due as read, or not free.

        The host stays due in the index, because a move there costs twice as much as the claim. A lost turn is handed
        out again after CLAIM_SECONDS.
        """
        now = _milliseconds(self.now().timestamp())
        is_unclaimed = HostItem.claimed.does_not_exist() | (HostItem.claimed <= now)
        is_due = (HostItem.gsi1sk == due.due) & _free(now) & is_unclaimed
        try:
            _write(due.host, [HostItem.claimed.set(_milliseconds(now + CLAIM_SECONDS))], is_due)
        except Refused:
            return False
        return True

    def begin(self, host: str, *, claimed: bool) -> Lease | Busy:
        """Returns the lease of a host, or why there is none. A dispatched (`claimed`) turn can be taken only once."""
        now = _milliseconds(self.now().timestamp())
        token = uuid4().hex
        free = _free(now)
        try:
            found = _write(host, self._taking(token, now), free & HostItem.claimed.exists() if claimed else free)
        except Refused as refused:
            found = _item(refused.found)
            # The answer to a first try was lost, and the library's second try found its own lease.
            if found.token != token:
                free_at = _or(found.next_at, now)
                return Busy(
                    free_at=free_at,
                    is_held=found.token is not None and free_at > now,
                    is_over=claimed and not found.claimed,
                )
        return Lease(host=host, token=token, taken_at=now, state=_state(found, self.interval))

    def end(self, lease: Lease, ended: Ended) -> bool:
        """Returns a lease and stores the result of the turn.

        Returns False if the lease had passed to another worker.
        """
        mine = HostItem.token == lease.token
        try:
            _write(lease.host, self._after_turn(lease, ended, ended.due_at), mine & HostItem.woken.does_not_exist())
        except Refused as refused:
            if _item(refused.found).token != lease.token:
                return False
            return self._end_woken(lease, ended, mine)
        return True

    def wake(self, host: str, at_instant: str | None = None) -> None:
        """Makes a host's turn due at a time or now, or as soon as the host is free."""
        now = self.now()
        wanted_at = now if at_instant is None else max(now, datetime.fromisoformat(at_instant))
        at = _milliseconds(wanted_at.timestamp())
        for _ in range(_ROUNDS):
            try:
                self._bring_forward(host, at)
            except Refused as refused:
                found = _item(refused.found)
                free_at = _or(found.next_at, at)
                # It is due already, or was dispatched, or the current turn has been notified.
                if free_at <= at or (found.token is not None and self._mark_woken(host, at)):
                    return
                at = at if found.token else free_at
            else:
                return
        raise Retry(f"{host} changes faster than it can be woken")

    def _end_woken(self, lease: Lease, ended: Ended, mine: Condition) -> bool:
        """Makes the next turn due as soon as the host is free, because this turn may have missed what woke it."""
        try:
            _write(lease.host, self._after_turn(lease, ended, ended.next_at), mine)
        except Refused:
            return False
        return True

    def _bring_forward(self, host: str, at: float) -> None:
        due = HostItem.gsi1sk
        is_later = due.does_not_exist() | (due > _instant(at))
        kept = HostItem.expires_at.set(HostItem.expires_at | (self.now() + _KEPT))
        _write(
            host,
            [*_due_at(host, at), HostItem.turn.set(1), kept],
            _free(at) & is_later & HostItem.claimed.does_not_exist(),
        )

    def _mark_woken(self, host: str, at: float) -> bool:
        """Marks the current turn as woken. Returns False if it has ended."""
        try:
            _write(host, [HostItem.woken.set(True)], HostItem.token.exists() & (HostItem.next_at > at))
        except Refused:
            return False
        return True

    def _taking(self, token: str, now: float) -> list[Action]:
        lapses = _milliseconds(now + LEASE_SECONDS + MAXIMUM_CLOCK_SKEW)
        return [
            HostItem.token.set(token),
            HostItem.taken_at.set(now),
            # This holds if the holder vanishes: the interval after the last possible moment of its lease.
            HostItem.next_at.set((HostItem.interval | _kept_interval(self.interval)) + lapses),
            HostItem.claimed.remove(),
            HostItem.woken.remove(),
            HostItem.expires_at.set(HostItem.expires_at | (self.now() + _KEPT)),
        ]

    def _after_turn(self, lease: Lease, ended: Ended, due_at: float | None) -> list[Action]:
        since, today = HostItem.failing_since, self.now().astimezone(UTC).date().isoformat()
        before = lease.state if lease.state.day == today else HostState(interval=0.0)
        return [
            HostItem.next_at.set(_milliseconds(ended.next_at)),
            HostItem.interval.set(_kept_interval(ended.interval)),
            HostItem.failures.set(ended.failures),
            since.remove() if ended.failing_since is None else since.set(_milliseconds(ended.failing_since)),
            HostItem.day.set(today),
            HostItem.used.set(before.used + ended.used),
            HostItem.dropped.set(before.dropped + ended.dropped),
            HostItem.backlog.set(ended.backlog),
            HostItem.turn.set(max(ended.used, ended.backlog)),
            HostItem.passed.set(list(ended.passed)) if ended.passed else HostItem.passed.remove(),
            *([] if due_at is None else _due_at(lease.host, due_at)),
            *([HostItem.expires_at.set(self.now() + _KEPT)] if ended.used else []),
            *(path.remove() for path in (HostItem.token, HostItem.taken_at, HostItem.claimed, HostItem.woken)),
        ]


def _free(at: float) -> Condition:
    is_free: Condition = HostItem.next_at.does_not_exist() | (HostItem.next_at <= at)
    return is_free


def _due_at(host: str, at: float) -> list[Action]:
    if at == inf:
        return [HostItem.gsi1pk.remove(), HostItem.gsi1sk.remove()]
    return [HostItem.gsi1pk.set(turns_pk(turn_shard(host))), HostItem.gsi1sk.set(_instant(at))]


def _instant(at: float) -> str:
    return instant(datetime.fromtimestamp(at, UTC))


def _state(item: HostItem, interval: float) -> HostState:
    return HostState(
        interval=_or(item.interval, _kept_interval(interval)),
        next_at=_or(item.next_at, 0.0),
        failures=int(_or(item.failures, 0)),
        failing_since=item.failing_since,
        token=item.token,
        day=item.day,
        used=int(_or(item.used, 0)),
        dropped=int(_or(item.dropped, 0)),
        backlog=int(_or(item.backlog, 0)),
        requests=int(_or(item.turn, 1)),
        passed=tuple(item.passed or ()),
    )


def _milliseconds(seconds: float) -> float:
    """Rounds to milliseconds, because DynamoDB computes in decimals and a short decimal is the same number there."""
    return round(seconds, 3)


def _or(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def _kept_interval(interval: float) -> float:
    return _milliseconds(pause_after(failures=0, interval=interval, retry_after=None))


def _item(raw: RawItem) -> HostItem:
    item = HostItem()
    item.deserialize(raw)
    return item


def _write(host: str, actions: list[Action], condition: Condition) -> HostItem:
    """Updates a host and returns its previous state."""
    return _item(update(HostItem, host_pk(host), TURN, actions=actions, condition=condition))
