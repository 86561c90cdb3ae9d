"""Stores what is too large for an item or a message as objects of the raw bucket.

These are bodies of articles, refused messages, and the listings of sources.
"""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.clients import s3_client
from copydesk.aws.faults import error_code, translated_faults, verdict
from copydesk.aws.queues.envelopes import LISTINGS_PREFIX, MESSAGES_PREFIX
from copydesk.errors import Damaged, Reject
from copydesk.model import Source

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def load_body(key: str, *, client: "S3Client | None" = None, bucket: str) -> bytes:
    """Returns the body with a key.

    Raises Damaged if there is none. Few calls need the client, so it is created late.
    """
    try:
        with translated_faults():
            return (client or s3_client()).get_object(Bucket=bucket, Key=key)["Body"].read()
    except Reject as missing:
        raise Damaged(f"the body {key} is missing: {missing.detail}") from missing


def save_body(key: str, body: bytes, *, client: "S3Client | None" = None, bucket: str) -> None:
    """Saves a body unless its key exists. The key is a digest, so an existing object is the same."""
    _put_once(client or s3_client(), bucket, key, body, ContentType="application/json", ContentEncoding="gzip")


def save_message(digest: str, message: str, *, client: "S3Client | None" = None, bucket: str) -> Source:
    key = f"{MESSAGES_PREFIX}{digest}"
    body = message.encode("utf-8", "backslashreplace")
    _put_once(client or s3_client(), bucket, key, body, ContentType="text/plain; charset=utf-8")
    return Source(bucket=bucket, key=key)


def load_message(source: Source, *, client: "S3Client | None" = None) -> str:
    with translated_faults():
        found = (client or s3_client()).get_object(Bucket=source.bucket, Key=source.key)
        return found["Body"].read().decode()


def save_listing(digest: str, packed: bytes, *, client: "S3Client | None" = None, bucket: str) -> str:
    """Saves what a source lists and returns its key."""
    key = f"{LISTINGS_PREFIX}{digest}"
    _put_once(client or s3_client(), bucket, key, packed, ContentType="application/octet-stream")
    return key


def load_listing(key: str, *, client: "S3Client | None" = None, bucket: str) -> bytes:
    """Returns what a source lists as it was saved. Raises Reject if it is gone."""
    with translated_faults():
        return (client or s3_client()).get_object(Bucket=bucket, Key=key)["Body"].read()


def _put_once(client: "S3Client", bucket: str, key: str, body: bytes, **headers: str) -> None:
    try:
        client.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*", **headers)  # type: ignore[arg-type]  # texts
    except (ClientError, BotoCoreError) as error:
        if not (isinstance(error, ClientError) and error_code(error) == "PreconditionFailed"):
            raise verdict(error) from error
