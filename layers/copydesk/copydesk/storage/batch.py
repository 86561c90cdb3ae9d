"""Many puts or gets at once, each surely done: DynamoDB may answer a batch by handing part of it back."""

import random
import time
from collections.abc import Callable, Sequence
from itertools import batched
from typing import Any

from copydesk.errors import Retry
from copydesk.storage.faults import translated_faults
from copydesk.storage.models import ArticlesItem
from copydesk.storage.operations_models import StoryItem

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


def get_stories(keys: Sequence[tuple[str, str]], *, pause: Callable[[int], None] = full_jitter) -> list[StoryItem]:
    """The items that are there, of up to 100 keys."""
    table = StoryItem._get_connection()
    wanted: list[Any] = [{"pk": pk, "sk": sk} for pk, sk in keys]
    found: list[StoryItem] = []
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        with translated_faults():
            answer = table.batch_get_item(wanted, consistent_read=True)
        found += map(StoryItem.from_raw_data, answer.get("Responses", {}).get(table.table_name, []))
        left = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
        if not left:
            return found
        wanted = [{name: value["S"] for name, value in key.items()} for key in left]
    raise Retry(f"DynamoDB: {len(wanted)} keys handed back {_ATTEMPTS} times")


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
