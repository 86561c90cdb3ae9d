"""When a message that could not be ingested comes back."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

FIRST_PAUSE = 30
LONGEST_PAUSE = 900


def pause_before_retry(receive_count: int, *, chance: Callable[[], float] = random.random) -> int:
    """Seconds until the next try: doubled each time, the upper half by chance so that no two come back together.

    >>> [pause_before_retry(count, chance=lambda: 1.0) for count in (1, 2, 3, 9)]
    [30, 60, 120, 900]
    """
    longest = min(LONGEST_PAUSE, FIRST_PAUSE << min(receive_count - 1, 10))
    return round(longest * (0.5 + chance() / 2))


def put_back(client: "SQSClient", *, queue_url: str, receipt_handle: str, receive_count: int) -> int | None:
    """Hide a message for a while and say how long. If that fails it stays hidden for its queue's own timeout."""
    pause = pause_before_retry(receive_count)
    try:
        client.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=pause)
    except (BotoCoreError, ClientError):
        return None
    return pause
