"""Bodies of articles that are too large for an item: objects of the raw bucket."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.clients import s3_client
from copydesk.aws.s3_faults import translated_faults, verdict
from copydesk.aws.transient import error_code
from copydesk.errors import Damaged, Reject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def load_body(key: str, *, client: "S3Client | None" = None, bucket: str) -> bytes:
    """The body with a key; Damaged if there is none. The client is made when one is asked for, as hardly any is."""
    try:
        with translated_faults():
            return (client or s3_client()).get_object(Bucket=bucket, Key=key)["Body"].read()
    except Reject as missing:
        raise Damaged(f"the body {key} is missing: {missing.detail}") from missing


def save_body(key: str, body: bytes, *, client: "S3Client | None" = None, bucket: str) -> None:
    """Keep a body once: what has its key already is the same, as the key is a digest."""
    try:
        (client or s3_client()).put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json",
                                           ContentEncoding="gzip", IfNoneMatch="*")  # fmt: skip
    except (ClientError, BotoCoreError) as error:
        if not (isinstance(error, ClientError) and error_code(error) == "PreconditionFailed"):
            raise verdict(error) from error
