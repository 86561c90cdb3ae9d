"""Clean and split: the located fragment, a soup of some kilobytes, as typed blocks in reading order."""

from collections.abc import Callable
from dataclasses import replace

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.captions import (
    caption_and_credit,
    clean_credit,
    credit_line,
    is_caption,
    is_credit,
    is_credited,
)
from copydesk.extraction.draft import Draft, text_draft
from copydesk.extraction.embeds import embed_draft
from copydesk.extraction.headings import is_bold_heading
from copydesk.extraction.images import image_url, is_same_picture
from copydesk.extraction.inline import render
from copydesk.extraction.lists import is_list_of_items, list_draft
from copydesk.extraction.notes import note_draft
from copydesk.extraction.social import social_draft
from copydesk.extraction.tables import is_data_table, table_draft
from copydesk.extraction.tags import attribute, holds, named, tag_words
from copydesk.extraction.walk import BLOCK_TAGS, HEADINGS, MEDIA_TAGS, is_unseen
from copydesk.model import BlockType

#: A noscript element with more text than this (characters) holds the article, as some blogs do, and not a picture.
_FALLBACK_TEXT = 400
#: A heading around these is a template's mistake; a quote around those is a part of the layout.
_BODY_PARTS = frozenset({"p", "ul", "ol", "table", "blockquote"})
_QUOTED_PARTS = HEADINGS | {"figure", "table"}


def split(fragment: BeautifulSoup, base_url: str | None) -> list[Draft]:
    """The blocks of a fragment; media without a usable address and empty elements give none."""
    splitter = _Splitter(base_url)
    splitter.walk(fragment)
    return splitter.drafts


class _Splitter:
    """One pass over the fragment: gathers inline nodes until a block-level boundary ends the paragraph."""

    def __init__(self, base_url: str | None) -> None:
        self._base_url = base_url
        self._pending: list[PageElement] = []
        self._figure: Tag | None = None
        self.drafts: list[Draft] = []
        self._by_tag: dict[str, Callable[[Tag], None]] = {
            **dict.fromkeys(HEADINGS, self._heading),
            **dict.fromkeys(("ul", "ol", "dl"), self._list),
            "blockquote": self._quote,
            "table": self._table,
            "pre": self._code,
            "hr": self._divider,
            "figcaption": self._caption,
        }

    def walk(self, tag: Tag) -> None:
        for child in list(tag.children):
            if isinstance(child, Tag) and self._is_block(child):
                self._flush()
                self._block(child)
            else:
                self._inline(child)
        self._flush()

    def _is_block(self, tag: Tag) -> bool:
        if tag.name == "noscript":
            return len(tag.get_text()) > _FALLBACK_TEXT
        return tag.name in BLOCK_TAGS or (tag.name not in MEDIA_TAGS and holds(tag, BLOCK_TAGS))

    def _block(self, tag: Tag) -> None:
        social = social_draft(tag, self._base_url)
        if social:
            self.drafts.append(social)
        elif tag.name not in self._by_tag and is_caption(tag) and not holds(tag, MEDIA_TAGS):
            self._caption(tag)
        else:
            self._by_tag.get(tag.name, self.walk)(tag)

    def _inline(self, node: PageElement) -> None:
        if isinstance(node, Tag):
            media = [node] if node.name in MEDIA_TAGS else _outermost_media(node)
            if media:
                self._flush()
                for tag in media:
                    self._media(tag)
            if node.name == "br" and self._ends_with_break():
                self._flush()
                return
        if not isinstance(node, Comment):
            self._pending.append(node)

    def _ends_with_break(self) -> bool:
        for node in reversed(self._pending):
            if isinstance(node, Tag):
                return node.name == "br"
            if isinstance(node, NavigableString) and node.strip():
                return False
        return False

    def _flush(self) -> None:
        nodes, self._pending = self._pending, []
        inline = render(nodes, self._base_url) if nodes else None
        if inline is None or not inline.text:
            return
        if self._is_credit_line(inline.text):
            self.drafts[-1] = with_caption(self.drafts[-1], *credit_line(inline.text))
        elif is_bold_heading(nodes, inline):
            self.drafts.append(text_draft(BlockType.HEADER, inline))
        else:
            self.drafts.append(note_draft(inline))

    def _is_credit_line(self, text: str) -> bool:
        """Whether a line right under a picture without a caption is its caption or credit."""
        last = self.drafts[-1] if self.drafts else None
        bare = last is not None and last.type is BlockType.IMAGE and not (last.caption or last.credit)
        return bare and is_credited(text)

    def _heading(self, tag: Tag) -> None:
        if holds(tag, _BODY_PARTS):
            self.walk(tag)
            return
        for media in _outermost_media(tag):
            self._media(media)
        inline = render([tag], self._base_url)
        if inline.text:
            self.drafts.append(text_draft(BlockType.HEADER, inline, level=int(tag.name[1])))

    def _list(self, tag: Tag) -> None:
        if not is_list_of_items(tag):
            self.walk(tag)
            return
        for media in _outermost_media(tag):
            self._media(media)
        self._append(list_draft(tag, self._base_url))

    def _table(self, tag: Tag) -> None:
        if is_data_table(tag):
            self._append(table_draft(tag, self._base_url))
        else:
            self.walk(tag)

    def _quote(self, tag: Tag) -> None:
        if holds(tag, _QUOTED_PARTS):
            self.walk(tag)
            return
        source = next(named(tag, ("cite", "footer")), None)
        attribution = render([source], self._base_url).text.lstrip("—–- ") if source else None
        if source and not source.find_parent(["p"]):
            source.extract()
        inline = render([tag], self._base_url)
        if inline.text:
            subtype = "pullquote" if _names_above(tag) & {"pullquote", "pull"} else "blockquote"
            self.drafts.append(text_draft(BlockType.QUOTE, inline, subtype=subtype, attribution=attribution or None))

    def _code(self, tag: Tag) -> None:
        text = tag.get_text().strip("\n")
        if text.strip():
            self.drafts.append(Draft(type=BlockType.CODE, text=text))

    def _divider(self, _: Tag) -> None:
        if self.drafts and self.drafts[-1].type is not BlockType.DIVIDER:
            self.drafts.append(Draft(type=BlockType.DIVIDER))

    def _media(self, tag: Tag) -> None:
        if tag.name in ("img", "picture", "amp-img", "noscript"):
            self._image(tag)
        else:
            self._append(embed_draft(tag, self._base_url))

    def _image(self, tag: Tag) -> None:
        url = image_url(tag, self._base_url)
        if url is None or self._repeats_image(tag, url):
            return
        image = tag if tag.name != "picture" else tag.find("img") or tag
        self._figure = tag.find_parent("figure")
        self.drafts.append(Draft(type=BlockType.IMAGE, url=url, alt=attribute(image, "alt")))

    def _repeats_image(self, tag: Tag, url: str) -> bool:
        """Whether a picture is the one before it again: for browsers without scripts, or in another size."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.type is not BlockType.IMAGE or not last.url:
            return False
        figure = tag.find_parent("figure")
        same_figure = figure is not None and figure is self._figure
        return tag.name == "noscript" or (same_figure and is_same_picture(last.url, url))

    def _caption(self, tag: Tag) -> None:
        """Gives a caption to the image before it; one without an image is nobody's."""
        for media in _outermost_media(tag):
            self._media(media)
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.type not in (BlockType.IMAGE, BlockType.VIDEO, BlockType.EMBED, BlockType.TABLE):
            return
        if is_credit(tag):
            caption, credit = None, clean_credit(render([tag], self._base_url).text)
        else:
            caption, credit = caption_and_credit(tag, self._base_url)
        self.drafts[-1] = with_caption(last, caption, credit)

    def _append(self, draft: Draft | None) -> None:
        if draft:
            self.drafts.append(draft)


def with_caption(draft: Draft, caption: str | None, credit: str | None) -> Draft:
    """The same picture with one more line of what stands under it."""
    captions = [each for each in (draft.caption, caption) if each]
    return replace(draft, caption=" ".join(captions) or None, credit=draft.credit or credit)


def _outermost_media(tag: Tag) -> list[Tag]:
    """The media in an element, but for those in other media or in what no reader sees."""
    found: list[Tag] = []
    stack = [each for each in reversed(tag.contents) if isinstance(each, Tag)]
    while stack:
        each = stack.pop()
        if each.name in MEDIA_TAGS:
            found.append(each)
        elif not _is_unseen(each):
            stack += [inner for inner in reversed(each.contents) if isinstance(inner, Tag)]
    return found


def _is_unseen(tag: Tag) -> bool:
    return tag.name == "span" and is_unseen(tag_words(tag))


def _names_above(tag: Tag) -> frozenset[str]:
    """The words in the names of an element and the two around it."""
    return frozenset().union(*(tag_words(each) for each in (tag, *list(tag.parents)[:2])))
