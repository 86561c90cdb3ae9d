"""Raw pages that nothing is known of: found daily among all that the bucket holds, and sent to be ingested.

A notification may be lost, as by a queue's policy that was broken for a day. Each page that ingest is done with,
stored, refused or passed over, is noted by a mark of eight bytes. What has none a day after it came is ingested.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import numpy as np

from copydesk.model import Source
from copydesk.web.timestamps import instant

#: How old a page is when it is looked at: nearly all retries have ended, and two daily passes look at each.
YOUNGEST, OLDEST = timedelta(days=1), timedelta(days=3)
MARK_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RawVersion:
    """A version of an object in the raw bucket, and when it came."""

    source: Source
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some versions in the order of their keys, and where the rest begins; None if there is none."""

    versions: Sequence[RawVersion]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """How far a look through the bucket is. It began at `began`, and goes on at `next`, unless it is `done`."""

    began: str
    next: str | None = None
    done: bool = False
    looked_at: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a run needs of the world around it. `marks` reads those of some days, one after the other without a gap.

    `report` is told how many pages were looked at, and how many of them were found to be unknown.
    """

    last: Callable[[], Pass | None]
    keep: Callable[[Pass], None]
    list_part: Callable[[str | None], Part]
    marks: Callable[[Sequence[str]], bytes]
    send: Callable[[Sequence[Source]], None]
    is_page: Callable[[str], bool]
    report: Callable[[int, int], None]


def reconcile(*, now: datetime, steps: Steps, has_time: Callable[[], bool]) -> Pass:
    """Go on with the pass that is under way, or begin that of the day, for as long as there is time."""
    at = _pass_of(now, steps.last())
    marked = _Marked(steps.marks, began=datetime.fromisoformat(at.began), now=now)
    while not at.done and has_time():
        at = _one_part(at, steps, marked)
        # After it was sent: what is looked at twice is sent twice at most, and ingested once.
        steps.keep(at)
    return at


def mark(source: Source) -> bytes:
    """What is noted of a version of an object. In a bucket without versions it has none."""
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
    """The marks of the days that matter, read when the first page is due: most parts of a large bucket are old."""

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
        asked = np.frombuffer(b"".join(map(mark, found)), dtype=np.uint64)
        known = np.isin(asked, self._known)
        return [source for source, is_known in zip(found, known, strict=True) if not is_known]
