"""Creates the AWS clients on first use, with botocore alone.

boto3 adds nothing that is needed here, and its import would lengthen a cold start.
"""

import gzip
import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import botocore
from botocore.config import Config
from botocore.loaders import JSONFileLoader, Loader
from botocore.session import Session

from copydesk import __version__

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


#: botocore would build its own name anew, twice for each call. That is a seventh of a call's processor time.
_USER_AGENT = f"Copydesk/{__version__} Botocore/{botocore.__version__}"
#: Held while a client is created, because botocore cannot create two clients of one session at once.
CREATING = Lock()


class _Files(JSONFileLoader):
    """Reads botocore's files into ordinary dictionaries, which takes half the time of its ordered ones."""

    def load_file(self, file_path: str) -> Any:
        for ending, opened in ((".json", open), (".json.gz", gzip.open)):
            if Path(file_path + ending).is_file():
                with opened(file_path + ending, "rb") as file:
                    return json.load(file)
        return None


class _Models(Loader):
    """Finds the models of these services only. botocore's own loader first searches the folders of 400 services."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002  # botocore's signature
        return ["dynamodb", "events", "s3", "sqs"]


@cache
def session() -> Session:
    """Returns the session of all clients, also of PynamoDB's.

    Each session reads the same files again, for 40 ms and more. Create a client only while you hold CREATING.
    """
    shared = Session()
    shared.set_default_client_config(Config(user_agent=_USER_AGENT))
    shared.register_component("data_loader", _Models(file_loader=_Files()))
    return shared


@cache
def s3_client() -> "S3Client":
    return cast("S3Client", _created("s3"))


@cache
def sqs_client() -> "SQSClient":
    return cast("SQSClient", _created("sqs"))


@cache
def events_client() -> "EventBridgeClient":
    return cast("EventBridgeClient", _created("events"))


def _created(service: str) -> Any:
    with CREATING:
        return session().create_client(service, config=_CONFIG)
