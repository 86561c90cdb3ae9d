"""What a revision changed, from two heads and the words of the blocks that came and went."""

from collections.abc import Iterable, Mapping
from itertools import chain

from copydesk.events.edits import edits
from copydesk.events.heads import TOLD_FACTS, SeenHead
from copydesk.events.records import BlockWords, Changes, Replaced
from copydesk.events.sequences import Comparison, compare
from copydesk.model import BODY_TYPES, BlockType
from copydesk.moments import sort_date

#: A revision that touches more is another text: its edits are not worth being looked for.
MOST_BLOCKS = 100


def changes_between(before: SeenHead, now: SeenHead) -> Changes:
    old, new = before.blocks or {}, now.blocks or {}
    compared = compare(list(old), list(new))
    blocks = {**old, **new}
    is_whole = before.blocks is not None and now.blocks is not None
    is_read = is_whole and len(compared.added) + len(compared.deleted) <= MOST_BLOCKS
    edited = edits(compared.gaps, blocks) if is_read else ()
    corrections = _of_types(compared.added, blocks, frozenset({BlockType.CORRECTION})) if is_read else ()
    headlines = Replaced(before=before.text("headline"), after=now.text("headline"))
    return Changes(
        blocks_added=_without(compared.added, (edit.after for edit in edited)),
        blocks_deleted=_without(compared.deleted, (edit.before for edit in edited)),
        blocks_edited=edited,
        blocks_moved=compared.moved,
        corrections_added=corrections,
        headline=headlines if headlines.before != headlines.after else None,
        fields=tuple(name for name in TOLD_FACTS if before.facts.get(name) != now.facts.get(name)),
        compared=is_read,
        silent_edit=_is_silent(before, now, _text_changed(before, now, compared, blocks, is_read), bool(corrections)),
    )


def _is_silent(before: SeenHead, now: SeenHead, text_changed: bool | None, corrected: bool) -> bool | None:
    """Whether words changed and the page owns up to it neither by a later date nor by a correction."""
    if corrected or _states_later(before, now):
        return False
    return text_changed


def _states_later(before: SeenHead, now: SeenHead) -> bool:
    """A date without a time compares as its midnight, so a later time on the same day is a later date."""
    was, is_now = (sort_date(head.text("date_modified")) or "" for head in (before, now))
    return is_now > was


def _text_changed(
    before: SeenHead, now: SeenHead, compared: Comparison, blocks: Mapping[str, BlockWords], is_read: bool
) -> bool | None:
    """None where blocks changed and nobody knows which kind they are."""
    if before.text("headline") != now.text("headline"):
        return True
    if not is_read:
        return None
    return bool(_of_types(chain(compared.added, compared.deleted), blocks, BODY_TYPES))


def _of_types(ids: Iterable[str], blocks: Mapping[str, BlockWords], types: frozenset[BlockType]) -> tuple[str, ...]:
    return tuple(block for block in ids if blocks[block].type in types)


def _without(ids: Iterable[str], told: Iterable[str | None]) -> tuple[str, ...]:
    known = set(told)
    return tuple(block for block in ids if block not in known)
