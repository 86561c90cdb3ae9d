"""This module joins neighbouring blocks: lists of one entry to one list, and a label with the links under it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from copydesk.extraction.blocks.corrections import is_label_of_correction
from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.notes import READ_ALSO, is_label, is_mark, leads_to_whole
from copydesk.model import BlockType, Item

_TITLES = (BlockType.HEADER, BlockType.PARAGRAPH)


def joined(drafts: Iterable[Draft]) -> list[Draft]:
    """Returns the blocks, with those that a reader sees as one joined."""
    found: list[Draft] = []
    drafts = (_as_links(draft) if _leads_elsewhere(draft) else draft for draft in drafts)
    for _, group in groupby(drafts, key=_one_item_list):
        lists = list(group)
        for draft in [_one_list(lists)] if _one_item_list(lists[0]) else lists:
            if found and (join := _joining(found[-1], draft)) is not None:
                draft = join(found.pop(), draft)
            found.append(draft)
    return found


def _leads_elsewhere(draft: Draft) -> bool:
    """Returns whether a list holds only links to the full version of what the text sums up."""
    return draft.type is BlockType.LIST and _is_all_links(draft) and all(leads_to_whole(i.text) for i in draft.items)


def _as_links(draft: Draft) -> Draft:
    html = "<br>\n".join(item.html for item in draft.items)
    return replace(draft, type=BlockType.INTERSTITIAL_LINK, subtype=None, html=html, items=_items(draft))


def _joining(last: Draft, draft: Draft) -> Callable[[Draft, Draft], Draft] | None:
    """Returns a function that joins two neighbours, or None if they stay two."""
    if last.type is BlockType.INTERSTITIAL_LINK and _goes_on(last, draft):
        return _more_links
    if last.type not in _TITLES:
        return None
    if _is_one_unit(last, draft):
        return _one_unit
    if draft.type is BlockType.PARAGRAPH and is_mark(last):
        return partial(_in_one, " ")
    if draft.type is BlockType.PARAGRAPH and is_label_of_correction(last.text):
        return _one_correction
    return None


def _goes_on(last: Draft, draft: Draft) -> bool:
    """Returns whether a block continues links to other stories: a link without a label, or a title under a label."""
    if draft.type is BlockType.INTERSTITIAL_LINK:
        return not READ_ALSO.match(draft.text)
    return draft.type is BlockType.HEADER and is_label(last.text.partition("\n")[0]) and _is_all_links(draft)


def _more_links(last: Draft, draft: Draft) -> Draft:
    """Returns consecutive links to other stories as one block."""
    items = draft.items or _items(draft)
    return replace(_in_one("\n", last, draft), type=BlockType.INTERSTITIAL_LINK, level=None, items=last.items + items)


def _in_one(between: str, last: Draft, draft: Draft) -> Draft:
    """Returns two lines as one block of the second's type."""
    html = f"{last.html}{between.replace('\n', '<br>\n')}{draft.html}"
    return replace(draft, text=f"{last.text}{between}{draft.text}", html=html, links=last.links + draft.links)


def _one_correction(last: Draft, draft: Draft) -> Draft:
    return replace(_in_one("\n", last, draft), type=BlockType.CORRECTION)


def _one_item_list(draft: Draft) -> str | None:
    """Returns the kind of a list with one entry, or None for any other block.

    Some pages make each entry a list of its own; consecutive ones of a kind become one list.
    """
    return draft.subtype or "plain" if draft.type is BlockType.LIST and len(draft.items) == 1 else None


def _one_list(lists: Sequence[Draft]) -> Draft:
    return replace(
        lists[0],
        text="\n".join(draft.text for draft in lists),
        items=tuple(item for draft in lists for item in draft.items),
        links=tuple(link for draft in lists for link in draft.links),
    )


def _is_one_unit(last: Draft, draft: Draft) -> bool:
    if not is_label(last.text):
        return False
    is_title = draft.type in (BlockType.LIST, BlockType.HEADER)
    return draft.type is BlockType.INTERSTITIAL_LINK or (is_title and _is_all_links(draft))


def _items(draft: Draft) -> tuple[Item, ...]:
    return tuple(Item(text=link.text, url=link.url) for link in draft.links if link.text)


def _is_all_links(draft: Draft) -> bool:
    words = sum(len(item.text) for item in draft.items) or len(draft.text)
    return bool(draft.links) and sum(len(link.text) for link in draft.links) >= words * 0.9


def _one_unit(last: Draft, draft: Draft) -> Draft:
    """Returns a label and the links under it as one block."""
    html = draft.html or "<br>\n".join(item.html for item in draft.items)
    return replace(
        draft,
        type=BlockType.INTERSTITIAL_LINK,
        subtype=None,
        text=f"{last.text}\n{draft.text}",
        html=f"{last.html}<br>\n{html}",
        items=_items(draft),
        level=None,
    )
