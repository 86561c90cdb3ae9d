"""The schedule function as Lambda calls it: what is due goes to its queue, once, as long as there is time."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from botocore.exceptions import ClientError

from copydesk.aws.crawl_messages import fetch_request, read_request
from copydesk.crawling.records import SeenPage, WatchedSource, source_id
from copydesk.errors import Retry
from copydesk.moments import instant
from copydesk.storage.due import SHARDS
from copydesk.storage.pages import PageStore
from copydesk.storage.sources import SourceStore
from tests.integration.calling import Cloud, Context, load_function, sample

NOW = datetime.now(UTC)
NOTHING = {"Sources": 0, "Pages": 0}


@pytest.fixture
def function(crawl: Cloud) -> ModuleType:
    return load_function("schedule")


def watch(url: str, *, due_in: timedelta) -> str:
    due_at = instant(NOW + due_in)
    SourceStore().add(WatchedSource(source_id=source_id(url), url=url, added_at=instant(NOW), next_at=due_at))
    return source_id(url)


def see(url: str, *, due_in: timedelta) -> None:
    PageStore().add(url, source_id=None)
    PageStore().settle(SeenPage(url=url, turn=1, next_at=instant(NOW + due_in)))


PAST, FUTURE = timedelta(minutes=-1), timedelta(hours=1)


def tick(function: ModuleType, *milliseconds: int) -> dict[str, int]:
    handed_on: dict[str, int] = function.lambda_handler(sample("schedule-tick"), Context(milliseconds=[*milliseconds]))
    return handed_on


def test_what_is_due_goes_to_its_queue_and_the_rest_stays(function: ModuleType, crawl: Cloud) -> None:
    feed = watch("https://news.example.org/feed.xml", due_in=PAST)
    watch("https://news.example.org/later.xml", due_in=FUTURE)
    see("https://news.example.org/story", due_in=PAST)
    see("https://news.example.org/later", due_in=FUTURE)
    crawl.calls.clear()
    assert tick(function) == {"Sources": 1, "Pages": 1}
    assert [(sent.queue, sent.body, sent.group) for sent in crawl.sent] == [
        ("discover", {"source_id": feed, "turn": 1, "hops": 0}, "news.example.org"),
        ("fetch", {"url": "https://news.example.org/story", "turn": 3, "tries": 0, "hops": 0}, "news.example.org"),
    ]
    assert tick(function) == NOTHING
    assert len(crawl.sent) == 2


def test_its_messages_are_read_as_they_were_meant(function: ModuleType, crawl: Cloud) -> None:
    feed = watch("https://news.example.org/feed.xml", due_in=PAST)
    see("https://news.example.org/story", due_in=PAST)
    crawl.calls.clear()
    tick(function)
    read, fetch = (json.dumps(sent.body) for sent in crawl.sent)
    source = SourceStore().load(feed)
    assert source is not None
    assert read_request(read).turn == source.turn
    page = PageStore().load("https://news.example.org/story")
    assert page is not None
    assert fetch_request(fetch).turn == page.turn
    assert datetime.fromisoformat(page.next_at or "") - NOW > timedelta(hours=5), (
        "due again, should its message be lost"
    )


def test_a_tick_with_nothing_due_costs_a_query_a_shard_of_each_kind(function: ModuleType, crawl: Cloud) -> None:
    crawl.calls.clear()
    assert tick(function) == NOTHING
    assert crawl.names == ["Query"] * 2 * SHARDS


def test_what_is_due_costs_a_write_each_and_a_tenth_of_a_message(function: ModuleType, crawl: Cloud) -> None:
    for number in range(120):
        see(f"https://news-{number}.example.org/story", due_in=PAST)
    crawl.calls.clear()
    assert tick(function) == NOTHING | {"Pages": 120}
    assert Counter(crawl.names) == {"Query": 2 * SHARDS, "UpdateItem": 120, "SendMessageBatch": 12}
    assert len({sent.body["url"] for sent in crawl.sent}) == 120


def test_when_time_runs_out_the_rest_is_left_to_the_next_tick(function: ModuleType, crawl: Cloud) -> None:
    for number in range(120):
        see(f"https://news.example.org/{number}", due_in=PAST)
    crawl.calls.clear()
    assert tick(function, 60_000, 1_000) == NOTHING | {"Pages": 100}
    assert tick(function) == NOTHING | {"Pages": 20}
    assert len({sent.body["url"] for sent in crawl.sent}) == 120


def test_what_another_tick_took_is_not_sent_twice(function: ModuleType, crawl: Cloud) -> None:
    see("https://news.example.org/story", due_in=PAST)
    line = function.lines()["Pages"]
    (due,) = line.due()
    assert line.claim(due) is not None
    assert line.claim(due) is None


# Powertools warns of a call without metrics, which one that fails is.
@pytest.mark.filterwarnings("ignore:No application metrics")
def test_a_queue_that_takes_nothing_is_a_retry_and_the_next_tick_sends_it_all(
    function: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        see(f"https://news-{number}.example.org/story", due_in=PAST)

    def throttled(*_: object, **__: object) -> None:
        raise ClientError({"Error": {"Code": "RequestThrottled"}}, "SendMessageBatch")

    with monkeypatch.context() as patch:
        patch.setattr(function.sqs_client(), "send_message_batch", throttled)
        with pytest.raises(Retry):
            tick(function)
    assert tick(function) == NOTHING | {"Pages": 12}
