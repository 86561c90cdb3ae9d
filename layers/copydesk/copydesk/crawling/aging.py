"""Later visits by age: not each page knows when it is visited again, its host knows how far each visit has come.

A page is in the index by the moment of its first fetch (`since`), and stays there. It is visited at certain ages
(`AGES`). For each of them the host's row keeps up to which page the visit was had. So a visit that finds nothing new
writes nothing of its own. Only turns fetch, and a host has one at a time: no page gets in before what was passed.
A turn that dies has passed nothing, and its visits are had again.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

from copydesk.crawling.visits import AGES, PATIENCE, WINDOWS
from copydesk.web.timestamps import instant

#: Entries of the index that are read at once.
_CHUNK = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedPage:
    """A page in the index, since when it ages."""

    since: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """A page of the age of a visit, which are numbered from 0."""

    url: str
    since: str
    visit: int

    @property
    def due_at(self) -> float:
        return _seconds(self.since) + AGES[self.visit]


@dataclass(slots=True, kw_only=True)
class Aging:
    """The visits by age of one host while its turn lasts.

    `read` answers so many entries after an instant at most. `passed` is what the host's row says: a host that has none
    yet begins where its visits would give way. `dropped` counts those that did.
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
        """The visit that has been due for longest; None if none is. It is to be `done`, in the order of taking."""
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
        """A page ages since then, which the index may not show yet."""
        for visit, age in enumerate(AGES):
            if since > self.passed[visit]:
                self._grown[visit] = min(self._grown[visit], _seconds(since) + age)

    def next_turn_at(self) -> float:
        """When the first visit has waited long enough for others of its host; infinity for never."""
        heads = (min(_due_at(self._head(visit)), self._grown[visit]) for visit in range(len(AGES)))
        return min(at + patience for at, patience in zip(heads, PATIENCE, strict=True))

    def behind(self, now: float) -> list[tuple[str, str]]:
        """Between which instants pages were first fetched of which a visit is due: one pair for each such visit."""
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
