"""This module makes one block of each gallery, fact box, link box and correction box in a body."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from html import escape

from bs4 import Tag

from copydesk.extraction.blocks.corrections import is_named_note, is_note_of_change
from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.gathered import with_caption
from copydesk.extraction.blocks.live import entry_drafts, is_entry
from copydesk.extraction.blocks.notes import is_label
from copydesk.extraction.blocks.pictures.captions import without_controls
from copydesk.extraction.blocks.pictures.credits import caption_and_maker
from copydesk.extraction.blocks.pictures.images import is_same_file
from copydesk.extraction.reading.markup import PARTS
from copydesk.extraction.reading.tags import elements, holds, named, tag_words
from copydesk.model import BODY_TYPES, BlockType, Item

_FACTS = (
    frozenset({"factbox"}), frozenset({"fact", "box"}), frozenset({"facts", "box"}), frozenset({"infobox"}),
    frozenset({"info", "box"}), frozenset({"infokasten"}), frozenset({"faktenbox"}), frozenset({"faktaboks"}),
    frozenset({"fakta", "box"}), frozenset({"faktaruta"}), frozenset({"encadre"}), frozenset({"encadré"}),
    frozenset({"faits"}), frozenset({"field", "highlights"}), frozenset({"basic", "hint"}), frozenset({"kader"}),
    frozenset({"explainer", "box"}), frozenset({"key", "facts"}),
)  # fmt: skip
#: The longest box (characters) beside an article; a longer one is the article.
_LONGEST_BOX = 2500
#: The most boxes of one name beside an article; if there are more, they are its parts.
_MOST_BOXES = 2


class FactBoxes:
    """The fact boxes of one page."""

    def __init__(self, page: Tag) -> None:
        self._page = page

    def holds(self, tag: Tag, words: frozenset[str]) -> bool:
        """Returns whether an element is a fact box: by its names, its length and the number of boxes so named."""
        return _is_named_box(words) and len(tag.get_text()) <= _LONGEST_BOX and self._alike[words] <= _MOST_BOXES

    @cached_property
    def _alike(self) -> Counter[frozenset[str]]:
        """The number of boxes with each name."""
        return Counter(words for tag in elements(self._page) if _is_named_box(words := tag_words(tag)))


@lru_cache(maxsize=8192)
def _is_named_box(words: frozenset[str]) -> bool:
    return any(facts <= words for facts in _FACTS)


def as_one(kind: BlockType, drafts: Sequence[Draft]) -> Iterable[Draft]:
    """Returns the words of a box as one block of this type, after its pictures."""
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


_GALLERY = frozenset(
    "gallery galleries photogallery galerie bildergalerie fotostrecke fotogalerie galeria galleria slideshow carousel"
    " swiper slider bildstrecke diaporama".split()
)
_IMAGES = frozenset({"img", "amp-img", "picture"})
#: With more words (characters) per picture than this, the element is an article that its pictures illustrate.
_MOST_PER_PICTURE = 60
_RELATED = frozenset(
    "related recommended readmore interstitial teaser promo recirc crosslink relatedlinks seealso readalso".split()
)
#: The longest box of links (characters), and the least share of it that is linked.
_LONGEST_LINKS, _LINKED = 800, 0.6


#: A function that turns the blocks in an element into the blocks that replace them.
type Maker = Callable[[Sequence[Draft]], Iterable[Draft]]


def maker_of(tag: Tag, words: frozenset[str], boxes: FactBoxes) -> Maker | None:
    """Returns the maker for an element that its names set apart, or None for any other element."""
    if is_entry(words):
        return partial(entry_drafts, tag, words)
    if is_link_box(tag, words):
        return as_links
    if boxes.holds(tag, words):
        return partial(as_one, BlockType.ASIDE)
    if is_named_note(words) and is_note_of_change(tag.get_text(" "), words):
        return partial(as_one, BlockType.CORRECTION)
    return None


def is_gallery(tag: Tag, words: frozenset[str]) -> bool:
    """Returns whether an element is named as a gallery and shows at least two pictures."""
    if not words & _GALLERY or tag.name in PARTS:
        return False
    pictures = named(tag, ("img", "amp-img"))
    return next(pictures, None) is not None and next(pictures, None) is not None


def is_link_box(tag: Tag, words: frozenset[str]) -> bool:
    """Returns whether an element is named as a box of links to other stories."""
    return (
        bool(words & _RELATED) and len(tag.get_text()) <= _LONGEST_LINKS and next(named(tag, ("a",)), None) is not None
    )


def holds_figures(figure: Tag) -> bool:
    """Returns whether a figure contains several figures with a picture each."""
    inner = (each for each in named(figure, ("figure",)) if holds(each, _IMAGES))
    return next(inner, None) is not None and next(inner, None) is not None


def common_caption(tag: Tag) -> Tag | None:
    """Removes and returns the caption of a gallery as a whole, or returns None unless there is exactly one."""
    captions = [each for each in tag.children if isinstance(each, Tag) and each.name == "figcaption"]
    return captions[0].extract() if len(captions) == 1 else None


def as_gallery(common: tuple[str | None, str | None], drafts: Sequence[Draft]) -> Iterable[Draft]:
    """Returns the blocks of a gallery element as one block; `common` is the caption and credit of all its pictures.

    The blocks stay as they are if there are fewer than two pictures or if the words tell the article.
    """
    words = sum(len(draft.text) for draft in drafts if draft.type in BODY_TYPES)
    pictures = _distinct(_captioned(drafts))
    if len(pictures) < 2 or words > _MOST_PER_PICTURE * len(pictures):
        return _captioned_at_end(drafts, common)
    first = drafts[0]
    title = first.text if first.type in (BlockType.HEADER, BlockType.PARAGRAPH) and _has_letters(first.text) else None
    gallery = Draft(
        type=BlockType.GALLERY, items=tuple(map(_item, pictures)), caption=title or common[0], credit=common[1]
    )
    rest = (draft for draft in drafts if draft.type not in (*BODY_TYPES, BlockType.IMAGE, BlockType.DIVIDER))
    return [gallery, *rest]


def _captioned_at_end(drafts: Sequence[Draft], common: tuple[str | None, str | None]) -> Sequence[Draft]:
    """Returns blocks that make no gallery; the common caption goes to a picture at the end."""
    if drafts and drafts[-1].type is BlockType.IMAGE:
        return [*drafts[:-1], with_caption(drafts[-1], *common)]
    return drafts


def _captioned(drafts: Sequence[Draft]) -> list[Draft]:
    """Returns the pictures of a gallery, each with the lines that follow it."""
    pictures: list[Draft] = []
    for draft in drafts:
        if draft.type is BlockType.IMAGE:
            pictures.append(draft)
        elif pictures and draft.type in BODY_TYPES and _has_letters(draft.text):
            line = without_controls(draft.text.replace("\n", " "))
            pictures[-1] = with_caption(pictures[-1], *caption_and_maker(line))
    return pictures


def _has_letters(text: str) -> bool:
    """Returns whether a line has letters, and so is not the counter over a picture."""
    return any(character.isalpha() for character in text)


def as_links(drafts: Sequence[Draft]) -> Iterable[Draft]:
    """Returns a box of links as one block, without the pictures of the linked stories.

    The blocks stay as they are if too little of their text is linked.
    """
    text = "\n".join(draft.text for draft in drafts if draft.text)
    links = tuple({link.url: link for draft in drafts for link in draft.links if link.text}.values())
    if sum(len(link.text) for link in links) < _LINKED * len(_without_label(drafts)) or not links:
        return drafts
    items = tuple(Item(text=link.text, url=link.url) for link in links)
    html = "<br>\n".join(draft.html for draft in drafts if draft.html)
    return [Draft(type=BlockType.INTERSTITIAL_LINK, text=text, html=html, links=links, items=items)]


def _without_label(drafts: Sequence[Draft]) -> str:
    return "".join(draft.text for draft in drafts if draft.text and not is_label(draft.text))


def _item(picture: Draft) -> Item:
    return Item(text=picture.caption or "", url=picture.url, credit=picture.credit, alt=picture.alt)


def _distinct(pictures: Sequence[Draft]) -> list[Draft]:
    """Returns each picture once, since many galleries show their pictures again as thumbnails."""
    found: dict[str, Draft] = {}
    for picture in pictures:
        address = (picture.url or "").partition("?")[0]
        key = address if is_same_file(picture.url or "", address) else picture.url or ""
        if key not in found or (picture.caption and not found[key].caption):
            found[key] = picture
    return list(found.values())
