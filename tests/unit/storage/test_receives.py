"""What is noted of messages that came more than once."""

from datetime import UTC, datetime

import pytest

from copydesk.storage.operations_models import MessageItem
from copydesk.storage.receives import ReceiveStore

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tables: None) -> ReceiveStore:
    return ReceiveStore(now=lambda: NOW)


def test_what_was_never_noted_is_left_out(store: ReceiveStore) -> None:
    for _ in range(3):
        store.note_retry("a")
    store.note_begun("b")
    assert store.retries(["a", "b", "c"]) == {"a": 3, "b": 0}


def test_a_retry_ends_what_was_begun(store: ReceiveStore) -> None:
    assert [store.note_begun("a") for _ in range(2)] == [1, 2]
    store.note_retry("a")
    assert store.note_begun("a") == 1


def test_a_note_outlives_its_message_by_a_day(store: ReceiveStore) -> None:
    store.note_retry("a")
    assert MessageItem.get("MESSAGE#a", "RECEIVES").expires_at == datetime(2026, 1, 16, tzinfo=UTC)
