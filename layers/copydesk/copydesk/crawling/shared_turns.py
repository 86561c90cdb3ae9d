"""Runs the turns of many hosts in one function: while one host rests, others are requested."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from copydesk.crawling.politeness import LONGEST_LULL
from copydesk.crawling.turns import Waits

#: The seconds between two checks whether all turns wait. Shorter costs processor time, longer costs idle time.
_LOOK = 0.5
_NOT_WAITING = float("-inf")


@dataclass(slots=True, kw_only=True)
class SharedTurns:
    """Drives turns concurrently, each in a thread of its own, because turns mostly wait for hosts.

    A turn ends if it waits for a time after `until`, or if all turns wait for longer than LONGEST_LULL.
    `now` and `until` are wall clock times in epoch seconds, like the times that turns yield.
    """

    until: float
    size: int
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    _waits: dict[int, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _running: list[Future[None]] = field(default_factory=list)
    _pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.size)

    def run(self, turns: Iterable[Waits[None]]) -> None:
        """Drives turns, and those started meanwhile, to their ends. Raises their errors together at the end."""
        with self._pool:
            for turn in turns:
                self.start(turn)
            errors: list[Exception] = []
            while (running := self._next()) is not None:
                if isinstance(error := running.exception(), Exception):
                    errors.append(error)
        if errors:
            raise ExceptionGroup("turns failed", errors)

    def start(self, turn: Waits[None]) -> None:
        """Starts one more turn; a running turn may call it too."""
        with self._lock:
            self._waits[id(turn)] = _NOT_WAITING
            self._running.append(self._pool.submit(self._drive, turn))

    def _next(self) -> Future[None] | None:
        with self._lock:
            return self._running.pop(0) if self._running else None

    def _drive(self, turn: Waits[None]) -> None:
        try:
            for moment in turn:
                if not self._is_come(turn, moment):
                    turn.close()
        finally:
            with self._lock:
                del self._waits[id(turn)]

    def _is_come(self, turn: Waits[None], moment: float) -> bool:
        """Waits until a turn's time. Returns False if the turn must end instead."""
        self._waits[id(turn)] = moment
        while (left := moment - self.now()) > 0:
            if moment > self.until or self._is_lull():
                return False
            self.sleep(min(left, _LOOK))
        self._waits[id(turn)] = _NOT_WAITING
        return self.now() <= self.until

    def _is_lull(self) -> bool:
        with self._lock:
            return min(self._waits.values()) - self.now() > LONGEST_LULL
