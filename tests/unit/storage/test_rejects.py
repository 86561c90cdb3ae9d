from dataclasses import replace
from datetime import timedelta

import pytest

from bench.units import item_size
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.storage import RejectStore, forget_reject, list_rejects
from copydesk.storage.operations.models import RejectItem
from tests.unit.storage.conftest import NOW, unkept

SOURCE = Source(bucket="raw", key="page.html", version_id="1")


@pytest.fixture
def rejects(tables: None) -> RejectStore:
    return RejectStore(retention=timedelta(days=7), keep=unkept, now=lambda: NOW)


def test_a_redelivery_is_the_same_reject_once_more(rejects: RejectStore) -> None:
    for _ in range(3):
        rejects.record(Reject(RejectReason.EMPTY_BODY), source=SOURCE, message="{}")
    (record,) = list_rejects(RejectReason.EMPTY_BODY)
    assert (record.source, record.count, record.message) == (SOURCE, 3, None)


def test_rejects_are_listed_by_reason_or_all_together(rejects: RejectStore) -> None:
    rejects.record(Reject(RejectReason.EMPTY_BODY), source=SOURCE, message="{}")
    rejects.record(Reject(RejectReason.NOT_TEXT, "PNG"), source=SOURCE, message="{}")
    assert [record.detail for record in list_rejects(RejectReason.NOT_TEXT)] == ["PNG"]
    assert {record.reason for record in list_rejects()} == {RejectReason.EMPTY_BODY, RejectReason.NOT_TEXT}


def test_a_message_without_an_object_is_kept_itself(rejects: RejectStore) -> None:
    rejects.record(Reject(RejectReason.UNKNOWN_MESSAGE, "\ud800"), source=None, message="what is this?")
    (record,) = list_rejects()
    assert (record.source, record.message) == (None, "what is this?")


@pytest.mark.parametrize("message", ["é" * 1_000_000, "x" * 2_001])
def test_of_a_long_message_the_beginning_is_kept_and_a_pointer_to_all_of_it(rejects: RejectStore, message: str) -> None:
    kept: dict[str, str] = {}

    def keep(digest: str, text: str) -> Source:
        kept[digest] = text
        return Source(bucket="raw", key=f"messages/{digest}")

    for _ in range(2):
        replace(rejects, keep=keep).record(Reject(RejectReason.UNKNOWN_MESSAGE), source=None, message=message)
    (record,) = list_rejects()
    assert record.message == message.encode()[:2_000].decode()
    assert record.whole_message == Source(bucket="raw", key=f"messages/{record.reject_id}")
    assert kept == {record.reject_id: message}
    (item,) = RejectItem.scan()
    assert item_size(item.serialize()) < 3_000


def test_a_short_message_is_no_object(rejects: RejectStore) -> None:
    rejects.record(Reject(RejectReason.UNKNOWN_MESSAGE), source=None, message="x" * 2_000)
    (record,) = list_rejects()
    assert (record.message, record.whole_message) == ("x" * 2_000, None)


def test_a_reject_expires_some_time_after_it_was_last_seen(rejects: RejectStore) -> None:
    rejects.record(Reject(RejectReason.NOT_TEXT), source=SOURCE, message="{}")
    (item,) = RejectItem.scan()
    assert item.expires_at == NOW + timedelta(days=7)


def test_a_reject_is_forgotten_once_it_was_sent_through_again(rejects: RejectStore) -> None:
    rejects.record(Reject(RejectReason.EMPTY_BODY), source=SOURCE, message="{}")
    (record,) = list_rejects()
    forget_reject(record)
    assert list_rejects() == []


def test_a_reject_that_was_refused_anew_is_not_forgotten(rejects: RejectStore) -> None:
    rejects.record(Reject(RejectReason.EMPTY_BODY), source=SOURCE, message="{}")
    (record,) = list_rejects()
    later = RejectStore(retention=timedelta(days=7), keep=unkept, now=lambda: NOW + timedelta(seconds=1))
    later.record(Reject(RejectReason.EMPTY_BODY), source=SOURCE, message="{}")
    forget_reject(record)
    assert [each.count for each in list_rejects()] == [2]


def test_a_detail_that_is_cut_shows_no_half_of_a_secret(rejects: RejectStore) -> None:
    detail = f"{'x' * 1_980} https://ana:hunter2@e.org/"
    rejects.record(Reject(RejectReason.INVALID_URL, detail), source=SOURCE, message="{}")
    (record,) = list_rejects()
    assert len(record.detail) <= 2_000
    assert "ana" not in record.detail
    assert "hunter" not in record.detail
