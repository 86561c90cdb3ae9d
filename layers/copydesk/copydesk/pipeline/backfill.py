"""A batch of a backfill, told once: its items worked through side by side, and what is left of them handed back.

An item may stand for one page or for thousands (a part of a WARC file, a segment of the table), so it is taken apart
piece by piece. What could not be settled comes back as items, smaller each time, until nothing is left or nothing
more can be done: then `Unsettled` is raised, and the state machine waits, tries again, and gives up by name.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from copydesk.errors import CopydeskError

type Item = Mapping[str, Any]
#: What a piece came to: the name of a log event, and its fields.
type LogEvent = tuple[str, Mapping[str, str | int]]

#: Pieces at once. What they wait for is AWS; extraction goes one at a time.
THREADS = 8
#: So many failures are not of their pages: more would only make what is handed back longer than a state may be.
MOST_FAILURES = 16
#: Reasons that an error names.
_NAMED = 3


class Unsettled(CopydeskError):
    """Nothing of what is left could be settled now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One page of an item. `again` is the piece as an item of its own, `rest` what the item has behind it."""

    work: Callable[[], LogEvent]
    again: Item
    rest: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSteps:
    """What a batch needs of the world around it. `report` is told of every piece, from this thread alone."""

    pieces: Callable[[Item], Iterator[Piece]]
    is_time_left: Callable[[], bool]
    report: Callable[[LogEvent], None]
    report_failure: Callable[[Exception, Item], None]


@dataclass(slots=True)
class Batch:
    """Where a batch stands: what is being worked on, what came of the rest."""

    steps: BackfillSteps
    pool: Executor
    working: dict[Future[LogEvent], Item] = field(default_factory=dict)
    left: list[Item] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    settled: int = 0

    def take(self, item: Item) -> None:
        rest: Item | None = item
        try:
            for piece in self.steps.pieces(item):
                self._start(piece)
                rest = piece.rest
                if self.is_over():
                    break
            else:
                rest = None
        except Exception as failure:  # reading on failed: what follows is for another call
            self._fail(failure, item)
        if rest is not None:
            self.left.append(rest)

    def is_over(self) -> bool:
        return len(self.failures) >= MOST_FAILURES or not self.steps.is_time_left()

    def finish(self) -> None:
        while self.working:
            self._settle_some()

    def _start(self, piece: Piece) -> None:
        while len(self.working) >= THREADS:
            self._settle_some()
        self.working[self.pool.submit(piece.work)] = piece.again

    def _settle_some(self) -> None:
        done, _ = wait(self.working, return_when=FIRST_COMPLETED)
        for future in done:
            item = self.working.pop(future)
            try:
                told = future.result()
            except Exception as failure:  # a fault of AWS or a bug: either way the piece is not done
                self._fail(failure, item)
                self.left.append(item)
            else:
                self.settled += 1
                self.steps.report(told)

    def _fail(self, failure: Exception, item: Item) -> None:
        self.failures.append(failure)
        self.steps.report_failure(failure, item)


def run_batch(items: Sequence[Item], *, steps: BackfillSteps, pool: Executor) -> list[Item]:
    """Work through the items; what is left is for the next call. Unsettled if this one brought it no nearer."""
    batch = Batch(steps, pool)
    for number, item in enumerate(items):
        batch.take(item)
        if batch.is_over():
            batch.left += items[number + 1 :]
            break
    batch.finish()
    if batch.failures and not batch.settled:
        raise Unsettled(f"{len(batch.left)} items are left; {_reasons(batch.failures)}") from batch.failures[0]
    return batch.left


def _reasons(failures: Sequence[Exception]) -> str:
    counted = Counter(f"{type(failure).__name__}: {failure!s:.200}" for failure in failures)
    return "; ".join(f"{times} × {reason}" for reason, times in counted.most_common(_NAMED))


def kind_of_end(told: LogEvent) -> str:
    """Under which name an outcome is counted.

    >>> kind_of_end(("rejected", {"reason": "not_text", "key": "a"})), kind_of_end(("stored", {}))
    ('rejected:not_text', 'stored')
    """
    event, fields = told
    return f"{event}:{fields['reason']}" if "reason" in fields else event


def never(_: object) -> None:
    raise AssertionError("what a backfill brings are pages that lie in S3: none is yet to be fetched")
