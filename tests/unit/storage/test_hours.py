"""These tests check the counts of pages by hour."""

from collections import Counter
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import pytest

from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.pipeline.ingest import Outcome
from copydesk.pipeline.messages import Requested, Stored, Withdrawn
from copydesk.storage import keys
from copydesk.storage.operations.hours import Counted, HourStore, counted_as, hour_of, latest_hours
from copydesk.storage.operations.models import HourItem
from tests.unit.storage.conftest import NOW, Answer, Calls, one_by_one, race

HOUR = "2026-01-01T00"
ENDS = [Counted.STORED] * 8 + [Counted.REFUSED, Counted.SKIPPED]


def at(moment: datetime) -> HourStore:
    return HourStore(now=lambda: moment)


def note_eight_batches() -> None:
    for _ in range(8):
        at(NOW).note(ENDS)


def test_a_batch_is_one_write_of_one_unit_and_expires_after_a_month(calls: Calls) -> None:
    at(NOW).note(ENDS)
    assert calls.names == ["UpdateItem"]
    (item,) = HourItem.scan()
    assert item.pk in keys.hours_pks()
    assert (item.sk, item.stored, item.refused, item.skipped, item.withdrawn) == (HOUR, 8, 1, 1, 0)
    assert item.expires_at == NOW + timedelta(days=32)


def test_a_batch_in_which_no_page_ended_writes_nothing(calls: Calls) -> None:
    at(NOW).note([])
    assert calls.names == []


def test_batches_at_once_are_all_counted(calls: Calls) -> None:
    with one_by_one(calls):
        race(note_eight_batches)
    assert latest_hours(24) == {HOUR: Counter({end: 64 * ENDS.count(end) for end in Counted})}
    assert len(list(HourItem.scan())) == len(keys.hours_pks()), "64 batches reach every shard"


def test_the_hour_is_that_of_utc(tables: None) -> None:
    east = datetime.fromisoformat("2026-01-01T05:59:59+06:00")
    at(east).note([Counted.STORED])
    at(east + timedelta(seconds=1)).note([Counted.STORED])
    assert set(latest_hours(24)) == {hour_of(NOW - timedelta(hours=1)), HOUR} == {"2025-12-31T23", HOUR}


@pytest.mark.parametrize("shards", [1, len(keys.hours_pks())])
def test_the_last_hours_are_complete_whichever_shards_have_them(
    shards: int, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    for back in range(40):
        monkeypatch.setattr(keys, "hours_pk", lambda _number, back=back: keys.hours_pks()[back % shards])
        at(NOW - timedelta(hours=back)).note([Counted.STORED])
    calls.made.clear()
    found, last = latest_hours(25), [hour_of(NOW - timedelta(hours=back)) for back in range(25)]
    assert {hour: found.get(hour) for hour in last} == {
        hour: {**dict.fromkeys(Counted, 0), "stored": 1} for hour in last
    }
    assert calls.names == ["Query"] * len(keys.hours_pks())


def test_the_last_hour_before_a_pause_is_found(tables: None) -> None:
    at(NOW - timedelta(days=20)).note([Counted.WITHDRAWN])
    (counts,) = latest_hours(25).values()
    assert counts[Counted.WITHDRAWN] == 1


def test_a_stack_without_counts_has_no_hours(tables: None) -> None:
    assert latest_hours(25) == {}


def test_the_shards_are_read_at_once(calls: Calls) -> None:
    """Each query waits until all have begun."""
    begun, all_begun = Counter[str](), Lock()
    all_begun.acquire()

    def waiting(name: str, _arguments: dict[str, Any], call: Any) -> Answer:
        begun[name] += 1
        if begun[name] == len(keys.hours_pks()):
            all_begun.release()
        assert all_begun.acquire(timeout=10)
        all_begun.release()
        answer: Answer = call()
        return answer

    calls.around = waiting
    latest_hours(25)
    assert begun == {"Query": len(keys.hours_pks())}


@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        (Stored(article_id="0f", revision=1), Counted.STORED),
        (Withdrawn(article_id="0f"), Counted.WITHDRAWN),
        (Reject(RejectReason.PAYWALL), Counted.REFUSED),
        (Skip(SkipReason.UNCHANGED), Counted.SKIPPED),
        (Skip(SkipReason.OLDER_THAN_STORED), Counted.SKIPPED),
        (Skip(SkipReason.OWN_OBJECT), None),
        (Skip(SkipReason.TEST_EVENT), None),
        (Requested(url="https://example.org/"), None),
    ],
)
def test_only_the_end_of_a_page_is_counted(outcome: Outcome, end: Counted | None) -> None:
    assert counted_as(outcome) is end


def test_each_end_is_an_attribute() -> None:
    assert set(Counted) == set(HourItem.get_attributes()) - {"pk", "sk", "expires_at"}
