"""Processes the messages of a batch concurrently; only those that fail are tried again."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NotRequired, TypedDict

from aws_lambda_powertools import Logger

from copydesk.aws.clients import sqs_client
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.sending import SENT_AT, put_back, sent_at
from copydesk.errors import Retry

#: The number of messages in a batch. Most of their time they wait for hosts.
THREADS = 32

#: The outcome of a message or of a part of it: the name of a log event, and its fields.
type LogEvent = tuple[str, Mapping[str, str | int | float]]
type Report = Callable[[LogEvent], None]


class QueueRecord(TypedDict):
    """The fields of a message from Lambda that this package reads.

    Powertools has a class for it, but its import loads those of all other events and takes longer than this package.
    """

    messageId: str
    receiptHandle: str
    body: str
    attributes: Mapping[str, str]
    eventSourceARN: str
    messageAttributes: NotRequired[Mapping[str, Mapping[str, Any]]]


type Work = Callable[[QueueRecord, Report], None]
type PassOn = Callable[[QueueRecord, Exception], bool]


def stays(_record: QueueRecord, _error: Exception) -> bool:
    """Leaves every failed message on its queue."""
    return False


def received(record: QueueRecord) -> int:
    """Returns how often a message was received, this time included. A broken record fails later, in its work."""
    return int(record["attributes"].get("ApproximateReceiveCount", 1))


def first_sent_at(record: QueueRecord) -> str:
    """Returns when a message was first sent, before it was passed on or sent again."""
    attribute = record.get("messageAttributes", {}).get(SENT_AT)
    return sent_at(record["attributes"]["SentTimestamp"], attribute=attribute["stringValue"] if attribute else None)


def answer(again: Sequence[QueueRecord]) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in again]}


def _forget(_message_id: str, _receive: int) -> None:
    """Does nothing, because nobody asks how often a message came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A function that takes batches from a queue: its name in the log, and its means of reporting.

    `note_retry` receives the id of each message that a Retry puts back, and how often it was received.
    """

    name: str
    queue_url: str
    logger: Logger
    metrics: FunctionMetrics
    note_retry: Callable[[str, int], None] = _forget

    def run(self, event: Mapping[str, Any], work: Work) -> dict[str, Any]:
        """Processes a batch. The answer lists the messages that come back."""
        records: list[QueueRecord] = event["Records"]
        self.metrics.count("Messages", len(records))
        return answer(self.work_on(records, work))

    def work_on(self, records: Sequence[QueueRecord], work: Work, *, pass_on: PassOn = stays) -> list[QueueRecord]:
        """Processes messages concurrently and returns those that come again.

        `pass_on` is called with each failed message. If it returns True, the message went elsewhere and is done here.
        """
        sqs_client()  # created here, because each thread would otherwise create its own
        timed = self.metrics.timed("MessageMilliseconds", work)
        with ThreadPoolExecutor(THREADS) as pool:
            done = pool.map(partial(self._is_done, work=timed, pass_on=pass_on), records)
            return [record for record, is_done in zip(records, done, strict=True) if not is_done]

    def _is_done(self, record: QueueRecord, *, work: Work, pass_on: PassOn) -> bool:
        try:
            work(record, partial(self._report, record))
        except Retry as retry:
            if pass_on(record, retry):
                return True
            self.try_again(record, retry)
            return False
        except Exception as bug:  # only logged once with its trace; the queue repeats or buries the message
            self.logger.exception(f"{self.name}.failed", extra={"message_id": record["messageId"]})
            self.metrics.count("Failed")
            return pass_on(record, bug)
        self._measure_age(record)
        return True

    def _report(self, record: QueueRecord, log_event: LogEvent) -> None:
        event, fields = log_event
        log_outcome(self.logger, self.metrics, self.name, (event, {**fields, "message_id": record["messageId"]}))

    def _measure_age(self, record: QueueRecord) -> None:
        """Measures the age of a message from the time at which it was sent."""
        if sent := record["attributes"].get("SentTimestamp"):
            self.metrics.measure("AgeSeconds", time.time() - int(sent) / 1000)

    def try_again(self, record: QueueRecord, retry: Retry) -> None:
        """Hides a message for a while, longer after each receive."""
        self.note_retry(record["messageId"], received(record))
        pause = put_back(
            sqs_client(),
            queue_url=self.queue_url,
            receipt_handle=record["receiptHandle"],
            receive_count=received(record),
        )
        fields = {"detail": str(retry), "pause": pause, "message_id": record["messageId"]}
        self.logger.warning(f"{self.name}.retry", extra=fields)
        self.metrics.count("Retried")


def log_outcome(logger: Logger, metrics: FunctionMetrics, name: str, log_event: LogEvent) -> None:
    """Logs the outcome of a message and counts it."""
    event, fields = log_event
    logger.info(f"{name}.{event}", extra=dict(fields))
    count(metrics, log_event)


def count(metrics: FunctionMetrics, log_event: LogEvent) -> None:
    """Counts the outcome of a message."""
    event, fields = log_event
    metrics.count(_metric(event))
    if event == "rejected":
        metrics.refused(str(fields["reason"]))


def _metric(event: str) -> str:
    """Returns the name of the metric that counts a log event.

    >>> _metric("stored"), _metric("handed_on")
    ('Stored', 'HandedOn')
    """
    return event.title().replace("_", "")
