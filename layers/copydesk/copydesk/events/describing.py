"""Turns the head before and the head after a change into a change and its event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from copydesk.changes import BlockDifference, Fate, block_differences
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.events.heads import SeenHead, seen_head
from copydesk.events.records import ArticleEvent, Changes, EventKind, Replaced, TableChange, Withdrawal
from copydesk.model import BODY_TYPES, SEEN_FACTS, BlockType, PubStatus
from copydesk.web.redaction import redacted
from copydesk.web.timestamps import sort_date


def changes_between(before: SeenHead, now: SeenHead) -> Changes:
    """Returns the changes of a revision as its event lists them."""
    is_whole = before.blocks is not None and now.blocks is not None
    blocks = [each for each in block_differences(before.blocks or (), now.blocks or ()) if each.fate is not Fate.KEPT]
    corrections = _ids(blocks, Fate.ADDED, Fate.EDITED, only=BlockType.CORRECTION) if is_whole else ()
    headlines = Replaced(before=before.text("headline"), after=now.text("headline"))
    return Changes(
        blocks_added=_ids(blocks, Fate.ADDED),
        blocks_deleted=_ids(blocks, Fate.DELETED),
        blocks_edited=tuple(_edit(each) for each in blocks if each.fate is Fate.EDITED),
        blocks_moved=_ids(blocks, Fate.MOVED),
        corrections_added=corrections,
        headline=headlines if headlines.before != headlines.after else None,
        fields=tuple(name for name in SEEN_FACTS if before.facts.get(name) != now.facts.get(name)),
        compared=is_whole,
        silent_edit=_is_silent(before, now, blocks if is_whole else None, is_corrected=bool(corrections)),
    )


def _ids(blocks: Iterable[BlockDifference], *fates: Fate, only: BlockType | None = None) -> tuple[str, ...]:
    found = (each.block for each in blocks if each.fate in fates)
    return tuple(block.block_id for block in found if only is None or block.type is only)


def _edit(each: BlockDifference) -> Replaced:
    assert each.before is not None
    return Replaced(before=each.before.block_id, after=each.block.block_id)


def _is_silent(
    before: SeenHead, now: SeenHead, blocks: list[BlockDifference] | None, *, is_corrected: bool
) -> bool | None:
    """True if words changed but the page states neither a later date nor a correction; None if that is unknown."""
    if is_corrected or _states_later(before, now):
        return False
    if before.text("headline") != now.text("headline"):
        return True
    if blocks is None:
        return None
    return any(each.fate is not Fate.MOVED and each.block.type in BODY_TYPES for each in blocks)


def _states_later(before: SeenHead, now: SeenHead) -> bool:
    """True if the new head states a later date. A date without a time counts as its midnight."""
    was, is_now = (sort_date(head.text("date_modified")) or "" for head in (before, now))
    return is_now > was


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a head with its last state in `now`. `reason` is set if it is a withdrawal."""

    kind: EventKind
    before: SeenHead | None
    now: SeenHead
    time: str
    reason: Withdrawal | None = None


def decide(change: TableChange) -> Change:
    """Returns the change of a stream record. Raises Skip if downstream would see none, and Reject if it is invalid."""
    if change.sk != "HEAD":
        raise Skip(SkipReason.UNCHANGED, f"{change.sk:.80} is no head")
    old, new = (image if _is_article(image) else None for image in (change.old, change.new))
    if not old and not new and (change.old or change.new):
        raise Skip(SkipReason.UNCHANGED, f"{change.pk:.80} is no article")
    before = seen_head(old) if old else None
    now = seen_head(new) if new else None
    if now is None:
        return _deletion(before, change.changed_at)
    kind = _kind(before, now)
    if kind is not EventKind.WITHDRAWN:
        return Change(kind=kind, before=before, now=now, time=now.date_downloaded)
    time = now.withdrawn_at or now.date_downloaded
    return Change(kind=kind, before=before, now=now, time=time, reason=Withdrawal.GONE)


def _is_article(image: Mapping[str, Any] | None) -> bool:
    """True if an item is an article. Aliases and kinds of later releases are not."""
    if image is not None and not isinstance(image.get("kind"), str):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, "kind of the head is missing")
    return image is not None and image["kind"] == "head"


def _deletion(before: SeenHead | None, changed_at: str) -> Change:
    if before is None:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, "neither an old nor a new image")
    return Change(kind=EventKind.WITHDRAWN, before=before, now=before, time=changed_at, reason=Withdrawal.DELETED)


def _kind(before: SeenHead | None, now: SeenHead) -> EventKind:
    """Returns the kind of event of a change. A withdrawn article that returns is restored, even with another text."""
    if before is None:
        return EventKind.CREATED
    was_gone, is_gone = (head.pub_status == PubStatus.CANCELED for head in (before, now))
    if was_gone and not is_gone:
        return EventKind.RESTORED
    if now.number != before.number:
        return EventKind.REVISED
    if is_gone and not was_gone:
        return EventKind.WITHDRAWN
    raise Skip(SkipReason.UNCHANGED, f"{now.article_id} says the same as before")


def event_of(change: Change) -> ArticleEvent:
    now, before = change.now, change.before
    is_new_text = before is not None and change.kind in (EventKind.REVISED, EventKind.RESTORED)
    return ArticleEvent(
        kind=change.kind,
        event_id=_event_id(change),
        time=change.time,
        article_id=now.article_id,
        url=redacted(now.text("url")),  # events are read by everyone downstream; the table keeps the whole URL
        canonical_url=redacted(now.text("canonical_url")),
        site=now.text("host"),
        headline=now.text("headline"),
        date_published=now.text("date_published"),
        revision=now.number,
        previous_revision=before.number if before and is_new_text else None,
        pub_status=PubStatus.CANCELED if change.kind is EventKind.WITHDRAWN else now.pub_status,
        reason=change.reason,
        changes=changes_between(before, now) if before and is_new_text else None,
    )


def _event_id(change: Change) -> str:
    """Returns an id that is equal for a repeated event and different for every other, so repeats can be dropped."""
    parts = (change.kind, change.now.article_id, str(change.now.number), change.time, change.reason or "")
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
