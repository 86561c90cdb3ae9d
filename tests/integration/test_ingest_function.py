"""These tests call the ingest function as Lambda does, on S3, SQS and DynamoDB in this process."""

import gzip
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from threading import Barrier, Lock
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws
from pynamodb.connection import Connection

from copydesk.aws import clients
from copydesk.errors import RejectReason, Retry
from copydesk.extraction import extract_article
from copydesk.model import PubStatus
from copydesk.pipeline.drift import WINDOW, page_of
from copydesk.settings import ingest_settings
from copydesk.storage import list_rejects
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.hours import Counted, latest_hours, latest_hours_of
from copydesk.storage.operations.models import HourItem, RejectItem
from copydesk.storage.operations.sites import SiteStore
from tests.embedded_metrics import printed_metrics
from tests.integration.calling import ROOT, Context, failures, load_function
from tests.moto_answers import use_test_account
from tests.unit.storage.making import list_heads

EVENTS = ROOT / "events"
BUCKET = "copydesk-raw-123456789012-0a1b2c3d4e5f"
SITE = "drifting.example.com"
#: A batch notes once for each of its sites what the pages brought.
NOTE = "UpdateItem"
#: A batch notes that it is done with its pages (`copydesk.pipeline.reconcile`).
MARKS = "UpdateItem"
#: A batch counts how its pages ended, once for all sites and once for each site (`copydesk.storage.operations.hours`).
HOUR = OF_SITE = "UpdateItem"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        set_environment(monkeypatch)
        forget_clients()
        yield
    forget_clients()


def set_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ingest", "fetched", "ingest_alone", "ingest_alone_dead_letter", "fetch"):
        url = boto3.client("sqs").create_queue(QueueName=f"copydesk-{name}")["QueueUrl"]
        monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", url)
    variables = {
        "ARTICLES_TABLE": "articles",
        "OPERATIONS_TABLE": "operations",
        "RAW_BUCKET": BUCKET,
        "MAXIMUM_OBJECT_BYTES": "20000000",
        "REVISION_RETENTION_DAYS": "90",
        "REJECT_RETENTION_DAYS": "90",
        "POWERTOOLS_SERVICE_NAME": "copydesk-ingest",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def forget_clients() -> None:
    for cached in (ingest_settings, clients.s3_client, clients.sqs_client):
        cached.cache_clear()


@pytest.fixture
def function(cloud: None) -> ModuleType:
    """Loads the function's module anew, as a cold start does."""
    module = load_function("ingest")
    module.steps()
    ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
    RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
    return module


def event(*names: str) -> dict[str, Any]:
    """Returns the records of some sample events as one batch, each with its own message id."""
    records = [record for name in names for record in json.loads((EVENTS / f"{name}.json").read_text())["Records"]]
    records = deepcopy(records)
    for number, record in enumerate(records, 1):
        record["messageId"] = f"message-{number}"
    return {"Records": records}


def put_page(key: str, name: str = "inline-html") -> None:
    body = json.loads(event(name)["Records"][0]["body"])["html"]
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body.encode(), ContentType="text/html")


def logged(caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    told = (record for record in caplog.records if record.name == "copydesk-ingest")
    (record,) = (record for record in told if not record.msg.startswith("site."))
    return record


@pytest.fixture(autouse=True)
def every_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "copydesk-ingest")


def test_a_page_becomes_an_article_and_a_log_event(function: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    assert function.lambda_handler(event("inline-html"), Context()) == {"batchItemFailures": []}
    (head,) = list_heads()
    assert head.stored.article.headline == "Harbour bridge reopens after three years"
    fields = vars(logged(caplog))
    assert (fields["msg"], fields["article_id"]) == ("ingest.stored", head.stored.article_id)


def test_every_sample_event_is_understood(function: ModuleType) -> None:
    names = sorted(path.stem for path in EVENTS.glob("*.json") if ":copydesk-ingest" in path.read_text())
    assert len(names) == 13
    assert failures(function.lambda_handler(event(*names), Context())) == []
    assert {record.reason for record in list_rejects()} == {
        RejectReason.UNKNOWN_MESSAGE,
        RejectReason.OBJECT_MISSING,
    }


def test_bad_neighbours_cost_nothing(function: ModuleType) -> None:
    put_page("pages/rafah.html")
    batch = event("unknown", "s3-test-event", "inline-html", "inline-text")
    batch["Records"][1]["body"] = "\x00 not even JSON"
    assert failures(function.lambda_handler(batch, Context())) == []
    assert len(list_heads()) == 2
    assert len(list_rejects(RejectReason.UNKNOWN_MESSAGE)) == 2


def test_only_what_may_succeed_later_comes_back(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three messages are a throttled write, a reject and a good page. Only the first is listed."""
    dispatch = Connection.dispatch

    def hang(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if name == "PutItem" and not arguments["Item"]["url"]["S"].endswith("-text"):
            raise_timeout()
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", hang)
    answer = function.lambda_handler(event("inline-html", "unknown", "inline-text"), Context())
    assert failures(answer) == ["message-1"]
    assert [head.stored.article.url for head in list_heads()] == [
        "https://news.example.com/2024/04/harbour-bridge-text"
    ]


def raise_timeout() -> None:
    raise ReadTimeoutError(endpoint_url="x")


def test_a_redelivered_message_changes_nothing(function: ModuleType) -> None:
    for _ in range(2):
        function.lambda_handler(event("inline-html"), Context())
    (head,) = list_heads()
    assert head.stored.revision.number == 1


def test_a_bug_is_logged_once_with_its_trace_and_ends_in_the_dead_letter_queue(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Connection, "dispatch", break_down)
    assert failures(function.lambda_handler(event("inline-html"), Context())) == ["message-1"]
    assert (logged(caplog).levelname, logged(caplog).msg) == ("ERROR", "ingest.failed")
    assert "ZeroDivisionError" in caplog.text


def test_with_no_time_left_the_rest_of_a_batch_is_tried_again(function: ModuleType) -> None:
    answer = function.lambda_handler(event("inline-html", "inline-text"), Context(milliseconds=[60_000, 1_000]))
    assert len(failures(answer)) == 1
    assert len(list_heads()) == 1


@pytest.mark.parametrize("queue", ["ingest", "fetched"])
def test_a_message_to_try_again_is_hidden_for_a_while(
    function: ModuleType, caplog: pytest.LogCaptureFixture, queue: str
) -> None:
    client = boto3.client("sqs")
    url = {"ingest": ingest_settings().ingest_queue_url, "fetched": ingest_settings().fetched_queue_url}[queue]
    client.send_message(QueueUrl=url, MessageBody="{}")
    (received,) = client.receive_message(QueueUrl=url, VisibilityTimeout=0)["Messages"]
    batch = event("inline-html")
    arn = f"arn:aws:sqs:us-east-1:123456789012:copydesk-{queue}"
    batch["Records"][0] |= {"receiptHandle": received["ReceiptHandle"], "eventSourceARN": arn}
    function.lambda_handler(batch, Context(milliseconds=[0]))
    fields = vars(logged(caplog))
    assert fields["msg"] == "ingest.retry"
    assert 15 <= fields["pause"] <= 30
    assert "Messages" not in client.receive_message(QueueUrl=url)


def of_a_site(*, dated: bool) -> Iterator[dict[str, str]]:
    """Returns messages that fill a window. If `dated` is false, the pages name their date in another way."""
    message = json.loads(event("inline-html")["Records"][0]["body"])
    if not dated:
        message["html"] = message["html"].replace("article:published_time", "made-up:time")
    return (message | {"url": f"https://{SITE}/story-{number}"} for number in range(WINDOW))


def windows_before() -> None:
    """Stores a habit, and all windows but the last of those that prove a drift."""
    for dated in [True] * 5 + [False] * 2:
        (first, *_) = of_a_site(dated=dated)
        page = page_of(extract_article(first["html"].encode(), url=first["url"]))
        SiteStore().note(SITE, [page] * WINDOW)


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes calls of DynamoDB one after another, because moto's tables do not support a whole batch at once."""
    dispatch, lock = Connection.dispatch, Lock()

    def locked(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        with lock:
            return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", locked)


@pytest.mark.usefixtures("one_by_one")
def test_a_site_whose_pages_lose_their_dates_is_told_once_and_counted(
    function: ModuleType, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    windows_before()
    (record,) = event("inline-html")["Records"]
    bodies = list(map(json.dumps, of_a_site(dated=False)))
    batch = {"Records": [record | {"messageId": f"{n}", "body": body} for n, body in enumerate(bodies)]}
    for _ in range(2):
        assert failures(function.lambda_handler(batch, Context())) == []
    (drift,) = (vars(record) for record in caplog.records if record.msg.startswith("site."))
    assert (drift["msg"], drift["levelname"], drift["host"]) == ("site.drifted", "WARNING", SITE)
    assert (drift["fact"], drift["before"], drift["now"]) == ("undated", 0, 1)
    assert printed_metrics(capsys)["SitesDrifted", ("copydesk-ingest",)] == [1]


def test_a_site_that_cannot_be_noted_delays_no_page(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dispatch = Connection.dispatch

    def refuse_sites(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if "SITES#" in str(arguments):
            raise_timeout()
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", refuse_sites)
    assert failures(function.lambda_handler(event("inline-html"), Context())) == []
    assert len(list_heads()) == 1
    (told,) = (record for record in caplog.records if record.msg.startswith("site."))
    assert (told.msg, vars(told)["host"]) == ("site.unnoted", "news.example.com")


NEWS, HERALD = "news.example.com", "herald.example.org"


def page_at(url: str, **change: str) -> dict[str, Any]:
    (record,) = event("inline-html")["Records"]
    message: dict[str, Any] = json.loads(record["body"])
    return message | {"url": url} | change


def batch_of(*bodies: dict[str, Any]) -> dict[str, Any]:
    (record,) = event("inline-html")["Records"]
    return {"Records": [record | {"messageId": f"{n}", "body": json.dumps(body)} for n, body in enumerate(bodies)]}


def mixed_batch() -> dict[str, Any]:
    """Returns two pages that are stored, one that is stored already, one that is refused, and one to be fetched."""
    first, second = (page_at(f"https://{NEWS}/{number}") for number in (1, 2))
    return batch_of(
        first, second, first, page_at(f"https://{HERALD}/1", html="<p>"), {"url": f"https://{NEWS}/to-fetch"}
    )


OF_NEWS = {Counted.STORED: 2, Counted.SKIPPED: 1}
WHOLE_BATCH = {**OF_NEWS, Counted.REFUSED: 1}


def counted(site: str | None = None) -> dict[Counted, int]:
    """Returns the counts of one hour, of all sites or of one. An hour without counts is empty."""
    hours = latest_hours(24) if site is None else latest_hours_of(site, 24)
    (counts,) = hours.values() or [Counter[Counted]()]
    return {end: count for end, count in counts.items() if count}


@pytest.mark.usefixtures("one_by_one")
def test_a_batch_counts_how_its_pages_ended_once_and_once_for_each_site(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[str] = []
    dispatch = Connection.dispatch

    def spied(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        writes.extend([name] if "HOURS#" in str(arguments) else [])
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", spied)
    assert failures(function.lambda_handler(mixed_batch(), Context())) == []
    assert writes == ["UpdateItem"] * 3
    assert counted() == WHOLE_BATCH
    assert counted(NEWS) == OF_NEWS
    assert counted(HERALD) == {Counted.REFUSED: 1}


@pytest.mark.usefixtures("one_by_one")
def test_each_end_counts_for_the_site_that_its_page_or_message_names(function: ModuleType) -> None:
    put_page("pages/upload.html")
    body = json.loads(event("inline-html")["Records"][0]["body"])["html"].encode()
    told = {"url": "https://Named.Example.com:8443/story?utm_source=x"}
    boto3.client("s3").put_object(Bucket=BUCKET, Key="pages/named.html", Body=body, Metadata=told)
    missing = {"bucket": BUCKET, "key": "pages/missing.html"}
    batch = batch_of(
        {"s3": {"bucket": BUCKET, "key": "pages/upload.html"}},
        {"s3": {"bucket": BUCKET, "key": "pages/named.html"}},
        {"s3": missing},
        {"s3": missing, "url": f"https://{HERALD}/missing"},
        {"gone": {"url": f"https://{HERALD}/gone", "status": 410, "seen_at": "2024-04-25T12:00:00Z", "s3": missing}},
        {"nothing": "known"},
    )
    assert failures(function.lambda_handler(batch, Context())) == []
    assert counted() == {Counted.STORED: 2, Counted.REFUSED: 4}
    assert counted("named.example.com") == {Counted.STORED: 1}
    assert counted(HERALD) == {Counted.REFUSED: 2}
    assert {item.pk for item in HourItem.scan(HourItem.pk.startswith("SITEHOURS#"))} == {
        "SITEHOURS#named.example.com", f"SITEHOURS#{HERALD}",
    }  # fmt: skip


@pytest.mark.usefixtures("one_by_one")
def test_an_upload_counts_for_the_site_under_which_its_article_is_listed(function: ModuleType) -> None:
    body = json.loads(event("inline-html")["Records"][0]["body"])["html"]
    named = body.replace("<head>", f'<head><link rel=canonical href="https://WWW.{HERALD}/2024/04/a-bridge-opens">', 1)
    boto3.client("s3").put_object(Bucket=BUCKET, Key="pages/upload.html", Body=named.encode())
    for _ in range(2):
        upload = batch_of({"s3": {"bucket": BUCKET, "key": "pages/upload.html"}})
        assert failures(function.lambda_handler(upload, Context())) == []
    (found,) = list_heads()
    assert found.stored.article.host == f"www.{HERALD}"
    assert counted(f"www.{HERALD}") == {Counted.STORED: 1, Counted.SKIPPED: 1}


HOSTILE_HOSTS = {
    "5,000 characters": "a" * 5_000 + ".com",
    "254 characters": "a." * 126 + "co",
    "no name": "exa mple.com",
    "markup": "<script>alert(1)</script>",
    "credentials": f"me:secret@{NEWS}",
    "a null": "a\0b.example",
    "half an address": "[::1",
}


@pytest.mark.parametrize("host", HOSTILE_HOSTS.values(), ids=HOSTILE_HOSTS)
@pytest.mark.usefixtures("one_by_one")
def test_a_page_of_a_hostile_host_is_refused_and_costs_no_other(
    function: ModuleType, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    put_page("pages/hostile.html")
    at = {"s3": {"bucket": BUCKET, "key": "pages/hostile.html"}, "url": f"https://{host}/story"}
    assert failures(function.lambda_handler(batch_of(at, page_at(f"https://{NEWS}/1")), Context())) == []
    assert [reject.reason for reject in list_rejects()] == [RejectReason.INVALID_URL]
    assert counted() == {Counted.STORED: 1, Counted.REFUSED: 1}
    assert counted(NEWS) == {Counted.STORED: 1}
    assert len(list(HourItem.scan(HourItem.pk.startswith("SITEHOURS#")))) == 1
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


@pytest.mark.usefixtures("one_by_one")
def test_a_message_that_is_tried_again_counts_when_it_ends(
    function: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unready(*_arguments: Any, **_named: Any) -> Any:
        raise Retry("not now")

    (one, *_) = mixed_batch()["Records"]
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "dispatch", unready)
        assert failures(function.lambda_handler({"Records": [one]}, Context())) == [one["messageId"]]
    assert latest_hours(24) == {}
    assert failures(function.lambda_handler({"Records": [one]}, Context())) == []
    assert counted() == {Counted.STORED: 1}


@pytest.mark.parametrize("failing", [raise_timeout, lambda: 1 / 0], ids=["timeout", "bug"])
@pytest.mark.parametrize("refused", ["HOURS#", f"SITEHOURS#{HERALD}"], ids=["all counts", "one site"])
@pytest.mark.usefixtures("one_by_one")
def test_a_count_that_cannot_be_written_fails_no_page(
    function: ModuleType,
    refused: str,
    failing: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dispatch = Connection.dispatch

    def refuse_hours(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if refused in str(arguments):
            failing()
        return dispatch(self, name, arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "dispatch", refuse_hours)
        assert failures(function.lambda_handler(mixed_batch(), Context())) == []
    assert len(list_heads()) == 2
    assert counted(HERALD) == {}
    all_of_them, of_news = ({}, {}) if refused == "HOURS#" else (WHOLE_BATCH, OF_NEWS)
    assert (counted(), counted(NEWS)) == (all_of_them, of_news)
    (told,) = (record for record in caplog.records if record.msg == "hour.unnoted")
    assert (told.levelname, vars(told)["pages"]) == ("WARNING", 4)


def test_the_notes_of_a_batch_are_made_side_by_side(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the four writes waits until all have begun: habits, marks, and the counts of all sites and of one."""
    dispatch, begun, lock = Connection.dispatch, Barrier(4), Lock()

    def waiting(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if name == "UpdateItem":
            begun.wait(timeout=10)
        with lock:
            return dispatch(self, name, arguments)

    put_page("pages/rafah.html")
    pointer = {"s3": {"bucket": BUCKET, "key": "pages/rafah.html"}, "url": f"https://{NEWS}/rafah"}
    monkeypatch.setattr(Connection, "dispatch", waiting)
    assert failures(function.lambda_handler(batch_of(pointer), Context())) == []
    assert counted() == counted(NEWS) == {Counted.STORED: 1}
    assert not begun.broken


def test_no_page_is_ever_logged(function: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    function.lambda_handler(event("inline-html", "inline-text", "mixed-batch"), Context())
    said = " ".join(str(vars(record)) for record in caplog.records)
    assert "ingest.stored" in said
    assert "Engineers had found cracks" not in said


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns the names of the calls to AWS as they are made."""
    asked: list[str] = []
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        asked.append(name)
        return ask(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    return asked


def test_the_calls_to_aws_are_counted(function: ModuleType, asked: list[str]) -> None:
    """A short article takes three calls from its object. An object that says nothing new takes two.

    A batch notes once that it is done with its pages, and counts once how they ended. These pages name no site.
    """
    put_page("pages/rafah.html")
    asked.clear()
    notified = event("s3-in-sns")
    notified["Records"][0]["body"] = json.dumps({"s3": {"bucket": BUCKET, "key": "pages/rafah.html"}})
    function.lambda_handler(notified, Context())
    assert asked == ["GetObject", "GetItem", "PutItem", MARKS, HOUR]
    asked.clear()
    function.lambda_handler(notified, Context())
    assert asked == ["GetObject", "GetItem", MARKS, HOUR]


def test_a_copy_on_another_site_is_linked_for_six_calls_more(function: ModuleType, asked: list[str]) -> None:
    page = gzip.decompress((ROOT / "samples" / "pages" / "npr-meditation-anxiety.html.gz").read_bytes())
    copied = event("s3-in-sns")
    notes = [NOTE, MARKS, HOUR, OF_SITE]
    first = ["GetObject", "GetItem", "BatchGetItem", "BatchWriteItem", "PutItem", *notes]
    # The function reads the story's members and the original's head before and after it writes the head. It settles
    # both.
    joined = ["Query", "GetItem", "BatchWriteItem", "PutItem", "GetItem", "Query", "GetItem", "UpdateItem"]
    copy = ["GetObject", "GetItem", "BatchGetItem", *joined, *notes]
    for day, site, calls in ((1, "wire.example", first), (2, "local.example", copy)):
        html = page.replace(b"npr.org", site.encode())
        put = boto3.client("s3").put_object
        when = {"fetched-at": f"2026-01-0{day}T00:00:00Z"}
        put(Bucket=BUCKET, Key=f"pages/{site}.html", Body=html, ContentType="text/html", Metadata=when)
        pointer = {"s3": {"bucket": BUCKET, "key": f"pages/{site}.html"}, "url": f"https://{site}/story"}
        copied["Records"][0]["body"] = json.dumps(pointer)
        asked.clear()
        function.lambda_handler(copied, Context())
        assert asked == calls
    heads = {head.stored.article.host: head.stored for head in list_heads()}
    assert heads["wire.example"].duplicate_of is None
    assert heads["local.example"].duplicate_of == heads["wire.example"].article_id


def test_a_page_that_is_gone_withdraws_its_article_without_reading_its_raw_copy(
    function: ModuleType, asked: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    source = {"bucket": BUCKET, "key": "pages/rafah.html"}
    batch = event("pointer", "gone")
    stored, gone = (json.loads(record["body"]) for record in batch["Records"])
    put_page(source["key"])
    batch["Records"][0]["body"] = json.dumps(stored | {"s3": source})
    # The object is as old as this test. No withdrawal is later than its message.
    later = {"s3": source, "seen_at": "2099-01-01T00:00:00Z"}
    batch["Records"][1]["body"] = json.dumps({"gone": gone["gone"] | later})
    batch["Records"][1]["attributes"]["SentTimestamp"] = "4102444800000"
    function.lambda_handler({"Records": batch["Records"][:1]}, Context())
    asked.clear()
    caplog.clear()
    assert failures(function.lambda_handler({"Records": batch["Records"][1:]}, Context())) == []
    # The calls read its head, whether the page was seen again, and whether linked copies exist.
    assert asked == ["GetItem", "BatchGetItem", "UpdateItem", "Query", "Query", HOUR, OF_SITE]
    (head,) = list_heads()
    assert (head.stored.article.pub_status, head.stored.revision.number) == (PubStatus.CANCELED, 1)
    fields = vars(logged(caplog))
    assert (fields["msg"], fields["article_id"], fields["status"]) == (
        "ingest.withdrawn",
        head.stored.article_id,
        410,
    )


def test_a_url_alone_is_passed_on_to_the_fetch_queue(function: ModuleType, asked: list[str]) -> None:
    assert failures(function.lambda_handler(event("url"), Context())) == []
    assert asked == ["SendMessageBatch"]
    (message,) = boto3.client("sqs").receive_message(QueueUrl=ingest_settings().fetch_queue_url)["Messages"]
    assert json.loads(message["Body"]) == {"url": "https://news.example.com/a-page-to-fetch"}


#: Large pages are made when their test runs.
BAD_PAGES: dict[str, tuple[Callable[[], bytes], RejectReason | None]] = {
    "empty": (bytes, RejectReason.EMPTY_BODY),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, RejectReason.NOT_TEXT),
    "a bomb": (lambda: gzip.compress(b"<p>" + b" " * 200_000_000), RejectReason.TOO_LARGE),
    "larger than the limit": (lambda: b"<p>" + b"x" * 20_000_001, RejectReason.TOO_LARGE),
    "no article": (lambda: b"<html><body><a href='/'>Home</a></body></html>", None),
    "half a surrogate": (
        lambda: b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud800 x"}</script><p>x</p>',
        None,
    ),
}


@pytest.mark.parametrize(("body", "reason"), BAD_PAGES.values(), ids=BAD_PAGES.keys())
def test_a_bad_page_is_a_reject_that_points_to_its_object(
    function: ModuleType, body: Callable[[], bytes], reason: RejectReason | None
) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET, Key="pages/rafah.html", Body=body())
    batch = event("pointer", "inline-html")
    batch["Records"][0]["body"] = json.dumps({"s3": {"bucket": BUCKET, "key": "pages/rafah.html"}})
    assert failures(function.lambda_handler(batch, Context())) == []
    assert len(list_heads()) == 1
    (record,) = list_rejects(reason)
    assert record.source is not None
    assert (record.source.bucket, record.source.key) == (BUCKET, "pages/rafah.html")
