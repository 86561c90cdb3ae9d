"""When a host may be asked again, and when those who wait for it come back: rules without a clock of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

#: Seconds between the clocks of any two workers. Lambda keeps its clocks by chrony to milliseconds; a thousand
#: times that costs a crashed holder's host one second.
MAXIMUM_CLOCK_SKEW = 1.0
#: Failures in a row after which a host is left alone: one can be chance, two a restart.
FAILURES_TO_OPEN = 3
_FIRST_BACK_OFF = 10.0
_FIRST_OPEN = 60.0
_LONGEST_OPEN = 6 * 3_600.0
#: A host that asks for more than a day is asked once a day whether it still means it.
_LONGEST_PAUSE = 86_400.0
#: The longest delay of a message, by SQS.
LONGEST_WAIT = 900
#: The part of its longest wait that chance takes from a message without a place in line.
_SPREAD = 1 / 3
#: The part of a host's time that is given away in slots. With all of it those refused at the door would grow in
#: number for as long as messages wait: a delay is of whole seconds, so a host is idle a moment before each request.
_PLANNED_USE = 0.95
#: Less, and those who wait for the first request to a host would spin.
_SHORTEST_OVERTIME = 1.0
#: How long after its slot a message tries at the door before it goes to the end of the line: seconds, and turns.
_SHORTEST_PATIENCE = 10.0
_TURNS_OF_PATIENCE = 10
#: A host that is idle for so many turns while a line is booked has a line of nobody.
_TURNS_WITHOUT_ANYBODY = 3
#: The weight of the latest request in how long a request to a host takes.
_LATEST = 0.2


class WaitReason(StrEnum):
    IN_FLIGHT = "in_flight"
    INTERVAL = "interval"
    BACK_OFF = "back_off"
    CIRCUIT_OPEN = "circuit_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is known of a host; times are seconds of the epoch.

    `next_at` is when the next lease may begin, `line_at` the next slot for one who waits, `hold` how long a
    request takes. While a lease lasts, `token` and `taken_at` are its own, and `next_at` is past its end.
    """

    interval: float
    next_at: float = 0.0
    line_at: float = 0.0
    hold: float = 0.0
    failures: int = 0
    failing_since: float | None = None
    token: str | None = None
    taken_at: float = 0.0

    @property
    def turn(self) -> float:
        return self.interval + self.hold

    @property
    def step(self) -> float:
        return self.turn / _PLANNED_USE

    @property
    def is_open(self) -> bool:
        return self.failures >= FAILURES_TO_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to make one request to a host.

    `ends` is on the holder's own monotonic clock: no byte of the request may come after it. `state` is the
    host as the lease found it.
    """

    host: str
    token: str
    ends: float
    taken_at: float
    state: HostState

    @property
    def found_idle(self) -> bool:
        patience = max(_SHORTEST_PATIENCE, _TURNS_WITHOUT_ANYBODY * self.state.turn)
        return self.taken_at - self.state.next_at > patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Come back in so many seconds; `slot` is the place in line, to be shown on coming back."""

    seconds: int
    reason: WaitReason
    slot: float | None
    failing_since: float | None


def wait_reason(state: HostState) -> WaitReason:
    if state.is_open:
        return WaitReason.CIRCUIT_OPEN
    if state.token is not None:
        return WaitReason.IN_FLIGHT
    return WaitReason.BACK_OFF if state.failures else WaitReason.INTERVAL


def expected_free(state: HostState, now: float) -> float:
    """When the host is likely to be free: a lease is long, the request under it mostly short."""
    if state.token is None:
        return state.next_at
    return min(state.next_at, now + _remaining(state, now) + state.interval)


def slot_to_book(state: HostState, now: float) -> float | None:
    """The next slot in line; None where it is further off than a message can be delayed."""
    slot = round(max(state.line_at, expected_free(state, now)), 3)
    return slot if slot - now <= LONGEST_WAIT else None


def may_stay_at_door(state: HostState, slot: float | None, now: float) -> bool:
    """Whether one whose slot has come just misses the host, rather than a line that has moved on without it."""
    if slot is None or now - slot > max(_SHORTEST_PATIENCE, _TURNS_OF_PATIENCE * state.turn):
        return False
    return expected_free(state, now) - now <= max(_SHORTEST_PATIENCE, 2 * state.turn)


def wait_until(moment: float, *, state: HostState, slot: float | None, now: float) -> Wait:
    """Rounded to the nearest second, not up: who comes too early tries again, a host left idle is lost time."""
    seconds = min(LONGEST_WAIT, max(0, round(moment - now)))
    return Wait(seconds=seconds, reason=wait_reason(state), slot=slot, failing_since=state.failing_since)


def wait_without_slot(state: HostState, *, now: float, chance: Callable[[], float]) -> Wait:
    """As long as the host needs, spread by chance, so that not all come back together."""
    spread = LONGEST_WAIT * _SPREAD * chance()
    earliest = max(0.0, (expected_free(state, now) if state.is_open else state.line_at) - now)
    moment = now + min(earliest + spread, LONGEST_WAIT - spread)
    return wait_until(max(moment, now + 1), state=state, slot=None, now=now)


def pause_after(*, failures: int, interval: float, retry_after: float | None) -> float:
    """Seconds from the end of a request to the next: never less than the interval.

    >>> [pause_after(failures=count, interval=1.0, retry_after=None) for count in (0, 1, 2, 3, 4, 20)]
    [1.0, 10.0, 20.0, 60.0, 120.0, 21600.0]
    >>> pause_after(failures=1, interval=1.0, retry_after=300)
    300.0
    """
    return min(max(0.0, interval, _back_off(failures), float(retry_after or 0)), _LONGEST_PAUSE)


def smoothed_hold(state: HostState, seconds: float) -> float:
    return max(0.0, seconds if not state.hold else state.hold + _LATEST * (seconds - state.hold))


def _remaining(state: HostState, now: float) -> float:
    """A request that takes longer than the others did is expected to take as long again."""
    lasted = max(0.0, now - state.taken_at)
    return state.hold - lasted if lasted < state.hold else max(_SHORTEST_OVERTIME, lasted)


def _back_off(failures: int) -> float:
    if failures >= FAILURES_TO_OPEN:
        return min(_LONGEST_OPEN, _FIRST_OPEN * 2.0 ** min(failures - FAILURES_TO_OPEN, 16))
    return _FIRST_BACK_OFF * failures
