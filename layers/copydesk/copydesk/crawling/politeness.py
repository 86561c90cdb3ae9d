"""Decides when a host may be requested and when its next turn is due, without a clock."""

from dataclasses import dataclass
from math import inf

#: The seconds of a function's time in which it begins requests, and those until which each must end. The template gives
#: the function 60 s, and the rest is for storing the results.
TURN_SECONDS, TURN_ENDS = 50.0, 58.0
#: The seconds for which one worker has a host: longer than its function lives, so that nobody else has it meanwhile. A
#: lease is never renewed.
LEASE_SECONDS = 90.0
#: The seconds after which a host is dispatched again if its turn was sent but never ended. They are a minute in the
#: queue, and a lease.
CLAIM_SECONDS = 180.0
#: The longest wait of a function without work, in seconds. Waiting is billed, and the next tick comes within a minute.
LONGEST_LULL = 5.0
#: The seconds after which an idle host has another turn, until two in a row were idle. An index is read with a delay,
#: and what it did not show yet must not be forgotten.
LOOK_AGAIN = 6 * 3_600.0
#: The seconds between two turns of a host that is only wanted for later visits. A turn costs more than a visit, and an
#: edit may be found some minutes later.
CALM = 600.0
#: The largest difference between the clocks of two workers, in seconds. chrony keeps Lambda's clocks to milliseconds. A
#: thousand times that delays the host of a crashed holder by one second.
MAXIMUM_CLOCK_SKEW = 1.0
#: The failures in a row after which a host is left alone. One may be chance, and two a restart.
FAILURES_TO_OPEN = 3
#: The number of failed requests for a page after which it waits a day.
MOST_ATTEMPTS = 2
_FIRST_BACK_OFF = 10.0
_FIRST_OPEN = 60.0
_LONGEST_OPEN = 6 * 3_600.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is known of a host. Times are seconds of the epoch.

    `next_at` is when it may be requested next. During a lease, `token` is the lease's, and `next_at` is after its end.
    `used` counts the requests on `day`, and `dropped` the later visits dropped on it. `backlog` is the number of due
    items that its last turn left. `requests` is the expected number of requests of its next turn. `passed` is, for each
    visit by age, the place of the last page whose visit is done (`crawling.aging`).
    """

    interval: float
    next_at: float = 0.0
    failures: int = 0
    failing_since: float | None = None
    token: str | None = None
    day: str | None = None
    used: int = 0
    dropped: int = 0
    backlog: int = 0
    requests: int = 1
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send requests to a host, one at a time. `state` is the host's state when the lease began."""

    host: str
    token: str
    taken_at: float
    state: HostState

    @property
    def found_broken(self) -> bool:
        """True if the previous holder vanished. Its last request may have killed its function."""
        return self.state.token is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """A host that cannot be leased: another worker holds it until about `free_at`, or its pause lasts until then.

    `is_over` says that the dispatched turn has already taken place.
    """

    free_at: float
    is_held: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The result of a turn. `next_at` is the time of the next request, and `due_at` that of the next turn.

    Times are epoch seconds. If `due_at` is None, the next turn stays as it was. If it is infinite, there is none until
    the host is woken.
    """

    interval: float
    next_at: float
    failures: int
    failing_since: float | None
    used: int = 0
    dropped: int = 0
    backlog: int = 0
    passed: tuple[str, ...] = ()
    due_at: float | None = None


def pause_after(*, failures: int, interval: float, retry_after: float | None) -> float:
    """Returns the seconds from the end of a request to the next: at least the interval, and at most a day.

    >>> [pause_after(failures=count, interval=1.0, retry_after=None) for count in (0, 1, 2, 3, 4, 20)]
    [1.0, 10.0, 20.0, 60.0, 120.0, 21600.0]
    >>> pause_after(failures=1, interval=1.0, retry_after=300)
    300.0
    """
    return min(max(0.0, interval, _back_off(failures), float(retry_after or 0)), _DAY)


def budget(interval: float) -> int:
    """Returns the number of requests that a host may get in a day.

    >>> budget(1.0), budget(60.0)
    (86400, 1440)
    """
    return int(_DAY / interval) if interval > 0 else int(_DAY)


def next_turn(
    *, next_at: float, urgent_at: float | None, visit_at: float | None, now: float, was_idle: bool = False
) -> float:
    """Returns when the next turn of a host is due: when it is free and something is wanted; infinity means never.

    `visit_at` is when it is wanted for a later visit, `urgent_at` for anything else. Past times mean that work is left.
    `was_idle` says that this turn and the one before found nothing to do. The host then sleeps until it is woken.

    >>> next_turn(next_at=10.0, urgent_at=5.0, visit_at=None, now=9.0)
    10.0
    >>> next_turn(next_at=10.0, urgent_at=None, visit_at=99.0, now=9.0)
    609.0
    """
    wanted = [] if was_idle else [now + LOOK_AGAIN]
    if urgent_at is not None:
        wanted.append(urgent_at)
    if visit_at is not None:
        wanted.append(visit_at if visit_at <= now else max(visit_at, now + CALM))
    return max(next_at, min(wanted, default=inf))


def _back_off(failures: int) -> float:
    if failures >= FAILURES_TO_OPEN:
        return min(_LONGEST_OPEN, _FIRST_OPEN * 2.0 ** min(failures - FAILURES_TO_OPEN, 16))
    return _FIRST_BACK_OFF * failures
