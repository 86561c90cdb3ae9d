"""Finds raw pages in the bucket that were never ingested, once a day, and sends them to be ingested.

A notification may be lost, for example while the policy of a queue is broken. Ingest notes each page that it stored,
refused or skipped with a mark of eight bytes. A page without a mark one day after its arrival is ingested.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import numpy as np

from copydesk.model import Source
from copydesk.web.timestamps import instant

#: The ages between which a page is looked at. By then nearly all retries have ended, and two daily passes look at each.
YOUNGEST, OLDEST = timedelta(days=1), timedelta(days=3)
MARK_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RawVersion:
    """A version of an object in the raw bucket, and the time at which it was stored."""

    source: Source
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some versions in the order of their keys. `next` is the place of the rest, or None if there is none."""

    versions: Sequence[RawVersion]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """The progress of one pass through the bucket. It began at `began` and continues at `next` until it is `done`."""

    began: str
    next: str | None = None
    done: bool = False
    looked_at: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The collaborators of a run. `marks` returns the marks of some days, joined without a gap.

    `report` receives the number of pages looked at, and the number of those that were never ingested.
    """

    last: Callable[[], Pass | None]
    keep: Callable[[Pass], None]
    list_part: Callable[[str | None], Part]
    marks: Callable[[Sequence[str]], bytes]
    send: Callable[[Sequence[Source]], None]
    is_page: Callable[[str], bool]
    report: Callable[[int, int], None]


def reconcile(*, now: datetime, steps: Steps, has_time: Callable[[], bool]) -> Pass:
    """Continues the current pass, or begins that of the day, while there is time. Returns its progress."""
    at = _pass_of(now, steps.last())
    marked = _Marked(steps.marks, began=datetime.fromisoformat(at.began), now=now)
    while not at.done and has_time():
        at = _one_part(at, steps, marked)
        # The part is already sent. If this fails, it is sent twice and ingested once.
        steps.keep(at)
    return at


def mark(source: Source) -> bytes:
    """Returns the mark of a version of an object. In a bucket without versions, the version is empty."""
    version = "" if source.version_id in (None, "null") else source.version_id
    return sha256(f"{source.key}\n{version}".encode("utf-8", "surrogatepass")).digest()[:MARK_BYTES]


def _pass_of(now: datetime, last: Pass | None) -> Pass:
    if last is None or (last.done and last.began[:10] < instant(now)[:10]):
        return Pass(began=instant(now))
    return last


def _one_part(at: Pass, steps: Steps, marked: "_Marked") -> Pass:
    part = steps.list_part(at.next)
    began = datetime.fromisoformat(at.began)
    due = [
        each.source
        for each in part.versions
        if began - OLDEST <= each.modified < began - YOUNGEST and steps.is_page(each.source.key)
    ]
    missing = marked.missing(due)
    if missing:
        steps.send(missing)
    steps.report(len(due), len(missing))
    return replace(
        at,
        next=part.next,
        done=part.next is None,
        looked_at=at.looked_at + len(due),
        found=at.found + len(missing),
    )


class _Marked:
    """The marks of the relevant days, read with the first due page. Most parts of a large bucket have only old ones."""

    def __init__(self, read: Callable[[Sequence[str]], bytes], *, began: datetime, now: datetime) -> None:
        self._read = read
        first = (began - OLDEST).date()
        self._days = [str(first + timedelta(days=number)) for number in range((now.date() - first).days + 1)]
        self._known: np.ndarray[tuple[int], np.dtype[np.uint64]] | None = None

    def missing(self, sources: Iterable[Source]) -> list[Source]:
        found = list(sources)
        if not found:
            return []
        if self._known is None:
            self._known = np.unique(np.frombuffer(self._read(self._days), dtype=np.uint64))
        marks = np.frombuffer(b"".join(map(mark, found)), dtype=np.uint64)
        known = np.isin(marks, self._known)
        return [source for source, is_known in zip(found, known, strict=True) if not is_known]
