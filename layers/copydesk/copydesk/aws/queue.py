"""When a message came, and when one that could not be ingested comes back."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.moments import instant, parse_instant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

#: The attribute in which a message that is sent again says when it was sent first.
SENT_AT = "copydesk-sent-at"
#: The attribute in which a message that was taken off its queue says why.
REASON = "copydesk-reason"
FIRST_PAUSE = 30
LONGEST_PAUSE = 900


def sent_at(timestamp: str, *, told: str | None) -> str:
    """When a message was sent first, from SQS's own milliseconds and its attribute SENT_AT, which may only be earlier.

    >>> sent_at("1767225600000", told="2025-12-31T10:00:00.000000Z"), sent_at("1767225600000", told=None)
    ('2025-12-31T10:00:00.000000Z', '2026-01-01T00:00:00.000000Z')
    """
    sent = instant(datetime.fromtimestamp(int(timestamp) / 1000, UTC))
    return min(sent, parse_instant(told or "") or sent)


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
