"""Publishes the changes in the stream of the articles table: updates the projections, then sends one event per change.

The order is kept. If a record fails, the batch is retried from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from copydesk.errors import Reject, Skip
from copydesk.events.describing import Change, decide, event_of
from copydesk.events.records import Entry, TableChange, entry

type Report = Callable[[str, Mapping[str, str | int]], None]
type Numbered[Each] = Sequence[tuple[int, Each]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSteps[Record]:
    """The collaborators of publish.

    `project` updates the rows by which articles are looked up. `put` returns the entries that the bus refused, as
    errors by their place. `bury` stores a record that can never be published, with its reason, where an operator finds
    it.
    """

    read: Callable[[Record], TableChange]
    project: Callable[[Sequence[TableChange]], None]
    put: Callable[[Sequence[Entry]], Mapping[int, Exception]]
    bury: Callable[[Record, Reject], None]
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The first record to retry. All records after it are retried as well, which keeps the order of each article."""

    index: int
    error: Exception


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """A stream record and its change, which is None if there is nothing to publish."""

    record: TableChange
    change: Change | None


def publish_batch[Record](records: Sequence[Record], *, steps: PublishSteps[Record], report: Report) -> Failure | None:
    """Publishes the records before the first failure. A repeated record gives the same event with the same id."""
    decided, undecided = _until_one_fails(list(enumerate(records)), partial(_decided, steps, report))
    try:
        if decided:
            steps.project([each.record for _, each in decided])
        return _publish(decided, steps, report) or undecided
    except Exception as error:  # handed to the handler, which logs it
        return Failure(index=decided[0][0], error=error)


def _until_one_fails[Each, Done](
    numbered: Numbered[Each], work: Callable[[Each], Done | None]
) -> tuple[Numbered[Done], Failure | None]:
    done: list[tuple[int, Done]] = []
    for index, each in numbered:
        try:
            result = work(each)
        except Exception as error:  # handed to the handler, which logs it
            return done, Failure(index=index, error=error)
        if result is not None:
            done.append((index, result))
    return done, None


def _decided[Record](steps: PublishSteps[Record], report: Report, record: Record) -> _Decided | None:
    read: TableChange | None = None
    try:
        read = steps.read(record)
        return _Decided(record=read, change=decide(read))
    except Skip as skip:
        report("skipped", {"reason": str(skip.reason), "detail": skip.detail})
        return _Decided(record=read, change=None) if read else None
    except Reject as reject:
        steps.bury(record, reject)
        report("rejected", {"reason": str(reject.reason), "detail": reject.detail})
        return None


def _publish[Record](decided: Numbered[_Decided], steps: PublishSteps[Record], report: Report) -> Failure | None:
    entries, failure = _until_one_fails(decided, partial(_entry, steps.table))
    refused = steps.put([each for _, each in entries]) if entries else {}
    for place, (_, each) in enumerate(entries):
        if place not in refused:
            report("published", _fields(each))
    if refused:
        first = min(refused)
        return Failure(index=entries[first][0], error=refused[first])
    return failure


def _entry(table: str, each: _Decided) -> Entry | None:
    return entry(event_of(each.change), each.record, table=table) if each.change else None


def _fields(published: Entry) -> dict[str, str | int]:
    return {
        "event": str(published.kind),
        "event_id": published.event_id,
        "article_id": published.article_id,
        "revision": published.revision,
        "bytes": len(published.detail),
    }
