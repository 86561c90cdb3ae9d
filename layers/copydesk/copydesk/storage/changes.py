"""What storing a candidate would change: decided from the head that is there, before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

from copydesk.delivery import Candidate
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Revision, to_plain
from copydesk.storage import keys
from copydesk.storage.items import content_digest, content_items, head_item, revision_item
from copydesk.storage.models import ArticlesItem, HeadItem, RevisionItem
from copydesk.storage.operations_models import StoryItem

#: DynamoDB holds items of 400 KB and 32 levels. Ours are measured with their type tags: a little more than counts.
_LARGEST_ITEM = 400 * 1024
_DEEPEST_NESTING = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New content, the head and revision that make it visible, and the sort keys that the head no longer names.

    `revision` is None where a page came back and says the same: only the head of `replaces` is written anew.
    `claims` are keys under which later copies of the article will find it.
    """

    fresh: tuple[ArticlesItem, ...]
    head: HeadItem
    revision: RevisionItem | None
    replaces: HeadItem | None
    dropped: tuple[str, ...]
    claims: tuple[StoryItem, ...] = ()


def decide(candidate: Candidate, old: HeadItem | None) -> Change:
    """The change that is due; Skip if there is none, Reject if DynamoDB could never hold it."""
    if old is not None:
        _check_order(candidate, old)
    revision = _revision(candidate, old)
    is_new = old is None or revision.number > old.revision["number"]
    if old is not None and not is_new and not _is_back(candidate, old):
        raise Skip(SkipReason.UNCHANGED, candidate.article_id)
    change = _change(candidate, revision, old, is_new=is_new)
    _check_storable((*change.fresh, change.head, *([change.revision] if change.revision else [])))
    return change


def check_withdrawal(article_id: str, old: HeadItem | None, *, seen_at: str) -> None:
    """Skip if there is no article to withdraw from `seen_at` on."""
    if old is None:
        raise Skip(SkipReason.NEVER_STORED, article_id)
    if old.date_downloaded > seen_at:
        raise Skip(SkipReason.OLDER_THAN_STORED, article_id)
    if old.withdrawn_at is not None and old.withdrawn_at >= seen_at:
        raise Skip(SkipReason.UNCHANGED, article_id)


def _revision(candidate: Candidate, old: HeadItem | None) -> Revision:
    """The revision that a candidate is: the stored one if it says the same, else the next."""
    digest = content_digest(candidate.article)
    if old is None:
        return Revision(number=1, digest=digest)
    number = int(old.revision["number"])
    return Revision(number=number if old.revision["digest"] == digest else number + 1, digest=digest)


def _is_back(candidate: Candidate, old: HeadItem) -> bool:
    """Whether a page was gone between the fetch that is stored and this one: its return counts, changed or not.

    Its withdrawal may still be on its way, so what the fetch knows of it counts as well.
    """
    gone = filter(None, (candidate.gone_at, old.withdrawn_at))
    return any(old.date_downloaded <= when < candidate.date_downloaded for when in gone)


def _withdrawn_at(candidate: Candidate, old: HeadItem | None) -> str | None:
    """The withdrawal that still holds: an older page that comes late is content, but no sign of life."""
    withdrawn_at = old.withdrawn_at if old else None
    return withdrawn_at if withdrawn_at and candidate.date_downloaded <= withdrawn_at else None


def _change(candidate: Candidate, revision: Revision, old: HeadItem | None, *, is_new: bool) -> Change:
    content = content_items(candidate)
    duplicate_of = old.duplicate_of if old else None
    head = head_item(candidate, revision, withdrawn_at=_withdrawn_at(candidate, old), duplicate_of=duplicate_of)
    named = set(named_keys(old)) if old else set()
    # A quote's place in its speaker's index tells the article's date, so a new date moves all quotes.
    moved = old is not None and old.gsi2sk != head.gsi2sk
    fresh = [item for sk, item in content.items() if sk not in named or (moved and item.gsi1pk)]
    return Change(
        fresh=tuple(fresh),
        head=head,
        revision=revision_item(candidate, revision) if is_new else None,
        replaces=old,
        dropped=tuple(sorted(named - content.keys())),
    )


def named_keys(head: HeadItem) -> Iterable[str]:
    yield from map(keys.block_sk, head.blocks)
    yield from map(keys.quote_sk, head.quotes)


def _check_order(candidate: Candidate, old: HeadItem) -> None:
    """By time of download; at the same time by the sequencer of the one key, else by key, so that all agree."""
    mine, stored = _place(to_plain(candidate.source)), _place(old.source.as_dict())
    if candidate.date_downloaded != old.date_downloaded:
        older = candidate.date_downloaded < old.date_downloaded
    elif mine == stored:
        older = _sequenced_before(candidate.sequencer, old.sequencer)
    else:
        older = mine < stored
    if older:
        raise Skip(SkipReason.OLDER_THAN_STORED, candidate.article_id)


def _place(source: Mapping[str, Any]) -> tuple[str, str, int]:
    """Of two records of a WARC file that were fetched at once, the one further behind counts."""
    return source["bucket"], source["key"], int(source["offset"]) if "offset" in source else -1


def _sequenced_before(mine: str | None, stored: str | None) -> bool:
    """S3's rule: sequencers of one key compare as text, the shorter padded with zeros at its right."""
    if not mine or not stored:
        return False
    width = max(len(mine), len(stored))
    return mine.upper().ljust(width, "0") < stored.upper().ljust(width, "0")


def _check_storable(items: Iterable[ArticlesItem]) -> None:
    for item in items:
        attributes = item.serialize()
        size = len(dumps(attributes, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if size > _LARGEST_ITEM:
            raise Reject(RejectReason.TOO_LARGE, f"{item.sk} makes an item of {size} bytes, of at most {_LARGEST_ITEM}")
        if max(map(_nesting, attributes.values())) > _DEEPEST_NESTING:
            raise Reject(RejectReason.TOO_LARGE, f"{item.sk} is nested deeper than {_DEEPEST_NESTING} levels")


def _nesting(attribute: dict[str, Any]) -> int:
    match attribute:
        case {"M": members}:
            return 1 + max(map(_nesting, members.values()), default=0)
        case {"L": members}:
            return 1 + max(map(_nesting, members), default=0)
    return 0
