"""Boxes of facts beside the text of an article."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from html import escape

from bs4 import Tag

from copydesk.extraction.draft import Draft
from copydesk.extraction.tags import elements, tag_words
from copydesk.model import BlockType

_FACTS = (
    frozenset({"factbox"}), frozenset({"fact", "box"}), frozenset({"facts", "box"}), frozenset({"infobox"}),
    frozenset({"info", "box"}), frozenset({"infokasten"}), frozenset({"faktenbox"}), frozenset({"faktaboks"}),
    frozenset({"fakta", "box"}), frozenset({"faktaruta"}), frozenset({"encadre"}), frozenset({"encadré"}),
    frozenset({"faits"}), frozenset({"field", "highlights"}), frozenset({"basic", "hint"}), frozenset({"kader"}),
    frozenset({"explainer", "box"}), frozenset({"key", "facts"}),
)  # fmt: skip
#: The longest box (characters) that stands beside an article; longer ones are the article.
_LONGEST_BOX = 2500
#: Boxes of one name beside an article; where there are more, they are its parts.
_MOST_BOXES = 2


class FactBoxes:
    """The boxes of one page."""

    def __init__(self, page: Tag) -> None:
        self._page = page

    def holds(self, tag: Tag, words: frozenset[str]) -> bool:
        """Whether an element is a box of facts: named as one, no longer than one, and not one among many."""
        return _is_named_box(words) and len(tag.get_text()) <= _LONGEST_BOX and self._alike[words] <= _MOST_BOXES

    @cached_property
    def _alike(self) -> Counter[frozenset[str]]:
        """How many boxes have each name."""
        return Counter(words for tag in elements(self._page) if _is_named_box(words := tag_words(tag)))


@lru_cache(maxsize=8192)
def _is_named_box(words: frozenset[str]) -> bool:
    return any(facts <= words for facts in _FACTS)


def as_one(kind: BlockType, drafts: Sequence[Draft]) -> Iterable[Draft]:
    """The words of a box as one block of this type; its pictures stand before it."""
    media = [draft for draft in drafts if not draft.text]
    words = [draft for draft in drafts if draft.text]
    if not words:
        return media
    return [*media, _joined(kind, words)]


def _joined(kind: BlockType, words: Sequence[Draft]) -> Draft:
    lists = [draft.items for draft in words if draft.type is BlockType.LIST]
    return Draft(
        type=kind,
        text="\n".join(draft.text for draft in words),
        html="<br>\n".join(draft.html or _lines(draft) for draft in words),
        links=tuple(link for draft in words for link in draft.links),
        items=lists[0] if len(lists) == len(words) == 1 else (),
    )


def _lines(draft: Draft) -> str:
    return "<br>\n".join(item.html for item in draft.items) or escape(draft.text, quote=False)
