"""These tests check what the ratio of two times passes and fails, by a clock that only the work moves."""

import gc
from collections.abc import Callable
from math import log2

import pytest

from tests.growth import SHORT, about_as_fast, in_linear_time

SIZE = 8_000

#: The seconds of the work for an input of a size.
PASSES: dict[str, Callable[[int], float]] = {
    "linear": lambda size: size / 1_000,
    "linear on a slow machine": lambda size: size / 10,
    "linear with a start": lambda size: 5 + size / 1_000,
    "sorting": lambda size: size * log2(size) / 1_000,
    "constant": lambda _size: 9,
    "quadratic, and over before anyone waits": lambda size: SHORT * (size / SIZE) ** 2 * 0.9,
}
FAILS: dict[str, Callable[[int], float]] = {
    "quadratic": lambda size: (size / SIZE) ** 2,
    "quadratic on a slow machine": lambda size: 100 * (size / SIZE) ** 2,
    "mostly quadratic": lambda size: size / SIZE + 9 * (size / SIZE) ** 2,
    "cubic": lambda size: (size / SIZE) ** 3,
    "exponential": lambda size: 2.0 ** (size / 200),
}


class Machine:
    """Work of a given duration, and the clock that shows it."""

    def __init__(self, seconds: Callable[[int], float], *waits: float) -> None:
        self.now = 0.0
        self.sizes: list[int] = []
        self._seconds = seconds
        #: The seconds that other work on the machine adds to each run.
        self._waits = iter(waits)

    def clock(self) -> float:
        return self.now

    def work(self, given: list[int]) -> str:
        self.sizes.append(len(given))
        self.now += self._seconds(len(given)) + next(self._waits, 0)
        return f"done {len(given)}"

    def check(self) -> str:
        return in_linear_time(self.work, lambda size: [0] * size, SIZE, clock=self.clock)


@pytest.mark.parametrize("seconds", PASSES.values(), ids=PASSES)
def test_work_that_grows_about_as_its_input_passes(seconds: Callable[[int], float]) -> None:
    assert Machine(seconds).check() == f"done {SIZE}"


@pytest.mark.parametrize("seconds", FAILS.values(), ids=FAILS)
def test_work_that_grows_faster_fails(seconds: Callable[[int], float]) -> None:
    with pytest.raises(AssertionError, match="over 32 times"):
        Machine(seconds).check()


def test_what_is_short_is_done_once() -> None:
    machine = Machine(lambda _size: SHORT / 2)
    machine.check()
    assert machine.sizes == [SIZE]


def test_a_wait_of_the_machine_is_measured_again() -> None:
    machine = Machine(lambda size: size / SIZE / 2, 9)
    assert machine.check() == f"done {SIZE}"
    assert machine.sizes == [SIZE, *[SIZE // 8] * 3] * 2


def test_a_wait_in_a_small_run_hides_nothing() -> None:
    with pytest.raises(AssertionError):
        Machine(lambda size: (size / SIZE) ** 2, 0, 0.1, 0, 0.1, 0, 0, 0.1, 0.1).check()


def test_what_takes_long_when_small_is_no_noise_and_runs_once() -> None:
    machine = Machine(lambda _size: 9)
    machine.check()
    assert machine.sizes == [SIZE, SIZE // 8]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_rests_and_is_as_it_was_before(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        assert in_linear_time(lambda _given: gc.isenabled(), lambda size: size, SIZE) is False
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


@pytest.mark.parametrize(("hostile", "passes"), [(0.1, True), (9, True), (33, False)])
def test_a_hostile_input_is_compared_with_an_ordinary_one(hostile: float, passes: bool) -> None:
    machine = Machine(lambda size: hostile if size == 2 else 1)
    if passes:
        assert about_as_fast(machine.work, [0, 0], [0], clock=machine.clock) == "done 2"
    else:
        with pytest.raises(AssertionError):
            about_as_fast(machine.work, [0, 0], [0], clock=machine.clock)
