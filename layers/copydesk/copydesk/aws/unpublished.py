"""Reads letters about changes that could not be published, and the stream records that they name."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from copydesk.aws.faults import translated_faults
from copydesk.errors import Reject, RejectReason

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

type Record = Mapping[str, Any]


def object_of(letter: str) -> tuple[str, str] | None:
    """Returns the bucket and key that a letter of EventBridge names, or None for a letter of the publish function."""
    event = json.loads(letter)
    if event.get("source") != "aws.s3":
        return None
    detail = event["detail"]
    return detail["bucket"]["name"], detail["object"]["key"]


def article_of(letter: str) -> str | None:
    """Returns the id of the article whose record was invalid, or None if the letter does not name one."""
    keys = json.loads(letter).get("keys") or {}
    pk = keys.get("pk", {}).get("S", "")
    return str(pk).removeprefix("ARTICLE#") if str(pk).startswith("ARTICLE#") else None


def records_in(bucket: str, key: str, *, client: "S3Client") -> list[Record]:
    """Returns the records in Lambda's report of an event that the function could not process.

    The event is text within the report. Raises Reject if the report has no records.
    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """
    with translated_faults():
        report = json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
    try:
        event = report["payload"]
        records: list[Record] = (json.loads(event) if isinstance(event, str) else event)["Records"]
    except (KeyError, TypeError, ValueError) as error:
        detail = f"s3://{bucket}/{key} is no report of Lambda with its records"
        raise Reject(RejectReason.UNKNOWN_MESSAGE, detail) from error
    return records
