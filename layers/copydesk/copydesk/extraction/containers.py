"""Parts of a body that are one block of their own: galleries, fact boxes, boxes of links to other stories."""

from collections.abc import Iterable, Sequence
from html import escape

from bs4 import Tag

from copydesk.extraction.credits import told_apart
from copydesk.extraction.draft import Draft
from copydesk.extraction.gathered import with_caption
from copydesk.extraction.images import is_same_file
from copydesk.extraction.notes import is_label
from copydesk.extraction.tags import named
from copydesk.extraction.walk import PARTS
from copydesk.model import BODY_TYPES, BlockType, Item

_GALLERY = frozenset(
    "gallery galleries photogallery galerie bildergalerie fotostrecke fotogalerie galeria galleria slideshow carousel"
    " swiper slider bildstrecke diaporama".split()
)
#: More words (characters) per picture than this are the article, told picture by picture.
_MOST_PER_PICTURE = 60
_FACTS = (
    frozenset({"factbox"}), frozenset({"fact", "box"}), frozenset({"facts", "box"}), frozenset({"infobox"}),
    frozenset({"info", "box"}), frozenset({"infokasten"}), frozenset({"faktenbox"}), frozenset({"faktaboks"}),
    frozenset({"fakta", "box"}), frozenset({"faktaruta"}), frozenset({"encadre"}), frozenset({"encadré"}),
    frozenset({"kader"}), frozenset({"explainer", "box"}), frozenset({"key", "facts"}),
)  # fmt: skip
#: The longest box (characters) that stands beside an article; longer ones are the article.
_LONGEST_BOX = 2500
#: Boxes of one name beside an article; more of them are its parts. So many elements are looked through for them.
_MOST_BOXES, _MANY_ALIKE = 2, 2000
_RELATED = frozenset(
    "related recommended readmore interstitial teaser promo recirc crosslink relatedlinks seealso readalso".split()
)
#: The longest box of links (characters), and the least share of it that is linked.
_LONGEST_LINKS, _LINKED = 800, 0.6


def is_gallery(tag: Tag, words: frozenset[str]) -> bool:
    """Whether an element is named as a gallery and shows at least two pictures."""
    if not words & _GALLERY or tag.name in PARTS:
        return False
    pictures = named(tag, ("img", "amp-img"))
    return next(pictures, None) is not None and next(pictures, None) is not None


def is_fact_box(tag: Tag, words: frozenset[str]) -> bool:
    """Whether an element is named as a box of facts beside the text; where there are many, they are the text."""
    if not any(facts <= words for facts in _FACTS) or len(tag.get_text()) > _LONGEST_BOX:
        return False
    names = tag.get("class")
    alike = (each for each in _page_of(tag).find_all(tag.name, limit=_MANY_ALIKE) if each.get("class") == names)
    return sum(1 for _ in alike) <= _MOST_BOXES


def _page_of(tag: Tag) -> Tag:
    """The outermost element around one."""
    return list(tag.parents)[-1]


def is_link_box(tag: Tag, words: frozenset[str]) -> bool:
    """Whether an element is named as a box of links to other stories."""
    return (
        bool(words & _RELATED) and len(tag.get_text()) <= _LONGEST_LINKS and next(named(tag, ("a",)), None) is not None
    )


def as_gallery(drafts: Sequence[Draft]) -> Iterable[Draft]:
    """The blocks of a gallery element as one; they stay as they are where they tell the article."""
    words = sum(len(draft.text) for draft in drafts if draft.type in BODY_TYPES)
    pictures = _distinct(_captioned(drafts))
    if len(pictures) < 2 or words > _MOST_PER_PICTURE * len(pictures):
        return drafts
    first = drafts[0]
    title = first.text if first.type in (BlockType.HEADER, BlockType.PARAGRAPH) and _is_said(first.text) else None
    gallery = Draft(type=BlockType.GALLERY, items=tuple(map(_item, pictures)), caption=title or None)
    rest = (draft for draft in drafts if draft.type not in (*BODY_TYPES, BlockType.IMAGE, BlockType.DIVIDER))
    return [gallery, *rest]


def _captioned(drafts: Sequence[Draft]) -> list[Draft]:
    """The pictures of a gallery, each with the lines that follow it."""
    pictures: list[Draft] = []
    for draft in drafts:
        if draft.type is BlockType.IMAGE:
            pictures.append(draft)
        elif pictures and draft.type in BODY_TYPES and _is_said(draft.text):
            pictures[-1] = with_caption(pictures[-1], *told_apart(draft.text.replace("\n", " ")))
    return pictures


def _is_said(text: str) -> bool:
    """Whether a line has words, and is not the counter over a picture."""
    return any(character.isalpha() for character in text)


def as_aside(drafts: Sequence[Draft]) -> Iterable[Draft]:
    """The words of a box as one block; its pictures stand before it."""
    media = [draft for draft in drafts if not draft.text]
    words = [draft for draft in drafts if draft.text]
    if not words:
        return media
    return [*media, _joined(words)]


def as_links(drafts: Sequence[Draft]) -> Iterable[Draft]:
    """A box of links as one block, without the pictures of the stories that it leads to."""
    text = "\n".join(draft.text for draft in drafts if draft.text)
    links = tuple({link.url: link for draft in drafts for link in draft.links if link.text}.values())
    if sum(len(link.text) for link in links) < _LINKED * len(_without_label(drafts)) or not links:
        return drafts
    items = tuple(Item(text=link.text, url=link.url) for link in links)
    html = "<br>\n".join(draft.html for draft in drafts if draft.html)
    return [Draft(type=BlockType.INTERSTITIAL_LINK, text=text, html=html, links=links, items=items)]


def _without_label(drafts: Sequence[Draft]) -> str:
    return "".join(draft.text for draft in drafts if draft.text and not is_label(draft.text))


def _joined(words: Sequence[Draft]) -> Draft:
    lists = [draft.items for draft in words if draft.type is BlockType.LIST]
    return Draft(
        type=BlockType.ASIDE,
        text="\n".join(draft.text for draft in words),
        html="<br>\n".join(draft.html or _lines(draft) for draft in words),
        links=tuple(link for draft in words for link in draft.links),
        items=lists[0] if len(lists) == len(words) == 1 else (),
    )


def _lines(draft: Draft) -> str:
    return "<br>\n".join(item.html for item in draft.items) or escape(draft.text, quote=False)


def _item(picture: Draft) -> Item:
    return Item(text=picture.caption or "", url=picture.url, credit=picture.credit, alt=picture.alt)


def _distinct(pictures: Sequence[Draft]) -> list[Draft]:
    """Each picture once: many galleries show their pictures again as thumbnails."""
    found: dict[str, Draft] = {}
    for picture in pictures:
        address = (picture.url or "").partition("?")[0]
        key = address if is_same_file(picture.url or "", address) else picture.url or ""
        if key not in found or (picture.caption and not found[key].caption):
            found[key] = picture
    return list(found.values())
