"""Decides from the stored head what storing a candidate would change, before anything is written."""

from dataclasses import dataclass
from json import dumps

from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Revision
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.addresses import addresses_after
from copydesk.storage.articles.fetches import came_before, fetch_of
from copydesk.storage.articles.items import content_digest, head_item, is_whole, move_out, past_item
from copydesk.storage.articles.models import AliasItem, HeadItem, RevisionItem
from copydesk.storage.keys import change_pk, dated_sk
from copydesk.storage.operations.models import CopyItem, StoryItem

#: The size limit of a DynamoDB item in bytes. Our measure includes type tags, so it is slightly too high.
_LARGEST_ITEM = 400 * 1024
#: The bytes left free, because a revision or a later note may add to an item.
_RESERVE = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The head that makes new content visible, and what is written before it.

    `replaces` is the item that the head replaces. `past` is the revision that this item becomes, or None if it makes
    none or cannot be read. `body` is stored as an object of its own, named by the head; it is None if the item holds
    it. `claims` are the items by which later copies of the article find it.
    """

    head: HeadItem
    replaces: HeadItem | AliasItem | None
    is_new_text: bool
    past: RevisionItem | None = None
    body: bytes | None = None
    claims: tuple[StoryItem | CopyItem, ...] = ()


def decide(candidate: Candidate, old: HeadItem | None, *, takes_over: bool = False, is_to_move: bool = False) -> Change:
    """Returns the necessary change. Raises Skip if there is none, and Reject if DynamoDB could never hold it.

    `takes_over` says that the stored words come from another page: these are replaced whatever their age and status.
    An unchanged article is written again if the stored one is damaged, or if `is_to_move` it to the later fetch.
    """
    if old is not None and not takes_over:
        _check_order(candidate, old)
    revision = _revision(candidate, old)
    is_new = old is None or revision.number > old.revision["number"]
    is_due = is_new or takes_over or is_to_move
    if old is not None and not is_due and not _is_back(candidate, old) and is_whole(old):
        raise Skip(SkipReason.UNCHANGED, candidate.article_id)
    head = _head(candidate, revision, old, is_new=is_new, takes_over=takes_over)
    return Change(
        head=head,
        replaces=old,
        is_new_text=is_new,
        past=past_item(old) if old is not None and is_new and is_whole(old) else None,
        body=_outside(head),
    )


def put_among_changes(change: Change, now: str) -> None:
    """Sets the head's place in the index of changes. Without new text, withdrawal or return it keeps the old place."""
    head, old = change.head, change.replaces
    if isinstance(old, HeadItem) and old.gsi3pk and not change.is_new_text and _is_gone(old) == _is_gone(head):
        head.gsi3pk, head.gsi3sk = old.gsi3pk, old.gsi3sk
        return
    head.gsi3pk, head.gsi3sk = change_pk(now, head.article_id), dated_sk(now, head.article_id)


def _is_gone(head: HeadItem) -> bool:
    return head.withdrawn_at is not None


def _revision(candidate: Candidate, old: HeadItem | None) -> Revision:
    """Returns the revision of a candidate: the stored one if the content is the same, else the next."""
    digest = content_digest(candidate.article)
    if old is None:
        return Revision(number=1, digest=digest)
    number = int(old.revision["number"])
    return Revision(number=number if old.revision["digest"] == digest else number + 1, digest=digest)


def _is_back(candidate: Candidate, old: HeadItem) -> bool:
    """True if the page was gone between the stored fetch and this one. Its return counts even without a change.

    The withdrawal may not be stored yet, so the fetch's own knowledge of it counts as well.
    """
    gone = filter(None, (candidate.gone_at, old.withdrawn_at))
    return any(old.date_downloaded <= when < candidate.date_downloaded for when in gone)


def _withdrawn_at(candidate: Candidate, old: HeadItem | None) -> str | None:
    """Returns the time of a withdrawal that still holds. A page fetched before it adds content but no sign of life."""
    withdrawn_at = old.withdrawn_at if old else None
    return withdrawn_at if withdrawn_at and candidate.date_downloaded <= withdrawn_at else None


def _head(
    candidate: Candidate, revision: Revision, old: HeadItem | None, *, is_new: bool, takes_over: bool
) -> HeadItem:
    withdrawn_at = None if takes_over else _withdrawn_at(candidate, old)
    head = head_item(candidate, revision, withdrawn_at=withdrawn_at)
    if old is not None:
        if not (takes_over and is_new):
            head.duplicate_of, head.stories, head.unsettled = old.duplicate_of, old.stories, old.unsettled
        head.addresses = addresses_after(candidate, old)
        head.revised_at = None if is_new or takes_over else old.revised_at or old.date_downloaded
    return head


def _outside(head: HeadItem) -> bytes | None:
    """Moves the body out of a head that is too large and returns it, or returns None."""
    if _size(head) + len(head.body or b"") <= _LARGEST_ITEM - _RESERVE:
        return None
    body = move_out(head)
    if (size := _size(head)) > _LARGEST_ITEM - _RESERVE:
        raise Reject(RejectReason.TOO_LARGE, f"without its body the item is {size} bytes, of at most {_LARGEST_ITEM}")
    return body


def _size(head: HeadItem) -> int:
    """Returns the size of an item in bytes, without its body."""
    item = {name: value for name, value in head.serialize().items() if name != "body"}
    return len(dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _check_order(candidate: Candidate, old: HeadItem) -> None:
    if came_before(fetch_of(candidate), fetch_of(old)):
        raise Skip(SkipReason.OLDER_THAN_STORED, candidate.article_id)
