"""When a host may be asked, how long one worker has it, and when its turn comes again: rules without a clock."""

from dataclasses import dataclass
from math import inf

#: Seconds of a function's time in which its requests begin; each has until TURN_ENDS to be over. The template gives the
#: function 60 s: what is left is for writing down what came of it.
TURN_SECONDS, TURN_ENDS = 50.0, 58.0
#: Seconds for which a host is one worker's: longer than the function lives, so that nobody else can have it meanwhile.
#: A lease is never renewed.
LEASE_SECONDS = 90.0
#: Seconds after which a host is handed out again whose turn was sent and never came to an end: a minute in the queue,
#: and a lease.
CLAIM_SECONDS = 180.0
#: Seconds of a function that only waits. Waiting is billed, and the next tick comes within a minute.
LONGEST_LULL = 5.0
#: Seconds after which a host is looked at again of which nothing is wanted, until it was so twice: an index is read a
#: moment late, and what it did not show yet must not be forgotten.
LOOK_AGAIN = 6 * 3_600.0
#: Seconds between two turns of a host of which only later visits are wanted: a turn costs more than a visit, and
#: an edit that is found some minutes later is found all the same.
CALM = 600.0
#: Seconds between the clocks of any two workers. Lambda keeps its clocks by chrony to milliseconds; a thousand
#: times that costs a crashed holder's host one second.
MAXIMUM_CLOCK_SKEW = 1.0
#: Failures in a row after which a host is left alone: one can be chance, two a restart.
FAILURES_TO_OPEN = 3
#: How often a page is asked for in vain before it waits a day.
MOST_ATTEMPTS = 2
_FIRST_BACK_OFF = 10.0
_FIRST_OPEN = 60.0
_LONGEST_OPEN = 6 * 3_600.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is known of a host; times are seconds of the epoch.

    `next_at` is when it may be asked next; while a lease lasts, `token` is the lease's and `next_at` is past its end.
    `used` requests were made on `day`, and `dropped` later visits passed over; `backlog` is what was due and left over
    when its last turn ended. `requests` is how many its next turn is likely to have. `passed` says of each visit by age
    up to which of its pages it was had (`crawling.aging`).
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
    """The right to ask a host, one request at a time; `state` is the host as the lease found it."""

    host: str
    token: str
    taken_at: float
    state: HostState

    @property
    def found_broken(self) -> bool:
        """Whether the holder before vanished: what it asked for may have ended its function."""
        return self.state.token is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Why a host is not to be had: another holds it until about `free_at`, or its pause lasts until then.

    `is_over` says that the turn which was handed out has been had already.
    """

    free_at: float
    is_held: bool
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a turn leaves behind: when the host may be asked next and when its next turn is due, as epoch seconds.

    Without `due_at` the next turn stays as it was; at infinity there is none until the host is woken.
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
    """Seconds from the end of a request to the next: never less than the interval.

    >>> [pause_after(failures=count, interval=1.0, retry_after=None) for count in (0, 1, 2, 3, 4, 20)]
    [1.0, 10.0, 20.0, 60.0, 120.0, 21600.0]
    >>> pause_after(failures=1, interval=1.0, retry_after=300)
    300.0
    """
    return min(max(0.0, interval, _back_off(failures), float(retry_after or 0)), _DAY)


def budget(interval: float) -> int:
    """The requests that a host answers in a day.

    >>> budget(1.0), budget(60.0)
    (86400, 1440)
    """
    return int(_DAY / interval) if interval > 0 else int(_DAY)


def next_turn(
    *, next_at: float, urgent_at: float | None, visit_at: float | None, now: float, was_idle: bool = False
) -> float:
    """When the next turn of a host is due: when the host is free and something is wanted; infinity for never.

    `visit_at` is when it is wanted for a later visit, `urgent_at` for anything else. What is due already is left over.
    A turn that `was_idle` found nothing to ask for, and neither did the one before: the host sleeps until it is wanted.

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
