"""Ingest is broken off at every call to AWS. Once its message comes again, the result is as if nothing had happened.

`make test` kills it before and after the effect of each call, and tries one other fault there in turn. `make verify`
tries all faults.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from moto import mock_aws

from copydesk.aws import clients
from copydesk.settings import ingest_settings
from copydesk.storage import read_history
from copydesk.storage.keys import watched_site_pks
from tests.faults.tables import Tables
from tests.integration.calling import Context, batch, failures, load_function
from tests.sweeps import WHOLE
from tests.unit.storage.making import list_heads

BUCKET = "copydesk-raw-123456789012-0a1b2c3d4e5f"
URL = "https://news.example.org/broken-off"
#: A message becomes a dead letter after fewer receives than this.
DELIVERIES = 4


class Killed(BaseException):
    """This exception ends the process: no code of ours catches it."""


def refusal(code: str, status: int) -> Exception:
    answer = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Any")  # type: ignore[arg-type]


FAULTS: dict[str, Callable[[], BaseException]] = {
    "killed": Killed,
    "answer lost": lambda: ConnectionClosedError(endpoint_url="x"),
    "throttled": lambda: refusal("ThrottlingException", 400),
    "500": lambda: refusal("InternalServerError", 500),
    "timeout": lambda: ReadTimeoutError(endpoint_url="x"),
}


@cache
def client(service: str) -> Any:
    return boto3.client(service)  # type: ignore[call-overload]


@dataclass
class Breaker:
    """Breaks one call before or after its effect."""

    at: int = -1
    after: bool = False
    fault: Callable[[], BaseException] = Killed
    made: list[str] = field(default_factory=list)
    tables: Tables = field(default_factory=Tables)
    _counting: Lock = field(default_factory=Lock)

    def call(self, name: str, ask: Callable[[], Any]) -> Any:
        with self._counting:
            turn, self.made = len(self.made), [*self.made, name]
        if turn != self.at:
            return ask()
        if self.after:
            ask()
        raise self.fault()


@pytest.fixture
def breaker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Breaker]:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client("s3").create_bucket(Bucket=BUCKET)
        for name in ("ingest", "fetched", "ingest_alone", "ingest_alone_dead_letter", "fetch"):
            url = client("sqs").create_queue(QueueName=f"copydesk-{name}")["QueueUrl"]
            monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", url)
        forget()
        breaker = Breaker()
        ask = BaseClient._make_api_call  # type: ignore[attr-defined]

        def broken(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
            if self.meta.service_model.service_name == "dynamodb":
                return breaker.call(name, lambda: breaker.tables.answer(name, arguments))
            return breaker.call(name, lambda: ask(self, name, arguments))

        monkeypatch.setattr(BaseClient, "_make_api_call", broken)
        yield breaker
    forget()


VARIABLES = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "ARTICLES_TABLE": "articles",
    "OPERATIONS_TABLE": "operations",
    "RAW_BUCKET": BUCKET,
    "MAXIMUM_OBJECT_BYTES": "20000000",
    "REVISION_RETENTION_DAYS": "90",
    "REJECT_RETENTION_DAYS": "90",
    "POWERTOOLS_SERVICE_NAME": "copydesk-ingest",
    "POWERTOOLS_METRICS_NAMESPACE": "Copydesk",
}


def forget() -> None:
    for cached in (ingest_settings, client, clients.s3_client, clients.sqs_client):
        cached.cache_clear()


def page(*numbers: int) -> str:
    words = (
        "The council said on day {0} that bridge number {0} over the harbour will be open again to all who cross it."
    )
    told = "“We have waited {0} years for this,” said Maria Lopez{0}, who lives beside bridge number {0} of the town."
    paragraphs = "".join(f"<p>{words.format(number)}</p><p>{told.format(number)}</p>" for number in numbers)
    return f"<!doctype html><title>Bridges open</title><article><h1>Bridges open</h1>{paragraphs}</article>"


def stored(key: str, fetched_at: str, *numbers: int) -> dict[str, Any]:
    """Stores a page in the bucket, and returns the message that points to it."""
    body = page(*numbers).encode() if numbers else b""
    metadata = {"url": URL, "fetched-at": fetched_at}
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="text/html", Metadata=metadata)
    return {"s3": {"bucket": BUCKET, "key": key}}


type Before = Callable[[], list[dict[str, Any]]]
type Message = Callable[[], dict[str, Any]]

MORNING, NOON, EVENING = (f"2024-04-25T{hour}:00:00Z" for hour in ("08", "12", "18"))


def gone(seen_at: str) -> dict[str, Any]:
    return {"gone": {"url": URL, "status": 410, "seen_at": seen_at, "s3": stored("a.html", MORNING, 1, 2, 3)["s3"]}}


#: Each journey has the pages that came before, and the message that is broken off.
JOURNEYS: dict[str, tuple[Before, Message]] = {
    "first store": (list, lambda: stored("a.html", MORNING, 1, 2, 3)),
    "edit": (lambda: [stored("a.html", MORNING, 1, 2, 3)], lambda: stored("b.html", NOON, 1, 3, 4)),
    "edit back to what was there": (
        lambda: [stored("a.html", MORNING, 1, 2), stored("b.html", NOON, 2, 3)],
        lambda: stored("c.html", EVENING, 1, 2),
    ),
    "unchanged": (lambda: [stored("a.html", MORNING, 1, 2)], lambda: stored("b.html", NOON, 1, 2)),
    "older than stored": (lambda: [stored("a.html", NOON, 1, 2)], lambda: stored("b.html", MORNING, 3)),
    "withdrawn": (lambda: [stored("a.html", MORNING, 1, 2, 3)], lambda: gone(NOON)),
    "back after it was gone": (
        lambda: [stored("a.html", MORNING, 1, 2, 3), gone(NOON)],
        lambda: stored("c.html", EVENING, 1, 2, 3),
    ),
    "rejected": (list, lambda: stored("empty.html", MORNING)),
    "inline": (list, lambda: {"html": page(1, 2), "url": URL, "fetched_at": MORNING}),
    "url alone": (list, lambda: {"url": URL}),
}


@pytest.mark.parametrize(("before", "message"), JOURNEYS.values(), ids=JOURNEYS.keys())
def test_wherever_it_is_broken_off_the_end_is_the_same(breaker: Breaker, before: Before, message: Message) -> None:
    expected, ends = all_ends(breaker, before, message)
    assert [where for where, end in ends.items() if end != expected] == []


def test_an_edit_that_drops_more_than_one_transaction_takes_differs_only_in_what_expires(breaker: Breaker) -> None:
    """If the edit is broken off after its head, some dropped items never expire. No reader sees them."""
    expected, ends = all_ends(
        breaker, lambda: [stored("a.html", MORNING, *range(34))], lambda: stored("b.html", NOON, 1, 60)
    )
    assert [where for where, end in ends.items() if lasting(end) != lasting(expected)] == []


def lasting(end: "State") -> "State":
    items = {key: {name: item[name] for name in item if name != "expires_at"} for key, item in end["items"].items()}
    # A dropped item leaves the index of its speaker in the same write.
    kept = {key: {name: item[name] for name in item if not name.startswith("gsi")} for key, item in items.items()}
    return end | {"items": kept}


def all_ends(breaker: Breaker, before: Before, message: Message) -> tuple["State", dict[str, "State"]]:
    """Returns the end of the unbroken journey and the ends of all broken ones, by place and fault."""
    expected, steps = travel(breaker, before, message)
    assert len(steps) >= 1
    broken = [(at, after, fault) for at in range(len(steps)) for after in (False, True) for fault in faults(at, after)]
    return expected, {
        f"{steps[at]} ({at}), {'after' if after else 'before'} its effect: {fault}": travel(
            breaker, before, message, at=at, after=after, fault=FAULTS[fault]
        )[0]
        for at, after, fault in broken
    }


def faults(at: int, after: bool) -> list[str]:
    """Returns the faults to try at a call.

    Each other fault has its turn within four calls, before and after the effect.
    """
    killed, *others = FAULTS
    return [killed, *others] if WHOLE else [killed, others[(at + 2 * after) % len(others)]]


type State = dict[str, Any]


def travel(
    breaker: Breaker,
    before: Before,
    message: Message,
    *,
    at: int = -1,
    after: bool = False,
    fault: Callable[[], BaseException] = Killed,
) -> tuple[State, list[str]]:
    """Ingests a message until it is done, and breaks it off once. Returns the state and the calls of the first try."""
    breaker.at = -1
    clear(breaker.tables)
    for each in before():
        assert deliver(each)
    last = message()
    breaker.made, breaker.at, breaker.after, breaker.fault = [], at, after, fault
    done = deliver(last)
    steps, breaker.at = breaker.made, -1
    for _ in range(DELIVERIES - 1):
        done = done or deliver(last)
    assert done
    return state(breaker.tables), steps


def deliver(message: dict[str, Any]) -> bool:
    """Returns whether the message was done; a killed function does not answer."""
    event = batch(message)
    event["Records"][0]["attributes"]["SentTimestamp"] = "1800000000000"
    try:
        return not failures(load_function("ingest").lambda_handler(event, Context()))
    except Killed:
        return False


def state(tables: Tables) -> State:
    """Returns all stored state, except for values that a repetition may change.

    It leaves out when and how often a page was refused, and when items expire. It leaves out the counts of sites
    and hours, since a repeated page counts twice. It also leaves out the notes on repeated messages and on done pages.
    """
    histories = [read_history(head.stored.article_id) for head in list_heads()]
    return {
        "items": {
            (name, *key): plain(item)
            for name, items in tables.tables.items()
            for key, item in items.items()
            if key[0] not in watched_site_pks()
            and not key[0].startswith(("MESSAGE#", "MARKS#", "HOURS#", "SITEHOURS#"))
        },
        "whole": [[found.article for found in history] for history in histories],
        "objects": sorted(each["Key"] for each in objects()),
        "asked for": set(taken()),
    }


def plain(item: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in item.items() if name not in {"count", "first_seen", "last_seen"}}
    if "source" in kept:
        # Only bucket and key are compared, because an earlier try may have stored another version of an inline page.
        kept["source"] = {name: kept["source"]["M"][name] for name in ("bucket", "key")}
    # The time of writing differs. It decides the order in the index of changes.
    told = {name: "some day" for name in ("expires_at", "gsi3pk", "gsi3sk") if name in kept}
    return kept | told


def objects() -> list[Any]:
    return list(client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", []))


def taken() -> Iterator[str]:
    """Takes the messages of the fetch queue and deletes them."""
    queue, url = client("sqs"), ingest_settings().fetch_queue_url
    for message in queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        yield message["Body"]


def clear(tables: Tables) -> None:
    tables.tables.clear()
    for each in objects():
        client("s3").delete_object(Bucket=BUCKET, Key=each["Key"])


def test_a_dead_letter_that_goes_through_again_does_not_pass_for_the_newest_page(breaker: Breaker) -> None:
    """A page without its own time is as old as its message at the first sending."""
    assert deliver(stored("a.html", NOON, 1, 2))
    event = batch({"html": page(3), "url": URL})
    told = {"stringValue": MORNING, "dataType": "String"}
    event["Records"][0]["messageAttributes"] = {"copydesk-sent-at": told}
    event["Records"][0]["attributes"]["SentTimestamp"] = "1800000000000"
    assert failures(load_function("ingest").lambda_handler(event, Context())) == []
    (head,) = list_heads()
    assert head.stored.source.key == "a.html"
