"""A ratio of two times says the same of code on a slow machine as on a fast one."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

#: The small input is an eighth of the large one, which takes quadratic work 64 times as long.
PART = 8
#: The large input may take so many times as long. Linear work takes 8 times; caches and a busy machine add to it.
MOST = 4 * PART
#: So few seconds of the processor pass without a ratio, which would be one of noise.
SHORT = 0.2
#: The small input counts by its least time of so many runs, and a ratio that fails is measured again.
_RUNS, _CHANCES = 3, 2

type Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Done[Result]:
    result: Result
    seconds: float


def in_linear_time[Given, Result](
    work: Callable[[Given], Result], make: Callable[[int], Given], size: int, *, clock: Clock = process_time
) -> Result:
    """The time of the work grows about as its input does; its result for this size comes back.

    `make` makes an input of any size anew, and its own time does not count.
    """
    return _in_ratio(work, lambda: make(size), lambda: make(size // PART), clock)


def about_as_fast[Given, Result](
    work: Callable[[Given], Result], given: Given, ordinary: Given, *, clock: Clock = process_time
) -> Result:
    """An input takes the work about as long as an ordinary one does; its result comes back."""
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
    """The least time of several runs counts. What takes long runs once, because no noise is as long."""
    seconds: list[float] = []
    while len(seconds) < _RUNS and sum(seconds) < SHORT:
        seconds.append(_done(work, make(), clock).seconds)
    return min(seconds)


def _done[Given, Result](work: Callable[[Given], Result], given: Given, clock: Clock) -> _Done[Result]:
    """The collector rests, because its time tells more of the whole process than of the input."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        began = clock()
        result = work(given)
        return _Done(result, clock() - began)
    finally:
        (gc.enable if was_on else gc.disable)()
