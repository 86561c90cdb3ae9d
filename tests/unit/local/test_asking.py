"""URLs asked for by hand: each is told what it came to, also at the end of its redirects."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from copydesk.aws import clients
from copydesk.crawling.records import SeenPage
from copydesk.errors import Reject, RejectReason
from copydesk.local import asking
from copydesk.local.asking import fetched, line
from copydesk.local.problems import Problem
from copydesk.local.target import Target
from copydesk.model import Source
from copydesk.storage import ArticleStore, RejectStore, use_tables
from copydesk.storage.crawl_models import DueItem
from copydesk.storage.models import ArticlesItem
from copydesk.storage.pages import PageStore
from tests.unit.storage.making import article, candidate

URL = "https://news.example.org/story"
MOVED = "https://news.example.org/old"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    # Nobody works on the queue: patience is over at once.
    monkeypatch.setattr(asking, "_PATIENCE_SECONDS", 0.0)
    clients.sqs_client.cache_clear()
    with mock_aws():
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        ingest, fetch = (boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("ingest", "fetch"))
        yield Target(
            raw_bucket="raw",
            ingest_queue_url=ingest,
            fetch_queue_url=fetch,
            articles_table="articles",
            operations_table="operations",
        )
    clients.sqs_client.cache_clear()


def seen(page: SeenPage) -> None:
    PageStore().ask(page.url, by="message")
    PageStore().settle(replace(page, turn=1))


def stored(key: str) -> None:
    ArticleStore(retention=timedelta(days=1)).store(candidate(article("words"), key=key))


def refused(url: str) -> None:
    reject = Reject(RejectReason.FORBIDDEN, f"403 {url}")
    RejectStore(retention=timedelta(days=1)).record(reject, source=None, message=json.dumps({"url": url}))


def test_each_url_is_sent_in_its_one_spelling(place: Target) -> None:
    (asked,) = fetched([f"{URL}?utm_source=x#top"], place)
    (message,) = boto3.client("sqs").receive_message(QueueUrl=place.fetch_queue_url)["Messages"]
    assert json.loads(message["Body"]) == {"url": URL, "tries": 0, "hops": 0}
    assert line(asked).startswith(f"? {URL}: no answer yet")


def test_nothing_asked_is_nothing_sent(place: Target) -> None:
    assert fetched([], place) == []


@pytest.mark.parametrize("url", ["ftp://e.example/", "http://user:pass@e.example/", "http://[::1", "http:///", ""])
def test_one_that_is_no_url_is_a_problem_and_none_is_sent(place: Target, url: str) -> None:
    with pytest.raises(Problem, match="is no URL that can be fetched"):
        fetched([URL, url], place)
    assert "Messages" not in boto3.client("sqs").receive_message(QueueUrl=place.fetch_queue_url)


def test_a_page_that_was_fetched_is_told_by_its_article(place: Target) -> None:
    seen(SeenPage(url=URL, turn=1, raw=Source(bucket="raw", key="fetched/a")))
    stored("fetched/a")
    (asked,) = fetched([URL], place)
    assert asked.head is not None
    assert line(asked).startswith(f"✓ {asked.head.stored.article_id[:6]}")


def test_a_redirect_is_told_by_the_article_at_its_end(place: Target) -> None:
    seen(SeenPage(url=MOVED, turn=1, moved_to=URL))
    seen(SeenPage(url=URL, turn=1, raw=Source(bucket="raw", key="fetched/a")))
    stored("fetched/a")
    (asked,) = fetched([MOVED], place)
    assert asked.head is not None


def test_a_refused_page_is_told_with_its_reason(place: Target) -> None:
    refused(URL)
    (asked,) = fetched([URL], place)
    assert line(asked) == f"✗ {URL}: forbidden: 403 {URL}"


def test_a_redirect_is_told_by_the_refusal_at_its_end(place: Target) -> None:
    seen(SeenPage(url=MOVED, turn=1, moved_to=URL))
    refused(URL)
    (asked,) = fetched([MOVED], place)
    assert line(asked) == f"✗ {MOVED}: forbidden: 403 {URL}"


def test_redirects_in_a_circle_are_left(place: Target) -> None:
    seen(SeenPage(url=MOVED, turn=1, moved_to=URL))
    seen(SeenPage(url=URL, turn=1, moved_to=MOVED))
    (asked,) = fetched([MOVED], place)
    assert line(asked).startswith("?")


def test_refusals_of_other_pages_and_of_no_messages_are_not_its_own(place: Target) -> None:
    refused(f"{URL}?page=2")
    unread = Reject(RejectReason.UNKNOWN_MESSAGE, "not JSON")
    RejectStore(retention=timedelta(days=1)).record(unread, source=None, message="\x00")
    (asked,) = fetched([URL], place)
    assert asked.reject is None
