"""The fetch function as Lambda calls it: what it asks of a site on loopback and of AWS, and what it leaves there."""

import logging
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pynamodb.connection import Connection

from copydesk.aws.crawl_messages import fetch_request
from copydesk.aws.envelopes import arrivals
from copydesk.aws.s3 import load
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest
from copydesk.delivery import Gone, Pointer
from copydesk.errors import RejectReason
from copydesk.storage import list_rejects
from copydesk.storage.pages import PageStore
from tests.integration.calling import Cloud, Context, batch, failures, load_function, sample
from tests.sites.behaviours import answer, redirect, routes
from tests.sites.server import Request, Server, Wire
from tests.sites.town import page

STORY = page("Harbour bridge reopens")
#: A lease and its end; the page's record; the robots.txt, which is in memory for a minute.
TURN_FOR_ROBOTS = ["UpdateItem", "GetItem", "GetItem", "PutItem", "UpdateItem", "SendMessageBatch"]


def story(request: Request, wire: Wire) -> None:
    """A page that knows its own version."""
    if request.headers.get("if-none-match") == '"1"':
        answer(status="304 Not Modified", headers={"ETag": '"1"'})(request, wire)
    else:
        headers = {"ETag": '"1"', "X-Robots-Tag": "googlebot: noindex\r\nX-Robots-Tag: noarchive"}
        answer(STORY, headers=headers)(request, wire)


@pytest.fixture
def site() -> Iterator[Server]:
    rules = answer(b"User-agent: *\nDisallow: /private/\n", headers={"Content-Type": "text/plain"})
    table = {"/robots.txt": rules, "/story": story, "/moved": redirect("/story"), "/closed": answer(status="403 No")}
    with Server(routes(table)) as server:
        yield server


@pytest.fixture
def function(crawl: Cloud) -> ModuleType:
    return load_function("fetch")


def run(function: ModuleType, *bodies: dict[str, Any] | str) -> list[str]:
    return failures(function.lambda_handler(batch(*bodies), Context()))


def fetch(function: ModuleType, crawl: Cloud, url: str) -> dict[str, Any]:
    """A page that is due now: its message, once robots.txt has been read for it."""
    due = PageStore().add(url, source_id="source") or PageStore().load(url)
    assert due is not None
    message = {"url": url, "turn": due.turn}
    crawl.calls.clear()
    assert run(function, message) == []
    return message


def known(url: str) -> SeenPage:
    found = PageStore().load(url)
    assert found is not None
    return found


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [str(record.msg) for record in caplog.records if record.name == "copydesk-crawl"]


def asked(site: Server) -> list[str]:
    return [request.target for request in site.requests]


def test_the_sample_event_asks_for_a_page_by_hand() -> None:
    (record,) = sample("fetch-url")["Records"]
    assert record["eventSourceARN"].endswith(":copydesk-fetch")
    assert fetch_request(record["body"]) == FetchRequest(url="https://news.example.com/a-page-to-fetch")


def test_a_page_comes_from_its_message_to_the_raw_bucket(function: ModuleType, crawl: Cloud, site: Server) -> None:
    url = site.url("/story")
    message = fetch(function, crawl, url)
    (again,) = crawl.sent
    assert (again.queue, again.body, again.group) == (
        "fetch",
        message | {"tries": 0, "hops": 1},
        f"127.0.0.1:{site.port}",
    )
    assert run(function, again.body) == []
    assert asked(site) == ["/robots.txt", "/story"]
    source = known(url).raw
    assert source is not None
    raw = load(Pointer(source=source), client=boto3.client("s3"), raw_bucket=source.bucket, limit=10**6)
    assert (raw.body, raw.url, raw.content_type) == (STORY, url, "text/html")
    assert raw.robots_tag == "noarchive, googlebot: noindex"
    assert (known(url).turn, known(url).visits, known(url).source_id) == (2, 1, "source")


def test_the_calls_to_aws_are_counted(function: ModuleType, crawl: Cloud, site: Server) -> None:
    """A page costs five calls, and one that is not modified four; a host's first six more, for its robots.txt."""
    url = site.url("/story")
    message = fetch(function, crawl, url)
    assert crawl.names == TURN_FOR_ROBOTS
    crawl.calls.clear()
    assert run(function, message) == []
    assert crawl.names == ["UpdateItem", "GetItem", "PutObject", "UpdateItem", "UpdateItem"]
    fetch(function, crawl, url)
    assert crawl.names == ["UpdateItem", "GetItem", "UpdateItem", "UpdateItem"]
    assert asked(site) == ["/robots.txt", "/story", "/story"]
    assert site.requests[-1].headers["if-none-match"] == '"1"'


def test_a_page_that_comes_too_early_costs_three_calls(function: ModuleType, crawl: Cloud, site: Server) -> None:
    url = site.url("/story")
    held = function.steps().turn(f"127.0.0.1:{site.port}", None)
    with held:
        fetch(function, crawl, url)
    assert crawl.names[:3] == ["UpdateItem", "UpdateItem", "SendMessageBatch"]
    assert crawl.sent[0].body["slot"] > 0
    assert asked(site) == []


def test_a_message_asked_for_by_hand_needs_no_record(function: ModuleType, crawl: Cloud, site: Server) -> None:
    url = site.url("/story")
    assert run(function, {"url": f"{url}?utm_source=mail#top"}) == []
    assert run(function, crawl.sent[0].body) == []
    assert known(url).raw is not None


def test_a_redirect_is_a_message_of_its_own(function: ModuleType, crawl: Cloud, site: Server) -> None:
    fetch(function, crawl, site.url("/moved"))
    crawl.calls.clear()
    run(function, {"url": site.url("/moved"), "turn": 1})
    (onward,) = crawl.sent
    assert (onward.body["url"], onward.body["via"], onward.delay) == (site.url("/story"), [site.url("/moved")], 0)
    assert run(function, onward.body) == []
    assert (known(site.url("/moved")).moved_to, known(site.url("/story")).turn) == (site.url("/story"), 2)


def test_what_robots_txt_disallows_is_never_asked_for(function: ModuleType, crawl: Cloud, site: Server) -> None:
    message = fetch(function, crawl, site.url("/private/story"))
    assert run(function, message) == []
    (reject,) = list_rejects(RejectReason.ROBOTS_DISALLOWED)
    assert "Disallow: /private/" in (reject.detail or "")
    assert asked(site) == ["/robots.txt"]
    assert known(site.url("/private/story")).next_at is None


def test_ingest_is_told_of_a_page_that_is_gone_after_a_second_look(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    url = site.url("/story")
    run(function, fetch(function, crawl, url))
    site._behave = answer(status="410 Gone")
    for _ in range(2):
        assert [sent.queue for sent in crawl.sent if sent.queue == "ingest"] == []
        fetch(function, crawl, url)
    (entry,) = (arguments["Entries"][0] for name, arguments in crawl.calls if name == "SendMessageBatch")
    (gone,) = arrivals(entry["MessageBody"], sent_at="2099-01-01T00:00:00Z")
    assert isinstance(gone, Gone)
    assert (gone.status, gone.page.url) == (410, url)
    raw = known(url).raw
    assert raw is not None
    assert gone.page.source.key == raw.key


def test_bad_neighbours_cost_nothing(function: ModuleType, crawl: Cloud, site: Server) -> None:
    fetch(function, crawl, site.url("/story"))
    bad = ["\x00", "[]", '{"url": 7}', '{"url": "ftp://e.example/"}', '{"url": "http://169.254.169.254/"}']
    assert run(function, *bad, {"url": site.url("/story"), "turn": 1}) == []
    reasons = [record.reason for record in list_rejects()]
    assert reasons.count(RejectReason.UNKNOWN_MESSAGE) == 3
    assert set(reasons) == {
        RejectReason.UNKNOWN_MESSAGE,
        RejectReason.INVALID_URL,
        RejectReason.FORBIDDEN_ADDRESS,
    }
    assert known(site.url("/story")).raw is not None


def test_only_what_may_succeed_later_comes_back(
    function: ModuleType, crawl: Cloud, site: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One host's lease cannot be written, one breaks down, one message is none, one page is fetched."""
    fetch(function, crawl, site.url("/story"))
    dispatch = Connection.dispatch

    def trouble(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if "throttled.example" in str(arguments.get("Key")):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, name)
        if "broken.example" in str(arguments.get("Key")):
            raise ZeroDivisionError
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", trouble)
    caplog.clear()
    answer = run(
        function,
        {"url": "http://throttled.example/", "turn": 1},
        {"url": "http://broken.example/", "turn": 1},
        "not JSON",
        {"url": site.url("/story"), "turn": 1},
    )
    assert answer == ["message-1", "message-2"]
    assert sorted(told(caplog)) == ["fetch.failed", "fetch.fetched", "fetch.rejected", "fetch.retry"]
    assert [record.levelno for record in caplog.records if record.exc_info] == [logging.ERROR]


def test_a_message_of_an_earlier_turn_costs_a_lease_and_asks_for_nothing(
    function: ModuleType, crawl: Cloud, site: Server, caplog: pytest.LogCaptureFixture
) -> None:
    assert run(function, {"url": site.url("/story"), "turn": 7}) == []
    assert crawl.names == ["UpdateItem", "GetItem", "UpdateItem"]
    assert (asked(site), told(caplog)) == ([], ["fetch.skipped"])


def test_with_no_time_left_the_rest_of_a_batch_is_tried_again(function: ModuleType, crawl: Cloud, site: Server) -> None:
    event = batch({"url": site.url("/story")}, {"url": site.url("/closed")})
    assert failures(function.lambda_handler(event, Context(milliseconds=[1_000, 1_000]))) == ["message-1", "message-2"]
    assert (asked(site), crawl.names) == ([], ["ChangeMessageVisibility"] * 2)
