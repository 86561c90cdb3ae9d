"""`copydesk repair` reads a damaged article again from its raw page, and its speakers find it again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from copydesk.aws import clients
from copydesk.cli.commands.repair import repaired
from copydesk.cli.main import app
from copydesk.errors import Damaged
from copydesk.model import Source
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage import ArticleStore, read_article, use_tables
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.articles.speakers import part_of_speaker
from tests.moto_answers import use_test_account
from tests.unit.storage.making import ARTICLE_ID, article, candidate, quote

PK = f"ARTICLE#{ARTICLE_ID}"
PAGE = replace(
    candidate(article("one", quotes=(quote("yes"),))), source=Source(bucket="raw", key="a.html", version_id="v1")
)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        clients.sqs_client.cache_clear()
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        url = boto3.client("sqs").create_queue(QueueName="ingest")["QueueUrl"]
        yield Target(
            raw_bucket="raw", ingest_queue_url=url, fetch_queue_url="", articles_table="articles",
            operations_table="operations",
        )  # fmt: skip
    clients.sqs_client.cache_clear()


def store() -> ArticleStore:
    return ArticleStore(retention=timedelta(days=30))


def sent(place: Target) -> list[object]:
    found = boto3.client("sqs").receive_message(QueueUrl=place.ingest_queue_url).get("Messages", [])
    return [json.loads(message["Body"]) for message in found]


def test_a_damaged_article_is_mended_from_its_raw_page(place: Target) -> None:
    store().store(PAGE)
    HeadItem(PK, "HEAD").update(actions=[HeadItem.body.remove()])
    with pytest.raises(Damaged):
        read_article(ARTICLE_ID)
    messages: list[object] = []

    def ingest(_seconds: float) -> None:
        messages.extend(sent(place))
        store().store(PAGE)

    assert repaired(ARTICLE_ID, place, patience=5, wait=ingest)
    pointer = {"bucket": "raw", "key": "a.html", "version_id": "v1"}
    assert messages == [{"s3": pointer, "url": "https://example.org/story"}]
    found = read_article(ARTICLE_ID)
    assert found
    assert found.article == PAGE.article
    assert [each.quote.text for each in part_of_speaker("Cairo", limit=5).items] == ["yes"]


def test_a_whole_article_is_sent_nowhere_and_found_by_its_speakers(place: Target) -> None:
    store().store(PAGE)
    assert part_of_speaker("Cairo", limit=5).items == ()
    assert repaired(ARTICLE_ID, place, patience=5)
    assert sent(place) == []
    assert len(part_of_speaker("Cairo", limit=5).items) == 1


def test_what_stays_damaged_and_what_is_not_there_is_said(place: Target) -> None:
    with pytest.raises(Problem, match="No article"):
        repaired(ARTICLE_ID, place, patience=5)
    store().store(PAGE)
    HeadItem(PK, "HEAD").update(actions=[HeadItem.body.set(b"no gzip")])
    with pytest.raises(Problem, match="still damaged after 3 s"):
        repaired(ARTICLE_ID, place, patience=3, wait=lambda _seconds: None)


def test_the_command_takes_ids() -> None:
    _, bound, _ = app.parse_args(["repair", "0f", "1a", "--wait", "9"], exit_on_error=False)
    assert bound.arguments["articles"] == ["0f", "1a"]
