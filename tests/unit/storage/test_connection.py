"""All threads of a batch share one client for each kind of item."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from pynamodb.connection import Connection

from copydesk.storage.crawl_models import HostItem


def test_threads_that_begin_together_make_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    together = Barrier(16)
    session = Connection.session.fget  # type: ignore[attr-defined]  # a property

    def counted(connection: Connection) -> Any:
        made.append(connection)
        return session(connection)

    def begin(_: int) -> object:
        together.wait()
        return HostItem._get_connection().connection.client

    # Without credentials PynamoDB makes a new client each time, in the hope of some.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setattr(HostItem, "_connection", None)
    monkeypatch.setattr(Connection, "session", property(counted))
    with ThreadPoolExecutor(16) as pool:
        clients = set(map(id, pool.map(begin, range(16))))
    assert len(clients) == 1
    assert len(made) == 1
