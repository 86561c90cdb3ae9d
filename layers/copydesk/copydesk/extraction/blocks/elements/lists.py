"""This module reads `ul`, `ol` and `dl` elements as items with nested lists."""

from collections.abc import Iterator, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.blocks.draft import Draft
from copydesk.extraction.blocks.inline import render
from copydesk.extraction.blocks.pictures.captions import is_caption
from copydesk.extraction.reading.markup import BLOCK_TAGS, HEADINGS, LONGEST_FIGURE, squeeze
from copydesk.extraction.reading.tags import holds, named
from copydesk.model import BlockType, Item

#: Lists nested deeper than this stay flat, since their readers recurse.
_DEEPEST = 8
_IMAGES = frozenset({"img", "amp-img", "picture"})
#: Elements that hold a caption.
_CAPTIONS = ("div", "p", "span")
_LISTS = ("ul", "ol", "dl", "menu")
#: Elements that are an entry by themselves.
_ENTRIES = BLOCK_TAGS | {*_LISTS}
#: An entry with one of these is a card of a listicle. It is split like the rest of the body.
_CARD_PARTS = HEADINGS | {"figure", "table", "blockquote", "pre", "section", "article"}


def is_list_of_items(tag: Tag) -> bool:
    """Returns whether a list lists, rather than laying out parts of the article or holding its paragraphs."""
    entries = _entries(tag)
    if entries and all(entry.name == "p" for entry in entries):
        return False
    return all(not holds(item, _CARD_PARTS) and sum(1 for _ in named(item, ("p",))) < 3 for item in entries)


def shows_pictures(tag: Tag) -> bool:
    """Returns whether each entry is a picture with no more words than a caption and few links.

    A single entry also needs an element that is named as its caption.
    """
    entries = _entries(tag)
    if tag.name == "dl" or not all(map(_is_picture, entries)):
        return False
    return len(entries) > 1 or any(map(is_caption, named(tag, _CAPTIONS)))


def _is_picture(entry: Tag) -> bool:
    if not holds(entry, _IMAGES) or holds(entry, _CARD_PARTS | {*_LISTS}):
        return False
    words = len(squeeze(entry.get_text()))
    linked = sum(len(squeeze(link.get_text())) for link in named(entry, ("a",)))
    return words <= LONGEST_FIGURE and 2 * linked <= words


def list_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """Returns a list as one block, or None if it is empty. Its text has a line per item, nested ones included."""
    links = render([tag], base_url).links if holds(tag, ("a",)) else ()
    items = tuple(_items(tag, base_url))
    if not items:
        return None
    subtype = {"ol": "ordered", "dl": "description"}.get(tag.name)
    return Draft(type=BlockType.LIST, subtype=subtype, text="\n".join(_lines(items)), items=items, links=links)


def _entries(tag: Tag) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag)]


def _items(tag: Tag, base_url: str | None, depth: int = 1) -> Iterator[Item]:
    terms: list[PageElement] = []
    for entry in _with_loose_words(tag):
        first = entry[0]
        if isinstance(first, Tag) and first.name in ("div", "dl") and holds(first, ("li", "dt")):
            yield from _items(first, base_url, depth)
        elif isinstance(first, Tag) and first.name == "dt":
            terms.append(first)
        else:
            item = _item([*terms, *entry], base_url, depth)
            terms = []
            if item.text or item.items:
                yield item
    if terms:
        yield _item(terms, base_url, depth)


def _with_loose_words(tag: Tag) -> Iterator[Sequence[PageElement]]:
    """Yields the entries of a list: each element by itself, and loose words with the inline elements beside them."""
    loose: list[PageElement] = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name in _ENTRIES:
            yield from _entries_of(loose)
            loose = []
            yield [child]
        elif isinstance(child, Tag) or type(child) is NavigableString:
            loose.append(child)
    yield from _entries_of(loose)


def _entries_of(loose: list[PageElement]) -> Iterator[Sequence[PageElement]]:
    if any(isinstance(node, NavigableString) and any(map(str.isalnum, node)) for node in loose):
        yield loose
    else:
        yield from ([node] for node in loose if isinstance(node, Tag))


def _item(nodes: Sequence[PageElement], base_url: str | None, depth: int) -> Item:
    if depth == _DEEPEST:
        inline = render(nodes, base_url)
        return Item(text=inline.text, html=inline.html)
    tags = [node for node in nodes if isinstance(node, Tag)]
    nested = [
        inner for tag in tags for inner in named(tag, _LISTS) if inner.find_parent(_LISTS) is tag.find_parent(_LISTS)
    ]
    items = tuple(item for inner in nested for item in _items(inner, base_url, depth + 1))
    for inner in nested:
        inner.extract()
    inline = render(nodes, base_url)
    return Item(text=inline.text, html=inline.html, items=items)


def _lines(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if item.text:
            yield item.text
        yield from _lines(item.items)
