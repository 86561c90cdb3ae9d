"""All threads of a batch share one client for each kind of item."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from copydesk.aws.clients import session
from copydesk.storage.articles.models import ArticlesItem, HeadItem, RevisionItem, use_tables
from copydesk.storage.dynamodb import Translating
from copydesk.storage.operations.models import (
    DueItem,
    HostItem,
    KnownItem,
    MessageItem,
    OperationsItem,
    PageItem,
    RejectItem,
    StoryItem,
)
from tests.moto_answers import use_test_account


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without credentials PynamoDB makes a new client for each call, because new ones may have them."""
    use_test_account(monkeypatch)
    use_tables(articles="articles", operations="operations")


def test_threads_that_begin_together_make_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    together = Barrier(16)
    shared = Translating.session.fget  # type: ignore[attr-defined]  # a property

    def counted(connection: Translating) -> Any:
        made.append(connection)
        return shared(connection)

    def begin(_: int) -> object:
        together.wait()
        return HostItem._get_connection().connection.client

    monkeypatch.setattr(DueItem, "_connection", None)
    monkeypatch.setattr(Translating, "session", property(counted))
    with ThreadPoolExecutor(16) as pool:
        clients = set(map(id, pool.map(begin, range(16))))
    assert len(clients) == 1
    assert len(made) == 1


def test_all_kinds_of_items_of_a_table_share_one_client() -> None:
    tables = (
        (OperationsItem, (StoryItem, RejectItem)),
        (DueItem, (HostItem, PageItem, KnownItem)),
        (ArticlesItem, (HeadItem, RevisionItem)),
    )
    for table, kinds in tables:
        assert {id(kind._get_connection()) for kind in kinds} == {id(table._get_connection())}


def test_all_clients_share_one_session_and_are_not_named_anew_for_each_call() -> None:
    connection = HostItem._get_connection().connection
    assert connection.session is session()
    assert str(vars(connection.client.meta.config)["user_agent"]).startswith("Copydesk/")


def test_notes_of_messages_wait_for_less_and_so_have_a_client_of_their_own() -> None:
    notes, others = (model._get_connection() for model in (MessageItem, OperationsItem))
    assert notes.table_name == others.table_name
    assert notes.connection is not others.connection
