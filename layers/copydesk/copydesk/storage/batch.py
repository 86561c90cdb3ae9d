"""Many writes or gets at once, each surely done: DynamoDB may answer a batch by handing part of it back."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from typing import Any

from pynamodb.constants import BATCH_WRITE_ITEM
from pynamodb.models import Model

from copydesk.errors import Retry

#: What one BatchWriteItem takes, and one BatchGetItem.
_PUTS, _GETS = 25, 100
_ATTEMPTS = 6

type AttributeMap = dict[str, Any]
type Key = tuple[str, str]
#: Writes by table, as DynamoDB takes them and hands them back.
type Requests = dict[str, list[dict[str, Any]]]


def full_jitter(attempt: int) -> None:
    """Wait a random part of a time that doubles: workers throttled together do not come back together."""
    time.sleep(random.uniform(0, min(2.0, 0.05 * 2**attempt)))  # noqa: S311  # no secret


def put_all(items: Iterable[Model], *, pause: Callable[[int], None] = full_jitter) -> None:
    """Put items of any tables. None of them may come twice."""
    for chunk in batched(items, _PUTS, strict=False):
        _write([(type(item), {"PutRequest": {"Item": item.serialize()}}) for item in chunk], pause)


def delete_all(model: type[Model], keys: Iterable[Key], *, pause: Callable[[int], None] = full_jitter) -> None:
    """Delete items of a table, whether they are there or not. None of them may come twice."""
    for chunk in batched(keys, _PUTS, strict=False):
        places = ({"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in chunk)
        _write([(model, {"DeleteRequest": {"Key": place}}) for place in places], pause)


def get_all[Item: Model](
    model: type[Item], keys: Sequence[Key], *, consistent: bool = True, pause: Callable[[int], None] = full_jitter
) -> list[Item]:
    """The items that are there, in any order."""
    chunks = (_get_chunk(model, chunk, consistent, pause) for chunk in batched(keys, _GETS, strict=False))
    return [model.from_raw_data(item) for chunk in chunks for item in chunk]


def _get_chunk(
    model: type[Model], keys: Sequence[Key], consistent: bool, pause: Callable[[int], None]
) -> list[AttributeMap]:
    found: list[AttributeMap] = []
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        items, keys = _get_once(model, keys, consistent)
        found += items
        if not keys:
            return found
    raise Retry(f"DynamoDB: {len(keys)} keys handed back {_ATTEMPTS} times")


def _get_once(model: type[Model], keys: Sequence[Key], consistent: bool) -> tuple[list[AttributeMap], list[Key]]:
    table = model._get_connection()
    wanted: list[Any] = [{"pk": pk, "sk": sk} for pk, sk in keys]
    answer = table.batch_get_item(wanted, consistent_read=consistent)
    unread = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
    return answer.get("Responses", {}).get(table.table_name, []), [(key["pk"]["S"], key["sk"]["S"]) for key in unread]


def _write(writes: Sequence[tuple[type[Model], dict[str, Any]]], pause: Callable[[int], None]) -> None:
    requests: Requests = {}
    for model, request in writes:
        requests.setdefault(model.Meta.table_name, []).append(request)
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        requests = _write_once(writes[0][0], requests)
        if not requests:
            return
    raise Retry(f"DynamoDB: {sum(map(len, requests.values()))} items handed back {_ATTEMPTS} times")


def _write_once(any_of_them: type[Model], requests: Requests) -> Requests:
    # PynamoDB's own batches are of one table.
    connection = any_of_them._get_connection().connection
    left: Requests = connection.dispatch(BATCH_WRITE_ITEM, {"RequestItems": requests}).get("UnprocessedItems", {})
    return left
