"""Sends messages to queues, one or many, with an optional delay, and raises if any is not taken."""

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import batched
from math import ceil
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.faults import error_code, is_transient
from copydesk.errors import Retry
from copydesk.web.timestamps import instant, parse_instant
from copydesk.web.urls import host_of

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef


#: The attribute of a repeated message with the time at which it was first sent.
SENT_AT = "copydesk-sent-at"
#: The attribute of a message that was moved from its queue with the reason.
REASON = "copydesk-reason"
FIRST_PAUSE = 30
LONGEST_PAUSE = 900


def sent_at(timestamp: str, *, attribute: str | None) -> str:
    """Returns when a message was first sent: SQS's time in milliseconds, or its attribute SENT_AT if that is earlier.

    >>> sent_at("1767225600000", attribute="2025-12-31T10:00:00.000000Z"), sent_at("1767225600000", attribute=None)
    ('2025-12-31T10:00:00.000000Z', '2026-01-01T00:00:00.000000Z')
    """
    sent = instant(datetime.fromtimestamp(int(timestamp) / 1000, UTC))
    return min(sent, parse_instant(attribute or "") or sent)


def pause_before_retry(receive_count: int, *, chance: Callable[[], float] = random.random) -> int:
    """Returns the seconds until the next try. They double each time, and their upper half is random.

    >>> [pause_before_retry(count, chance=lambda: 1.0) for count in (1, 2, 3, 9)]
    [30, 60, 120, 900]
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE << min(receive_count - 1, 10))
    return round(longest * (0.5 + chance() / 2))


def put_back(client: "SQSClient", *, queue_url: str, receipt_handle: str, receive_count: int) -> int | None:
    """Hides a message for a while and returns the seconds. If that fails, the queue's own timeout applies."""
    pause = pause_before_retry(receive_count)
    try:
        client.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=pause)
    except (BotoCoreError, ClientError):
        return None
    return pause


#: The limits of SQS: messages per call, and seconds of delay.
_BATCH = 10
_LONGEST_DELAY = 900
#: The ids of message groups that SQS takes: up to 128 printable ASCII characters.
_GROUP = re.compile(r"[!-~]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to send after `delay` seconds. `attributes` are texts besides the body.

    A fair queue shares its capacity between message groups. If each group is a host, no host delays another.
    """

    body: str
    group: str | None
    delay: float = 0
    attributes: Mapping[str, str] = field(default_factory=dict)


def request_fetch(url: str, *, client: "SQSClient", queue_url: str) -> None:
    """Requests the fetch of a page."""
    send_all([Outgoing(body=json.dumps({"url": url}), group=host_of(url))], client=client, queue_url=queue_url)


def send_all(messages: Iterable[Outgoing], *, client: "SQSClient", queue_url: str) -> None:
    """Sends all messages, ten a call. Raises Retry if the queue refuses some for now."""
    for chunk in batched(messages, _BATCH, strict=False):
        _send_batch(chunk, client, queue_url)


def _send_batch(messages: Sequence[Outgoing], client: "SQSClient", queue_url: str) -> None:
    entries = [_entry(number, message) for number, message in enumerate(messages)]
    try:
        failed = client.send_message_batch(QueueUrl=queue_url, Entries=entries).get("Failed", [])
    except (ClientError, BotoCoreError) as error:
        code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
        raise (Retry(f"SQS: {code}") if is_transient(error) or code == "AccessDenied" else error) from error
    if failed:
        codes = ", ".join(sorted({each["Code"] for each in failed}))
        detail = f"SQS: {len(failed)} of {len(messages)} messages not taken: {codes}"
        raise RuntimeError(detail) if any(each["SenderFault"] for each in failed) else Retry(detail)


def _entry(number: int, message: Outgoing) -> "SendMessageBatchRequestEntryTypeDef":
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": str(number),
        "MessageBody": message.body,
        "DelaySeconds": min(max(ceil(message.delay), 0), _LONGEST_DELAY),
    }
    if message.group is not None:
        entry["MessageGroupId"] = _group(message.group)
    if message.attributes:
        texts = message.attributes.items()
        entry["MessageAttributes"] = {name: {"DataType": "String", "StringValue": text} for name, text in texts}
    return entry


def _group(name: str) -> str:
    return name if _GROUP.fullmatch(name) else sha256(name.encode("utf-8", "backslashreplace")).hexdigest()
