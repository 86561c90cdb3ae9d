"""What a revision changed, from the heads before and after it."""

from collections.abc import Iterable

from copydesk.changes import BlockDifference, Fate, block_differences
from copydesk.events.heads import SeenHead
from copydesk.events.records import Changes, Replaced
from copydesk.model import BODY_TYPES, SEEN_FACTS, BlockType
from copydesk.moments import sort_date


def changes_between(before: SeenHead, now: SeenHead) -> Changes:
    """The changes of a revision, as its event lists them."""
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
    """Whether words changed although the page states neither a later date nor a correction; None where unknown."""
    if is_corrected or _states_later(before, now):
        return False
    if before.text("headline") != now.text("headline"):
        return True
    if blocks is None:
        return None
    return any(each.fate is not Fate.MOVED and each.block.type in BODY_TYPES for each in blocks)


def _states_later(before: SeenHead, now: SeenHead) -> bool:
    """A date without a time compares as its midnight, so a later time on the same day is a later date."""
    was, is_now = (sort_date(head.text("date_modified")) or "" for head in (before, now))
    return is_now > was
