"""A queue seen from outside: how much is still on its way, and sending rejects through again."""

import json
import time
from collections.abc import Iterator, Sequence

from copydesk.aws.clients import sqs_client
from copydesk.local.problems import Problem
from copydesk.model import Source, to_plain
from copydesk.storage.rejects import RejectRecord

_PATIENCE_SECONDS = 120.0


def waiting(queue_url: str) -> int:
    """Messages that are queued, being worked on, or sent to come later."""
    found = sqs_client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    return (
        int(found["ApproximateNumberOfMessages"])
        + int(found["ApproximateNumberOfMessagesNotVisible"])
        + int(found["ApproximateNumberOfMessagesDelayed"])
    )


def drain(queue_urls: Sequence[str]) -> Iterator[int]:
    """How many messages are left in some queues together, again and again until there are none."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while left := sum(map(waiting, queue_urls)):
        if time.monotonic() > deadline:
            raise Problem(
                f"{left} messages are still in the queue.",
                "They come back; the log says why: .copydesk/stack.log here, CloudWatch on AWS.",
            )
        yield left
        time.sleep(0.2)


def send_again(record: RejectRecord, *, queue_url: str) -> None:
    """A pointer to the raw page where there is one, else the very message that was refused."""
    body = json.dumps(pointer_message(record.source)) if record.source else record.message or ""
    sqs_client().send_message(QueueUrl=queue_url, MessageBody=body)


def pointer_message(source: Source) -> dict[str, dict[str, str | int]]:
    place = {name: value for name, value in to_plain(source).items() if name != "etag"}
    return {"s3" if source.offset is None else "warc": place}
