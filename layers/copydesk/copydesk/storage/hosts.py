"""The lease on a host in DynamoDB: at most one request in flight, an interval after it, a line for those who wait."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from copydesk.crawling.politeness import (
    LONGEST_WAIT,
    MAXIMUM_CLOCK_SKEW,
    HostState,
    Lease,
    Wait,
    expected_free,
    may_stay_at_door,
    pause_after,
    slot_to_book,
    smoothed_hold,
    wait_until,
    wait_without_slot,
)
from copydesk.storage.conditional import RawItem, Refused, update
from copydesk.storage.keys import LEASE, host_pk
from copydesk.storage.operations_models import HostItem
from copydesk.storage.writer import utc_now

#: A host that nobody asks any more is forgotten after so long.
_KEPT = timedelta(days=30)
#: Rounds of booking a slot: the first may lose to another worker, whose write says how the line stands.
_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLeases:
    """`interval` is that of a host which has never been asked. Safe to share between threads."""

    interval: float
    now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random

    def acquire(self, host: str, *, owner: str, seconds: float, slot: float | None = None) -> Lease | Wait:
        """The right to one request of at most `seconds`, or when to come back; one write, or two for a slot in line.

        `slot` is what the Wait before gave: who shows it may try again at once when it just misses the host.
        """
        ends = self.monotonic() + seconds
        now = _milliseconds(self.now().timestamp())
        token = uuid4().hex
        try:
            found = self._state(_write(host, self._taking(token, owner, now, seconds), _is_free(now)))
        except Refused as refused:
            found = self._state(refused.found)
            # The answer to a first try was lost, and the library's second found its own lease.
            if found.token != token:
                return self._wait(host, found, slot=slot, now=now)
        return Lease(host=host, token=token, ends=ends, taken_at=now, state=found)

    def release(
        self, lease: Lease, *, interval: float, failed: bool, retry_after: float | None = None, used: bool = True
    ) -> bool:
        """Give a lease back, and say when the host may be asked next; False if it had lapsed and gone to another."""
        actions = self._after_request(lease, interval, failed, retry_after) if used else _as_before(lease)
        try:
            _write(lease.host, [*actions, *_dropped()], HostItem.token == lease.token)
        except Refused:
            return False
        return True

    def _taking(self, token: str, owner: str, now: float, seconds: float) -> list[Action]:
        lapses = _milliseconds(now + seconds + MAXIMUM_CLOCK_SKEW)
        return [
            HostItem.token.set(token),
            HostItem.owner.set(owner),
            HostItem.taken_at.set(now),
            # What holds if the holder is never heard of again: the interval after its last possible moment.
            HostItem.next_at.set((HostItem.interval | _kept_interval(self.interval)) + lapses),
            HostItem.expires_at.set(self.now() + _KEPT),
        ]

    def _after_request(self, lease: Lease, interval: float, failed: bool, retry_after: float | None) -> list[Action]:
        now = _milliseconds(self.now().timestamp())
        failures = lease.state.failures + 1 if failed else 0
        next_at = _milliseconds(now + pause_after(failures=failures, interval=interval, retry_after=retry_after))
        since = HostItem.failing_since
        actions: list[Action] = [
            HostItem.next_at.set(next_at),
            HostItem.interval.set(_kept_interval(interval)),
            HostItem.hold.set(_milliseconds(smoothed_hold(lease.state, now - lease.taken_at))),
            HostItem.failures.set(failures),
            since.set(since | now) if failed else since.remove(),
            HostItem.expires_at.set(self.now() + _KEPT),
        ]
        # Those who booked the line have vanished: the host was idle in spite of it.
        return [*actions, HostItem.line_at.set(next_at)] if lease.found_idle else actions

    def _wait(self, host: str, state: HostState, *, slot: float | None, now: float) -> Wait:
        if may_stay_at_door(state, slot, now):
            return wait_until(expected_free(state, now), state=state, slot=slot, now=now)
        # A slot at a host that fails would be booked for nothing.
        return self._book(host, state, now) or wait_without_slot(state, now=now, chance=self.chance)

    def _book(self, host: str, state: HostState, now: float) -> Wait | None:
        for _ in range(_ROUNDS):
            booked = None if state.is_open else slot_to_book(state, now)
            if booked is None:
                return None
            try:
                return self._book_slot(host, state, booked, now)
            except Refused as refused:
                state = self._state(refused.found)
        return None

    def _book_slot(self, host: str, state: HostState, slot: float, now: float) -> Wait:
        line = HostItem.line_at
        if slot == state.line_at:
            condition = (line >= slot) & (line <= now + LONGEST_WAIT)
            slot = self._state(_write(host, [line.set(line + _milliseconds(state.step))], condition)).line_at
        else:
            _write(host, [line.set(_milliseconds(slot + state.step))], line.does_not_exist() | (line < slot))
        return wait_until(slot, state=state, slot=slot, now=now)

    def _state(self, raw: RawItem) -> HostState:
        item = HostItem()
        item.deserialize(raw)
        return HostState(
            interval=_or(item.interval, _kept_interval(self.interval)),
            next_at=_or(item.next_at, 0.0),
            line_at=_or(item.line_at, 0.0),
            hold=_or(item.hold, 0.0),
            failures=int(_or(item.failures, 0)),
            failing_since=item.failing_since,
            token=item.token,
            taken_at=_or(item.taken_at, 0.0),
        )


def _milliseconds(seconds: float) -> float:
    """DynamoDB adds and compares decimals: a float that is short as a decimal is the same number there and here."""
    return round(seconds, 3)


def _or(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def _kept_interval(interval: float) -> float:
    return _milliseconds(pause_after(failures=0, interval=interval, retry_after=None))


def _is_free(now: float) -> Condition:
    free: Condition = HostItem.next_at.does_not_exist() | (HostItem.next_at <= now)
    return free


def _as_before(lease: Lease) -> list[Action]:
    return [HostItem.next_at.set(min(lease.state.next_at, lease.taken_at))]


def _dropped() -> list[Action]:
    return [HostItem.token.remove(), HostItem.owner.remove(), HostItem.taken_at.remove()]


def _write(host: str, actions: list[Action], condition: Condition) -> RawItem:
    return update(HostItem, host_pk(host), LEASE, actions=actions, condition=condition)
