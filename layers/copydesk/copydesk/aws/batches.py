"""A batch of messages worked on side by side, each by itself: what fails is tried again alone."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from copydesk.aws.clients import sqs_client
from copydesk.aws.queue import put_back
from copydesk.errors import Retry

#: As many as a batch has messages: what they mostly do is wait for hosts.
THREADS = 32

#: What a message came to: the name of a log event, and its fields.
type Told = tuple[str, Mapping[str, str | int | float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A function that takes batches of a queue: its name in the log, and what it reports with."""

    name: str
    queue_url: str
    logger: Logger
    metrics: Metrics

    def run(self, event: Mapping[str, Any], work: Callable[[SQSRecord], Told]) -> dict[str, Any]:
        """Work through a batch; the answer lists the messages that come back."""
        records = [SQSRecord(record) for record in event["Records"]]
        self.metrics.add_metric("Messages", MetricUnit.Count, len(records))
        sqs_client()  # made before the threads, each of which would make one of its own
        with ThreadPoolExecutor(THREADS) as pool:
            working = [(record, pool.submit(work, record)) for record in records]
            again = [record for record, future in working if not self._is_done(record, future)]
        return {"batchItemFailures": [{"itemIdentifier": record.message_id} for record in again]}

    def _is_done(self, record: SQSRecord, work: Future[Told]) -> bool:
        try:
            event, fields = work.result()
        except Retry as retry:
            self._try_again(record, retry)
            return False
        except Exception:  # not handled, only logged once with its trace: the queue takes it from here
            self.logger.exception(f"{self.name}.failed", extra={"message_id": record.message_id})
            self.metrics.add_metric("Failed", MetricUnit.Count, 1)
            return False
        self.logger.info(f"{self.name}.{event}", extra={**fields, "message_id": record.message_id})
        self.metrics.add_metric(event.capitalize(), MetricUnit.Count, 1)
        return True

    def _try_again(self, record: SQSRecord, retry: Retry) -> None:
        pause = put_back(
            sqs_client(),
            queue_url=self.queue_url,
            receipt_handle=record.receipt_handle,
            receive_count=int(record.attributes.approximate_receive_count),
        )
        fields = {"detail": str(retry), "pause": pause, "message_id": record.message_id}
        self.logger.warning(f"{self.name}.retry", extra=fields)
        self.metrics.add_metric("Retried", MetricUnit.Count, 1)
