"""The discover function as Lambda calls it: a feed on loopback becomes messages for fetch, each page once."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from copydesk.aws import clients
from copydesk.aws.bodies import load_message
from copydesk.crawling.records import SourceStatus, WatchedSource, source_id
from copydesk.errors import RejectReason
from copydesk.storage import list_rejects
from copydesk.storage.pages import PageStore
from copydesk.storage.sources import SourceStore
from tests.integration.calling import Cloud, Context, batch, failures, load_function
from tests.sites.behaviours import answer, routes
from tests.sites.server import Behaviour, Server
from tests.sites.town import feed

STORIES = 25


@pytest.fixture
def site() -> Iterator[Server]:
    with Server(answer(status="404 Not Found")) as server:
        serve(server, "/feed.xml", feed([server.url(f"/news/{number}") for number in range(STORIES)]))
        yield server


@pytest.fixture
def function(crawl: Cloud) -> ModuleType:
    return load_function("discover")


def serve(site: Server, path: str, behave: Behaviour) -> None:
    site._behave = routes({path: behave})


def watch(site: Server, path: str = "/feed.xml") -> WatchedSource:
    url = site.url(path)
    source = WatchedSource(source_id=source_id(url), url=url, added_at="2026-11-24T12:00:00.000000Z")
    SourceStore().add(source)
    return source


def known(source: WatchedSource) -> WatchedSource:
    found = SourceStore().load(source.source_id)
    assert found is not None
    return found


def run(function: ModuleType, *bodies: dict[str, Any] | str) -> list[str]:
    return failures(function.lambda_handler(batch(*bodies), Context()))


def read(function: ModuleType, crawl: Cloud, source: WatchedSource) -> None:
    """One reading, once the robots.txt of its host is known."""
    message = {"source_id": source.source_id, "turn": known(source).turn}
    crawl.calls.clear()
    assert run(function, message) == []
    if [sent.queue for sent in crawl.sent] == ["discover"]:
        again = crawl.sent[0].body
        crawl.calls.clear()
        assert run(function, again) == []


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record) for record in caplog.records if record.name == "copydesk-crawl"]


def test_the_pages_of_a_feed_are_enqueued_once(function: ModuleType, crawl: Cloud, site: Server) -> None:
    source = watch(site)
    read(function, crawl, source)
    assert sorted(sent.body["url"] for sent in crawl.sent) == sorted(
        site.url(f"/news/{number}") for number in range(STORIES)
    )
    assert {(sent.queue, sent.body["turn"], sent.delay, sent.group) for sent in crawl.sent} == {
        ("fetch", 1, 0, f"127.0.0.1:{site.port}")
    }
    assert (known(source).enqueued, known(source).entries, known(source).kind) == (STORIES, STORIES, "rss")
    page = PageStore().load(site.url("/news/7"))
    assert page is not None
    assert (page.turn, page.source_id) == (1, source.source_id)
    serve(site, "/feed.xml", feed([site.url(f"/news/{number}") for number in range(STORIES + 2)]))
    read(function, crawl, source)
    assert [sent.body["url"] for sent in crawl.sent] == [site.url("/news/25"), site.url("/news/26")]


def test_a_page_that_two_sources_list_is_enqueued_by_one(function: ModuleType, crawl: Cloud, site: Server) -> None:
    behave = feed([site.url("/news/1")])
    site._behave = routes({"/a.xml": behave, "/b.xml": behave})
    read(function, crawl, watch(site, "/a.xml"))
    assert len(crawl.sent) == 1
    read(function, crawl, watch(site, "/b.xml"))
    assert crawl.sent == []


def test_the_calls_to_aws_are_counted(function: ModuleType, crawl: Cloud, site: Server) -> None:
    """A reading without news costs five calls; each new page one more, and a tenth for its message."""
    source = watch(site)
    read(function, crawl, source)
    turn = ["GetItem", "UpdateItem", "UpdateItem", "PutItem"]
    assert sorted(crawl.names) == sorted([*turn, *["PutItem"] * STORIES, *["SendMessageBatch"] * 3])
    read(function, crawl, source)
    assert crawl.names == turn


def test_a_source_that_is_read_too_early_is_sent_again(function: ModuleType, crawl: Cloud, site: Server) -> None:
    source = watch(site)
    with function.steps().turn(f"127.0.0.1:{site.port}", None):
        run(function, {"source_id": source.source_id, "turn": 0})
    (again,) = crawl.sent
    assert (again.queue, again.group) == ("discover", source.source_id)
    assert again.body["slot"] > 0
    assert site.requests == []


def test_a_source_fails_alone_with_its_error_on_its_record(
    function: ModuleType, crawl: Cloud, site: Server, caplog: pytest.LogCaptureFixture
) -> None:
    source = watch(site, "/none.xml")
    read(function, crawl, source)
    assert known(source).last_error == f"http_error: 404 {site.url('/none.xml')}"
    assert (known(source).failures, known(source).status) == (1, SourceStatus.ACTIVE)
    assert told(caplog)[-1]["msg"] == "discover.unread"


def test_a_paused_or_unknown_source_is_not_read(function: ModuleType, crawl: Cloud, site: Server) -> None:
    source = watch(site)
    SourceStore().pause(source.source_id, "by hand")
    paused, unknown = {"source_id": source.source_id, "turn": 1}, {"source_id": "unknown", "turn": 1}
    crawl.calls.clear()
    assert run(function, paused, unknown) == []
    assert (crawl.names, site.requests) == (["GetItem", "GetItem"], [])


def test_bad_messages_are_rejects_and_cost_their_neighbours_nothing(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    source = watch(site)
    read(function, crawl, source)
    bad = ["\x00", "[]", '{"source_id": "a"}', '{"url": "https://e.example/"}']
    assert run(function, *bad, {"source_id": source.source_id, "turn": 1}) == []
    assert [record.reason for record in list_rejects()] == [RejectReason.UNKNOWN_MESSAGE] * len(bad)
    assert known(source).turn == 2


def test_of_a_long_bad_message_all_is_kept_beside_the_raw_pages(function: ModuleType, crawl: Cloud) -> None:
    message = "é" * 100_000
    assert run(function, message) == []
    (reject,) = list_rejects()
    assert reject.message == message[:1_000]
    assert reject.whole_message is not None
    assert load_message(reject.whole_message, client=clients.s3_client()) == message


def test_only_what_may_succeed_later_comes_back(
    function: ModuleType, crawl: Cloud, site: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One source whose pages the queue does not take, one that breaks down, one that is not there any more."""
    read(function, crawl, watch(site, "/none.xml"))
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def trouble(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name == "SendMessageBatch":
            raise ClientError({"Error": {"Code": "RequestThrottled"}}, name)
        if "broken" in str(arguments.get("Key")):
            raise ZeroDivisionError
        return ask(self, name, arguments)

    source = watch(site)
    monkeypatch.setattr(BaseClient, "_make_api_call", trouble)
    caplog.clear()
    bodies = [{"source_id": name, "turn": 0} for name in (source.source_id, "broken", "unknown")]
    assert run(function, *bodies) == ["message-1", "message-2"]
    assert sorted(line["msg"] for line in told(caplog)) == ["discover.failed", "discover.retry", "discover.skipped"]
    assert len([line for line in told(caplog) if line["exc_info"]]) == 1
    assert known(source).turn == 0, "it is read again"


def test_with_no_time_left_a_source_is_tried_again(function: ModuleType, crawl: Cloud, site: Server) -> None:
    source = watch(site)
    event = batch({"source_id": source.source_id, "turn": 0})
    assert failures(function.lambda_handler(event, Context(milliseconds=[30_000]))) == ["message-1"]
    assert site.requests == []
