"""Reads RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed: links, dates and titles of their entries."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from copydesk.crawling.listings.elements import Enough, read_elements
from copydesk.crawling.listings.entries import Found, gathered
from copydesk.crawling.listings.records import MAX_ENTRIES, Listing, ListingKind
from copydesk.errors import Reject, RejectReason
from copydesk.web.urls import MAX_URL_LENGTH


def read_json_feed(text: str, *, url: str) -> Listing:
    """Returns the entries of a JSON Feed. Raises Reject if the JSON is broken or no feed."""
    feed = _loaded(text)
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise Reject(RejectReason.BROKEN_RESPONSE, f"JSON, but no feed: {_shape(feed)}")
    base = _text(feed.get("home_page_url")) or url
    items = feed["items"]
    entries, refused = gathered(_finds(items[:MAX_ENTRIES], base if base.startswith("http") else url))
    return Listing(kind=ListingKind.JSON_FEED, entries=entries, refused=refused, truncated=len(items) > MAX_ENTRIES)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Reject(RejectReason.BROKEN_RESPONSE, f"broken JSON: {str(error)[:100]}") from error


def _finds(items: list[Any], base: str) -> Iterator[Found]:
    for item in items:
        fields = item if isinstance(item, dict) else {}
        yield Found(
            url=_text(fields.get("url")) or _permanent(fields.get("id")),
            base=base,
            published=_text(fields.get("date_published")),
            modified=_text(fields.get("date_modified")),
            title=_text(fields.get("title")),
        )


def _permanent(identity: object) -> str | None:
    """Returns the id of an item if it is a URL. JSON Feed 1.1: it "will ideally be the full URL of the resource"."""
    text = _text(identity)
    return text if text and text.startswith(("http://", "https://")) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return f"an object of {ascii(', '.join(map(str, list(value)[:5])))[:100]}"
    return f"a {type(value).__name__}"


_WEB = ("http://", "https://")
_CONTAINERS = frozenset({"rss", "rdf", "feed", "channel"})
_ENTRIES = frozenset({"item", "entry"})
#: The meaning of an element for its entry. In RSS, Dublin Core's date of an item is its publication (RSS 1.0 module
#: "Dublin Core").
_MEANINGS = {
    "feedburner:origlink": "original",
    "link": "link",
    **dict.fromkeys(("guid", "id"), "guid"),
    "title": "title",
    **dict.fromkeys(("pubdate", "published", "issued", "dc:date", "dcterms:issued"), "published"),
    **dict.fromkeys(("created", "dcterms:created"), "created"),
    **dict.fromkeys(("updated", "modified", "dcterms:modified"), "updated"),
}
_DATES = frozenset({"published", "created", "updated"})
#: Meanings for which the first of several elements in an entry counts. Otherwise the last counts, as in feedparser.
_FIRST = frozenset({"title", "guid"})
#: Types of pages. Feeds and embeds are alternates too.
_PAGES = frozenset({"", "html", "xhtml", "text/html", "application/xhtml+xml"})
#: The most meaningful elements of an entry. Real entries have at most six.
_MAX_LEAVES = 10
#: The most characters of an element: more than any accepted URL or title, and more than any date.
_MAX_TEXT, _MAX_DATE = 10_000, 200
#: The most characters kept of a feed. Ten thousand entries have three million.
_MAX_KEPT = 5_000_000
#: Characters that XML 1.0 (2.2) does not allow.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_feed(text: str, *, url: str, kind: ListingKind) -> Listing:
    """Returns the entries of a feed, at most MAX_ENTRIES.

    A link is the first of these: FeedBurner's original, the alternate link, a permanent guid. It is made absolute with
    xml:base, or else with the feed's own link, or else with the URL of the feed.
    """
    feed, more = read_elements(text, lambda: _Feed(url))
    entries, refused = gathered(feed.finds())
    return Listing(kind=kind, entries=entries, refused=refused, truncated=more)


@dataclass(slots=True)
class _Texts:
    """The texts of elements by their meaning (`_MEANINGS`), and the base of each address."""

    texts: dict[str, str] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    leaves: int = 0


@dataclass(slots=True)
class _Leaf:
    """The open element with its meaning, depth, attributes, base and text so far."""

    name: str
    depth: int
    attributes: dict[str, str]
    base: str
    parts: list[str] = field(default_factory=list)


class _Feed:
    """The handler that collects the entries of a feed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._feed = _Texts()
        self._entries: list[_Texts] = []
        self._open = self._feed
        self._path: list[str] = []
        self._bases = [url]
        self._leaf: _Leaf | None = None
        self._kept = 0

    def finds(self) -> Iterator[Found]:
        """Yields the entries in document order."""
        base = self._base()
        for entry in self._entries:
            link = _link(entry)
            yield Found(
                url=entry.texts.get(link) if link else None,
                base=entry.bases.get(link or "", base),
                published=entry.texts.get("published") or entry.texts.get("created"),
                modified=entry.texts.get("updated"),
                title=entry.texts.get("title"),
            )

    def _base(self) -> str:
        """Returns the feed's own link if it is a web address, or else the URL of the feed."""
        base = _joined(self._feed.bases.get("link", self._url), self._feed.texts.get("link", ""))
        return base if base.startswith(_WEB) else self._url

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._bases.append(_inner_base(self._bases[-1], attributes))
        if self._leaf is None:
            if name in _ENTRIES and self._is_in_feed(self._path):
                self._open_entry()
            elif name in _MEANINGS and self._is_described(name) and _leads_to_page(name, attributes):
                self._open.leaves += 1
                self._leaf = _Leaf(_MEANINGS[name], len(self._path), attributes, self._bases[-1])
        self._path.append(name)

    def _is_in_feed(self, path: list[str]) -> bool:
        return len(path) <= len(_CONTAINERS) and _CONTAINERS.issuperset(path)

    def _is_described(self, name: str) -> bool:
        """True if an element describes the open entry, or is the feed's own link."""
        if self._path and self._path[-1] in _ENTRIES:
            return self._is_in_feed(self._path[:-1]) and self._open.leaves < _MAX_LEAVES
        return name == "link" and self._is_in_feed(self._path) and self._feed.leaves < _MAX_LEAVES

    def _open_entry(self) -> None:
        if len(self._entries) == MAX_ENTRIES or self._kept > _MAX_KEPT:
            raise Enough
        self._open = _Texts()
        self._entries.append(self._open)

    def text(self, data: str) -> None:
        if self._leaf is not None:
            self._leaf.parts.append(data)

    def end(self, name: str) -> None:
        self._path.pop()
        self._bases.pop()
        if self._leaf is not None:
            if self._leaf.depth >= len(self._path):
                self._close(self._leaf)
                self._leaf = None
        elif name in _ENTRIES and self._is_in_feed(self._path):
            self._open = self._feed

    def _close(self, leaf: _Leaf) -> None:
        longest = _MAX_DATE if leaf.name in _DATES else _MAX_TEXT
        text = leaf.attributes.get("href") if leaf.name == "link" else None
        text = _NO_XML.sub("", ("".join(leaf.parts) if text is None else text)[:longest]).strip()
        is_repeated = leaf.name in _FIRST and leaf.name in self._open.texts
        if text and not is_repeated and (leaf.name != "guid" or self._is_permanent(text, leaf)):
            self._open.texts[leaf.name] = text
            self._kept += len(text)
            if leaf.base != self._url:
                self._open.bases[leaf.name] = leaf.base

    def _is_permanent(self, text: str, leaf: _Leaf) -> bool:
        """True if a guid is a web address, which is the default (RSS 2.0, "isPermaLink")."""
        is_link = leaf.attributes.get("ispermalink", "true").strip().lower() == "true"
        address = text if leaf.base == self._url else _joined(leaf.base, text)
        return is_link and address.startswith(_WEB)


def _link(entry: _Texts) -> str | None:
    """Returns which of an entry's addresses leads to its page."""
    return next((name for name in ("original", "link", "guid") if name in entry.texts), None)


def _inner_base(outer: str, attributes: dict[str, str]) -> str:
    declared = attributes.get("xml:base")
    base = _joined(outer, declared) if declared else outer
    return base if len(base) <= MAX_URL_LENGTH else outer


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return base


def _leads_to_page(name: str, attributes: dict[str, str]) -> bool:
    """False if a link is an enclosure, the feed itself, a reply or another type of alternate (RFC 4287, 4.2.7.2)."""
    if name != "link":
        return True
    kind = attributes.get("type", "").strip().lower() if "href" in attributes else ""
    return attributes.get("rel", "alternate").strip().lower() in ("alternate", "") and kind in _PAGES
