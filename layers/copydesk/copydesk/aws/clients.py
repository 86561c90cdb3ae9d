"""Creates the AWS clients on first use, with botocore alone.

boto3 adds nothing that is needed here, and its import would lengthen a cold start.
"""

from functools import cache
from typing import TYPE_CHECKING, cast

from botocore.config import Config
from botocore.session import Session

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

#: A call that hangs must leave its function time to put the message back. Three attempts and their pauses take at most
#: half a minute, and the function has one minute. Each message of a batch, or each
#: host of a function, has a connection, as they are handled concurrently. botocore's default is ten connections.
_CONFIG = Config(
    connect_timeout=2, read_timeout=8, retries={"mode": "standard", "total_max_attempts": 3}, max_pool_connections=64
)


@cache
def _session() -> Session:
    return Session()


@cache
def s3_client() -> "S3Client":
    return cast("S3Client", _session().create_client("s3", config=_CONFIG))


@cache
def sqs_client() -> "SQSClient":
    return cast("SQSClient", _session().create_client("sqs", config=_CONFIG))


@cache
def events_client() -> "EventBridgeClient":
    return cast("EventBridgeClient", _session().create_client("events", config=_CONFIG))
