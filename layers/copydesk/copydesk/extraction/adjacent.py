"""What neighbours make of each other: one list of many lists, one unit of a label and the links under it."""

from collections.abc import Iterable
from dataclasses import replace

from copydesk.extraction.draft import Draft
from copydesk.extraction.notes import is_label
from copydesk.model import BlockType, Item

_TITLES = (BlockType.HEADER, BlockType.PARAGRAPH)


def joined(drafts: Iterable[Draft]) -> list[Draft]:
    """The blocks, with what a reader sees as one joined."""
    found: list[Draft] = []
    mergeable = False
    for draft in drafts:
        last = found[-1] if found else None
        if last is not None and _is_one_list(last, draft, grown=mergeable):
            found[-1], mergeable = _one_list(last, draft), True
        elif last is not None and _is_one_unit(last, draft):
            found[-1], mergeable = _one_unit(last, draft), False
        else:
            found.append(draft)
            mergeable = draft.type is BlockType.LIST and len(draft.items) == 1
    return found


def _is_one_list(last: Draft, draft: Draft, *, grown: bool) -> bool:
    """Whether a list goes on in the next, as where each entry was made a list of its own."""
    both = last.type is draft.type is BlockType.LIST and last.subtype == draft.subtype
    return both and grown and len(draft.items) == 1


def _one_list(last: Draft, draft: Draft) -> Draft:
    return replace(
        last,
        text=f"{last.text}\n{draft.text}",
        items=(*last.items, *draft.items),
        links=(*last.links, *draft.links),
    )


def _is_one_unit(last: Draft, draft: Draft) -> bool:
    if last.type not in _TITLES or not is_label(last.text):
        return False
    return draft.type is BlockType.INTERSTITIAL_LINK or (draft.type is BlockType.LIST and _is_all_links(draft))


def _is_all_links(draft: Draft) -> bool:
    words = sum(len(item.text) for item in draft.items)
    return bool(draft.links) and sum(len(link.text) for link in draft.links) >= words * 0.9


def _one_unit(last: Draft, draft: Draft) -> Draft:
    """A label and the links under it."""
    items = tuple(Item(text=link.text, url=link.url) for link in draft.links if link.text)
    html = draft.html or "<br>\n".join(item.html for item in draft.items)
    return replace(
        draft,
        type=BlockType.INTERSTITIAL_LINK,
        subtype=None,
        text=f"{last.text}\n{draft.text}",
        html=f"{last.html}<br>\n{html}",
        items=items,
    )
