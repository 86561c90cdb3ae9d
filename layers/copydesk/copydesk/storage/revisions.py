"""Articles as they stood: each stored change is a revision, kept until it was replaced for the time of retention.

The latest is the head itself; a revision has an item of its own once another replaces it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from copydesk.errors import Retry, RevisionExpired
from copydesk.model import PubStatus, StoredArticle
from copydesk.storage import keys
from copydesk.storage.faults import translated_faults
from copydesk.storage.items import Head, head, revision_head, whole_article
from copydesk.storage.models import ArticlesItem, HeadItem, RevisionItem
from copydesk.storage.reader import content_of
from copydesk.storage.writer import utc_now

#: An edit between two pages of a query may name content that the first page was too early for: it is read again.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Kept:
    """An article's items as one query found them: all, and the revisions that have not expired, oldest first, the
    head's own at the end.
    """

    items: dict[str, ArticlesItem]
    revisions: tuple[Head, ...]

    @property
    def current(self) -> Head | None:
        item = self.items.get(keys.HEAD)
        return head(item) if isinstance(item, HeadItem) else None


type Choose = Callable[[_Kept, Head], Head | None]


def read_revision(article_id: str, number: int, *, now: Callable[[], datetime] = utc_now) -> StoredArticle | None:
    """A revision of an article, whole; None if there never was one, RevisionExpired if it is no longer kept."""

    def numbered(kept: _Kept, current: Head) -> Head | None:
        if not 1 <= number <= current.stored.revision.number:
            return None
        found = (each for each in kept.revisions if each.stored.revision.number == number)
        return next(found, None) or _expired(f"revision {number} of {article_id}")

    return _read(article_id, numbered, now)


def read_article_at(article_id: str, instant: str, *, now: Callable[[], datetime] = utc_now) -> StoredArticle | None:
    """An article as it stood at a point in time (`moments.instant`): as the last fetch until then had found it.

    None if it was not stored yet. It is canceled if the withdrawal that holds now came until then: of earlier
    withdrawals, after which the page came back, nothing is kept.
    """

    def standing(kept: _Kept, current: Head) -> Head | None:
        until = [each for each in kept.revisions if each.stored.date_downloaded <= instant]
        if until:
            return _status_at(instant, until[-1], current)
        oldest = kept.revisions[0].stored.revision.number if kept.revisions else None
        return None if oldest == 1 else _expired(f"{article_id} as it stood at {instant}")

    return _read(article_id, standing, now)


def list_revisions(article_id: str, *, now: Callable[[], datetime] = utc_now) -> list[Head]:
    """The revisions that are kept, the oldest first, without their blocks and quotes."""
    with translated_faults():
        # What lies between are quotes.
        from_head_on = ArticlesItem.sk.between(keys.HEAD, keys.revision_sk(keys.LAST_REVISION))
        found = ArticlesItem.query(keys.article_pk(article_id), from_head_on, consistent_read=True)
        return list(_revisions({item.sk: item for item in found}, now()))


def read_history(article_id: str, *, now: Callable[[], datetime] = utc_now) -> list[StoredArticle]:
    """The revisions that are kept, the oldest first, each whole, from one query."""
    kept = _Kept({}, ())
    for _ in range(_ROUNDS):
        kept = _kept(article_id, now())
        read = [_whole(kept, each) for each in kept.revisions]
        if None not in read:
            break
    if kept.revisions and _whole(kept, kept.revisions[-1]) is None:
        raise _edited(article_id)
    return [each for each in map(partial(_whole, kept), kept.revisions) if each]


def _read(article_id: str, choose: Choose, now: Callable[[], datetime]) -> StoredArticle | None:
    chosen = current = None
    for _ in range(_ROUNDS):
        kept = _kept(article_id, now())
        current = kept.current
        if current is None or (chosen := choose(kept, current)) is None:
            return None
        if found := _whole(kept, chosen):
            return replace(found, duplicate_of=current.stored.duplicate_of)
    if chosen and current and chosen.stored.revision.number < current.stored.revision.number:
        # It was replaced while revisions were to be kept for longer than what a later edit replaced.
        raise RevisionExpired(f"revision {chosen.stored.revision.number} of {article_id} is no longer whole")
    raise _edited(article_id)


def _whole(kept: _Kept, chosen: Head) -> StoredArticle | None:
    try:
        return whole_article(chosen, kept.items)
    except KeyError:
        return None


def _edited(article_id: str) -> Retry:
    return Retry(f"{article_id} was edited {_ROUNDS} times while it was read")


def _kept(article_id: str, now: datetime) -> _Kept:
    items = content_of(article_id, with_revisions=True)
    return _Kept(items, _revisions(items, now))


def _revisions(items: dict[str, ArticlesItem], now: datetime) -> tuple[Head, ...]:
    """DynamoDB deletes what has expired some days late: until then it is gone all the same."""
    past = [item for item in items.values() if isinstance(item, RevisionItem)]
    lasting = [revision_head(item) for item in past if item.expires_at is None or item.expires_at > now]
    if not isinstance(current := items.get(keys.HEAD), HeadItem):
        return tuple(lasting)
    latest = revision_head(current)
    # A write that was cut short may have left a copy of it; one that went on while this was read, later ones.
    others = [each for each in lasting if each.stored.revision.number != latest.stored.revision.number]
    return tuple(sorted([*others, latest], key=lambda each: each.stored.revision.number))


def _expired(what: str) -> Head:
    raise RevisionExpired(f"{what} is no longer kept")


def _status_at(instant: str, chosen: Head, current: Head) -> Head:
    """A withdrawal is the head's alone: it makes no revision."""
    gone = current.stored.withdrawn_at
    if gone is None or gone > instant:
        return chosen
    article = replace(chosen.stored.article, pub_status=PubStatus.CANCELED)
    return replace(chosen, stored=replace(chosen.stored, withdrawn_at=gone, article=article))
