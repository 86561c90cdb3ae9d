"""This module defines blocks without an identity, and gives them one."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from copydesk.body import block_ids
from copydesk.extraction.blocks.inline import Inline
from copydesk.model import Block, BlockType, Item, Link, LiveEntry, to_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A block without its id, digest and section, which depend on the other blocks."""

    type: BlockType
    subtype: str | None = None
    level: int | None = None
    text: str = ""
    html: str = ""
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    attribution: str | None = None
    provider: str | None = None
    entry: LiveEntry | None = None


_members_of = attrgetter(*Draft.__slots__)


def text_draft(kind: BlockType, inline: Inline, **more: object) -> Draft:
    """Returns a block that is mainly its words; `more` holds further fields of Draft."""
    return Draft(type=kind, text=inline.text, html=inline.html, **{"links": inline.links, **more})  # type: ignore[arg-type]


def finish(drafts: Iterable[Draft]) -> tuple[Block, ...]:
    """Returns blocks with ids and digests of their content, and with the heading above each."""
    found = list(drafts)
    blocks: list[Block] = []
    section: str | None = None
    for draft, (block_id, digest) in zip(found, block_ids(map(to_plain, found)), strict=True):
        members = dict(zip(Draft.__slots__, _members_of(draft), strict=True))
        blocks.append(Block(block_id=block_id, digest=digest, section=section, **members))
        if draft.type is BlockType.HEADER:
            section = draft.text
    return tuple(blocks)
