"""Reading what was stored: one article whole, or the heads of a site, a day, the table."""

from collections.abc import Sequence
from itertools import chain, islice

from copydesk.errors import Retry
from copydesk.model import StoredArticle
from copydesk.storage import keys
from copydesk.storage.batch import get_all
from copydesk.storage.faults import translated_faults
from copydesk.storage.indexed import items_of
from copydesk.storage.items import Head, head, whole_article
from copydesk.storage.models import AliasItem, ArticlesItem, HeadItem
from copydesk.storage.standings import names, read_article_head

#: A long article is read in several pages; one that is edited meanwhile is read again.
_ROUNDS = 3


def read_article(article_id: str) -> StoredArticle | None:
    """One article as its head names it, from one query, two for an alias; None if there is none."""
    for _ in range(_ROUNDS):
        found = content_of(article_id)
        item = found.get(keys.HEAD)
        if isinstance(item, AliasItem) and (leads_to := names(item)):
            found = content_of(leads_to)
            item = found.get(keys.HEAD)
        if not isinstance(item, HeadItem):
            return None
        try:
            return whole_article(head(item), found)
        except KeyError:
            continue
    raise Retry(f"{article_id} was edited {_ROUNDS} times while it was read")


def read_head(article_id: str) -> Head | None:
    """An article without its blocks and quotes, from one item, two for an alias."""
    found = read_article_head(article_id)
    return head(found) if found else None


def read_heads(article_ids: Sequence[str]) -> list[Head]:
    """The articles of these ids that are there, in this order, without blocks and quotes: a call for each hundred."""
    pks = [keys.article_pk(article_id) for article_id in dict.fromkeys(article_ids)]
    items = map(HeadItem.from_raw_data, get_all(HeadItem, [(pk, keys.HEAD) for pk in pks]))
    found = {item.pk: item for item in items}
    return [head(found[pk]) for pk in pks if pk in found]


def list_by_site(host: str, *, limit: int = 100) -> list[Head]:
    """A site's articles, the latest first."""
    with translated_faults():
        found = ArticlesItem.by_site_or_speaker.query(keys.site_pk(host), scan_index_forward=False, limit=limit)
        return [head(item) for _, item in items_of(found, HeadItem)]


def list_by_day(day: str, *, limit: int = 1_000) -> list[Head]:
    """The articles of a day (yyyy-mm-dd), the latest first."""
    with translated_faults():
        shards = [ArticlesItem.by_day.query(pk, scan_index_forward=False, limit=limit) for pk in keys.day_pks(day)]
        found = sorted(chain(*shards), key=lambda item: item.gsi2sk or "", reverse=True)
        return [head(item) for _, item in items_of(found[:limit], HeadItem)]


def list_heads(*, limit: int = 1_000) -> list[Head]:
    """Any articles, by reading through the table in no order: for tables that hold no more than `limit`."""
    with translated_faults():
        return [head(item) for item in islice(HeadItem.scan(HeadItem.sk == keys.HEAD), limit)]


def content_of(article_id: str, *, with_revisions: bool = False) -> dict[str, ArticlesItem]:
    """The items of an article by sort key."""
    present = None if with_revisions else ArticlesItem.sk < keys.REVISIONS
    with translated_faults():
        found = ArticlesItem.query(keys.article_pk(article_id), present, consistent_read=True)
        return {item.sk: item for item in found}
