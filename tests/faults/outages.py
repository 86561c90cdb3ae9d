"""Ten minutes without a service, played with the functions as they are and a clock that is moved.

The queue, its pauses and what Lambda does with a batch or a stream are a model here; all else is the real code, on an
AWS in this process. What a call of a function takes is assumed, because nothing waits: see `CALL_SECONDS`.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import ModuleType
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.integration.calling import Context

#: How long the service is away, and what it answers meanwhile.
OUTAGE_SECONDS = 600.0
ANSWERS: Mapping[str, tuple[int, str]] = {
    "dynamodb": (500, "InternalServerError"),
    "s3": (503, "SlowDown"),
    "events": (503, "ServiceUnavailable"),
}
#: What the function of a queue takes: a moment, and with the SDK's tries of what does not answer half a minute.
CALL_SECONDS, CALL_SECONDS_OUT = 1.0, 30.0
#: Lambda tries a stream's batch again after a growing pause, which its documentation does not name.
LONGEST_STREAM_PAUSE = 60.0
_FIRST_SENT_MS = 1_714_053_600_000


@dataclass(slots=True)
class Message:
    name: str
    queue: str
    body: str
    sent: float
    visible: float
    attributes: Mapping[str, Any] = field(default_factory=dict)
    receives: int = 0


@dataclass(slots=True, kw_only=True)
class Queues:
    """Messages by their names, on a clock that the model moves. What is received too often is dead."""

    now: float = 0.0
    limits: Mapping[str, tuple[int, int, int]]
    here: dict[str, Message] = field(default_factory=dict)
    dead: list[Message] = field(default_factory=list)
    _names: Iterator[int] = field(default_factory=count)

    def send(
        self, queue: str, body: str, *, attributes: Mapping[str, Any] | None = None, at: float | None = None
    ) -> None:
        name, sent = f"message-{next(self._names)}", self.now if at is None else at
        self.here[name] = Message(name, queue, body, sent, sent, attributes or {})

    def receive(self, queue: str) -> list[Message]:
        """A batch of what is visible now, hidden for the queue's timeout."""
        batch, hidden, most = self.limits[queue]
        found: list[Message] = []
        for message in sorted(self.here.values(), key=lambda each: each.visible):
            if message.queue == queue and message.visible <= self.now and len(found) < batch:
                message.receives += 1
                message.visible = self.now + hidden
                if message.receives > most:
                    self.dead.append(self.here.pop(message.name))
                else:
                    found.append(message)
        return found

    def asked(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """What SQS does with a call of the functions."""
        match operation, arguments:
            case "ChangeMessageVisibility", {"ReceiptHandle": name, "VisibilityTimeout": pause}:
                self.here[name].visible = self.now + pause
            case "ChangeMessageVisibilityBatch", {"Entries": entries}:
                for each in entries:
                    self.here[each["ReceiptHandle"]].visible = self.now + each["VisibilityTimeout"]
            case "DeleteMessageBatch", {"Entries": entries}:
                for each in entries:
                    self.here.pop(each["ReceiptHandle"], None)
            case "SendMessageBatch", {"QueueUrl": url, "Entries": entries}:
                for each in entries:
                    told = each.get("MessageAttributes", {})
                    as_lambda = {name: {"stringValue": value["StringValue"]} for name, value in told.items()}
                    self.send(url.rpartition("/")[2], each["MessageBody"], attributes=as_lambda)
            case _:
                raise AssertionError(f"say here what SQS does with {operation}")
        return {}


def _to_nobody(_operation: str, _arguments: Any) -> None:
    """Nobody asks which calls were answered."""


@contextmanager
def away(
    service: str, queues: Queues, patch: pytest.MonkeyPatch, heard: Callable[[str, Any], None] = _to_nobody
) -> Iterator[None]:
    """Calls of a service fail while the clock is within the outage; those of SQS are the model's. `heard` is told of
    each call that was answered.
    """
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]
    status, code = ANSWERS[service]

    def answered(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        asked = self.meta.service_model.service_name
        if asked == service and queues.now < OUTAGE_SECONDS:
            said: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
            raise ClientError(said, operation)
        heard(operation, arguments)
        return queues.asked(operation, arguments) if asked == "sqs" else ask(self, operation, arguments)

    with patch.context() as within:
        within.setattr(BaseClient, "_make_api_call", answered)
        within.setattr("time.sleep", lambda _: None)
        yield


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of messages: the receives of the one that needed most, and the seconds of the one that took longest
    from when it was sent first.
    """

    done: int = 0
    most_receives: int = 0
    oldest: float = 0.0
    moved: int = 0


def worked_off(queues: Queues, work: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]) -> Outcome:
    """Hand out batches until every message is done or dead."""
    outcome = Outcome()
    while queues.here:
        queues.now = max(queues.now, min(message.visible for message in queues.here.values()))
        for queue, handler in work.items():
            if batch := queues.receive(queue):
                _call(queues, batch, handler, outcome)
    return outcome


def _call(
    queues: Queues,
    batch: Sequence[Message],
    handler: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    outcome: Outcome,
) -> None:
    before = set(queues.here)
    answer = handler({"Records": [_record(message) for message in batch]})
    again = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
    queues.now += CALL_SECONDS_OUT if again else CALL_SECONDS
    moved = {name for name in queues.here if name not in before}
    outcome.moved += len(moved)
    for message in batch:
        outcome.most_receives = max(outcome.most_receives, message.receives)
        if message.name not in again:
            queues.here.pop(message.name, None)
            outcome.oldest = max(outcome.oldest, queues.now - message.sent)
    outcome.done += len(batch) - len(again) - len(moved)


def _record(message: Message) -> dict[str, Any]:
    return {
        "messageId": message.name,
        "receiptHandle": message.name,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.receives),
            "SentTimestamp": str(_FIRST_SENT_MS + round(1_000 * message.sent)),
        },
        "messageAttributes": message.attributes,
        "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{message.queue}",
    }


@dataclass(slots=True, kw_only=True)
class Followed:
    """What a shard of the stream came to: tries of its batches, and the age of the oldest change when it was told."""

    tries: int = 0
    oldest: float = 0.0
    given_up: int = 0


def followed(
    changes: Sequence[tuple[float, Mapping[str, Any]]], publish: ModuleType, queues: Queues, *, rules: Mapping[str, Any]
) -> Followed:
    """Hand a shard's changes to the function in order, each with its time, as the template's mapping says."""
    left, outcome, pause = deque(changes), Followed(), 1.0
    while left:
        queues.now = max(queues.now, left[0][0])
        if queues.now - left[0][0] > rules["MaximumRecordAgeInSeconds"]:
            outcome.given_up += 1
            left.popleft()
            continue
        batch = [change for at, change in left if at <= queues.now][: rules["BatchSize"]]
        outcome.tries += 1
        failed = publish.lambda_handler({"Records": batch}, Context())["batchItemFailures"]
        numbers = [each["dynamodb"]["SequenceNumber"] for each in batch]
        told = numbers.index(failed[0]["itemIdentifier"]) if failed else len(batch)
        for _ in range(told):
            outcome.oldest = max(outcome.oldest, queues.now - left.popleft()[0])
        pause = 1.0 if told else min(LONGEST_STREAM_PAUSE, 2 * pause)
        queues.now += pause if failed else 0.0
    return outcome
