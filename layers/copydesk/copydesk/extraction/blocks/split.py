"""This module splits the located fragment, a soup of some kilobytes, into typed blocks in reading order."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.blocks.adjacent import joined
from copydesk.extraction.blocks.containers import (
    FactBoxes,
    Maker,
    as_gallery,
    common_caption,
    holds_figures,
    is_gallery,
    maker_of,
)
from copydesk.extraction.blocks.draft import Draft, text_draft
from copydesk.extraction.blocks.elements.code import code_draft, is_listing
from copydesk.extraction.blocks.elements.embeds import bare_address_draft, social_draft
from copydesk.extraction.blocks.elements.lists import is_list_of_items, list_draft, shows_pictures
from copydesk.extraction.blocks.elements.quotations import is_set_quote, quote_draft, source_under
from copydesk.extraction.blocks.elements.tables import is_data_table, table_draft
from copydesk.extraction.blocks.gathered import Gathered
from copydesk.extraction.blocks.headings import BODY_PARTS, is_set_heading, is_summary, summary_draft
from copydesk.extraction.blocks.inline import Inline, render
from copydesk.extraction.blocks.live import settled
from copydesk.extraction.blocks.notes import leads_elsewhere, note_draft
from copydesk.extraction.blocks.pictures.captions import caption_and_credit, is_caption
from copydesk.extraction.blocks.pictures.credits import caption_and_maker
from copydesk.extraction.reading.markup import BLOCK_TAGS, HEADINGS, LONGEST_FIGURE, MEDIA_TAGS
from copydesk.extraction.reading.tags import attribute, holds, named, outermost, tag_words
from copydesk.extraction.text.links import absolute_url
from copydesk.model import BlockType, Link

#: A noscript element with more text than this (characters) holds the article, as on some blogs, and not a picture.
_FALLBACK_TEXT = 400
#: A quote around one of these is a part of the layout.
_QUOTED_PARTS = HEADINGS | {"figure", "table"}
#: After words with one of these endings, or after no words, a picture is not amid a sentence.
_SENTENCE_ENDS = frozenset({*'.!?:…。！？»”"', ""})
#: A line of such signs separates the parts above and below it.
_RULE = re.compile(r"(?:[_*=~#–—-]\s*){3,80}|⁂")
#: A link around more text than this (characters) was never closed.
_LONGEST_LINK = 300
#: A figure with one of these has words that are no caption.
_FIGURE_PARTS = HEADINGS | {"blockquote", "table", "pre", "ul", "ol"}


def split(fragment: BeautifulSoup, base_url: str | None) -> list[Draft]:
    """Returns the blocks of a fragment; media without a usable address and empty elements give none."""
    splitter = _Splitter(base_url, FactBoxes(fragment))
    splitter.walk(fragment)
    return settled(joined(splitter.found.captioned()))


class _Splitter:
    """Walks the fragment once; it gathers inline nodes until a block-level boundary ends the paragraph."""

    def __init__(self, base_url: str | None, boxes: FactBoxes, link: str | None = None) -> None:
        self._base_url = base_url
        self._boxes = boxes
        self._pending: list[PageElement] = []
        self._held: list[Tag] = []
        self._figure: Tag | None = None
        self._link = link
        self.found = Gathered(base_url)
        self._by_tag: dict[str, Callable[[Tag], None]] = {
            **dict.fromkeys(HEADINGS, self._heading),
            **dict.fromkeys(("ul", "ol", "dl"), self._list),
            "a": self._linked,
            "summary": self._summary,
            "cite": self._source,
            "blockquote": self._quote,
            "figure": self._figure_of,
            "table": self._table,
            "pre": self._code,
            "hr": self._divider,
            "figcaption": self.found.caption,
        }

    def walk(self, tag: Tag) -> None:
        for child in list(tag.contents):
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
        words = tag_words(tag)
        social = social_draft(tag, words, self._base_url)
        if social:
            self.found.add(social)
        elif not words or not self._named_block(tag, words):
            self._by_tag.get(tag.name, self.walk)(tag)

    def _named_block(self, tag: Tag, words: frozenset[str]) -> bool:
        """Takes an element by its names, and returns whether they say what it is."""
        if is_gallery(tag, words):
            self._gallery(tag)
        elif tag.name in self._by_tag and tag.name != "figure":
            return False
        elif tag.name != "figure" and is_caption(tag) and not holds(tag, MEDIA_TAGS):
            self.found.caption(tag)
        elif (made := maker_of(tag, words, self._boxes)) is not None:
            self._contained(tag, made)
        elif is_set_quote(tag, words) and not holds(tag, _QUOTED_PARTS):
            self.found.media_of(tag)
            self.found.add(quote_draft(tag, self._base_url))
        else:
            return False
        return True

    def _gallery(self, tag: Tag) -> None:
        caption = common_caption(tag)
        shared = caption_and_credit(caption, self._base_url) if caption is not None else (None, None)
        self._contained(tag, partial(as_gallery, shared))

    def _contained(self, tag: Tag, made: Maker) -> None:
        """Splits an element apart from the blocks around it, and adds what `made` makes of its blocks."""
        inner = _Splitter(self._base_url, self._boxes, self._link)
        inner.walk(tag)
        self.found.drafts.extend(made(inner.found.captioned()))

    def _inline(self, node: PageElement) -> None:
        if isinstance(node, Tag):
            self._media(node)
            if node.name == "br" and self._ends_with_break():
                self._flush()
                return
        if not isinstance(node, Comment):
            self._pending.append(node)

    def _media(self, node: Tag) -> None:
        """Adds media after the paragraph before them; media amid a sentence wait for the end of its paragraph."""
        media = [node] if node.name in MEDIA_TAGS else outermost(node, MEDIA_TAGS)
        shown = [tag for tag in media if self.found.shows(tag)]
        if shown and not self._is_amid_sentence(node):
            self._flush()
            for tag in shown:
                self.found.media(tag)
        else:
            self._held += shown

    def _is_amid_sentence(self, node: Tag) -> bool:
        """Returns whether the words before a node have not ended their sentence, and the words after it continue it."""
        before = self._pending[-1] if self._pending else None
        after = node.next_sibling
        if not isinstance(before, NavigableString) or not isinstance(after, NavigableString):
            return False
        return before.rstrip()[-1:] not in _SENTENCE_ENDS and after.lstrip()[:1].islower()

    def _ends_with_break(self) -> bool:
        for node in reversed(self._pending):
            if isinstance(node, Tag):
                return node.name == "br"
            if isinstance(node, NavigableString) and node.strip():
                return False
        return False

    def _flush(self) -> None:
        held, self._held = self._held, []
        self._end_paragraph()
        for tag in held:
            self.found.media(tag)

    def _end_paragraph(self) -> None:
        nodes, self._pending = self._pending, []
        if self._is_named_caption(nodes):
            return
        inline = render(nodes, self._base_url) if nodes else None
        if inline is None or not inline.text or self.found.takes_as_caption(inline.text, self._figure, nodes[0].parent):
            return
        if _RULE.fullmatch(inline.text):
            self._divider()
        elif is_set_heading(nodes, inline) and not leads_elsewhere(inline):
            self.found.add(text_draft(BlockType.HEADER, inline))
        else:
            self.found.add(bare_address_draft(inline) or note_draft(self._with_link(inline), self._base_url))

    def _is_named_caption(self, nodes: Sequence[PageElement]) -> bool:
        """Takes the words after media as caption or credit, and returns whether it did.

        They are so taken if they are one inline element that is named as such.
        """
        if not self.found.follows_media():
            return False
        filled = [node for node in nodes if node.get_text(strip=True)]
        only = filled[0] if len(filled) == 1 else None
        if not isinstance(only, Tag) or only.name in MEDIA_TAGS:
            return False
        if self._figure is not None and only.name == "cite":
            self.found.credit(only)
        elif is_caption(only) and not holds(only, MEDIA_TAGS):
            self.found.caption(only)
        else:
            return False
        return True

    def _with_link(self, inline: Inline) -> Inline:
        """Returns the words of a paragraph inside a link, with that link."""
        if self._link is None or inline.links:
            return inline
        return Inline(inline.text, inline.html, (Link(url=self._link, text=inline.text),))

    def _linked(self, tag: Tag) -> None:
        around, url = self._link, absolute_url(attribute(tag, "href"), self._base_url)
        self._link = url if len(tag.get_text()) <= _LONGEST_LINK else None
        self.walk(tag)
        self._link = around

    def _figure_of(self, tag: Tag) -> None:
        """Takes a figure: the words under its picture are about it, wherever the caption is written."""
        first = next((each for each in tag.children if isinstance(each, Tag)), None)
        if first is not None and first.name == "figcaption":
            tag.append(first.extract())
        if holds_figures(tag):
            self._gallery(tag)
            return
        if len(tag.get_text()) <= LONGEST_FIGURE:
            self.found.attributed(tag)
        around = self._figure
        self._figure = None if holds(tag, _FIGURE_PARTS) or len(tag.get_text()) > LONGEST_FIGURE else tag
        self.walk(tag)
        self._figure = around

    def _heading(self, tag: Tag) -> None:
        if holds(tag, BODY_PARTS):
            self.walk(tag)
            return
        self.found.media_of(tag)
        inline = render([tag], self._base_url)
        if inline.text and not self._is_credit_of_picture(inline.text):
            self.found.add(text_draft(BlockType.HEADER, inline, level=int(tag.name[1])))

    def _summary(self, tag: Tag) -> None:
        if is_summary(tag):
            self.found.media_of(tag)
            self.found.add(summary_draft(tag, self._base_url))
        else:
            self.walk(tag)

    def _source(self, tag: Tag) -> None:
        if not self.found.attribute(source_under(tag, self._base_url)):
            self.walk(tag)

    def _is_credit_of_picture(self, heading: str) -> bool:
        """Takes a heading right after a picture as its credit if it names the maker, and returns whether it does."""
        return (
            self.found.follows_picture()
            and caption_and_maker(heading)[1] is not None
            and self.found.takes_as_caption(heading, self._figure)
        )

    def _list(self, tag: Tag) -> None:
        if shows_pictures(tag):
            self._pictures(tag)
            return
        if not is_list_of_items(tag):
            self.walk(tag)
            return
        self.found.media_of(tag)
        self.found.add(list_draft(tag, self._base_url))

    def _pictures(self, tag: Tag) -> None:
        """Takes a list of pictures: the words of each entry are about its picture."""
        for item in [each for each in tag.children if isinstance(each, Tag)]:
            self._figure_of(item)

    def _table(self, tag: Tag) -> None:
        if is_listing(tag):
            self.found.add(code_draft(tag))
        elif is_data_table(tag):
            self.found.media_of(tag)
            self.found.add(table_draft(tag, self._base_url))
        else:
            self.walk(tag)

    def _quote(self, tag: Tag) -> None:
        if holds(tag, _QUOTED_PARTS) or len(list(named(tag, ("blockquote",)))) > 1:
            self.walk(tag)
            return
        self.found.media_of(tag)
        self.found.add(quote_draft(tag, self._base_url))

    def _code(self, tag: Tag) -> None:
        self.found.add(code_draft(tag))

    def _divider(self, _: Tag | None = None) -> None:
        last = self.found.last()
        if last is not None and last.type is not BlockType.DIVIDER:
            self.found.add(Draft(type=BlockType.DIVIDER))
