"""These tests check the counts of pages by hour."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import pytest

from copydesk.errors import Reject, RejectReason, Retry, Skip, SkipReason
from copydesk.pipeline.ingest import Outcome
from copydesk.pipeline.messages import Requested, Stored, Withdrawn
from copydesk.storage import keys
from copydesk.storage.operations.hours import (
    Counted,
    HourStore,
    SiteEnd,
    counted_as,
    first_hour,
    hour_of,
    latest_hours,
    latest_hours_of,
)
from copydesk.storage.operations.models import HourItem
from tests.unit.storage.conftest import NOW, Answer, Calls, just_call, one_by_one, race

HOUR = "2026-01-01T00"
ENDS = [Counted.STORED] * 8 + [Counted.REFUSED, Counted.SKIPPED]
HERALD, VALLEY = "herald.example.com", "valley.example.net"


def of_no_site(ends: Sequence[Counted]) -> list[SiteEnd]:
    return [(end, None) for end in ends]


def at(moment: datetime) -> HourStore:
    return HourStore(now=lambda: moment)


def note_eight_batches() -> None:
    for _ in range(8):
        at(NOW).note(of_no_site(ENDS))


def test_a_batch_is_one_write_of_one_unit_and_expires_after_a_month(calls: Calls) -> None:
    at(NOW).note(of_no_site(ENDS))
    assert calls.names == ["UpdateItem"]
    (item,) = HourItem.scan()
    assert item.pk in keys.hours_pks()
    assert (item.sk, item.stored, item.refused, item.skipped, item.withdrawn) == (HOUR, 8, 1, 1, 0)
    assert item.expires_at == NOW + timedelta(days=32)


def test_a_batch_in_which_no_page_ended_writes_nothing(calls: Calls) -> None:
    at(NOW).note([])
    assert calls.names == []


def test_a_batch_is_one_write_more_for_each_site(calls: Calls) -> None:
    ends = [(Counted.STORED, HERALD)] * 3 + [(Counted.REFUSED, HERALD), (Counted.SKIPPED, VALLEY)]
    at(NOW).note([*ends, (Counted.REFUSED, None)])
    assert calls.names == ["UpdateItem"] * 3
    assert latest_hours(25) == {HOUR: Counter(stored=3, refused=2, skipped=1)}
    assert latest_hours_of(HERALD, 25) == {HOUR: Counter(stored=3, refused=1)}
    assert latest_hours_of(VALLEY, 25) == {HOUR: Counter(skipped=1)}
    assert {item.expires_at for item in HourItem.scan()} == {NOW + timedelta(days=32)}


def test_a_write_that_fails_costs_no_other(calls: Calls) -> None:
    def without_herald(_name: str, arguments: dict[str, Any], call: Any) -> Answer:
        if HERALD in str(arguments):
            raise Retry("throttled")
        answer: Answer = call()
        return answer

    calls.around = without_herald
    with pytest.raises(Retry, match="throttled"):
        at(NOW).note([(Counted.STORED, HERALD), (Counted.STORED, VALLEY)])
    calls.around = just_call
    assert latest_hours(25) == {HOUR: Counter(stored=2)}
    assert latest_hours_of(VALLEY, 25) == {HOUR: Counter(stored=1)}
    assert latest_hours_of(HERALD, 25) == {}


@pytest.mark.parametrize("host", ["0", "3", "::1", "a_b.example.org", f"{'a' * 249}.org", "xn--bcher-kva.example"])
def test_the_counts_of_a_strange_host_are_its_own(host: str, calls: Calls) -> None:
    at(NOW).note([(Counted.STORED, host), (Counted.STORED, None)])
    assert latest_hours(25) == {HOUR: Counter(stored=2)}
    assert latest_hours_of(host, 25) == {HOUR: Counter(stored=1)}
    assert all(len(item.pk.encode()) <= 2_048 for item in HourItem.scan())


def test_the_latest_hours_of_a_site_take_one_query(calls: Calls) -> None:
    for back in (40, 5, 2):
        at(NOW - timedelta(hours=back)).note([(Counted.STORED, HERALD)])
    calls.made.clear()
    assert set(latest_hours_of(HERALD, 2)) == {hour_of(NOW - timedelta(hours=back)) for back in (5, 2)}
    assert calls.names == ["Query"]


def test_the_first_hour_is_that_of_any_site(calls: Calls) -> None:
    assert first_hour() is None
    for back in (0, 700, 20):
        at(NOW - timedelta(hours=back)).note([(Counted.STORED, HERALD)])
    calls.made.clear()
    assert first_hour() == hour_of(NOW - timedelta(hours=700))
    assert calls.names == ["Query"] * len(keys.hours_pks())


def test_batches_at_once_are_all_counted(calls: Calls) -> None:
    with one_by_one(calls):
        race(note_eight_batches)
    assert latest_hours(24) == {HOUR: Counter({end: 64 * ENDS.count(end) for end in Counted})}
    assert len(list(HourItem.scan())) == len(keys.hours_pks()), "64 batches reach every shard"


def test_the_hour_is_that_of_utc(tables: None) -> None:
    east = datetime.fromisoformat("2026-01-01T05:59:59+06:00")
    at(east).note([(Counted.STORED, None)])
    at(east + timedelta(seconds=1)).note([(Counted.STORED, None)])
    assert set(latest_hours(24)) == {hour_of(NOW - timedelta(hours=1)), HOUR} == {"2025-12-31T23", HOUR}


@pytest.mark.parametrize("shards", [1, len(keys.hours_pks())])
def test_the_last_hours_are_complete_whichever_shards_have_them(
    shards: int, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    for back in range(40):
        monkeypatch.setattr(keys, "hours_pk", lambda _number, back=back: keys.hours_pks()[back % shards])
        at(NOW - timedelta(hours=back)).note([(Counted.STORED, None)])
    calls.made.clear()
    found, last = latest_hours(25), [hour_of(NOW - timedelta(hours=back)) for back in range(25)]
    assert {hour: found.get(hour) for hour in last} == {
        hour: {**dict.fromkeys(Counted, 0), "stored": 1} for hour in last
    }
    assert calls.names == ["Query"] * len(keys.hours_pks())


def test_the_last_hour_before_a_pause_is_found(tables: None) -> None:
    at(NOW - timedelta(days=20)).note([(Counted.WITHDRAWN, None)])
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
