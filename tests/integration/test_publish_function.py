"""These tests call the publish function as Lambda does, with a bus that may refuse events.

Tables and queues are in this process. The local stack loses stream records that fail. So `deliver` simulates what
Lambda does with them.
"""

import json
import logging
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws
from pynamodb.connection import Connection

from copydesk.aws import clients
from copydesk.body import packed
from copydesk.events.describing import event_of
from copydesk.settings import publish_settings
from copydesk.storage import ArticleStore
from copydesk.storage.articles.models import ArticlesItem, HeadItem, use_operations
from copydesk.storage.articles.speakers import part_of_speaker
from copydesk.storage.operations.models import RejectItem
from tests.integration.calling import load_function
from tests.unit.events.making import checked, head
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

ROOT = Path(__file__).parents[2]
PK = f"ARTICLE#{ARTICLE_ID}"
_SERIALIZER = TypeSerializer()

type Record = dict[str, Any]


@dataclass
class Context:
    """These are the members of Lambda's context that Powertools reads."""

    function_name: str = "publish"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:publish"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"


@dataclass
class Bus:
    """Refuses an article's events once for each code in `refusals`."""

    refusals: dict[str, list[str]] = field(default_factory=dict)
    fault: Exception | None = None
    asked: list[str] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)

    def put(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        if self.fault:
            raise self.fault
        results = [self._take(entry) for entry in entries]
        return {"FailedEntryCount": sum("ErrorCode" in each for each in results), "Entries": results}

    def _take(self, entry: dict[str, Any]) -> dict[str, str]:
        detail = checked(entry["DetailType"], entry["Detail"])
        if codes := self.refusals.get(detail["article_id"]):
            return {"ErrorCode": codes.pop(0), "ErrorMessage": "refused by the test"}
        self.taken.append(detail | {"kind": entry["DetailType"]})
        return {"EventId": "x"}

    @property
    def kinds_and_revisions(self) -> list[tuple[str, int]]:
        return [(event["kind"], event["revision"]) for event in self.taken]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    bus = Bus()
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def asked(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        bus.asked.append(name)
        if name == "PutEvents":
            return bus.put(arguments["Entries"])
        return ask(self, name, arguments)

    variables = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "POWERTOOLS_SERVICE_NAME": "copydesk-publish",
        "ARTICLES_TABLE": "articles",
        "RAW_BUCKET": "raw",
        "EVENT_BUS": "copydesk",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(BaseClient, "_make_api_call", asked)
    with mock_aws():
        queue = boto3.client("sqs").create_queue(QueueName="unpublished")["QueueUrl"]
        monkeypatch.setenv("UNPUBLISHED_QUEUE_URL", queue)
        forget()
        yield bus
    forget()


def forget() -> None:
    for cached in (publish_settings, clients.events_client, clients.s3_client, clients.sqs_client):
        cached.cache_clear()


@pytest.fixture
def function(bus: Bus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> ModuleType:
    """Loads the function's module anew, as a cold start does."""
    module = load_function("publish")
    caplog.set_level(logging.DEBUG, "copydesk-publish")
    module.steps()
    ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
    # Only the writer of the articles in these tests uses this table, not the function.
    use_operations("operations")
    RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
    monkeypatch.setattr("copydesk.aws.event_bus.time.sleep", lambda _: None)
    bus.asked.clear()
    return module


def record(old: dict[str, Any] | None, new: dict[str, Any] | None, number: int = 1, **more: Any) -> Record:
    """Returns a stream record as Lambda brings it, of heads whose bodies are given unpacked."""
    images = {"OldImage": old, "NewImage": new}
    return stream_record({name: closed(item) for name, item in images.items() if item is not None}, number, **more)


def closed(item: dict[str, Any]) -> dict[str, Any]:
    """Returns a head as the stream shows it, with its blocks packed in the body, in Base64."""
    facts = typed({name: value for name, value in item.items() if name != "blocks"})
    if "blocks" not in item:
        return facts
    return facts | {"body": {"B": b64encode(packed({"blocks": item["blocks"]})).decode()}}


def typed(item: dict[str, Any]) -> dict[str, Any]:
    return {name: _SERIALIZER.serialize(value) for name, value in item.items()}


def stream_record(images: dict[str, Any], number: int, *, sk: str = "HEAD", pk: str = PK) -> Record:
    return {
        "eventID": f"event-{number}",
        "eventName": "MODIFY",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/articles/stream/2024-04-25T00:00:00.000",
        "dynamodb": {
            "ApproximateCreationDateTime": 1714046400.0,
            "Keys": {"pk": {"S": pk}, "sk": {"S": sk}},
            "SequenceNumber": str(number),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            **images,
        },
    }


def created(number: int, article_id: str | None = None) -> Record:
    return record(None, head("a", article_id=article_id or f"article-{number}"), number)


def timed(when: float | None) -> Record:
    return {"dynamodb": created(2)["dynamodb"] | {"ApproximateCreationDateTime": when}}


def call(function: ModuleType, *records: Record) -> list[str]:
    """Returns the sequence numbers that the function reports as failed."""
    answer = function.lambda_handler({"Records": list(records)}, Context())
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def deliver(function: ModuleType, records: list[Record], attempts: int = 3) -> list[str]:
    """Delivers a batch as Lambda does, and returns the records that it gives up.

    A failed record comes again with those after it. A batch that ends in an error is cut in two.
    """
    if not records:
        return []
    for _ in range(attempts):
        try:
            failed = call(function, *records)
        except Exception:
            if len(records) > 1:
                half = len(records) // 2
                return deliver(function, records[:half]) + deliver(function, records[half:])
            continue
        if not failed:
            return []
        numbers = [each["dynamodb"]["SequenceNumber"] for each in records]
        records = records[numbers.index(failed[0]) :]
    return [each["dynamodb"]["SequenceNumber"] for each in records]


def letters() -> list[dict[str, Any]]:
    client = boto3.client("sqs")
    found = client.receive_message(QueueUrl=publish_settings().unpublished_queue_url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in found.get("Messages", [])]


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.msg for each in caplog.records if each.name == "copydesk-publish"]


def raw_head() -> dict[str, Any]:
    """Returns the stored head as the stream shows it."""
    item = dict(HeadItem.get(PK, "HEAD").serialize())
    return item | ({"body": {"B": b64encode(item["body"]["B"]).decode()}} if "body" in item else {})


def life() -> list[Record]:
    """Returns the stream of an article that the real writer stores, edits, corrects, withdraws and takes back."""
    store = ArticleStore(retention=timedelta(days=30))
    bridge = "the council voted on tuesday to close the old bridge"
    steps: list[Callable[[], object]] = [
        lambda: store.store(candidate(article(bridge, "two", quotes=(quote("two"),)), at=MORNING)),
        lambda: store.store(candidate(article(bridge.replace("tuesday", "friday"), "two"), at=NOON)),
        lambda: store.withdraw(ARTICLE_ID, seen_at=EVENING),
        lambda: store.store(candidate(article("two"), at="2024-04-26T08:00:00.000000Z")),
    ]
    records, before = [], None
    for number, step in enumerate(steps, 1):
        step()
        after = raw_head()
        images = ({"OldImage": before} if before else {}) | {"NewImage": after}
        records.append(stream_record(images, number))
        before = after
    return records


def test_what_the_writer_did_is_told_in_order(function: ModuleType, bus: Bus, caplog: pytest.LogCaptureFixture) -> None:
    assert call(function, *life()) == []
    assert bus.kinds_and_revisions == [
        ("article.created", 1),
        ("article.revised", 2),
        ("article.withdrawn", 2),
        ("article.restored", 3),
    ]
    (edit,) = bus.taken[1]["changes"]["blocks_edited"]
    assert edit["before"].startswith("b-the council voted on tuesday")
    assert bus.taken[1]["changes"]["silent_edit"] is True
    assert len(bus.taken[3]["changes"]["blocks_deleted"]) == 1
    assert logged(caplog) == ["publish.published"] * 4


def test_the_calls_are_counted(function: ModuleType, bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred articles take ten calls of the bus. The function reads nothing that the stream already shows."""
    dispatched: list[str] = []
    dispatch = Connection.dispatch

    def counted(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        dispatched.append(name)
        return dispatch(self, name, arguments)

    stream = life()
    monkeypatch.setattr(Connection, "dispatch", counted)
    bus.asked.clear()
    assert call(function, *(created(number) for number in range(100))) == []
    assert (bus.asked, dispatched) == (["PutEvents"] * 10, [])
    bus.asked.clear()
    call(function, *stream[:2])  # the speaker is added and removed
    assert (bus.asked, dispatched) == (["BatchWriteItem", "PutEvents", "PutEvents"], ["BatchWriteItem"])


def test_speakers_are_found_once_the_stream_tells_of_them(function: ModuleType) -> None:
    stream = life()
    assert part_of_speaker("Cairo", limit=5).items == ()
    call(function, stream[0])
    assert part_of_speaker("Cairo", limit=5).items == ()  # the head is at a later revision without a quote
    assert [item.pk for item in ArticlesItem.query("SPEAKER#cairo")] == ["SPEAKER#cairo"]
    call(function, *stream[1:])
    assert list(ArticlesItem.query("SPEAKER#cairo")) == []


def test_a_large_body_is_read_from_its_bucket_and_one_that_is_gone_stops_nobody(function: ModuleType, bus: Bus) -> None:
    client = boto3.client("s3")
    client.create_bucket(Bucket="raw")
    old, new = head("a", "b"), head("a", "c", number=2)
    body = {"blocks": new.pop("blocks")}
    client.put_object(Bucket="raw", Key="bodies/1/2", Body=packed(body))
    outside = closed(new) | {"body_key": {"S": "bodies/1/2"}}
    assert call(function, stream_record({"OldImage": closed(old), "NewImage": outside}, 1)) == []
    gone = closed(new) | {"body_key": {"S": "bodies/1/gone"}}
    assert call(function, stream_record({"OldImage": closed(old), "NewImage": gone}, 2), created(3)) == []
    assert bus.taken[0]["changes"]["blocks_added"] == ["c"]
    assert [event.get("changes", {}).get("compared") for event in bus.taken] == [True, False, None]


def test_an_item_that_expired_is_no_withdrawal(
    function: ModuleType, bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    expired = stream_record({"OldImage": closed(head("a"))}, 1)
    by_ttl = expired | {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}}
    assert call(function, by_ttl) == []
    assert bus.taken == []
    assert logged(caplog) == ["publish.skipped"]
    call(function, expired)
    assert bus.kinds_and_revisions == [("article.withdrawn", 1)]


def test_a_repeat_is_the_same_events_again(function: ModuleType, bus: Bus) -> None:
    stream = life()
    call(function, *stream)
    first = list(bus.taken)
    bus.taken.clear()
    for each in stream:
        call(function, each)
    assert bus.taken == first


def test_only_from_the_refused_on_a_batch_comes_again(function: ModuleType, bus: Bus) -> None:
    bus.refusals = {"article-3": ["ThrottlingException"] * 5}
    batch = [created(number) for number in range(1, 14)]
    assert call(function, *batch) == ["3"]
    assert [event["article_id"] for event in bus.taken] == [f"article-{n}" for n in (1, 2, *range(4, 11))]
    ids = [event["event_id"] for event in bus.taken]
    assert deliver(function, batch[2:]) == []
    again = [event["event_id"] for event in bus.taken][len(ids) :]
    assert len(set(ids) | set(again)) == 13
    assert set(ids[2:]) < set(again)


def test_what_follows_on_a_refused_event_of_the_same_article_waits(function: ModuleType, bus: Bus) -> None:
    stream = life()
    bus.refusals = {ARTICLE_ID: ["InternalFailure"] * 6}
    assert call(function, *stream) == ["1"]
    assert bus.taken == []
    assert deliver(function, stream) == []
    assert [revision for _, revision in bus.kinds_and_revisions] == [1, 2, 2, 3]


def test_a_bus_that_does_not_answer_brings_the_batch_back(
    function: ModuleType, bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    bus.fault = ReadTimeoutError(endpoint_url="x")
    assert call(function, created(1), created(2)) == ["1"]
    assert logged(caplog) == ["publish.retry"]


def test_a_table_that_is_throttled_brings_the_batch_back(
    function: ModuleType, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = life()

    def hang(*_: object) -> None:
        raise ReadTimeoutError(endpoint_url="x")

    monkeypatch.setattr(Connection, "dispatch", hang)
    assert call(function, *stream) == ["1"]
    assert bus.taken == []


BROKEN = {
    "no revision": lambda: record(None, head("a", revision=None), 2),
    "no kind": lambda: record(None, head("a", kind=None), 2),
    "no images": lambda: record(None, None, 2),
    "an image of another world": lambda: stream_record({"NewImage": {"kind": {"X": "?"}}}, 2),
    "an image that is a text": lambda: stream_record({"NewImage": "head"}, 2),
    "a number too long": lambda: stream_record({"NewImage": {"revision": {"N": "9" * 400_000}}}, 2),
    "no keys": lambda: {"eventID": "x", "dynamodb": {"SequenceNumber": "2"}},
    "no time": lambda: timed(None),
    "a time after the end of time": lambda: timed(1e300),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_record_that_makes_no_sense_is_put_aside_and_costs_no_neighbour(
    function: ModuleType, bus: Bus, caplog: pytest.LogCaptureFixture, broken: Any
) -> None:
    assert call(function, created(1), broken(), created(3)) == []
    assert [event["article_id"] for event in bus.taken] == ["article-1", "article-3"]
    (letter,) = letters()
    assert (letter["reason"], letter["sequence_number"]) == ("unknown_message", "2")
    assert letter["detail"]
    assert logged(caplog) == ["publish.rejected", "publish.published", "publish.published"]


def test_an_item_of_an_older_version_is_told(function: ModuleType, bus: Bus) -> None:
    least = ("kind", "article_id", "date_downloaded", "blocks", "revision")
    old = {name: fact for name, fact in head("a").items() if name in least}
    first = record(None, old | {"schema_version": "0", "gone_since": None})
    assert call(function, first, record(old, head("b", number=2), 2)) == []
    assert bus.kinds_and_revisions == [("article.created", 1), ("article.revised", 2)]


def test_revisions_and_what_a_later_release_adds_are_nothing_to_tell(function: ModuleType, bus: Bus) -> None:
    revision = stream_record({"NewImage": {"kind": {"S": "revision"}}}, 1, sk="REVISION#00001")
    later = record(None, head("a", kind="obituary"), 2)
    assert call(function, revision, later) == []
    assert bus.asked == []
    assert letters() == []


def test_a_record_that_cannot_be_put_aside_comes_again(
    function: ModuleType, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = boto3.client("sqs")
    client.delete_queue(QueueUrl=publish_settings().unpublished_queue_url)
    assert call(function, created(1), record(None, None, 2), created(3)) == ["2"]
    assert [event["article_id"] for event in bus.taken] == ["article-1"]


def _stumble(monkeypatch: pytest.MonkeyPatch, article_id: str) -> None:
    """Makes one article cause a bug."""

    def stumbling(change: Any) -> Any:
        if change.now.article_id == article_id:
            raise ZeroDivisionError
        return event_of(change)

    monkeypatch.setattr("copydesk.pipeline.publish.event_of", stumbling)


def test_a_bug_is_logged_once_with_its_trace_and_stops_what_is_behind_it(
    function: ModuleType, bus: Bus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _stumble(monkeypatch, "article-2")
    assert call(function, created(1), created(2), created(3)) == ["2"]
    assert [event["article_id"] for event in bus.taken] == ["article-1"]
    assert logged(caplog) == ["publish.published", "publish.failed"]
    assert "ZeroDivisionError" in caplog.text


def test_a_bug_at_the_head_of_a_batch_is_an_error_so_that_lambda_cuts_the_batch(
    function: ModuleType, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stumble(monkeypatch, "article-1")
    with pytest.raises(ZeroDivisionError):
        call(function, created(1), created(2))
    assert bus.taken == []


@pytest.mark.parametrize("bad", [1, 2, 7, 20])
def test_a_batch_that_is_cut_loses_only_what_is_broken(
    function: ModuleType, bus: Bus, monkeypatch: pytest.MonkeyPatch, bad: int
) -> None:
    _stumble(monkeypatch, f"article-{bad}")
    assert deliver(function, [created(number) for number in range(1, 21)]) == [str(bad)]
    assert {event["article_id"] for event in bus.taken} == {f"article-{n}" for n in range(1, 21) if n != bad}


def test_an_event_that_the_bus_will_never_take_ends_alone(function: ModuleType, bus: Bus) -> None:
    bus.refusals = {"article-4": ["MalformedDetail"] * 99}
    assert deliver(function, [created(number) for number in range(1, 9)]) == ["4"]
    assert {event["article_id"] for event in bus.taken} == {f"article-{n}" for n in range(1, 9) if n != 4}


def test_nothing_of_a_page_is_logged(function: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    call(function, *life(), record(None, head("a", headline="A secret headline", revision=None), 9))
    said = " ".join(str(vars(each)) for each in caplog.records)
    assert "publish.published" in said
    assert "council voted" not in said
    assert "secret" not in said


@pytest.mark.parametrize("path", sorted((ROOT / "events" / "publish").glob("*.json")), ids=lambda path: path.stem)
def test_every_sample_event_is_understood(function: ModuleType, bus: Bus, path: Path) -> None:
    records = json.loads(path.read_text("utf-8"))["Records"]
    assert call(function, *records) == []
    assert len(bus.taken) + len(letters()) == len(records)


def test_neither_extraction_nor_crawling_is_imported() -> None:
    """They would add a quarter of a second to each cold start."""
    code = f"import sys, runpy; runpy.run_path({str(ROOT / 'functions/publish/app.py')!r}); print(*sys.modules)"
    environment = {"PYTHONPATH": str(ROOT / "layers/copydesk")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "copydesk.pipeline.publish" in loaded
    assert not {"copydesk.extraction", "bs4", "numpy", "selectolax", "httpcore", "jsonschema"} & loaded
