"""A queue seen from outside: how much is on its way, what time it has, and rejects sent through it again."""

import json
from collections.abc import Sequence

from copydesk.aws.bodies import load_message
from copydesk.aws.clients import sqs_client
from copydesk.aws.queue import Outgoing, send_all
from copydesk.cli.sending.following import answered_at
from copydesk.model import Source, to_plain
from copydesk.storage.operations.rejects import RejectRecord


def waiting(queue_url: str) -> int:
    """Messages that are queued, being worked on, or sent to come later."""
    found = sqs_client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    return (
        int(found["ApproximateNumberOfMessages"])
        + int(found["ApproximateNumberOfMessagesNotVisible"])
        + int(found["ApproximateNumberOfMessagesDelayed"])
    )


def clock(queue_url: str) -> str:
    """The time now by the clock of AWS, as `moments.instant` writes it: that of this machine may be another."""
    return answered_at(sqs_client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"]))


def send_again(records: Sequence[RejectRecord], *, queue_url: str) -> None:
    """A pointer to each raw page where there is one, else the very message that was refused.

    Such a message goes alone: ten may be too large for one call.
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
