"""These fixtures create both tables in moto, in this process, and show every call to DynamoDB."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws
from pynamodb.connection import Connection

from copydesk.model import Source
from copydesk.storage import ArticleStore, use_tables
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import DueItem
from tests.moto_answers import use_test_account

NOW = datetime(2026, 1, 1, tzinfo=UTC)


type Answer = dict[str, Any]


def unkept(_digest: str, message: str) -> Source:
    """Fails if a message is so long that a reject would keep it elsewhere."""
    raise AssertionError(f"{len(message)} characters are no short message")


def just_call(_name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
    return call()


@dataclass
class Calls:
    """The calls of DynamoDB. `around` wraps each call: it may raise, wait, or answer by itself."""

    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list, repr=False)
    around: Callable[[str, dict[str, Any], Callable[[], Answer]], Answer] = just_call

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.made]


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        # DueItem is the model with the index. All models of the operations table share this table.
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        yield


@contextmanager
def one_by_one(calls: "Calls") -> Iterator[None]:
    """Makes each call atomic, as in DynamoDB, because moto checks and writes in two steps."""
    atomic = threading.Lock()

    def locked(_name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        with atomic:
            return call()

    calls.around = locked
    yield
    calls.around = just_call


def race[Result](work: Callable[[], Result], *, racers: int = 8) -> list[Result]:
    """Returns the results of the same work, begun by several threads at one moment."""
    gate = threading.Barrier(racers)

    def start(_number: int) -> Result:
        gate.wait(timeout=10)
        return work()

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(start, range(racers)))


@pytest.fixture
def calls(tables: None, monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls = Calls()
    dispatch = Connection.dispatch

    def spied(self: Connection, name: str, arguments: dict[str, Any]) -> Answer:
        calls.made.append((name, arguments))
        return calls.around(name, arguments, lambda: dispatch(self, name, arguments))

    monkeypatch.setattr(Connection, "dispatch", spied)
    return calls


@pytest.fixture
def store(tables: None) -> ArticleStore:
    return ArticleStore(retention=timedelta(days=30), now=lambda: NOW, pause=lambda _attempt: None)
