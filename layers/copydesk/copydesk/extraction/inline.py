"""Inline content: the nodes of one paragraph as plain text, allow-listed HTML and links. bs4 in, strings out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import urljoin, urlsplit

from bs4 import Comment, Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.glyphs import glyph
from copydesk.extraction.markup import BLOCK_TAGS, MEDIA_TAGS, SILENT_TAGS, is_set_as_block
from copydesk.extraction.tags import attribute
from copydesk.model import Link

#: Markup that changes how words read; all other elements give their content only.
_ALLOWED = frozenset("a abbr b cite code del em i ins kbd mark q s small strong sub sup u var".split())
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: Addresses that stay as they are, and paths that follow their host as they are: most links. To take them apart and
#: put them together again costs as much as all else of a short paragraph.
_ABSOLUTE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[\w.~/%+,-]*)?(?:\?[\w=&.%+-]+)?", re.ASCII)
_ROOTED = re.compile(r"(?:/[\w~%-][\w.~%-]*)+/?(?:\?[\w=&.%+-]+)?", re.ASCII)
#: Markup nested deeper than any writer nests it gives its words only, so that recursion stays bounded.
_MAX_DEPTH = 100
#: Characters that take no room on the page: soft hyphen, zero-width space and joiners' kin, BOM; and the controls that
#: embed, override or isolate a direction (UAX #9, 2.1 to 2.3), which turn round what stands after them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
#: Marks of direction (UAX #9, 2.6). Among letters that are written from right to left they order signs and numbers.
_DIRECTION_MARK = re.compile("[\u200e\u200f\u061c]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


#: Signs of the way back from a footnote, and what stands around one: spaces, the choice of its form, brackets.
_SIGNS_BACK, _AROUND_SIGN = frozenset("↩ ↑ ⤴ ⏎ ↵ ⬆ ^ ↥ ⇑ ⮌ ↖".split()), " \n\t\u00a0\ufe0e\ufe0f[]()"


@dataclass(frozen=True, slots=True)
class Inline:
    text: str
    html: str
    links: tuple[Link, ...]


def render(nodes: Iterable[PageElement], base_url: str | None) -> Inline:
    """Text with white space as a browser sets it, a line break as `\\n`; HTML of the same words; its links."""
    parts = _Parts(base_url)
    for node in nodes:
        parts.add(node)
    return Inline(tidy("".join(parts.text)), tidy("".join(parts.html)), tuple(parts.links))


def tidy(text: str) -> str:
    """Spaces squeezed, none around line breaks, no invisible characters.

    >>> tidy(" a  b \\n c ")
    'a b\\nc'
    """
    text = visible(text)
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def visible(text: str) -> str:
    """A text without the characters that take no room.

    >>> visible("A\\u202e bri\\u00addge\\u200e")
    'A bridge'
    """
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text)
    if not _DIRECTION_MARK.search(text) or _RIGHT_TO_LEFT.search(text):
        return text
    return _DIRECTION_MARK.sub("", text)


def absolute_url(url: str | None, base_url: str | None) -> str | None:
    """A link as it would be followed, or None where it leads nowhere safe."""
    if not url or not url.strip():
        return None
    url = url.strip()
    origin = _origin(base_url or "")
    if origin is not None and _ABSOLUTE.fullmatch(url):
        return url
    if origin and _ROOTED.fullmatch(url):
        return f"{origin}{url}"
    try:
        joined = urljoin(base_url or "", url)
        scheme = urlsplit(joined).scheme
    except ValueError:
        return None
    return joined if scheme in _LINK_SCHEMES else None


@lru_cache(maxsize=16)
def _origin(base_url: str) -> str | None:
    """Scheme and host of a page's address; empty where it has none, None where it is no address of the web."""
    try:
        joined = urljoin(base_url, "/")
        parts = urlsplit(joined)
    except ValueError:
        return None
    if not base_url:
        return ""
    return joined.removesuffix("/") if parts.scheme in ("http", "https") and parts.netloc else None


def _is_way_back(tag: Tag) -> bool:
    """Whether a link is the sign that leads from a footnote back to where it is used."""
    return (
        tag.name == "a" and "#" in (attribute(tag, "href") or "") and tag.get_text().strip(_AROUND_SIGN) in _SIGNS_BACK
    )


class _Parts:
    """What one rendering has gathered so far."""

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
        """What begins and ends an element, and its address if it is a link. A link within a link is none."""
        if tag.name not in _ALLOWED:
            return "", "", None
        if tag.name != "a":
            return f"<{tag.name}>", f"</{tag.name}>", None
        href = tag.get("href")
        url = None if self._in_link else absolute_url(href if isinstance(href, str) else None, self._base_url)
        return (f'<a href="{escape(url)}">', "</a>", url) if url else ("", "", None)
