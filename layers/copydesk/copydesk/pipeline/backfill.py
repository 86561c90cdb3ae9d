"""Runs one batch of a backfill: works through its items concurrently and returns what is left of them.

An item may stand for one page or for thousands (a part of a WARC file, a segment of the table). A batch therefore
splits it into pieces. Unsettled pieces come back as smaller items, until nothing is left. If all pieces of a batch
fail, it raises `Unsettled`. The state machine then waits, tries again, and finally fails with that error.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from copydesk.errors import CopydeskError

type Item = Mapping[str, Any]
#: The outcome of a piece: the name of a log event and its fields.
type LogEvent = tuple[str, Mapping[str, str | int]]

#: The number of pieces at once. They wait for AWS; extraction runs one page at a time.
THREADS = 8
#: The number of failures that ends a batch. So many are not caused by single pages, and more would make the returned
#: list longer than a state may be.
MOST_FAILURES = 16
#: The number of reasons that an error message names.
_NAMED = 3


class Unsettled(CopydeskError):
    """The batch could settle nothing of what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One page of an item. `again` is the piece as an item of its own, `rest` what remains of the item after it."""

    work: Callable[[], LogEvent]
    again: Item
    rest: Item | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSteps:
    """The collaborators of a batch. `report` is called for each settled piece, only from the batch's own thread."""

    pieces: Callable[[Item], Iterator[Piece]]
    is_time_left: Callable[[], bool]
    report: Callable[[LogEvent], None]
    report_failure: Callable[[Exception, Item], None]


@dataclass(slots=True)
class Batch:
    """The state of a batch: the pieces in progress, the items left, the failures and the count of settled pieces."""

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
        except Exception as failure:  # reading the item failed: another call handles the rest
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
                log_event = future.result()
            except Exception as failure:  # a fault of AWS or a bug: the piece is not done
                self._fail(failure, item)
                self.left.append(item)
            else:
                self.settled += 1
                self.steps.report(log_event)

    def _fail(self, failure: Exception, item: Item) -> None:
        self.failures.append(failure)
        self.steps.report_failure(failure, item)


def run_batch(items: Sequence[Item], *, steps: BackfillSteps, pool: Executor) -> list[Item]:
    """Works through the items and returns those left for the next call. Raises Unsettled if all of them failed."""
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


def kind_of_end(log_event: LogEvent) -> str:
    """Returns the name under which an outcome is counted.

    >>> kind_of_end(("rejected", {"reason": "not_text", "key": "a"})), kind_of_end(("stored", {}))
    ('rejected:not_text', 'stored')
    """
    event, fields = log_event
    return f"{event}:{fields['reason']}" if "reason" in fields else event


def never(_: object) -> None:
    raise AssertionError("what a backfill brings are pages that lie in S3: none is yet to be fetched")
