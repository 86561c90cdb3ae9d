"""What storing a candidate would change: decided from the head that is there, before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

from copydesk.delivery import Candidate
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Revision, to_plain
from copydesk.storage import keys
from copydesk.storage.addresses import addresses_after
from copydesk.storage.items import content_digest, head_item, pack_items, past_item, quote_items
from copydesk.storage.models import AliasItem, ArticlesItem, BlocksItem, HeadItem, QuoteItem, RevisionItem
from copydesk.storage.operations_models import CopyItem, StoryItem

#: DynamoDB holds items of 400 KB. Ours are measured with their type tags: a little more than counts.
_LARGEST_ITEM = 400 * 1024
#: What stands beside a pack in its item; beside a quote's texts, which are bytes of UTF-8, four a character at most.
_LARGEST_KEYS = 200
_BESIDE_QUOTE, _UTF8 = 3_000, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """New content, the head that makes it visible, and the sort keys that the head no longer names.

    `past` is the revision that `replaces` was; None for the first one, and where a page came back and says the same.
    `claims` are what later copies of the article will find it by.
    """

    fresh: tuple[ArticlesItem, ...]
    head: HeadItem
    past: RevisionItem | None
    replaces: HeadItem | AliasItem | None
    dropped: tuple[str, ...]
    claims: tuple[StoryItem | CopyItem, ...] = ()

    @property
    def is_new_text(self) -> bool:
        return self.replaces is None or self.past is not None


def decide(candidate: Candidate, old: HeadItem | None, *, takes_over: bool = False) -> Change:
    """The change that is due; Skip if there is none, Reject if DynamoDB could never hold it.

    What takes an id over from the words of another page does so however old it is, withdrawn or not.
    """
    if old is not None and not takes_over:
        _check_order(candidate, old)
    revision = _revision(candidate, old)
    is_new = old is None or revision.number > old.revision["number"]
    if old is not None and not is_new and not takes_over and not _is_back(candidate, old):
        raise Skip(SkipReason.UNCHANGED, candidate.article_id)
    change = _change(candidate, revision, old, is_new=is_new, takes_over=takes_over)
    _check_storable((*change.fresh, change.head))
    return change


def check_withdrawal(article_id: str, old: HeadItem | None, *, seen_at: str) -> HeadItem:
    """The head to withdraw from `seen_at` on; Skip if there is none."""
    if old is None:
        raise Skip(SkipReason.NEVER_STORED, article_id)
    if old.date_downloaded > seen_at:
        raise Skip(SkipReason.OLDER_THAN_STORED, article_id)
    if old.withdrawn_at is not None and old.withdrawn_at >= seen_at:
        raise Skip(SkipReason.UNCHANGED, article_id)
    return old


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


def _change(
    candidate: Candidate, revision: Revision, old: HeadItem | None, *, is_new: bool, takes_over: bool
) -> Change:
    packs = pack_items(candidate)
    content = {item.sk: item for item in (*packs.values(), *quote_items(candidate))}
    withdrawn_at = None if takes_over else _withdrawn_at(candidate, old)
    head = head_item(candidate, revision, withdrawn_at=withdrawn_at, packs=packs)
    if old is not None:
        if not (takes_over and is_new):
            head.duplicate_of, head.stories, head.unsettled = old.duplicate_of, old.stories, old.unsettled
        head.addresses = addresses_after(candidate, old)
        head.revised_at = None if is_new or takes_over else old.revised_at or old.date_downloaded
    named = set(named_keys(old)) if old else set()
    # A quote's place in its speaker's index tells the article's date, so a new date moves all quotes.
    moved = old is not None and old.gsi2sk != head.gsi2sk
    fresh = [item for sk, item in content.items() if sk not in named or (moved and item.gsi1pk)]
    return Change(
        fresh=tuple(fresh),
        head=head,
        past=past_item(old) if old is not None and is_new else None,
        replaces=old,
        dropped=tuple(sorted(named - content.keys())),
    )


def named_keys(head: HeadItem) -> Iterable[str]:
    yield from map(keys.blocks_sk, head.packs or ())
    yield from map(keys.quote_sk, head.quotes)


def _check_order(candidate: Candidate, old: HeadItem) -> None:
    """By time of download; at the same time by the sequencer of the one key. Of two keys the one counts that S3 told of
    later, and of two that it told of at once the one with the greater key, so that all agree.
    """
    mine, stored = _place(to_plain(candidate.source)), _place(old.source.as_dict())
    if candidate.date_downloaded != old.date_downloaded:
        older = candidate.date_downloaded < old.date_downloaded
    elif mine == stored:
        older = _sequenced_before(candidate.sequencer, old.sequencer)
    else:
        older = (candidate.notified_at or "", mine) < (old.notified_at or "", stored)
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
        size = _size(item)
        if size > _LARGEST_ITEM:
            raise Reject(RejectReason.TOO_LARGE, f"{item.sk} makes an item of {size} bytes, of at most {_LARGEST_ITEM}")


def _size(item: ArticlesItem) -> int:
    """Exact for what may be too large; to serialise each quote for it would take a third of all that storing takes."""
    if isinstance(item, BlocksItem):
        return len(item.content) + _LARGEST_KEYS
    if isinstance(item, QuoteItem):
        return _UTF8 * (len(item.text) + len(item.speaker_raw or "")) + _BESIDE_QUOTE
    return len(dumps(item.serialize(), ensure_ascii=False).encode("utf-8", "surrogatepass"))
