"""Lambda delivers messages that end the function or hang in it.

The tests check which neighbours are hit and where each ends.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError
from pynamodb.connection import Connection

from copydesk.aws.queues.isolation import MOST_CRASHES
from copydesk.errors import RejectReason, Retry
from copydesk.pipeline.child_process import LARGE, ChildProcess
from copydesk.storage import list_rejects
from copydesk.storage.operations.models import MessageItem
from copydesk.storage.operations.receives import ReceiveStore
from tests.integration.account import BUCKET
from tests.integration.calling import Context, batch, failures, load_function
from tests.unit.storage.making import list_heads
from tests.unit.test_child_process import child


class Killed(BaseException):
    """This exception ends the process: no code of ours catches it."""


ARN = "arn:aws:sqs:us-east-1:123456789012:"
#: This is the batch size of the queue that gets all messages first.
BATCH = 10
KILLER, BUG = "killer.html", "bug.html"
FATES = {KILLER: Killed(), BUG: ZeroDivisionError("x=1&token=secret\x00")}
SENT_AT = "2026-01-01T00:00:00.000000Z"


@dataclass
class Message:
    """This is a message of the simulated queues, with its receives and notes."""

    body: dict[str, Any]
    queue: str = "IngestQueue"
    message_id: str = ""
    received: int = 0
    noted: dict[str, str] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        record: dict[str, Any] = deepcopy(batch(self.body)["Records"][0])
        record |= {"messageId": self.message_id, "receiptHandle": f"handle {self.message_id}"}
        record["eventSourceARN"] = ARN + self.queue
        record["attributes"] |= {
            "ApproximateReceiveCount": str(self.received), "SentTimestamp": "1767225600000", "MessageGroupId": "e.org",
        }  # fmt: skip
        texts = self.noted.items()
        record["messageAttributes"] = {name: {"dataType": "String", "stringValue": text} for name, text in texts}
        return record


@dataclass
class Lambda:
    """Delivers queued messages in batches until none is left. A killed call deletes no message."""

    function: ModuleType
    messages: list[Message] = field(default_factory=list)
    #: The names of the objects in each batch whose function was killed.
    taken_along: list[list[str]] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    put_back: set[str] = field(default_factory=set)
    made: int = 0

    def put(self, queue: str, body: dict[str, Any], noted: dict[str, str]) -> None:
        self.made += 1
        self.messages.append(Message(body, queue, f"message-{self.made}", noted=noted))

    def deliver(self, messages: Sequence[Message]) -> None:
        for each in messages:
            each.received += 1
        event = {"Records": [each.record() for each in messages]}
        try:
            again = failures(self.function.lambda_handler(event, Context()))
        except Killed:
            again = [each.message_id for each in messages]
            let_go = self.deleted | self.put_back
            self.taken_along.append([name_of(each) for each in messages if each.message_id not in let_go])
        self.put_back.clear()
        done = {each.message_id for each in messages if each.message_id not in again} | self.deleted
        self.messages = [each for each in self.messages if each.message_id not in done]

    def run(self, *, most: int = 40) -> None:
        for _ in range(most):
            waiting = [each for each in self.messages if each.queue == "IngestQueue"][:BATCH]
            alone = [each for each in self.messages if each.queue == "IngestAloneQueue"][:1]
            if not (waiting or alone):
                return
            for each in (waiting, alone):
                if each:
                    self.deliver(each)
        raise AssertionError("it does not come to an end")

    def letters(self) -> list[Message]:
        return [each for each in self.messages if each.queue == "IngestAloneDeadLetterQueue"]


def name_of(message: Message) -> str:
    return str(message.body["s3"]["key"])


@pytest.fixture
def world(account: None, monkeypatch: pytest.MonkeyPatch) -> Lambda:
    """Simulates the queues: sent messages are delivered, and deleted ones are not delivered again."""
    world = Lambda(load_function("ingest"))
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def answered(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name in WITH_QUEUES:
            return WITH_QUEUES[name](world, arguments)
        if name == "GetObject" and arguments["Key"] in FATES:
            raise FATES[arguments["Key"]]
        return ask(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", answered)
    return world


def sent(world: Lambda, arguments: dict[str, Any]) -> dict[str, Any]:
    for entry in arguments["Entries"]:
        noted = {name: value["StringValue"] for name, value in entry["MessageAttributes"].items()}
        assert entry["MessageGroupId"] == "e.org"
        world.put(arguments["QueueUrl"].rpartition("/")[2], json.loads(entry["MessageBody"]), noted)
    return {}


def deleted(world: Lambda, arguments: dict[str, Any]) -> dict[str, Any]:
    world.deleted |= handled(arguments)
    return {}


def put_back(world: Lambda, arguments: dict[str, Any]) -> dict[str, Any]:
    world.put_back |= handled(arguments)
    return {}


def handled(arguments: dict[str, Any]) -> set[str]:
    return {each["ReceiptHandle"].removeprefix("handle ") for each in arguments["Entries"]}


WITH_QUEUES: dict[str, Callable[[Lambda, dict[str, Any]], dict[str, Any]]] = {
    "SendMessageBatch": sent,
    "DeleteMessageBatch": deleted,
    "ChangeMessageVisibilityBatch": put_back,
    "ChangeMessageVisibility": lambda _world, _arguments: {},
}


def page(number: int, more: str = "") -> bytes:
    text = "".join(f"<p>Paragraph {each} of {number} says what happened on that day.</p>" for each in range(9))
    return f"<article><h1>Harbour bridge {number} reopens</h1>{text}</article>{more}".encode()


def put_pages(world: Lambda, *names: str, body: Callable[[int], bytes] = page) -> None:
    for number, name in enumerate(names):
        url = f"https://example.org/{name}"
        boto3.client("s3").put_object(Bucket=BUCKET, Key=name, Body=body(number), Metadata={"url": url})
        world.put("IngestQueue", {"s3": {"bucket": BUCKET, "key": name}}, {})


def stored() -> set[str]:
    return {head.stored.source.key for head in list_heads()}


def noted(message: Message) -> Any:
    return MessageItem.get(f"MESSAGE#{message.message_id}", "RECEIVES")


@pytest.mark.parametrize("place", [0, 4, 9])
def test_what_ends_the_function_ends_alone_and_takes_nobody_along_twice(world: Lambda, place: int) -> None:
    mates = [f"page-{number}.html" for number in range(25)]
    put_pages(world, *mates[:place], KILLER, *mates[place:])
    world.run()
    assert stored() == set(mates)
    [letter] = world.letters()
    assert name_of(letter) == KILLER
    assert letter.noted["copydesk-reason"] == f"ended the function {MOST_CRASHES} times by itself"
    times = Counter(name for along in world.taken_along for name in along)
    assert times.pop(KILLER) in (1 + MOST_CRASHES, 2 + MOST_CRASHES)
    assert set(times.values()) == {1}
    assert list_rejects() == []


def test_several_killers_take_nobody_along_twice_either(world: Lambda) -> None:
    put_pages(world, *(f"page-{number}.html" for number in range(8)))
    world.messages += [Message({"s3": {"bucket": BUCKET, "key": KILLER}}, message_id=f"killer-{n}") for n in range(3)]
    world.run(most=80)
    assert len(stored()) == 8
    assert len(world.letters()) == 3
    times = Counter(name for along in world.taken_along for name in along if name != KILLER)
    assert max(times.values()) == 1


def test_a_bug_goes_to_the_dead_letters_with_its_reason_after_three_tries(
    world: Lambda, caplog: pytest.LogCaptureFixture
) -> None:
    put_pages(world, "before.html", BUG, "after.html")
    world.run()
    assert stored() == {"before.html", "after.html"}
    [letter] = world.letters()
    assert name_of(letter) == BUG
    assert letter.noted == {
        "copydesk-reason": "ZeroDivisionError: x=1&token=***",
        "copydesk-sent-at": SENT_AT,
    }
    assert sum("ingest.failed" in record.msg for record in caplog.records) == 3


def test_what_passes_by_itself_stays_for_as_long_as_it_takes(world: Lambda) -> None:
    put_pages(world, "page.html")
    [message] = world.messages
    with out_of_order("ArticlesTable"):
        for _ in range(30):
            world.deliver([message])
    assert world.messages == [message]
    assert len(noted(message).retried) == 30
    world.deliver([message])
    assert world.messages == []
    assert stored() == {"page.html"}


def test_a_message_that_was_noted_more_often_than_counted_is_worked_on(world: Lambda) -> None:
    """SQS's count is approximate, and two functions may work on a message at once."""
    put_pages(world, "page.html")
    [message] = world.messages
    for receive in range(5):
        ReceiveStore().note_retry(message.message_id, receive)
    message.received = 1
    world.deliver([message])
    assert stored() == {"page.html"}


def test_a_retry_in_between_makes_no_new_message_of_what_ends_the_function(
    world: Lambda, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is tried alone. Each second try meets a fault before the function ends."""
    put_pages(world, KILLER)
    [message] = world.messages
    message.queue = "IngestAloneQueue"
    ask, asked = BaseClient._make_api_call, iter(range(100))  # type: ignore[attr-defined]

    def at_times(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name == "GetObject" and next(asked) % 2:
            raise ReadTimeoutError(endpoint_url="x")
        return ask(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", at_times)
    world.run()
    assert len(world.taken_along) == MOST_CRASHES
    assert [name_of(letter) for letter in world.letters()] == [KILLER]


def test_while_nothing_can_be_noted_nobody_is_suspected(world: Lambda) -> None:
    put_pages(world, "page.html")
    [message] = world.messages
    with out_of_order(""):
        for _ in range(5):
            world.deliver([message])
    assert world.messages == [message]
    world.run()
    assert world.letters() == []
    assert stored() == {"page.html"}


def test_alone_an_outage_ends_no_message_either(world: Lambda) -> None:
    put_pages(world, "page.html")
    [message] = world.messages
    message.queue = "IngestAloneQueue"
    for table in ("", "ArticlesTable"):
        with out_of_order(table):
            for _ in range(5):
                world.deliver([message])
    assert world.messages == [message]
    world.run()
    assert stored() == {"page.html"}


@contextmanager
def out_of_order(table: str) -> Iterator[None]:
    """Makes calls about a table time out, or all calls of DynamoDB if the name is empty."""
    dispatch = Connection.dispatch

    def hang(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
        if table in str(arguments):
            raise ReadTimeoutError(endpoint_url="x")
        return dispatch(self, name, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "dispatch", hang)
        yield


@pytest.mark.parametrize("received", [1, 3])
def test_what_cannot_be_sent_elsewhere_stays_and_comes_again(
    world: Lambda, monkeypatch: pytest.MonkeyPatch, received: int
) -> None:
    put_pages(world, BUG)
    [message] = world.messages
    message.queue = "IngestAloneQueue" if received == 1 else "IngestQueue"
    message.received = received - 1

    def full(*_: object, **__: object) -> None:
        raise Retry("SQS: throttled")

    monkeypatch.setattr("copydesk.aws.queues.isolation.send_all", full)
    world.deliver([message])
    assert world.messages == [message]


HANGS_AT = b"<!-- hang -->"


@pytest.fixture
def impatient(world: Lambda) -> Lambda:
    """A real child reads large pages and has one second. It hangs in C if a page asks for it."""
    hang = "all(itertools.repeat(True))"
    code = f"{hang} if {HANGS_AT!r} in body else extract_article(body, **_)"
    *start, program = child(code)
    command = (*start, f"from copydesk.extraction import extract_article\n{program}")
    vars(world.function)["ChildProcess"] = partial(ChildProcess, command=command, least_seconds=1, most_seconds=100)
    return world


@pytest.mark.timeout(200)
def test_a_page_that_hangs_is_tried_alone_and_then_refused_and_its_batch_lives(
    impatient: Lambda, caplog: pytest.LogCaptureFixture
) -> None:
    padding = "<!--" + "x" * LARGE + "-->"
    put_pages(impatient, "hangs.html", body=lambda n: page(n, HANGS_AT.decode() + padding))
    put_pages(impatient, *(f"page-{number}.html" for number in range(8)))
    put_pages(impatient, "large.html", body=lambda n: page(n, padding))
    impatient.deliver(impatient.messages[:BATCH])
    assert stored() == {"large.html", *(f"page-{number}.html" for number in range(8))}
    [isolated] = impatient.messages
    assert (isolated.queue, name_of(isolated)) == ("IngestAloneQueue", "hangs.html")
    assert isolated.noted["copydesk-reason"] == "too_slow: over 1 s of the processor"
    assert list_rejects() == []
    impatient.deliver([isolated])
    assert impatient.messages == []
    [reject] = list_rejects()
    assert reject.source
    assert (reject.reason, reject.source.key) == (RejectReason.TOO_SLOW, "hangs.html")
    told = [record.msg for record in caplog.records if record.msg.startswith("ingest.")]
    assert (told.count("ingest.isolated"), told.count("ingest.rejected"), told.count("ingest.failed")) == (1, 1, 0)
