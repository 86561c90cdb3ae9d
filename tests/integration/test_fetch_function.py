"""These tests call the fetch function as Lambda does, with a site on loopback.

They check its requests to the site, its calls to AWS, and what it leaves there.
"""

import gzip
import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pynamodb.connection import Connection

from copydesk.aws.queues.crawl_messages import asked_url, hosts_of, reading_of
from copydesk.aws.queues.envelopes import arrivals
from copydesk.aws.s3 import as_loaded, load
from copydesk.crawling.politeness import TURN_SECONDS
from copydesk.crawling.records import SeenPage, Want, WatchedSource, source_id
from copydesk.crawling.visits import AGES
from copydesk.errors import RejectReason
from copydesk.extraction import extract_article
from copydesk.pipeline.messages import Fetched, Gone, Pointer
from copydesk.storage import list_rejects, utc_now
from copydesk.storage.articles.page_digest import page_digest
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import HostStore, list_due, load_states
from copydesk.storage.operations.pages import PageStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.integration.calling import Cloud, Context, batch, failures, load_function, sample
from tests.sites.behaviours import answer, redirect, routes
from tests.sites.server import Behaviour, Request, Server, Wire
from tests.sites.town import feed
from tests.sites.town import page as page_of

STORY = page_of("Harbour bridge reopens")
AGO = instant(utc_now() - timedelta(minutes=1))


def story(request: Request, wire: Wire) -> None:
    """Serves a page that has a version."""
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
    """Calls the function with messages that request pages, and returns the failed ones."""
    return failures(function.lambda_handler(batch(*bodies), Context()))


def host(site: Server) -> str:
    return f"127.0.0.1:{site.port}"


def turn(function: ModuleType, crawl: Cloud, *hosts: str) -> None:
    """Gives hosts their turns as a dispatcher does, whose calls to AWS are not counted."""
    for each in hosts:
        HostStore().wake(each)
        for due in list_due(turn_shard(each), utc_now()):
            assert HostStore().claim(due)
    crawl.calls.clear()
    assert failures(function.lambda_handler(batch({"hosts": list(hosts)}, of="host-turns"), Context())) == []


def due_again(url: str) -> SeenPage:
    """Makes a fetched page due at a time of its own, and returns it."""
    PageStore().settle(replace(known(url), want=Want.REVISIT, since=None, next_at=AGO))
    return known(url)


def aged_by(url: str, seconds: float) -> SeenPage:
    """Makes a page as old as if its first fetch was so long ago, and returns it."""
    PageStore().settle(replace(known(url), since=instant(utc_now() - timedelta(seconds=seconds))))
    return known(url)


def known(url: str) -> SeenPage:
    found = PageStore().load(url)
    assert found is not None
    return found


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [str(record.msg) for record in caplog.records if record.name == "copydesk-crawl"]


def asked(site: Server) -> list[str]:
    return [request.target for request in site.requests]


def test_the_sample_events_ask_for_a_page_and_hand_out_hosts() -> None:
    (record,) = sample("fetch-url")["Records"]
    assert record["eventSourceARN"].endswith(":copydesk-fetch")
    assert asked_url(record["body"]) == "https://news.example.com/a-page-to-fetch"
    (record,) = sample("host-turns")["Records"]
    assert record["eventSourceARN"].endswith(":copydesk-turns")
    assert hosts_of(record["body"]) == ["news.example.org", "www.example.com"]


def test_a_page_comes_from_its_hosts_turn_to_the_raw_bucket(function: ModuleType, crawl: Cloud, site: Server) -> None:
    url = site.url("/story")
    PageStore().add(url, source_id="source")
    turn(function, crawl, host(site))
    assert asked(site) == ["/robots.txt", "/story"]
    source = known(url).raw
    assert source is not None
    raw = load(Pointer(source=source), client=boto3.client("s3"), raw_bucket=source.bucket, limit=10**6)
    assert (raw.body, raw.url, raw.content_type) == (STORY, url, "text/html")
    assert raw.robots_tag == "noarchive, googlebot: noindex"
    (entry,) = (arguments["Entries"][0] for name, arguments in crawl.calls if name == "SendMessageBatch")
    (pointer,) = arrivals(entry["MessageBody"], sent_at="2099-01-01T00:00:00Z")
    assert isinstance(pointer, Pointer)
    assert (pointer.source.key, pointer.source.version_id) == (source.key, source.version_id)
    assert (known(url).turn, known(url).visits, known(url).source_id) == (2, 1, "source")
    state = load_states([host(site)])[host(site)]
    assert (state.token, state.used, state.backlog) == (None, 2, 0)


def test_the_calls_to_aws_are_counted(function: ModuleType, crawl: Cloud, site: Server) -> None:
    """A turn takes its lease, reads what is wanted, and ends.

    A page takes three more calls, an unmodified one a reading.
    """
    url = site.url("/story")
    PageStore().add(url, source_id="source")
    turn(function, crawl, host(site))
    start, reading, none_left = ["UpdateItem"], ["Query"] * 3 + ["BatchGetItem"], ["Query"] * (3 + len(AGES))
    end = ["Query"] * 3 + ["UpdateItem"]
    robots, a_page = ["GetItem", "PutItem"], ["PutObject", "SendMessageBatch", "UpdateItem"]
    assert crawl.names == [*start, *reading, *robots, *a_page, *none_left, *end]
    page = aged_by(url, AGES[0] + 1)
    turn(function, crawl, host(site))
    assert crawl.names == [*start, *none_left, "GetItem", *["Query"] * 3, *end]
    assert known(url) == page
    turn(function, crawl, host(site))
    assert asked(site) == ["/robots.txt", "/story", "/story"]
    assert site.requests[-1].headers["if-none-match"] == '"1"'


def changing(body: list[bytes]) -> Behaviour:
    """Returns a page of a site that knows no versions."""
    return lambda request, wire: answer(body[0])(request, wire)


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_page_whose_bytes_say_the_same_is_read_and_not_kept(
    function: ModuleType, crawl: Cloud, site: Server, size: str
) -> None:
    filling = b"<script>" + b"x" * (300_000 if size == "large" else 0) + b"</script>"
    body = [STORY + filling + b"<!-- 1 -->"]
    site._behave = routes({"/robots.txt": answer(status="404 None"), "/story": changing(body)})
    url = site.url("/story")
    PageStore().add(url, source_id="source")
    turn(function, crawl, host(site))
    kept = known(url)
    assert kept.said is not None
    body[0] = STORY + filling + b'<script nonce="2">var views = 2</script><!-- 2 -->'
    page = aged_by(url, AGES[0] + 1)
    turn(function, crawl, host(site))
    assert "PutObject" not in crawl.names
    assert known(url) == page
    body[0] = page_of("Harbour bridge closes")
    page = aged_by(url, AGES[1] + 1)
    turn(function, crawl, host(site))
    assert {"PutObject", "SendMessageBatch"} <= set(crawl.names)
    assert known(url).said not in (None, kept.said)


def test_what_fetch_tells_of_a_page_is_what_ingest_would_store(function: ModuleType, crawl: Cloud) -> None:
    url = "https://news.example.org/ä?q=é"
    headers = (("content-type", "text/html"), ("x-robots-tag", "noarchive"), ("content-encoding", "gzip"))
    body = gzip.compress(STORY, mtime=0)
    fetched = Fetched(
        url=url, status=200, digest="d" * 64, fetched_at=AGO, headers=headers, robots="none", gone_at=None
    )  # fmt: skip
    source = function.save(fetched, body=body)
    raw = load(Pointer(source=source), client=boto3.client("s3"), raw_bucket=source.bucket, limit=10**6)
    loaded = as_loaded(fetched, body=body, bucket=source.bucket)
    assert replace(raw, source=loaded.source) == loaded
    assert page_digest(raw, extract=extract_article) == function.digest_in_time(time.monotonic(), fetched, body)


def test_a_page_is_not_read_where_time_or_a_reader_is_missing(
    function: ModuleType, crawl: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = Fetched(url="https://e.org/", status=200, digest="d", fetched_at=AGO, headers=(), robots="none")
    assert function.digest_in_time(time.monotonic() - TURN_SECONDS, fetched, STORY) is None
    monkeypatch.setattr("copydesk.storage.articles.page_digest.LONGEST_WAIT", 0.01)
    _, reading = function.reader()
    with reading:
        assert function.digest_in_time(time.monotonic(), fetched, STORY) is None
    assert function.digest_in_time(time.monotonic(), fetched, b"<p>no article") is None


def test_a_turn_is_had_once_however_often_its_message_comes(function: ModuleType, crawl: Cloud, site: Server) -> None:
    PageStore().add(site.url("/story"), source_id=None)
    turn(function, crawl, host(site))
    again = batch({"hosts": [host(site)]}, of="host-turns")
    crawl.calls.clear()
    assert failures(function.lambda_handler(again, Context())) == []
    assert crawl.names == ["UpdateItem"]
    assert asked(site) == ["/robots.txt", "/story"]


def test_a_page_that_someone_asks_for_is_fetched_by_its_message(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    url = site.url("/story")
    for number in range(30):
        PageStore().add(site.url(f"/old/{number}"), source_id="sitemap")
    assert run(function, {"url": f"{url}?utm_source=mail#top"}) == []
    assert known(url).raw is not None
    assert asked(site)[:2] == ["/robots.txt", "/story"], "before all that was there"
    assert known(url).want is Want.AGING
    asked_before = len(asked(site))
    assert run(function, {"url": url}) == []
    assert len(asked(site)) == asked_before, "a message that comes again was answered"


def test_pages_of_one_host_that_are_asked_for_together_share_its_turn(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    assert run(function, *({"url": site.url(f"/story?id={number}")} for number in range(5))) == []
    assert Counter(asked(site)) == Counter({"/robots.txt": 1, **{f"/story?id={number}": 1 for number in range(5)}})


def test_what_is_asked_for_while_a_host_is_anothers_is_left_to_it(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    hosts = HostStore()
    lease = hosts.begin(host(site), claimed=False)
    assert run(function, {"url": site.url("/story")}) == []
    assert asked(site) == []
    state = function.steps().polite.turn(lease)
    hosts.end(lease, state.ended(due_at=time.time() + 3_600))  # type: ignore[arg-type]  # the lease was free
    assert [due.host for due in list_due(turn_shard(host(site)), utc_now())] == [host(site)]


def test_a_redirect_is_followed_in_the_same_turn(function: ModuleType, crawl: Cloud, site: Server) -> None:
    PageStore().add(site.url("/moved"), source_id="source")
    turn(function, crawl, host(site))
    assert asked(site) == ["/robots.txt", "/moved", "/story"]
    assert (known(site.url("/moved")).moved_to, known(site.url("/story")).source_id) == (site.url("/story"), "source")


def test_a_redirect_to_another_host_is_followed_at_once_for_who_asked(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    with Server(routes({"/story": story}), address="127.0.0.2") as other:
        site._behave = routes({"/away": redirect(other.url("/story"))})
        assert run(function, {"url": site.url("/away")}) == []
        assert asked(other) == ["/robots.txt", "/story"]
        assert known(other.url("/story")).raw is not None


def test_what_robots_txt_disallows_is_never_asked_for(function: ModuleType, crawl: Cloud, site: Server) -> None:
    PageStore().add(site.url("/private/story"), source_id=None)
    turn(function, crawl, host(site))
    (reject,) = list_rejects(RejectReason.ROBOTS_DISALLOWED)
    assert "Disallow: /private/" in (reject.detail or "")
    assert asked(site) == ["/robots.txt"]
    assert known(site.url("/private/story")).next_at is None


def test_ingest_is_told_of_a_page_that_is_gone_after_a_second_look(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    url = site.url("/story")
    PageStore().add(url, source_id=None)
    turn(function, crawl, host(site))
    site._behave = answer(status="410 Gone")
    for _ in range(2):
        assert [sent.body for sent in crawl.sent if "gone" in sent.body] == []
        due_again(url)
        turn(function, crawl, host(site))
    (entry,) = (arguments["Entries"][0] for name, arguments in crawl.calls if name == "SendMessageBatch")
    (gone,) = arrivals(entry["MessageBody"], sent_at="2099-01-01T00:00:00Z")
    assert isinstance(gone, Gone)
    assert (gone.status, gone.page.url) == (410, url)
    raw = known(url).raw
    assert raw is not None
    assert gone.page.source.key == raw.key


def watch(site: Server, path: str = "/feed.xml") -> WatchedSource:
    url = site.url(path)
    source = WatchedSource(source_id=source_id(url), url=url, added_at=AGO, next_at=AGO)
    SourceStore().add(source)
    return source


def test_a_source_is_read_in_its_hosts_turn_and_what_it_lists_handed_on(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    site._behave = routes({"/feed.xml": feed([site.url("/news/1")])})
    source = watch(site)
    turn(function, crawl, host(site))
    assert asked(site) == ["/robots.txt", "/feed.xml"]
    (sent,) = crawl.sent
    assert (sent.queue, sent.group, sent.delay) == ("discover", source.source_id, 0)
    (entry,) = (arguments["Entries"][0] for name, arguments in crawl.calls if name == "SendMessageBatch")
    reading = reading_of(entry["MessageBody"], load=lambda key: key.encode())
    assert (reading.source_id, reading.turn, reading.url) == (source.source_id, 1, site.url("/feed.xml"))
    assert site.url("/news/1").encode() in reading.content


def test_a_long_listing_goes_by_the_bucket_and_is_a_page_to_nobody(
    function: ModuleType, crawl: Cloud, site: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.aws.queues.crawl_messages.LONGEST_PACKED", 100)
    site._behave = routes({"/feed.xml": feed([site.url(f"/news/{number}") for number in range(50)])})
    watch(site)
    turn(function, crawl, host(site))
    assert crawl.sent[0].body["key"].startswith("listings/")
    assert crawl.names.count("PutObject") == 1


def test_a_source_without_news_costs_twelve_write_units_at_most(
    function: ModuleType, crawl: Cloud, site: Server
) -> None:
    """The number of entries does not matter, because they are in another item than the source.

    A write that moves an item in the index is billed as three. The claim of the host is such a write.
    """
    site._behave = routes({"/feed.xml": answer(status="304 Not Modified")})
    source = watch(site)
    SourceStore().keep_known(source.source_id, bytes(8) * 10_000)
    function.steps()
    turn(function, crawl, host(site))  # this turn reads robots.txt
    SourceStore().settle(SourceStore().load(source.source_id) and _due(source))  # type: ignore[arg-type]
    turn(function, crawl, host(site))
    writes = [(name, arguments) for name, arguments in crawl.calls if name in ("UpdateItem", "PutItem")]
    claim, begin, settle, end = 3, 1, 3, 3
    assert len(writes) == 3
    assert max(len(str(arguments)) for _, arguments in writes) < 3_000, "each item is less than a kilobyte"
    assert claim + begin + settle + end <= 12


def _due(source: WatchedSource) -> WatchedSource:
    found = SourceStore().load(source.source_id)
    assert found is not None
    return WatchedSource(**{name: getattr(found, name) for name in WatchedSource.__slots__} | {"next_at": AGO})


def test_bad_neighbours_cost_nothing(function: ModuleType, crawl: Cloud, site: Server) -> None:
    bad = ["\x00", "[]", '{"url": 7}', '{"url": "ftp://e.example/"}', '{"url": "http://169.254.169.254/"}']
    assert run(function, *bad, {"url": site.url("/story")}) == []
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
    """The first host cannot be woken, the second breaks down, one message is invalid, and one page is fetched."""
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
        {"url": "http://throttled.example/"},
        {"url": "http://broken.example/"},
        "not JSON",
        {"url": site.url("/story")},
    )
    assert answer == ["message-1", "message-2"]
    expected = ["fetch.ended", "fetch.failed", "fetch.fetched", "fetch.rejected", "fetch.retry"]
    assert sorted(logged(caplog)) == expected
    assert [record.levelno for record in caplog.records if record.exc_info] == [logging.ERROR]


def test_a_turn_whose_rows_cannot_be_written_is_told_and_costs_its_neighbour_nothing(
    function: ModuleType, crawl: Cloud, site: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Server(routes({"/story": story}), address="127.0.0.2") as other:
        for url in (site.url("/story"), other.url("/story")):
            PageStore().add(url, source_id=None)
        dispatch = Connection.dispatch

        def trouble(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
            if name == "UpdateItem" and "PAGE#" in str(arguments.get("Key")) and site.url("/story") in str(arguments):
                raise ClientError({"Error": {"Code": "ThrottlingException"}}, name)
            return dispatch(self, name, arguments)

        monkeypatch.setattr(Connection, "dispatch", trouble)
        caplog.clear()
        began = utc_now()
        turn(function, crawl, host(site), f"127.0.0.2:{other.port}")
        assert known(other.url("/story")).raw is not None
    assert sorted(logged(caplog)) == ["fetch.ended", "fetch.ended", "fetch.fetched", "fetch.retried"]
    assert list(list_due(turn_shard(host(site)), began + timedelta(seconds=59))) == []
    assert len(list(list_due(turn_shard(host(site)), utc_now() + timedelta(seconds=61)))) == 1


def test_a_message_of_hosts_that_makes_no_sense_is_told(
    function: ModuleType, crawl: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    assert failures(function.lambda_handler(batch({"hosts": []}, of="host-turns"), Context())) == []
    assert logged(caplog) == ["fetch.rejected"]
