"""The boto3 clients, each made on first use."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

#: A call that hangs must leave its function time to put the message back. Three attempts and their pauses
#: take half a minute at worst, of the minute that the function has.
#: A connection for each message of a batch, as they are worked on at once (botocore keeps ten).
_CONFIG = Config(
    connect_timeout=2, read_timeout=8, retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=32
)


@cache
def s3_client() -> "S3Client":
    return boto3.client("s3", config=_CONFIG)


@cache
def sqs_client() -> "SQSClient":
    return boto3.client("sqs", config=_CONFIG)


@cache
def events_client() -> "EventBridgeClient":
    return boto3.client("events", config=_CONFIG)
