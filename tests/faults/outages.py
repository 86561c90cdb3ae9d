"""This module simulates ten minutes without a service, with the real functions and a simulated clock.

The queue, its pauses and Lambda's treatment of batches and streams are a model. All other code is the real code, on an
AWS in this process. The duration of a function's call is assumed (`CALL_SECONDS`), because nothing waits.
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

#: The duration of the outage, and the answers of the service during it.
OUTAGE_SECONDS = 600.0
ANSWERS: Mapping[str, tuple[int, str]] = {
    "dynamodb": (500, "InternalServerError"),
    "s3": (503, "SlowDown"),
    "events": (503, "ServiceUnavailable"),
}
#: Assumed seconds of a function's call: usually, and during the outage with the SDK's retries.
CALL_SECONDS, CALL_SECONDS_OUT = 1.0, 30.0
#: Lambda retries a stream's batch after a growing pause. Its documentation does not state the longest one.
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
    """Messages by name, on the model's clock. A message that is received too often becomes a dead letter."""

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
        """Returns a batch of visible messages, and hides them for the queue's timeout."""
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
        """Returns SQS's answer to a call of the functions."""
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
    """Ignores a call that was answered."""


@contextmanager
def away(
    service: str, queues: Queues, patch: pytest.MonkeyPatch, heard: Callable[[str, Any], None] = _to_nobody
) -> Iterator[None]:
    """Makes calls of a service fail during the outage; the model answers the calls of SQS.

    `heard` gets each call that was answered.
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
    """Counts what became of the messages.

    `most_receives` is the largest number of receives of one message. `oldest` is the longest time in seconds from the
    first sending of a message to its end.
    """

    done: int = 0
    most_receives: int = 0
    oldest: float = 0.0
    moved: int = 0


def worked_off(queues: Queues, work: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]) -> Outcome:
    """Hands out batches until every message is done or dead."""
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
    """The result of a shard: the tries of its batches, and the age of the oldest change when it was published."""

    tries: int = 0
    oldest: float = 0.0
    given_up: int = 0


def followed(
    changes: Sequence[tuple[float, Mapping[str, Any]]], publish: ModuleType, queues: Queues, *, rules: Mapping[str, Any]
) -> Followed:
    """Hands a shard's changes to the function in order, by the rules of the template's mapping.

    Each change has its time.
    """
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
