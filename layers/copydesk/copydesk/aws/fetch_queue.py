"""Asking for a page: one message to the fetch queue, in the group of its host."""

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.transient import error_code, is_transient
from copydesk.errors import Retry

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: What SQS takes as the id of a message group: up to 128 letters, digits and marks of ASCII.
_GROUP = re.compile(r"[!-~]{1,128}")


def request_fetch(client: "SQSClient", queue_url: str, url: str) -> None:
    """Ask for a page. A fair queue shares its capacity between groups, so that no host waits for another."""
    body = json.dumps({"url": url})
    try:
        client.send_message(QueueUrl=queue_url, MessageBody=body, MessageGroupId=_group(url))
    except (ClientError, BotoCoreError) as error:
        code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
        raise (Retry(f"SQS: {code}") if is_transient(error) or code == "AccessDenied" else error) from error


def _group(url: str) -> str:
    host = urlsplit(url).netloc.lower()
    return host if _GROUP.fullmatch(host) else sha256(host.encode("utf-8", "backslashreplace")).hexdigest()
