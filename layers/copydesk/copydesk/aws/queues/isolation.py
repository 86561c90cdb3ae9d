"""Isolates messages that may have killed the function from their neighbours, and finally from the function.

A killed function reports nothing. Its messages come again, and only their number of receives shows it. Each Retry is
recorded. So a message with more receives than records was present when a function died, or was never processed:

- After two such receives, at most one such message of a batch is processed, after all others. The finished
  messages are deleted first, and other suspects are put back.
- After three, the message goes to a queue whose batches hold one message. A page whose extraction was stopped goes
  there for its second try.
- In that queue, the start of its processing is recorded. A message that killed the function twice goes to the
  dead-letter queue, and so does a bug.

No message is sent to the queue that it came from, and none moves more than twice. The reason is that Lambda ends loops
of 16.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.queues.batches import PassOn, QueueRecord, Stage, Work, answer, first_sent_at, received
from copydesk.aws.queues.sending import REASON, SENT_AT, Outgoing, send_all
from copydesk.errors import Alone, Retry
from copydesk.web.redaction import redacted, redacted_start

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: The numbers of receives without a recorded Retry after which a message is processed last, and in its own queue.
SUSPECTED, ISOLATED = 2, 3
#: The most times that a message may kill the function when it is processed by itself.
MOST_CRASHES = 2
#: The most characters of an error text that are kept, as many as are logged.
_LONGEST_REASON = 200


class Receives(Protocol):
    def retries(self, message_ids: Sequence[str]) -> Mapping[str, int]: ...
    def note_retry(self, message_id: str, receive: int) -> None: ...
    def note_begun(self, message_id: str, receive: int) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """Processes batches with isolation. `alone_url` is the queue of single messages, `letters_url` its dead letters."""

    stage: Stage
    receives: Receives
    client: "SQSClient"
    alone_url: str
    letters_url: str

    def run(self, event: Mapping[str, Any], work: Work) -> dict[str, Any]:
        """Processes a batch of either queue. The answer lists the messages that come back."""
        records: list[QueueRecord] = event["Records"]
        self.stage.metrics.count("Messages", len(records))
        if not self.is_alone(event):
            return answer(self._side_by_side(records, work))
        stage = replace(self.stage, queue_url=self.alone_url)
        return answer(replace(self, stage=stage)._one_by_one(records, work))

    def is_alone(self, event: Mapping[str, Any]) -> bool:
        """True if a batch is of the queue of single messages. Lambda takes each batch from one queue."""
        name = self.alone_url.rpartition("/")[2]
        return any(record["eventSourceARN"].rpartition(":")[2] == name for record in event["Records"])

    def _side_by_side(self, records: Sequence[QueueRecord], work: Work) -> list[QueueRecord]:
        times = self._unexplained(records)
        new = [record for record in records if times[record["messageId"]] < SUSPECTED]
        suspected = [record for record in records if SUSPECTED <= times[record["messageId"]] < ISOLATED]
        isolated = [record for record in records if times[record["messageId"]] >= ISOLATED]
        again = self._isolate(isolated)
        again += self._work_on(new, work, self._isolate_stopped)
        if suspected:
            self._delete([record for record in new if record not in again])
            self._put_back(suspected[1:])
            again += self._work_on(suspected[:1], work, self._isolate_stopped) + suspected[1:]
        return again

    def _isolate(self, records: Sequence[QueueRecord]) -> list[QueueRecord]:
        reason = f"received {ISOLATED} times without a Retry"
        again = [record for record in records if not self._send(record, self.alone_url, "isolated", reason)]
        self._delete([record for record in records if record not in again])
        return again

    def _unexplained(self, records: Sequence[QueueRecord]) -> dict[str, int]:
        """Maps message ids to receives without a recorded Retry.

        While records cannot be read, no message is suspected.
        """
        repeated = [record["messageId"] for record in records if received(record) > 1]
        try:
            noted = self.receives.retries(repeated) if repeated else {}
        except Retry:
            return {record["messageId"]: 1 for record in records}
        return {record["messageId"]: received(record) - noted.get(record["messageId"], 0) for record in records}

    def _one_by_one(self, records: Sequence[QueueRecord], work: Work) -> list[QueueRecord]:
        return [record for record in records if not self._is_settled(record, work)]

    def _is_settled(self, record: QueueRecord, work: Work) -> bool:
        try:
            begun = self.receives.note_begun(record["messageId"], received(record))
        except Retry as retry:
            self.stage.try_again(record, retry)
            return False
        if begun > MOST_CRASHES:
            reason = f"ended the function {MOST_CRASHES} times by itself"
            return self._send(record, self.letters_url, "buried", reason)
        return not self._work_on([record], work, self._bury_bug)

    def _work_on(self, records: Sequence[QueueRecord], work: Work, pass_on: PassOn) -> list[QueueRecord]:
        stage = replace(self.stage, note_retry=self._note_retry)
        return stage.work_on(records, work, pass_on=pass_on)

    def _note_retry(self, message_id: str, receive: int) -> None:
        try:
            self.receives.note_retry(message_id, receive)
        except Retry as retry:
            # The message will be suspected, which only costs it a turn by itself.
            self.stage.logger.warning(
                f"{self.stage.name}.unnoted", extra={"message_id": message_id, "detail": str(retry)}
            )

    def _isolate_stopped(self, record: QueueRecord, error: Exception) -> bool:
        return isinstance(error, Alone) and self._send(record, self.alone_url, "isolated", str(error))

    def _bury_bug(self, record: QueueRecord, error: Exception) -> bool:
        return not isinstance(error, Retry) and self._send(record, self.letters_url, "buried", words_of(error))

    def _send(self, record: QueueRecord, queue_url: str, event: str, reason: str) -> bool:
        """Sends a message to another queue with a reason.

        Returns False if that fails; it then stays and comes again.
        """
        fields: dict[str, Any] = {"message_id": record["messageId"], "reason": reason}
        try:
            send_all([passed_on(record, reason)], client=self.client, queue_url=queue_url)
        except (Retry, RuntimeError, BotoCoreError, ClientError) as error:
            self.stage.logger.warning(f"{self.stage.name}.unmoved", extra={**fields, "detail": f"{error!s:.200}"})
            return False
        self.stage.logger.warning(f"{self.stage.name}.{event}", extra=fields)
        self.stage.metrics.count(event.capitalize())
        return True

    def _delete(self, records: Sequence[QueueRecord]) -> None:
        """Deletes finished messages before Lambda does, so that they do not come again if the function dies now."""
        entries: Any = [{"Id": str(n), "ReceiptHandle": each["receiptHandle"]} for n, each in enumerate(records)]
        with suppress(BotoCoreError, ClientError):
            if entries:
                self.client.delete_message_batch(QueueUrl=self.stage.queue_url, Entries=entries)

    def _put_back(self, records: Sequence[QueueRecord]) -> None:
        """Makes messages that were not begun visible again at once."""
        entries: Any = [
            {"Id": str(n), "ReceiptHandle": each["receiptHandle"], "VisibilityTimeout": 0}
            for n, each in enumerate(records)
        ]
        with suppress(BotoCoreError, ClientError):
            if entries:
                self.client.change_message_visibility_batch(QueueUrl=self.stage.queue_url, Entries=entries)


def words_of(error: Exception) -> str:
    """Describes an error in one line without secrets. For a group of errors it describes the first.

    >>> words_of(ExceptionGroup("ingest failed", [KeyError("name"), ValueError("no number")]))
    "KeyError: 'name'"
    """
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {redacted_start(str(error), _LONGEST_REASON)}"


def passed_on(record: QueueRecord, reason: str) -> Outgoing:
    """Returns a message to send to another queue, with its message group and the time at which it was first sent."""
    line = redacted(" ".join(reason.split()))
    attributes = {SENT_AT: first_sent_at(record), REASON: line.encode("unicode_escape").decode()}
    return Outgoing(body=record["body"], group=record["attributes"].get("MessageGroupId"), attributes=attributes)
