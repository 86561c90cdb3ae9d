"""This module compares two times by their ratio, which is about the same on slow and fast machines."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

#: The small input is an eighth of the large one. Quadratic work takes 64 times as long for the large one.
PART = 8
#: The large input may take this many times as long. Linear work takes 8 times; caches and other work add to it.
MOST = 4 * PART
#: Work of fewer seconds passes without a ratio, because the ratio would be noise.
SHORT = 0.2
#: The least time of so many runs counts for the small input. A ratio is measured so many times before it fails.
_RUNS, _CHANCES = 3, 2

type Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Done[Result]:
    result: Result
    seconds: float


def in_linear_time[Given, Result](
    work: Callable[[Given], Result], make: Callable[[int], Given], size: int, *, clock: Clock = process_time
) -> Result:
    """Checks that the time of work grows about as its input does, and returns its result for this size.

    `make` makes a new input of any size, and its own time does not count.
    """
    return _in_ratio(work, lambda: make(size), lambda: make(size // PART), clock)


def about_as_fast[Given, Result](
    work: Callable[[Given], Result], given: Given, ordinary: Given, *, clock: Clock = process_time
) -> Result:
    """Checks that work on an input takes about as long as on an ordinary one, and returns its result."""
    return _in_ratio(work, lambda: given, lambda: ordinary, clock)


def _in_ratio[Given, Result](
    work: Callable[[Given], Result], large: Callable[[], Given], small: Callable[[], Given], clock: Clock
) -> Result:
    for _ in range(_CHANCES):
        done = _done(work, large(), clock)
        if done.seconds < SHORT:
            return done.result
        least = _least_seconds(work, small, clock)
        if done.seconds <= MOST * least:
            return done.result
    raise AssertionError(f"{done.seconds:.3f} s, and {least:.3f} s for what it is compared with: over {MOST} times")


def _least_seconds[Given](work: Callable[[Given], object], make: Callable[[], Given], clock: Clock) -> float:
    """Returns the least time of several runs. Long work runs once, because noise is short beside it."""
    seconds: list[float] = []
    while len(seconds) < _RUNS and sum(seconds) < SHORT:
        seconds.append(_done(work, make(), clock).seconds)
    return min(seconds)


def _done[Given, Result](work: Callable[[Given], Result], given: Given, clock: Clock) -> _Done[Result]:
    """Turns the garbage collector off, because its time depends on the whole process more than on the input."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        began = clock()
        result = work(given)
        return _Done(result, clock() - began)
    finally:
        (gc.enable if was_on else gc.disable)()
