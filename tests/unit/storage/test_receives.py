"""These tests check the notes on messages that came more than once."""

from datetime import UTC, datetime

import pytest

from copydesk.storage.operations.models import MessageItem
from copydesk.storage.operations.receives import ReceiveStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tables: None) -> ReceiveStore:
    return ReceiveStore(now=lambda: NOW)


def test_what_was_never_noted_is_left_out(store: ReceiveStore) -> None:
    for receive in range(3):
        store.note_retry("a", receive)
    store.note_begun("b", 1)
    assert store.retries(["a", "b", "c"]) == {"a": 3, "b": 0}


def test_a_retry_ends_what_was_begun_with_it_and_nothing_before(store: ReceiveStore) -> None:
    assert [store.note_begun("a", receive) for receive in (1, 2)] == [1, 2]
    store.note_retry("a", 2)
    assert store.note_begun("a", 3) == 2
    store.note_retry("a", 3)
    store.note_retry("a", 1)
    assert store.note_begun("a", 4) == 1


def test_a_note_that_is_made_twice_counts_once(store: ReceiveStore) -> None:
    """A call whose answer is lost is made again."""
    assert [store.note_begun("a", receive) for receive in (1, 1, 2, 2)] == [1, 1, 2, 2]
    for receive in (2, 2, 3):
        store.note_retry("a", receive)
    assert store.retries(["a"]) == {"a": 2}


def test_a_note_outlives_its_message_by_a_day(store: ReceiveStore) -> None:
    store.note_retry("a", 1)
    assert MessageItem.get("MESSAGE#a", "RECEIVES").expires_at == datetime(2026, 1, 16, tzinfo=UTC)
