"""This module turns rich text of content systems into HTML: strings, and blocks in the shapes of some twenty editors.

It knows them by their members and not by a schema. Among them are Arc XP's ANS, Contentful, Sanity's portable text,
ProseMirror, Slate, Draft.js, EditorJS, Lexical, Gutenberg and Medium.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import groupby
from operator import itemgetter
from typing import Any

from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.scripts.references import referred

type Object = Mapping[str, Any]

#: The deepest nesting of the parts of a text.
_MAX_DEPTH = 40
#: The most parts of one page that are turned into HTML, and the characters that count as one part.
_MOST_WORK, _CHARACTERS = 150_000, 100
_MARKUP = re.compile(r"<(?:/?[a-z][a-z0-9]*(?:\s[^<>]*)?/?)>", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;/?[a-z]", re.IGNORECASE)
_BLOCK_MARKUP = re.compile(r"<(?:p|div|h[1-6]|ul|ol|li|blockquote|figure|table|pre|section|br)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")
_NO_LETTER = re.compile(r"[^a-z0-9]")
#: The members that give the kind of a part.
_KINDS = ("listItem", "style", "tag", "tagName", "nodeType", "blockType", "type", "_type", "__typename", "kind", "name")
#: The members that wrap a part's own members.
_AROUND = (
    "data",
    "attrs",
    "attributes",
    "model",
    "fields",
    "props",
    "node",
    "value",
    "content",
    "body",
    "document",
    "root",
)
#: Members that hold the words of a part, and those that hold its parts.
_WORDS = (
    "html", "innerHTML", "saveContent", "originalContent", "content", "text", "value", "body", "paragraph", "copy",
    "rendered", "processed", "markup",
)  # fmt: skip
_PARTS = (
    "content_elements", "children", "content", "blocks", "paragraphs", "nodes", "elements", "items", "spans", "leaves",
    "innerBlocks", "body", "parts", "sections", "components", "bodyModel",
)  # fmt: skip
#: A heading whose level is in another member.
_A_LEVEL = "h"
_TAGS = {
    tag: frozenset(kinds.split())
    for tag, kinds in {
        "p": "p paragraph paragraphs text block unstyled normal textblock textblockelement paragraphblock richtext",
        _A_LEVEL: "header heading subheading subhead subheader subheadline crosshead subheadingblockelement",
        "blockquote": "blockquote quote pullquote pq bq quoteblock",
        "li": "li listitem unorderedlistitem orderedlistitem uli oli bullet number bulletedlistitem numberedlistitem",
        "ul": "ul list bulletlist unorderedlist bulletedlist",
        "ol": "ol orderedlist numberedlist",
        "figure": "figure image img photo picture imageblock imageblockelement embeddedassetblock",
        "pre": "pre code codeblock preformatted",
        "hr": "hr divider horizontalrule delimiter thematicbreak separator",
        "a": "a link hyperlink autolink",
        "": "embed video ad ads advert advertisement newsletter related relatedcontent relatedlinks interstitiallink"
        " poll form button social tweet cta promo gallery audio iframe iframely script style oembedresponse quiz",
    }.items()
}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_HEADING = re.compile(r"(?:h|heading|header)([1-6]|one|two|three|four|five|six)$")
_ORDERED = re.compile(r"^(?:ordered|number|oli)")
_MARKS = {"bold": "b", "strong": "b", "italic": "i", "em": "i", "emphasis": "i", "code": "code"}
_LISTS = frozenset({"ul", "ol"})
_LINES = HEADINGS | {"p", ""}
_HOLDS_WORDS = HEADINGS | {"p", "li", "a", "pre"}
#: An entity of its own has a title and an address; a part of a text lacks them.
_TITLES = ("headline", "headlines", "title")
_ADDRESSES = ("slug", "url", "uri", "href", "link", "permalink", "path", "canonical_url", "canonicalUrl", "website_url")
_ADDRESS_DEPTH = 4
_URLS = ("url", "src", "source", "secureUrl", "file", "asset", "image", "originalUrl")


def is_entity(value: Object) -> bool:
    """Returns whether an object is a story of its own, and no part of one."""
    return any(value.get(name) for name in _TITLES) and any(isinstance(value.get(name), str) for name in _ADDRESSES)


class Renderer:
    """Renders the texts of one page; the kind of a part decides its markup. Beyond the limit of work all is empty."""

    def __init__(self, entities: dict[str, Any], work: int = _MOST_WORK) -> None:
        self._entities = entities
        self._left = work

    def html(self, value: Any) -> str:
        """Returns a text as HTML, empty if it holds no text."""
        return self._blocks(value, 0)

    def _blocks(self, value: Any, depth: int) -> str:
        """Returns a value as blocks: a string as paragraphs, a list as its parts, consecutive entries as one list."""
        if depth > _MAX_DEPTH or self._left <= 0 or not isinstance(value, str | list | dict):
            return ""
        self._left -= 1 + (len(value) // _CHARACTERS if isinstance(value, str) else 0)
        if isinstance(value, str):
            return _paragraphs(value)
        parts = [self._part(each, depth + 1) for each in (value if isinstance(value, list) else [value])]
        groups = groupby((part for part in parts if part[1]), key=itemgetter(0))
        return "".join(_wrapped(group, "".join(html for _, html in run)) for group, run in groups)

    def _part(self, value: Any, depth: int) -> tuple[str, str]:
        """Returns the list element that a part is an entry of, or an empty text, and its HTML."""
        if not isinstance(value, dict):
            return "", self._blocks(value, depth)
        value = referred(value, self._entities)
        tag = _tag(value)
        if tag == "" or is_entity(value):
            return "", ""
        views = _views(value)
        if operations := _listed(views, "ops"):
            return "", _paragraphs(
                "".join(_string([each], ("insert",)) for each in operations if isinstance(each, dict))
            )
        if tag in ("hr", "figure"):
            return "", "<hr>" if tag == "hr" else _figure(views)
        group = "" if tag != "li" else "ol" if _ORDERED.search(" ".join(_kinds(value))) else "ul"
        html = self._words(views, tag, depth)
        title = _string(views, ("title", "heading", "headline")) if tag is None else ""
        by = _string(views, ("citation", "attribution", "cite", "caption")) if tag == "blockquote" else ""
        return group, _wrapped("h2", escape(unescape(title))) + _wrapped(
            tag or "", html + _wrapped("cite", _inline(by))
        )

    def _words(self, views: list[Object], tag: str | None, depth: int) -> str:
        """Returns the words of a part, from its own member or from its parts, whichever are longer."""
        own = _string(views, _WORDS)
        parts = _parts_of(views)
        if tag in _LISTS:
            return "".join(_wrapped("li", self._entry(each, depth)) for each in parts) or _paragraphs(own)
        is_text = tag in _HOLDS_WORDS and any(map(_is_words, parts))
        inner = self._inline(parts, views, depth) if is_text else self._blocks(parts, depth + 1)
        if len(inner) > 1.2 * len(own):
            return ("" if is_text else _paragraphs(own)) + inner
        return (
            _inline(own) if tag in _HOLDS_WORDS or (tag is None and not _BLANK_LINE.search(own)) else _paragraphs(own)
        )

    def _entry(self, value: Any, depth: int) -> str:
        """Returns an entry of a list, without the markup that makes it one."""
        is_entry = isinstance(value, dict) and _tag(value) == "li"
        return _bare(self._words(_views(value), "li", depth + 1) if is_entry else self._blocks(value, depth + 1))

    def _inline(self, parts: Iterable[Any], views: list[Object], depth: int) -> str:
        """Returns words and their markup, as in one paragraph."""
        if depth > _MAX_DEPTH or self._left <= 0:
            return ""
        self._left -= 1
        links = {each.get("_key"): each.get("href") for each in _listed(views, "markDefs")}
        return "".join(self._leaf(each, links, depth + 1) for each in parts if isinstance(each, dict | str))

    def _leaf(self, value: Any, links: Mapping[Any, Any], depth: int) -> str:
        self._left -= 1
        if isinstance(value, str) or self._left <= 0:
            return _inline(value) if isinstance(value, str) else ""
        value = referred(value, self._entities)
        views = _views(value)
        inner = _parts_of(views)
        html = self._inline(inner, views, depth) if inner else _inline(_string(views, _WORDS))
        marks = _listed(views, "marks")
        names = [mark.get("type") if isinstance(mark, dict) else mark for mark in marks]
        names += [name for name in _MARKS if value.get(name) is True]
        for tag in dict.fromkeys(_MARKS[name] for name in names if name in _MARKS):
            html = _wrapped(tag, html)
        named = (mark.get("attrs", {}).get("href") if isinstance(mark, dict) else links.get(mark) for mark in marks)
        url = next((each for each in named if isinstance(each, str)), None)
        url = url or (_string(views, ("url", "href", "uri")) if _tag(value) == "a" else None)
        return f'<a href="{escape(url)}">{html}</a>' if url and html else html


def _kinds(value: Object) -> list[str]:
    """Returns the kinds that a part declares, without the prefixes of its system (core/paragraph)."""
    declared = (value.get(name) for name in _KINDS)
    return [_plain_kind(each) for each in declared if isinstance(each, str) and len(each) < 80]


@lru_cache(maxsize=4096)
def _plain_kind(kind: str) -> str:
    return _NO_LETTER.sub("", re.split(r"[./:]", kind)[-1].lower())


def _tag(value: Object) -> str | None:
    """Returns the element for a part: empty if it is no part of the text, None if its kind is unknown."""
    tag = next((tag for tag in map(_tag_of, _kinds(value)) if tag is not None), None)
    return _level(value) if tag == _A_LEVEL else _ordered(value) if tag == "ul" else tag


@lru_cache(maxsize=4096)
def _tag_of(kind: str) -> str | None:
    """Returns the element for a kind, or None if it is unknown."""
    if heading := _HEADING.match(kind):
        return f"h{_NUMBERS.get(heading[1]) or heading[1]}"
    return next((tag for tag, kinds in _TAGS.items() if kind in kinds), None)


def _level(value: Object) -> str:
    levels = (view.get("level") for view in _views(value))
    return next((f"h{level}" for level in levels if level in (1, 2, 3, 4, 5, 6)), "h2")


def _ordered(value: Object) -> str:
    styles = (view.get(name) for view in _views(value) for name in ("style", "list_type", "listType", "ordered"))
    return "ol" if any(each is True or each in ("ordered", "number", "ol") for each in styles) else "ul"


def _views(value: Object) -> list[Object]:
    """Returns a part, and the objects that wrap its members."""
    return [value, *(each for name in _AROUND if isinstance(each := value.get(name), dict))]


def _string(views: Sequence[Object], names: Iterable[str]) -> str:
    for name in names:
        for view in views:
            each = view.get(name)
            if isinstance(each, str) and each.strip():
                return each
    return ""


def _listed(views: Sequence[Object], name: str) -> list[Any]:
    for view in views:
        each = view.get(name)
        if isinstance(each, list):
            return each
    return []


def _parts_of(views: Sequence[Object]) -> list[Any]:
    """Returns the first list of parts that is not empty, or an empty list."""
    return next(filter(None, (_listed(views, name) for name in _PARTS)), [])


def _is_words(part: Any) -> bool:
    """Returns whether a part is within a line: bare words, or a link."""
    if isinstance(part, str):
        return True
    return (
        isinstance(part, dict)
        and _tag(part) in (None, "p", "a")
        and not any(
            isinstance(view.get(name), list) and _tag(part) != "a"
            for view in _views(part)
            for name in ("children", "content")
        )
    )


def _figure(views: list[Object]) -> str:
    """Returns a picture with its caption and credit, or an empty text without an address."""
    url = next((url for view in views for name in _URLS if (url := _address(view.get(name)))), "")
    if not url:
        return ""
    caption, credit = _string(views, ("caption", "title")), _string(views, ("credit", "credits", "copyright"))
    alt = escape(_string(views, ("alt", "altText", "alt_text")))
    under = _inline(caption) + _wrapped("span class=credit", _inline(credit))
    return f'<figure><img src="{escape(url)}" alt="{alt}">{_wrapped("figcaption", under)}</figure>'


def _address(value: Any, depth: int = 0) -> str:
    """Returns the address of a picture: a string, or one inside an object (EditorJS file.url, Sanity asset.url)."""
    if isinstance(value, dict) and depth < _ADDRESS_DEPTH:
        return next((url for name in _URLS if (url := _address(value.get(name), depth + 1))), "")
    return value if isinstance(value, str) and value.startswith(("http://", "https://", "/")) else ""


def _wrapped(tag: str, html: str) -> str:
    """Returns HTML in an element, and words without a tag in a paragraph.

    Blocks are put in no paragraph and no heading.
    """
    html = _bare(html) if tag in HEADINGS else html
    if not html or (tag in _LINES and _BLOCK_MARKUP.match(html)):
        return html
    return f"<{tag or 'p'}>{html}</{(tag or 'p').partition(' ')[0]}>"


def _bare(html: str) -> str:
    """Returns HTML without a single paragraph around it."""
    return html[3:-4] if html.startswith("<p>") and html.find("</p>") == len(html) - 4 else html


def _inline(text: str) -> str:
    """Returns words as HTML; markup in them stays."""
    text = unescape(text) if _ESCAPED.search(text) and not _MARKUP.search(text) else text
    return text if _MARKUP.search(text) else escape(unescape(text), quote=False)


def _paragraphs(text: str) -> str:
    """Returns a text as paragraphs: by its markup, else by its blank lines, else by its lines."""
    html = _inline(text.strip())
    if _MARKUP.search(html):
        return html if _BLOCK_MARKUP.search(html) else _by_lines(html)
    return _by_lines(html)


def _by_lines(html: str) -> str:
    parts = _BLANK_LINE.split(html) if _BLANK_LINE.search(html) else html.split("\n")
    return "".join(f"<p>{part.strip()}</p>" for part in parts if part.strip())
