"""Records of a DynamoDB stream as changes of a table, and those that make no sense as letters to a queue."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import StreamRecord

from copydesk.aws.sending import Outgoing, send_all
from copydesk.errors import Reject, RejectReason
from copydesk.events.records import TableChange
from copydesk.moments import instant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Record = Mapping[str, Any]


def sequence_number(record: Record) -> str:
    """What Lambda knows a record by."""
    return str(record["dynamodb"]["SequenceNumber"])


def table_change(record: Record) -> TableChange:
    try:
        read = StreamRecord(record["dynamodb"])
        return TableChange(
            pk=read.keys["pk"],
            sk=read.keys["sk"],
            old=read.old_image or None,
            new=read.new_image or None,
            changed_at=instant(datetime.fromtimestamp(float(read["ApproximateCreationDateTime"]), UTC)),
        )
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        said = f"not a record of a table's stream: {type(error).__name__}: {error!s:.100}"
        raise Reject(RejectReason.UNKNOWN_MESSAGE, said) from error


def bury(record: Record, reject: Reject, *, client: "SQSClient", queue_url: str) -> None:
    """Send what names a record and why it cannot be told; the item itself is in the table, and may be large."""
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
