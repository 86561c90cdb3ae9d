"""A batch of messages worked on side by side, each by itself: what fails is tried again alone."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NotRequired, TypedDict

from aws_lambda_powertools import Logger

from copydesk.aws.clients import sqs_client
from copydesk.aws.queue import put_back
from copydesk.aws.tally import Tally
from copydesk.errors import Retry

#: As many as a batch has messages: what they mostly do is wait for hosts.
THREADS = 32

#: What a message, or a part of it, came to: the name of a log event, and its fields.
type Told = tuple[str, Mapping[str, str | int | float]]
type Report = Callable[[Told], None]


class QueueRecord(TypedDict):
    """A message as Lambda hands it over, as far as it is read. Powertools has a class for it, whose import brings those
    of all other events along and takes longer than that of all the rest of this package.
    """

    messageId: str
    receiptHandle: str
    body: str
    attributes: Mapping[str, str]
    messageAttributes: NotRequired[Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A function that takes batches of a queue: its name in the log, and what it reports with."""

    name: str
    queue_url: str
    logger: Logger
    tally: Tally

    def run(self, event: Mapping[str, Any], work: Callable[[QueueRecord, Report], None]) -> dict[str, Any]:
        """Work through a batch; the answer lists the messages that come back."""
        records: list[QueueRecord] = event["Records"]
        self.tally.count("Messages", len(records))
        sqs_client()  # made before the threads, each of which would make one of its own
        with ThreadPoolExecutor(THREADS) as pool:
            timed = self.tally.timed("MessageMilliseconds", work)
            working = [(record, pool.submit(timed, record, partial(self._report, record))) for record in records]
            again = [record for record, future in working if not self._is_done(record, future)]
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in again]}

    def _is_done(self, record: QueueRecord, work: Future[None]) -> bool:
        try:
            work.result()
        except Retry as retry:
            self._try_again(record, retry)
            return False
        except Exception:  # not handled, only logged once with its trace: the queue takes it from here
            self.logger.exception(f"{self.name}.failed", extra={"message_id": record["messageId"]})
            self.tally.count("Failed")
            return False
        self._measure_age(record)
        return True

    def _report(self, record: QueueRecord, told: Told) -> None:
        event, fields = told
        self.logger.info(f"{self.name}.{event}", extra={**fields, "message_id": record["messageId"]})
        self.tally.count(_metric(event))
        if event == "rejected":
            self.tally.refused(str(fields["reason"]))

    def _measure_age(self, record: QueueRecord) -> None:
        """From when the message was sent: of a page that was put, from then."""
        if sent := record["attributes"].get("SentTimestamp"):
            self.tally.measure("AgeSeconds", time.time() - int(sent) / 1000)

    def _try_again(self, record: QueueRecord, retry: Retry) -> None:
        pause = put_back(
            sqs_client(),
            queue_url=self.queue_url,
            receipt_handle=record["receiptHandle"],
            receive_count=int(record["attributes"]["ApproximateReceiveCount"]),
        )
        fields = {"detail": str(retry), "pause": pause, "message_id": record["messageId"]}
        self.logger.warning(f"{self.name}.retry", extra=fields)
        self.tally.count("Retried")


def _metric(event: str) -> str:
    """The name of the metric that counts a log event.

    >>> _metric("stored"), _metric("hops_exceeded")
    ('Stored', 'HopsExceeded')
    """
    return event.title().replace("_", "")
