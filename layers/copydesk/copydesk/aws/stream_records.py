"""Reads records of a DynamoDB stream as changes of a table, and sends invalid ones to a dead-letter queue."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import StreamRecord

from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.body import unpacked
from copydesk.errors import Damaged, Reject, RejectReason, Skip, SkipReason
from copydesk.events.records import TableChange
from copydesk.web.timestamps import instant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Record = Mapping[str, Any]
type LoadBody = Callable[[str], bytes]

#: The identity that deletes expired items (developer guide, "DynamoDB Streams and Time to Live").
_TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


def sequence_number(record: Record) -> str:
    """Returns the number by which Lambda identifies a record."""
    return str(record["dynamodb"]["SequenceNumber"])


def table_change(record: Record, *, load_body: LoadBody) -> TableChange:
    """Returns a record as a change, with the bodies of its heads unpacked. Raises Skip if an item only expired."""
    if record.get("userIdentity") == _TTL:
        raise Skip(SkipReason.UNCHANGED, "an item expired")
    try:
        read = StreamRecord(record["dynamodb"])
        change = TableChange(
            pk=read.keys["pk"],
            sk=read.keys["sk"],
            old=read.old_image or None,
            new=read.new_image or None,
            changed_at=instant(datetime.fromtimestamp(float(read["ApproximateCreationDateTime"]), UTC)),
        )
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        detail = f"not a record of a table's stream: {type(error).__name__}: {error!s:.100}"
        raise Reject(RejectReason.UNKNOWN_MESSAGE, detail) from error
    return replace(change, old=_opened(change.old, load_body), new=_opened(change.new, load_body))


def _opened(image: Mapping[str, Any] | None, load_body: LoadBody) -> Mapping[str, Any] | None:
    """Returns an image together with the content of its body, or with `damaged` if the body cannot be read."""
    if image is None or not ("body" in image or "body_key" in image):
        return image
    try:
        body = image["body"] if "body" in image else load_body(image["body_key"])
        # Lambda passes binary values in Base64.
        return {**image, **unpacked(b64decode(body) if isinstance(body, str) else bytes(body))}
    except (Damaged, ValueError, TypeError) as error:
        return {**image, "damaged": str(error)}


def bury(record: Record, reject: Reject, *, client: "SQSClient", queue_url: str) -> None:
    """Sends the keys of a record and the reason for its reject. The item is left out, as it may be large."""
    body = record.get("dynamodb") if isinstance(record.get("dynamodb"), Mapping) else {}
    letter = {
        "reason": str(reject.reason),
        "detail": reject.detail,
        "event_name": record.get("eventName"),
        "event_source_arn": record.get("eventSourceARN"),
        "keys": (body or {}).get("Keys"),
        "sequence_number": (body or {}).get("SequenceNumber"),
    }
    send_all([Outgoing(body=json.dumps(letter), group="publish")], client=client, queue_url=queue_url)
