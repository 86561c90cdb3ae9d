"""Reading what was stored: one article, or some by their ids."""

from collections.abc import Sequence

from copydesk.model import StoredArticle
from copydesk.storage import keys
from copydesk.storage.items import Head, head, stored_article
from copydesk.storage.listing import heads_of
from copydesk.storage.models import AliasItem, HeadItem
from copydesk.storage.standings import names, read_any


def read_article(article_id: str) -> StoredArticle | None:
    """One article, whole, from one item, two for an alias; None if there is none, Damaged if it cannot be read."""
    found = head_of(article_id)
    return stored_article(found) if found else None


def read_head(article_id: str) -> Head | None:
    """An article without its blocks and quotes, from one item, two for an alias."""
    found = head_of(article_id)
    return head(found) if found else None


def head_of(article_id: str) -> HeadItem | None:
    """The head of an article, by its id or by an alias's. What only a later release knows is none."""
    item = read_any(article_id)
    if isinstance(item, AliasItem) and (leads_to := names(item)):
        item = read_any(leads_to)
    return item if isinstance(item, HeadItem) else None


def read_heads(article_ids: Sequence[str]) -> list[Head]:
    """The articles of these ids that are there, in this order, without blocks and quotes: a call for each hundred."""
    pks = list(map(keys.article_pk, article_ids))
    found = heads_of(pks, consistent=True)
    return [head(found[pk]) for pk in dict.fromkeys(pks) if pk in found]
