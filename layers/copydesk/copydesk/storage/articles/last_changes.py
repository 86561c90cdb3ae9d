"""Builds the last change of articles to publish it again: of all that changed since a time, or of given ones."""

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from copydesk.pipeline.republish import Record, last_change
from copydesk.storage import keys
from copydesk.storage.articles.listing import heads_of
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.dynamodb import get_all

#: The number of keys that one call of DynamoDB reads.
_AT_ONCE = 100


def ids_changed_since(instant: str) -> Iterator[str]:
    """Yields the ids of all articles that were read anew or withdrawn since a time, in no order.

    It reads the whole index by day, about 25 articles per read unit. The index lags behind the table.
    """
    is_news = (HeadItem.date_downloaded >= instant) | (HeadItem.withdrawn_at >= instant)
    for entry in ArticlesItem.by_day.scan(filter_condition=is_news):
        yield entry.pk.partition("#")[2]


def last_changes(article_ids: Iterable[str], *, since: str = "") -> Iterator[Record]:
    """Yields the last change of each article as a stream record, if it is not before `since`."""
    for part in batched(article_ids, _AT_ONCE, strict=False):
        heads = heads_of(map(keys.article_pk, part), consistent=True).values()
        changed = [each for each in heads if _changed_at(each) >= since]
        before = _revisions_before(changed)
        for each in changed:
            yield last_change(each.serialize(), before.get(each.pk))


def _changed_at(item: HeadItem) -> str:
    return max(item.withdrawn_at or "", item.date_downloaded)


def _revisions_before(heads: Iterable[HeadItem]) -> dict[str, dict[str, Any]]:
    wanted = [
        (each.pk, keys.revision_sk(int(each.revision["number"]) - 1))
        for each in heads
        if int(each.revision["number"]) > 1 and not each.withdrawn_at
    ]
    return {item.pk: item.serialize() for item in get_all(ArticlesItem, wanted)} if wanted else {}
