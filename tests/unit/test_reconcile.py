"""A page without any trace is found once, in as many runs as it takes. No other page is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from copydesk.model import Source
from copydesk.pipeline.reconcile import Part, Pass, RawVersion, Steps, mark, reconcile

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
PART = 3


def page(name: str, *, version: str | None = "v1") -> Source:
    return Source(bucket="raw", key=name, version_id=version)


@dataclass
class Bucket:
    """A bucket that lists three objects a part, the marks of ingest, and the results of a run."""

    versions: list[RawVersion] = field(default_factory=list)
    marked: list[Source] = field(default_factory=list)
    kept: Pass | None = None
    sent: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    listed: int = 0
    looked_at: int = 0
    found: int = 0

    def hold(self, name: str, *, age: timedelta, version: str | None = "v1", is_done: bool = False) -> None:
        source = page(name, version=version)
        self.versions.append(RawVersion(source=source, modified=NOW - age))
        if is_done:
            self.marked.append(source)

    def list_part(self, start: str | None) -> Part:
        self.listed += 1
        first = int(start or 0)
        rest = first + PART if first + PART < len(self.versions) else None
        return Part(versions=self.versions[first : first + PART], next=str(rest) if rest else None)

    def marks(self, days: Sequence[str]) -> bytes:
        self.days += days
        return b"".join(map(mark, self.marked))

    def keep(self, at: Pass) -> None:
        self.kept = at

    def report(self, looked_at: int, found: int) -> None:
        self.looked_at, self.found = self.looked_at + looked_at, self.found + found

    def run(self, *, now: datetime = NOW, parts: int = 100) -> Pass:
        left = iter(range(parts))
        steps = Steps(
            last=lambda: self.kept,
            keep=self.keep,
            list_part=self.list_part,
            marks=self.marks,
            send=lambda found: self.sent.extend(each.key for each in found),
            is_page=lambda key: not key.startswith("bodies/"),
            report=self.report,
        )
        return reconcile(now=now, steps=steps, has_time=lambda: next(left, None) is not None)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "age", "is_done", "is_sent"),
    [
        ("lost.html", 1.5 * DAY, False, True),
        ("done.html", 1.5 * DAY, True, False),
        ("on its way.html", 0.9 * DAY, False, False),
        ("of long ago.html", 3.1 * DAY, False, False),
        ("bodies/1/2", 1.5 * DAY, False, False),
        ("fetched/host/1/2", 1.5 * DAY, False, True),
    ],
)
def test_a_page_that_came_a_day_ago_and_has_no_mark_is_sent(
    name: str, age: timedelta, is_done: bool, is_sent: bool
) -> None:
    bucket = Bucket()
    bucket.hold(name, age=age, is_done=is_done)
    assert bucket.run().found == len(bucket.sent) == is_sent


def test_each_version_of_a_page_has_a_mark_of_its_own() -> None:
    bucket = Bucket()
    bucket.hold("page.html", age=1.5 * DAY, version="v1", is_done=True)
    bucket.hold("page.html", age=1.4 * DAY, version="v2")
    assert bucket.run().found == 1
    assert mark(page("a", version="null")) == mark(page("a", version=None)) != mark(page("a"))


def test_a_pass_goes_on_where_the_run_before_had_no_time_left_and_begins_anew_the_next_day() -> None:
    bucket = Bucket()
    for number in range(10):
        bucket.hold(f"{number}.html", age=1.5 * DAY)
    first = bucket.run(parts=2)
    assert (first.done, first.looked_at, len(bucket.sent)) == (False, 6, 6)
    second = bucket.run(now=NOW + timedelta(hours=1))
    assert (second.done, second.looked_at, second.began) == (True, 10, first.began)
    assert (bucket.looked_at, bucket.found) == (10, 10)
    assert sorted(bucket.sent) == sorted(f"{number}.html" for number in range(10))
    listed = bucket.listed
    bucket.run(now=NOW + timedelta(hours=2))
    assert bucket.listed == listed, "one pass a day"
    bucket.marked = [each.source for each in bucket.versions]
    third = bucket.run(now=NOW + DAY)
    assert (third.done, third.found, len(bucket.sent)) == (True, 0, 10)


def test_marks_are_read_once_a_run_and_only_where_a_page_is_due() -> None:
    bucket = Bucket()
    for number in range(PART * 2):
        bucket.hold(f"{number}.html", age=10 * DAY)
    bucket.run()
    assert bucket.days == []
    bucket.hold("due.html", age=2 * DAY)
    bucket.hold("also due.html", age=2 * DAY)
    bucket.kept = None
    bucket.run()
    assert bucket.days == ["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"]
