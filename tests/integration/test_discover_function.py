"""These tests call the discover function as Lambda does: pages that a source lists become wanted, each once."""

import json
from collections import Counter
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from copydesk.aws import clients
from copydesk.aws.bodies import load_message, save_listing
from copydesk.aws.queues.crawl_messages import reading_of, to_reading
from copydesk.crawling.records import Memory, Reading, SeenPage, SourceStatus, WatchedSource, source_id
from copydesk.errors import RejectReason
from copydesk.storage import list_rejects, utc_now
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import list_due
from copydesk.storage.operations.pages import PageStore, wanted_of
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.integration.calling import Cloud, Context, batch, failures, load_function, sample
from tests.integration.conftest import BUCKET

HOST = "news.example.org"
HOME = f"https://{HOST}/"
FEED = f"{HOME}feed.xml"
STORIES = 25


@pytest.fixture
def function(crawl: Cloud) -> ModuleType:
    return load_function("discover")


def listing(*urls: str) -> bytes:
    items = "".join(f"<item><title>A story</title><link>{url}</link></item>" for url in urls)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def stories(count: int = STORIES) -> list[str]:
    return [f"{HOME}news/{number}" for number in range(count)]


def watch(url: str = FEED, **fields: Any) -> WatchedSource:
    source = WatchedSource(source_id=source_id(url), url=url, added_at="2026-11-24T12:00:00.000000Z", **fields)
    SourceStore().add(source)
    return source


def known(source: WatchedSource) -> WatchedSource:
    found = SourceStore().load(source.source_id)
    assert found is not None
    return found


def reading(source: WatchedSource, content: bytes, *, digest: str = "d") -> str:
    reading = Reading(
        source_id=source.source_id, turn=known(source).turn, url=source.url, content_type="application/rss+xml",
        memory=Memory(etag='"1"', digest=digest), content=content,
    )  # fmt: skip
    return to_reading(reading, keep=lambda digest, packed: save_listing(digest, packed, bucket=BUCKET))


def run(function: ModuleType, *bodies: str, **context: Any) -> list[str]:
    return failures(function.lambda_handler(batch(*bodies), Context(**context)))


def read(function: ModuleType, crawl: Cloud, source: WatchedSource, *urls: str) -> None:
    body = reading(source, listing(*urls))
    crawl.calls.clear()
    assert run(function, body) == []


def wanted() -> list[str]:
    return sorted(item.url for item in wanted_of(HOST, 1_000, utc_now()) if isinstance(item, SeenPage))


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record) for record in caplog.records if record.name == "copydesk-crawl"]


def test_the_sample_event_is_what_a_source_lists() -> None:
    (record,) = sample("listing")["Records"]
    assert record["eventSourceARN"].endswith(":copydesk-discover")
    found = reading_of(record["body"], load=lambda key: key.encode())
    assert b"https://news.example.com/a-page-of-a-feed" in found.content


def test_the_pages_of_a_feed_are_wanted_once_and_their_host_is_woken(function: ModuleType, crawl: Cloud) -> None:
    source = watch()
    read(function, crawl, source, *stories())
    assert wanted() == sorted(stories())
    assert [due.host for due in list_due(turn_shard(HOST), utc_now())] == [HOST]
    found = known(source)
    assert (found.enqueued, found.entries, found.kind) == (STORIES, STORIES, "rss")
    assert found.memory == Memory(etag='"1"', digest="d")
    page = PageStore().load(f"{HOME}news/7")
    assert page is not None
    assert (page.turn, page.source_id) == (1, source.source_id)
    read(function, crawl, source, *stories(STORIES + 2))
    assert wanted() == sorted(stories(STORIES + 2))
    assert known(source).enqueued == STORIES + 2


def test_a_page_that_two_sources_list_is_new_to_one(function: ModuleType, crawl: Cloud) -> None:
    for url in (FEED, f"{HOME}b.xml"):
        read(function, crawl, watch(url), f"{HOME}news/1")
    assert [known(watch(url)).enqueued for url in (FEED, f"{HOME}b.xml")] == [1, 0]


def test_the_calls_to_aws_are_counted(function: ModuleType, crawl: Cloud) -> None:
    """Each new page costs one call. A reading without a new entry costs no call for its entries."""
    source = watch()
    read(function, crawl, source, *stories())
    around = {"GetItem": 2, "UpdateItem": 2}  # the source and what is known of it; its host is woken twice
    assert Counter(crawl.names) == Counter({**around, "PutItem": STORIES + 2})
    read(function, crawl, source, *stories())
    assert crawl.names == ["GetItem", "GetItem", "PutItem"]


def test_ten_thousand_entries_without_news_are_not_written_anew(function: ModuleType, crawl: Cloud) -> None:
    urls = [f"{HOME}news/{number}" for number in range(10_000)]
    source = watch(interval_seconds=600)
    SourceStore().keep_known(source.source_id, b"")
    body = reading(source, listing(*urls[:50]))
    assert run(function, body) == []
    function.steps().keep_known(source.source_id, _fingerprints(urls))
    crawl.calls.clear()
    assert run(function, reading(source, listing(*urls), digest="e")) == []
    assert [name for name in crawl.names if name in ("PutItem", "UpdateItem")] == ["PutItem"]
    (put,) = (arguments for name, arguments in crawl.calls if name == "PutItem")
    assert len(str(put)) < 3_000


def _fingerprints(urls: list[str]) -> bytes:
    from copydesk.crawling.choosing import fingerprints
    from copydesk.crawling.listings import Entry

    return fingerprints(Entry(url=url, title="A story") for url in urls)


def test_a_listing_that_went_by_the_bucket_is_read(
    function: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.aws.queues.crawl_messages.LONGEST_PACKED", 10)
    source = watch()
    read(function, crawl, source, *stories())
    assert "GetObject" in crawl.names
    assert len(wanted()) == STORIES


def test_a_listing_that_is_gone_is_a_reject(
    function: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.aws.queues.crawl_messages.LONGEST_PACKED", 10)
    body = reading(watch(), listing(*stories()))
    client = boto3.client("s3")
    client.delete_object(Bucket=BUCKET, Key=json.loads(body)["key"])
    assert run(function, body) == []
    assert [record.reason for record in list_rejects()] == [RejectReason.OBJECT_MISSING]


def test_a_changed_page_is_looked_at_again_and_its_host_woken(function: ModuleType, crawl: Cloud) -> None:
    store = PageStore()
    page = store.add(f"{HOME}news/1", source_id=None)
    assert page is not None
    day_ago, in_a_week = (instant(utc_now() + timedelta(days=days)) for days in (-1, 7))
    seen = SeenPage(url=page.url, turn=1, fetched_at=day_ago, next_at=in_a_week)
    store.settle(seen)
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        f"<loc>{page.url}</loc><lastmod>{datetime.now().astimezone().isoformat()}</lastmod></url></urlset>"
    )
    source = watch(f"{HOME}sitemap.xml")
    assert run(function, reading(source, sitemap.encode())) == []
    assert wanted() == [page.url]
    assert known(source).enqueued == 0
    assert len(list(list_due(turn_shard(HOST), utc_now()))) == 1


def test_a_source_fails_alone_with_its_error_on_its_record(
    function: ModuleType, crawl: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    source = watch(kind="rss")
    assert run(function, reading(source, b"\x89PNG\r\n")) == []
    assert (known(source).last_error or "").startswith("not_text")
    assert (known(source).failures, known(source).status) == (1, SourceStatus.ACTIVE)
    assert logged(caplog)[-1]["msg"] == "discover.unread"


def test_a_paused_or_unknown_source_is_not_read(function: ModuleType, crawl: Cloud) -> None:
    source = watch()
    unknown = json.dumps(json.loads(reading(source, listing(*stories()))) | {"source_id": "unknown"})
    body = reading(source, listing(*stories()))
    SourceStore().pause(source.source_id, "by hand")
    crawl.calls.clear()
    assert run(function, body, unknown) == []
    assert crawl.names == ["GetItem", "GetItem"]
    assert wanted() == []


def test_bad_messages_are_rejects_and_cost_their_neighbours_nothing(function: ModuleType, crawl: Cloud) -> None:
    source = watch()
    good = reading(source, listing(*stories()))
    bad = ["\x00", "[]", '{"source_id": "a"}', '{"url": "https://e.example/"}']
    assert run(function, *bad, good) == []
    assert [record.reason for record in list_rejects()] == [RejectReason.UNKNOWN_MESSAGE] * len(bad)
    assert known(source).turn == 1


def test_of_a_long_bad_message_all_is_kept_beside_the_raw_pages(function: ModuleType, crawl: Cloud) -> None:
    message = "é" * 100_000
    assert run(function, message) == []
    (reject,) = list_rejects()
    assert reject.message == message[:1_000]
    assert reject.whole_message is not None
    assert load_message(reject.whole_message, client=clients.s3_client()) == message


def test_only_what_may_succeed_later_comes_back(
    function: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The table refuses the pages of the first source, the second breaks down, and the third does not exist."""
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]
    source = watch()
    bodies = [reading(source, listing(*stories()))]
    bodies += [json.dumps(json.loads(bodies[0]) | {"source_id": name}) for name in ("broken", "unknown")]

    def trouble(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name == "PutItem" and "PAGE#" in str(arguments):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, name)
        if "broken" in str(arguments.get("Key")):
            raise ZeroDivisionError
        return ask(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", trouble)
    caplog.clear()
    assert run(function, *bodies) == ["message-1", "message-2"]
    assert sorted(line["msg"] for line in logged(caplog)) == ["discover.failed", "discover.retry", "discover.skipped"]
    assert len([line for line in logged(caplog) if line["exc_info"]]) == 1
    assert known(source).turn == 0, "it is read again"


def test_with_no_time_left_a_source_is_tried_again(function: ModuleType, crawl: Cloud) -> None:
    body = reading(watch(), listing(*stories()))
    assert run(function, body, milliseconds=[30_000]) == ["message-1"]
    assert wanted() == []
