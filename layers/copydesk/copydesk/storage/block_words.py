"""The words of a few blocks, of any articles, old and new: as many as are wanted in one call."""

from collections.abc import Callable, Collection
from itertools import batched
from typing import Any

from copydesk.errors import Retry
from copydesk.events.records import BlockKey, BlockWords
from copydesk.storage.batch import full_jitter
from copydesk.storage.faults import translated_faults
from copydesk.storage.keys import article_pk, block_sk
from copydesk.storage.models import ArticlesItem

#: What one BatchGetItem takes.
_BATCH = 100
_ATTEMPTS = 6
#: What tells one block from its edit, wherever a block of its type keeps its words.
_WORDS = ("text", "caption", "credit", "alt", "attribution", "url")

type _Key = tuple[str, str]


def read_block_words(
    wanted: Collection[BlockKey], *, pause: Callable[[int], None] = full_jitter
) -> dict[BlockKey, BlockWords]:
    """Those of the wanted blocks that are there. Read consistently: they were written just before their head."""
    names = {(article_pk(article_id), block_sk(block)): (article_id, block) for article_id, block in wanted}
    found: dict[BlockKey, BlockWords] = {}
    for chunk in batched(sorted(names), _BATCH, strict=False):
        for item in _read_all(chunk, pause):
            found[names[_key(item)]] = _words(item)
    return found


def _read_all(keys: Collection[_Key], pause: Callable[[int], None]) -> list[dict[str, Any]]:
    """DynamoDB may hand part of the keys back: throttled, or more than 16 MB."""
    found: list[dict[str, Any]] = []
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause(attempt)
        items, keys = _read_once(keys)
        found += items
        if not keys:
            return found
    raise Retry(f"DynamoDB: {len(keys)} keys handed back {_ATTEMPTS} times")


def _read_once(keys: Collection[_Key]) -> tuple[list[dict[str, Any]], list[_Key]]:
    table = ArticlesItem._get_connection()
    with translated_faults():
        answer = table.batch_get_item(
            [{"pk": pk, "sk": sk} for pk, sk in keys],  # type: ignore[misc]  # typed as keys of text, read as maps
            consistent_read=True,
            attributes_to_get=["pk", "sk", "type", *_WORDS],
        )
    unread = answer.get("UnprocessedKeys", {}).get(table.table_name, {}).get("Keys", [])
    return answer["Responses"].get(table.table_name, []), [_key(each) for each in unread]


def _key(item: dict[str, Any]) -> _Key:
    return item["pk"]["S"], item["sk"]["S"]


def _words(item: dict[str, Any]) -> BlockWords:
    words = (item.get(name, {}).get("S", "") for name in _WORDS)
    return BlockWords(type=item.get("type", {}).get("S", ""), text=" ".join(filter(None, words)))
