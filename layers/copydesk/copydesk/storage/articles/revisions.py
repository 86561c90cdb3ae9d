"""Reads past states of articles. Each stored change is a revision, kept for the retention time after its replacement.

The latest revision is the head itself. A revision becomes an item of its own when another one replaces it.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from copydesk.errors import Damaged, RevisionExpired
from copydesk.model import PubStatus, StoredArticle
from copydesk.storage import keys
from copydesk.storage.articles.items import Head, as_revision, head, stored_article
from copydesk.storage.articles.listing import heads_of
from copydesk.storage.articles.models import ArticlesItem, HeadItem, RevisionItem
from copydesk.storage.articles.standings import followed, read_any
from copydesk.storage.articles.writer import utc_now
from copydesk.storage.dynamodb import get_all


def read_article(article_id: str) -> StoredArticle | None:
    """Returns a whole article or None, from one item, or two for an alias. Raises Damaged if it cannot be read."""
    found = head_of(article_id)
    return stored_article(found) if found else None


def read_head(article_id: str) -> Head | None:
    """Returns an article without its blocks and quotes, from one item, or two for an alias."""
    found = head_of(article_id)
    return head(found) if found else None


def head_of(article_id: str) -> HeadItem | None:
    """Returns the head of an article by its id or an alias's id. An item of a later release's kind counts as none."""
    item = followed(read_any(article_id), read_any)
    return item if isinstance(item, HeadItem) else None


def read_heads(article_ids: Sequence[str]) -> list[Head]:
    """Returns the existing articles of these ids, in this order, without blocks and quotes; one call per 100."""
    pks = list(map(keys.article_pk, article_ids))
    found = heads_of(pks, consistent=True)
    return [head(found[pk]) for pk in dict.fromkeys(pks) if pk in found]


type Kept = tuple[HeadItem | None, list[RevisionItem]]
type Now = Callable[[], datetime]


def read_revision(article_id: str, number: int, *, now: Now = utc_now) -> StoredArticle | None:
    """Returns a whole revision, or None if it never existed. Raises RevisionExpired if it is no longer kept."""
    if not 1 <= number <= keys.LAST_REVISION:
        return None
    pk = keys.article_pk(article_id)
    found = get_all(ArticlesItem, [(pk, keys.HEAD), (pk, keys.revision_sk(number))])
    current, revisions = _kept(found, now())
    if current is None or number > int(current.revision["number"]):
        return None
    wanted = (each for each in revisions if _number(each) == number)
    return _whole(next(wanted, None), current, f"revision {number} of {article_id}")


def read_article_at(article_id: str, instant: str, *, now: Now = utc_now) -> StoredArticle | None:
    """Returns an article as it was at a point in time (`timestamps.instant`), as found by the last fetch until then.

    Returns None if it was not stored yet. It is canceled if the current withdrawal happened until then. Earlier
    withdrawals, after which the page came back, are not recorded.
    """
    current, revisions = _read(article_id, now())
    if current is None:
        return None
    until = [each for each in revisions if each.date_downloaded <= instant]
    if not until and _number(revisions[0]) == 1:
        return None
    found = _whole(until[-1] if until else None, current, f"{article_id} as it stood at {instant}")
    gone = current.withdrawn_at
    if gone is None or gone > instant:
        return found
    # A withdrawal belongs to the head alone and makes no revision.
    return replace(found, withdrawn_at=gone, article=replace(found.article, pub_status=PubStatus.CANCELED))


def list_revisions(article_id: str, *, now: Now = utc_now) -> list[Head]:
    """Returns the kept revisions, the oldest first, without their blocks and quotes."""
    return list(map(head, _read(article_id, now())[1]))


def read_history(article_id: str, *, now: Now = utc_now) -> list[StoredArticle]:
    """Returns the kept revisions, the oldest first, each whole, with one query. Raises Damaged if the latest is."""
    revisions = _read(article_id, now())[1]
    found: list[StoredArticle] = []
    for each in revisions[:-1]:
        with suppress(Damaged):
            found.append(stored_article(each))
    return [*found, *map(stored_article, revisions[-1:])]


def revisions_before(article_id: str, number: int, *, limit: int, now: datetime) -> list[RevisionItem]:
    """Returns the kept revisions before a number, the latest first."""
    if number < 2:
        return []
    bounds = ArticlesItem.sk.between(keys.revision_sk(1), keys.revision_sk(number - 1))
    lasting = ArticlesItem.expires_at.does_not_exist() | (ArticlesItem.expires_at > now)
    found = ArticlesItem.query(
        keys.article_pk(article_id), bounds, lasting, consistent_read=True, scan_index_forward=False, limit=limit
    )
    return [item for item in found if isinstance(item, RevisionItem)]


def _read(article_id: str, now: datetime) -> Kept:
    bounds = ArticlesItem.sk.between(keys.HEAD, keys.revision_sk(keys.LAST_REVISION))
    return _kept(ArticlesItem.query(keys.article_pk(article_id), bounds, consistent_read=True), now)


def _kept(items: Iterable[ArticlesItem], now: datetime) -> Kept:
    """Returns the head, and the revisions that have not expired, the oldest first and the head's own last.

    DynamoDB deletes expired items some days late. Until then they are ignored.
    """
    current: HeadItem | None = None
    past: dict[int, RevisionItem] = {}
    for item in items:
        if isinstance(item, HeadItem):
            current = item
        elif isinstance(item, RevisionItem) and (item.expires_at is None or item.expires_at > now):
            past[_number(item)] = item
    if current:
        # An interrupted write may have left a copy of it, and a concurrent write may have added later ones.
        past[int(current.revision["number"])] = as_revision(current)
    return current, [past[number] for number in sorted(past)]


def _whole(chosen: RevisionItem | None, current: HeadItem, what: str) -> StoredArticle:
    if chosen is None:
        raise RevisionExpired(f"{what} is no longer kept")
    return replace(stored_article(chosen), duplicate_of=current.duplicate_of)


def _number(item: RevisionItem) -> int:
    return int(item.revision["number"])
