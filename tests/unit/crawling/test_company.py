"""Turns share a function: one waits while others make requests, and none waits alone for long."""

import time
from collections.abc import Iterator
from threading import Lock, get_ident

import pytest

from copydesk.crawling.politeness import LONGEST_LULL
from copydesk.crawling.shared_turns import SharedTurns


class Log:
    """The time of each event in seconds after the beginning, and the turns that were closed."""

    def __init__(self) -> None:
        self.started = time.time()
        self.seen: list[tuple[str, float]] = []
        self.closed: list[str] = []
        self.threads: set[int] = set()
        self._lock = Lock()

    def turn(self, name: str, *moments: float, takes: float = 0.0) -> Iterator[float]:
        """Returns a turn that waits for these moments, and works for some time after each."""
        try:
            for moment in moments:
                yield self.started + moment
                with self._lock:
                    self.seen.append((name, time.time() - self.started))
                    self.threads.add(get_ident())
                time.sleep(takes)
        except GeneratorExit:
            self.closed.append(name)
            raise

    def company(self, seconds: float = 30.0, size: int = 8) -> SharedTurns:
        return SharedTurns(until=self.started + seconds, size=size)

    @property
    def ended(self) -> float:
        return time.time() - self.started


def test_turns_wait_side_by_side() -> None:
    log = Log()
    log.company().run(log.turn(f"t{number}", 0.3, 0.6) for number in range(6))  # type: ignore[misc]
    assert len(log.seen) == 12
    assert all(when >= 0.3 for _, when in log.seen)
    assert 0.6 <= log.ended < 1.5


def test_a_wait_that_is_longer_than_a_lull_for_all_ends_them_all() -> None:
    log = Log()
    log.company().run([log.turn("a", 0, LONGEST_LULL + 3), log.turn("b", 0, LONGEST_LULL + 9)])  # type: ignore[list-item]
    assert sorted(log.closed) == ["a", "b"]
    assert log.ended < 1.5


def test_a_host_that_is_asked_seldom_waits_as_long_as_another_is_asked() -> None:
    log = Log()
    far = LONGEST_LULL + 1.0
    log.company().run([log.turn("seldom", 0, far), log.turn("often", *(n / 2 for n in range(14)))])  # type: ignore[list-item]
    assert [name for name, _ in log.seen].count("seldom") == 2
    assert log.closed == []


def test_no_request_begins_after_the_time() -> None:
    log = Log()
    log.company(seconds=0.5).run([log.turn("a", 0, 0.4, 0.8, 1.2), log.turn("b", 0.2, takes=0.7)])  # type: ignore[list-item]
    assert max(when for _, when in log.seen) < 0.5
    assert log.closed == ["a"]


def test_a_turn_that_never_waits_is_ended_too() -> None:
    log = Log()
    log.company(seconds=0.3).run([log.turn("a", *([0.0] * 10_000), takes=0.001)])  # type: ignore[list-item]
    assert log.closed == ["a"]
    assert log.ended < 0.8


def test_more_turns_than_threads_are_all_driven() -> None:
    log = Log()
    log.company(size=2).run(log.turn(f"t{number}", 0, 0.05) for number in range(9))  # type: ignore[misc]
    assert len(log.seen) == 18
    assert len(log.threads) <= 2


def test_a_turn_that_is_started_by_another_is_driven_to_its_end() -> None:
    log = Log()
    company = log.company()

    def first() -> Iterator[float]:
        yield log.started
        company.start(log.turn("second", 0.3))  # type: ignore[arg-type]

    company.run([first()])  # type: ignore[list-item]
    assert [name for name, _ in log.seen] == ["second"]


def test_what_one_turn_raises_is_raised_when_all_have_ended() -> None:
    log = Log()

    def broken() -> Iterator[float]:
        yield log.started
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as caught:
        log.company().run([broken(), log.turn("well", 0.3)])  # type: ignore[list-item]
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
    assert len(log.seen) == 1
