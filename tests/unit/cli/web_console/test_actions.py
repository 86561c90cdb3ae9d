"""These tests check the console's actions: it sends rejects and dead letters again, and manages sources."""

import json

import boto3
import pytest

from copydesk.crawling.choosing import Choice
from copydesk.crawling.records import SourceStatus, WatchedSource, source_id
from copydesk.storage.operations.rejects import list_rejects
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.console_world import FEED, NOW, World

pytestmark = pytest.mark.slow


def queued() -> list[str]:
    client = boto3.client("sqs")
    found = client.receive_message(
        QueueUrl=client.get_queue_url(QueueName="ingest")["QueueUrl"], MaxNumberOfMessages=10
    )
    return [json.loads(message["Body"])["s3"]["key"] for message in found.get("Messages", [])]


def test_one_reject_and_a_group_are_sent_again(acting: World) -> None:
    record = list_rejects()[0]
    assert acting.post("/refused/redrive", reject=record.reject_id).status == 303
    assert record.source
    assert queued() == [record.source.key]
    assert acting.post("/refused/redrive", reason="paywall", site="news.example.org").status == 303
    assert len(list_rejects()) == 12 - 1 - 4
    assert len(queued()) == 4


@pytest.mark.parametrize(
    "told", [{}, {"reject": "5d"}, {"reject": "0" * 32}, {"reason": "paywall", "site": "other"}, {"reason": "x"}]
)
def test_what_is_not_there_is_not_sent_again(acting: World, told: dict[str, str]) -> None:
    assert acting.post("/refused/redrive", **told).status == 400
    assert len(list_rejects()) == 12
    assert queued() == []


def test_sources_are_paused_resumed_and_added(acting: World) -> None:
    (source,) = SourceStore().list()
    assert "is paused" in acting.post("/sources/pause", source=source.source_id).body
    assert next(SourceStore().list()).status is SourceStatus.PAUSED
    assert "is read again" in acting.post("/sources/resume", source=source.source_id).body
    assert next(SourceStore().list()).status is SourceStatus.ACTIVE
    assert "is watched now" in acting.post("/sources/add", url="https://herald.example.com/rss").body
    assert "was watched already" in acting.post("/sources/add", url=FEED).body
    assert len(list(SourceStore().list())) == 2
    for told in ({"url": "javascript:1"}, {"url": ""}):
        assert acting.post("/sources/add", **told).status == 400
    assert acting.post("/sources/pause", source="none").status == 400


def test_a_look_at_a_watched_source_goes_by_its_own_filters(acting: World) -> None:
    url = "https://paper.example.org/feed.xml"
    choice = Choice(include=("/news/*",), exclude=("/news/2",), max_age_days=None)
    SourceStore().add(WatchedSource(source_id=source_id(url), url=url, choice=choice, added_at=instant(NOW)))
    paths = ("/news/1", "/news/2", "/sport/1", "/sport/2")
    items = "".join(f"<item><link>{path}</link><pubDate>2001-01-01</pubDate></item>" for path in paths)
    acting.web[url] = f"<rss><channel>{items}</channel></rss>"
    found = acting.post("/sources/look", url=url).body
    assert "<dd>1; left out: 2 by no pattern included, 1 excluded by a pattern</dd>" in found
    assert "watched already" in found
