"""Schedules later visits by age: the host stores how far each visit has come, and its pages store no next visit.

A page is in the index under the time of its first fetch (`since`), and stays there. It is visited at certain ages
(`AGES`). For each age the host's item stores the last page whose visit is done. So a visit that finds nothing new
writes nothing of its own. Only turns fetch pages, and a host has one turn at a time. Therefore no page is added before
the stored place. A turn that dies stores no place, and its visits are repeated.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

from copydesk.crawling.visits import AGES, PATIENCE, WINDOWS
from copydesk.web.timestamps import instant

#: The number of index entries that are read at once.
_CHUNK = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedPage:
    """A page in the index. `since` is the time from which it ages."""

    since: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """A page and one of its visits. Visits are numbered from 0."""

    url: str
    since: str
    visit: int

    @property
    def due_at(self) -> float:
        return _seconds(self.since) + AGES[self.visit]


@dataclass(slots=True, kw_only=True)
class Aging:
    """The visits by age of one host during a turn.

    `read` returns a limited number of entries after an instant. `passed` is the stored place of each visit. A host
    without places begins where a visit would just be dropped. `dropped` counts the visits that were due for too long.
    """

    read: Callable[[str, int], Sequence[AgedPage]]
    passed: list[str]
    begun_at: float
    dropped: int = field(default=0, init=False)
    _ahead: list[deque[Aged]] = field(init=False)
    _read_to: list[str] = field(init=False)
    _is_all: list[bool] = field(init=False)
    _grown: list[float] = field(init=False)

    def __post_init__(self) -> None:
        if len(self.passed) != len(AGES):
            before = (age + window for age, window in zip(AGES, WINDOWS, strict=True))
            self.passed = [_instant(self.begun_at - each) for each in before]
        self._read_to = list(self.passed)
        self._ahead = [deque() for _ in AGES]
        self._is_all = [False for _ in AGES]
        self._grown = [inf for _ in AGES]

    def take(self, now: float) -> Aged | None:
        """Returns the visit that is due for longest, or None. The caller passes it to `done`, in the order taken."""
        while aged := min(filter(None, map(self._head, range(len(AGES)))), key=_due_at, default=None):
            if aged.due_at > now:
                return None
            self._ahead[aged.visit].popleft()
            if now - aged.due_at < WINDOWS[aged.visit]:
                return aged
            self.dropped += 1
            self.done(aged)
        return None

    def done(self, aged: Aged) -> None:
        self.passed[aged.visit] = aged.since

    def grow(self, since: str) -> None:
        """Notes that a page ages since then. The index may not show it yet."""
        for visit, age in enumerate(AGES):
            if since > self.passed[visit]:
                self._grown[visit] = min(self._grown[visit], _seconds(since) + age)

    def next_turn_at(self) -> float:
        """Returns when the first visit has waited long enough for others of its host; infinity means never."""
        heads = (min(_due_at(self._head(visit)), self._grown[visit]) for visit in range(len(AGES)))
        return min(at + patience for at, patience in zip(heads, PATIENCE, strict=True))

    def behind(self, now: float) -> list[tuple[str, str]]:
        """Returns one pair of instants per due visit. Its pages were first fetched between these."""
        ages = [(visit, AGES[visit]) for visit in range(len(AGES)) if _due_at(self._head(visit)) <= now]
        return [(self.passed[visit], _instant(now - age)) for visit, age in ages]

    def _head(self, visit: int) -> Aged | None:
        ahead = self._ahead[visit]
        if not ahead and not self._is_all[visit]:
            found = self.read(self._read_to[visit], _CHUNK)
            ahead.extend(Aged(url=entry.url, since=entry.since, visit=visit) for entry in found)
            self._is_all[visit] = len(found) < _CHUNK
            self._read_to[visit] = found[-1].since if found else self._read_to[visit]
        return ahead[0] if ahead else None


def _due_at(aged: Aged | None) -> float:
    return aged.due_at if aged else inf


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _instant(at: float) -> str:
    return instant(datetime.fromtimestamp(at, UTC))
