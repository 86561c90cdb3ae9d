"""Looks at a queue from outside: its length and the clock of AWS. It also sends rejects to a queue again."""

import json
from collections.abc import Sequence

from copydesk.aws.bodies import load_message
from copydesk.aws.clients import sqs_client
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.cli.sending.following import answered_at
from copydesk.model import Source, to_plain
from copydesk.storage.operations.rejects import RejectRecord


def waiting(queue_url: str) -> int:
    """Returns the number of messages in a queue: visible, in progress and delayed ones."""
    found = sqs_client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    return (
        int(found["ApproximateNumberOfMessages"])
        + int(found["ApproximateNumberOfMessagesNotVisible"])
        + int(found["ApproximateNumberOfMessagesDelayed"])
    )


def clock(queue_url: str) -> str:
    """Returns the time by the clock of AWS, as `timestamps.instant` writes it. This machine's clock may differ."""
    return answered_at(sqs_client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"]))


def send_again(records: Sequence[RejectRecord], *, queue_url: str) -> None:
    """Sends a pointer to the raw page of each reject. Without a raw page it sends the refused message itself.

    Such messages are sent one per call, because ten may be too large for one call.
    """
    pointers = [json.dumps(pointer_message(record.source)) for record in records if record.source]
    alone = [[_whole_message(record)] for record in records if not record.source]
    for bodies in (pointers, *alone):
        send_all([Outgoing(body=body, group=None) for body in bodies], client=sqs_client(), queue_url=queue_url)


def _whole_message(record: RejectRecord) -> str:
    return load_message(record.whole_message) if record.whole_message else record.message or ""


def pointer_message(source: Source) -> dict[str, dict[str, str | int]]:
    place = {name: value for name, value in to_plain(source).items() if name != "etag"}
    return {"s3" if source.offset is None else "warc": place}
