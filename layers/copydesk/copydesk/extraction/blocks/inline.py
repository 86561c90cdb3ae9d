"""This module renders the nodes of one paragraph as plain text, allow-listed HTML and links: bs4 in, strings out."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from bs4 import Comment, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.blocks.elements.glyphs import glyph
from copydesk.extraction.reading.markup import BLOCK_TAGS, MEDIA_TAGS, SILENT_TAGS, is_set_as_block
from copydesk.extraction.reading.tags import attribute
from copydesk.extraction.text.links import absolute_url
from copydesk.extraction.text.spaces import tidy
from copydesk.model import Link

#: Markup that changes how words read; other elements only give their content.
_ALLOWED = frozenset("a abbr b cite code del em i ins kbd mark q s small strong sub sup u var".split())
#: Markup nested deeper than this only gives its words, so that recursion stays bounded.
_MAX_DEPTH = 100


#: Signs of the way back from a footnote, and characters around them: spaces, variation selectors, brackets.
_SIGNS_BACK, _AROUND_SIGN = frozenset("↩ ↑ ⤴ ⏎ ↵ ⬆ ^ ↥ ⇑ ⮌ ↖".split()), " \n\t\u00a0\ufe0e\ufe0f[]()"


@dataclass(frozen=True, slots=True)
class Inline:
    text: str
    html: str
    links: tuple[Link, ...]


def render(nodes: Iterable[PageElement], base_url: str | None) -> Inline:
    """Returns the text, the HTML and the links of inline nodes.

    White space is as a browser sets it, and line breaks are newlines. The HTML has the same words.
    """
    parts = _Parts(base_url)
    for node in nodes:
        parts.add(node)
    return Inline(tidy("".join(parts.text)), tidy("".join(parts.html)), tuple(parts.links))


def _is_way_back(tag: Tag) -> bool:
    """Returns whether a link is the sign that leads from a footnote back to its mark."""
    return (
        tag.name == "a" and "#" in (attribute(tag, "href") or "") and tag.get_text().strip(_AROUND_SIGN) in _SIGNS_BACK
    )


class _Parts:
    """The parts of one rendering."""

    def __init__(self, base_url: str | None) -> None:
        self._base_url = base_url
        self.text: list[str] = []
        self.html: list[str] = []
        self.links: list[Link] = []
        self._in_link = False

    def add(self, node: PageElement, depth: int = 0) -> None:
        if isinstance(node, Tag) and depth < _MAX_DEPTH:
            self._add_tag(node, depth)
        elif isinstance(node, Tag):
            self._add_words(node.get_text())
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            self._add_words(str(node))

    def _add_words(self, words: str) -> None:
        words = words.replace("\n", " ").replace("\r", " ")
        self.text.append(words)
        self.html.append(escape(words, quote=False))

    def _add_space(self) -> None:
        self.text.append(" ")
        self.html.append(" ")

    def _add_tag(self, tag: Tag, depth: int) -> None:
        if tag.name == "br":
            self.text.append("\n")
            self.html.append("<br>\n")
        elif tag.name in MEDIA_TAGS:
            self._add_words(glyph(tag) or "")
        elif tag.name not in SILENT_TAGS and not _is_way_back(tag):
            start, end, url = self._markup(tag)
            self.html.append(start)
            is_block = tag.name in BLOCK_TAGS or is_set_as_block(attribute(tag, "style"))
            if is_block:
                self._add_space()
            before, around = len(self.text), self._in_link
            self._in_link = around or url is not None
            for child in tag.children:
                self.add(child, depth + 1)
            self._in_link = around
            if is_block:
                self._add_space()
            self.html.append(end)
            if url:
                self.links.append(Link(url=url, text=tidy("".join(self.text[before:]))))

    def _markup(self, tag: Tag) -> tuple[str, str, str | None]:
        """Returns start tag, end tag and, for a link, its address. A link within a link is ignored."""
        if tag.name not in _ALLOWED:
            return "", "", None
        if tag.name != "a":
            return f"<{tag.name}>", f"</{tag.name}>", None
        href = tag.get("href")
        url = None if self._in_link else absolute_url(href if isinstance(href, str) else None, self._base_url)
        return (f'<a href="{escape(url)}">', "</a>", url) if url else ("", "", None)
