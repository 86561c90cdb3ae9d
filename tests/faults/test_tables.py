"""The tables in memory act as moto's: the same work leaves the same items and gets the same answers."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from moto import mock_aws

from copydesk.errors import Reject, RejectReason, Skip
from copydesk.storage import ArticleStore, RejectStore, list_rejects, read_article, read_history, use_tables
from copydesk.storage.articles.listing import of_site
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.articles.near_duplicates import NearDuplicates
from copydesk.storage.operations.models import DueItem
from copydesk.storage.operations.receives import ReceiveStore
from tests.faults.tables import Tables
from tests.moto_answers import use_test_account
from tests.unit.storage.conftest import unkept
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LONG = "A long story of a bridge over the harbour and of all who crossed it in the years before it fell. " * 8


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        use_tables(articles="articles", operations="operations")
        yield


def work() -> list[Any]:
    """Reads and writes both tables as ingest does, and returns all answers."""
    store = ArticleStore(
        retention=timedelta(days=30), now=lambda: NOW, pause=lambda _attempt: None, links=NearDuplicates()
    )
    receives = ReceiveStore(now=lambda: NOW)
    many = [str(number) for number in range(120)]
    steps: list[Callable[[], object]] = [
        lambda: store.store(candidate(article("one", LONG, quotes=(quote("yes"),)), at=MORNING)),
        lambda: store.store(candidate(article("one", "two", LONG, *many), at=NOON)),
        lambda: store.withdraw(ARTICLE_ID, seen_at=NOON),
        lambda: store.store(candidate(article("one", LONG), at=EVENING)),
        lambda: store.store(candidate(article("old"), at=MORNING)),
        lambda: RejectStore(retention=timedelta(days=9), keep=unkept, now=lambda: NOW).record(
            Reject(RejectReason.GONE, "x"), source=None, message="y"
        ),
        lambda: receives.note_begun("a", 1),
        lambda: receives.note_retry("a", 1),
        lambda: receives.note_begun("a", 2),
        lambda: receives.note_begun("a", 3),
        lambda: receives.note_retry("a", 3),
    ]
    for step in [*steps, steps[-1]]:
        with suppress(Skip):
            step()
    return [
        read_article(ARTICLE_ID),
        read_history(ARTICLE_ID, now=lambda: NOW),
        of_site("example.org").part(100).items,
        list_rejects(),
    ]


@pytest.mark.usefixtures("environment")
def test_what_is_stored_and_read_is_what_moto_has(monkeypatch: pytest.MonkeyPatch) -> None:
    ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
    DueItem.create_table(billing_mode="PAY_PER_REQUEST")
    answers = work()
    scan = boto3.client("dynamodb").scan
    expected = {
        name: {_key(item): item for item in scan(TableName=name)["Items"]} for name in ("articles", "operations")
    }
    tables = Tables()
    monkeypatch.setattr(BaseClient, "_make_api_call", lambda _self, name, arguments: tables.answer(name, arguments))
    assert work() == answers
    assert tables.tables == expected


def _key(item: dict[str, Any]) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]
