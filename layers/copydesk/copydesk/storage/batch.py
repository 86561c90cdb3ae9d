"""Many puts at once, each surely done: DynamoDB may answer a batch by handing part of it back."""

import random
import time
from collections.abc import Callable, Sequence
from itertools import batched
from typing import Any

from copydesk.errors import Retry
from copydesk.storage.faults import translated_faults
from copydesk.storage.models import ArticlesItem

#: What one BatchWriteItem takes.
_BATCH = 25
_ATTEMPTS = 6

type AttributeMap = dict[str, Any]


def full_jitter(attempt: int) -> None:
    """Wait a random part of a time that doubles: workers throttled together do not come back together."""
    time.sleep(random.uniform(0, min(2.0, 0.05 * 2**attempt)))  # noqa: S311  # no secret


def put_all(items: Sequence[ArticlesItem], *, pause: Callable[[int], None] = full_jitter) -> None:
    for chunk in batched(items, _BATCH, strict=False):
        _put_chunk([item.serialize() for item in chunk], pause)


def _put_chunk(puts: list[AttributeMap], pause: Callable[[int], None]) -> None:
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        puts = _put_once(puts)
        if not puts:
            return
    raise Retry(f"DynamoDB: {len(puts)} items handed back {_ATTEMPTS} times")


def _put_once(puts: list[AttributeMap]) -> list[AttributeMap]:
    table = ArticlesItem._get_connection()
    with translated_faults():
        answer = table.batch_write_item(put_items=puts)
    unprocessed = answer.get("UnprocessedItems", {}).get(table.table_name, [])
    return [request["PutRequest"]["Item"] for request in unprocessed]
