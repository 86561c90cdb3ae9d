"""A feed cut down to what is read of its entries, as well-formed XML: content is most of a feed's bytes, and
feedparser takes 20 µs a tag and reads broken XML by guesses that take longer still.
"""

import re
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from copydesk.crawling.listings.elements import Enough, read_elements
from copydesk.crawling.listings.records import MAX_ENTRIES
from copydesk.urls import MAX_URL_LENGTH

_CONTAINERS = frozenset({"rss", "rdf", "feed", "channel"})
_ENTRIES = frozenset({"item", "entry"})
_LEAVES = frozenset(
    "link guid id title pubdate published issued created modified updated"
    " dc:date dcterms:issued dcterms:created dcterms:modified feedburner:origlink".split()
)
#: In RSS, Dublin Core's date of an item is its publication (RSS 1.0 module "Dublin Core"); feedparser takes it for
#: its update.
_RENAMED = {"dc:date": "dcterms:issued"}
_ATTRIBUTES = ("href", "rel", "type", "ispermalink")
#: Real entries have six at most.
_MAX_LEAVES = 10
#: Longer than any URL or title that is taken, and than any date.
_MAX_TEXT, _MAX_DATE = 10_000, 200
_ADDRESSES_AND_TITLES = frozenset({"link", "guid", "id", "title", "feedburner:origlink"})
#: The longest document (characters) that is read: ten thousand entries have three million. An
#: `xml:base` stands at each leaf again, and a hostile feed could make any number of megabytes of one.
_MAX_WRITTEN = 5_000_000
#: More than titles and addresses have.
_FEW_REFERENCES = 20
#: Characters that XML 1.0 (2.2) does not allow: at one of them feedparser begins anew, with a parser that guesses.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACES = ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
_RSS = (f'<rss version="2.0"{_NAMESPACES}><channel>', "</channel></rss>")
_ATOM = (f'<feed xmlns="http://www.w3.org/2005/Atom"{_NAMESPACES}>', "</feed>")


def trimmed(text: str, *, url: str, atom: bool) -> tuple[str, bool]:
    """The feed's links and the links, dates and titles of its first MAX_ENTRIES entries; whether it had more."""
    trimmer, more = read_elements(text, lambda: _Trimmer(url, atom))
    return trimmer.document(), more


class _Trimmer:
    def __init__(self, url: str, atom: bool) -> None:
        self._entry_tag = "entry" if atom else "item"
        self._frame = _ATOM if atom else _RSS
        self._written: list[str] = []
        self._length = 0
        self._path: list[str] = []
        self._bases = [url]
        #: How many leaves may be written yet, of the feed and of the entry that is open.
        self._left = [_MAX_LEAVES]
        self._entries = 0
        #: The leaf that is open: how deep it is, its tags, its text, and how much of that is taken.
        self._leaf_depth = self._leaf_length = 0
        self._leaf_tags = ("", "")
        self._leaf_parts: list[str] = []

    def document(self) -> str:
        return "".join((self._frame[0], *self._written, self._frame[1]))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._bases.append(_base(self._bases[-1], attributes))
        if not self._leaf_depth:
            if name in _ENTRIES and self._within(self._path):
                self._open_entry()
            elif name in _LEAVES and self._is_leaf(name) and _leads_to_page(name, attributes):
                self._open_leaf(name, attributes)
        self._path.append(name)

    def _within(self, path: list[str]) -> bool:
        return len(path) <= len(_CONTAINERS) and _CONTAINERS.issuperset(path)

    def _is_leaf(self, name: str) -> bool:
        if self._path and self._path[-1] in _ENTRIES:
            return self._within(self._path[:-1]) and self._left[-1] > 0
        return name == "link" and self._within(self._path) and self._left[0] > 0

    def _open_entry(self) -> None:
        if self._entries == MAX_ENTRIES or self._length > _MAX_WRITTEN:
            raise Enough
        self._entries += 1
        self._left.append(_MAX_LEAVES)
        self._written.append(f"<{self._entry_tag}>")

    def _open_leaf(self, name: str, attributes: dict[str, str]) -> None:
        self._left[-1] -= 1
        self._leaf_depth = len(self._path) + 1
        self._leaf_parts = []
        self._leaf_length = _MAX_TEXT if name in _ADDRESSES_AND_TITLES else _MAX_DATE
        tag = _RENAMED.get(name, name)
        # What a title's type says, its text shows.
        kept = [(key, attributes[key]) for key in _ATTRIBUTES if key in attributes and name != "title"]
        if len(self._bases) > 1 and self._bases[-1] != self._bases[0]:
            kept.append(("xml:base", self._bases[-1]))
        written = "".join(f" {key}={quoteattr(value[:_MAX_TEXT])}" for key, value in kept)
        self._leaf_tags = (f"<{tag}{_NO_XML.sub('', written)}>", f"</{tag}>")

    def text(self, data: str) -> None:
        if self._leaf_depth:
            self._leaf_parts.append(data)

    def end(self, name: str) -> None:
        self._path.pop()
        self._bases.pop()
        if self._leaf_depth > len(self._path):
            text = _NO_XML.sub("", "".join(self._leaf_parts)[: self._leaf_length])
            # An empty link would hide the permanent guid beside it.
            if text.strip() or not self._leaf_tags[0].startswith("<link") or " href=" in self._leaf_tags[0]:
                leaf = _character_data(text).join(self._leaf_tags)
                self._length += len(leaf)
                self._written.append(leaf)
            self._leaf_depth = 0
        elif not self._leaf_depth and name in _ENTRIES and self._within(self._path) and len(self._left) > 1:
            self._left.pop()
            self._written.append(f"</{self._entry_tag}>")


def _character_data(text: str) -> str:
    """Text as XML: where it has many references, as a CDATA section, because feedparser takes them one by one."""
    if text.count("&") + text.count("<") <= _FEW_REFERENCES:
        return escape(text)
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _base(outer: str, attributes: dict[str, str]) -> str:
    said = attributes.get("xml:base")
    try:
        base = urljoin(outer, said.strip()) if said else outer
    except ValueError:
        return outer
    return base if len(base) <= MAX_URL_LENGTH else outer


def _leads_to_page(name: str, attributes: dict[str, str]) -> bool:
    """RFC 4287, section 4.2.7.2: enclosures, the feed itself and replies are links as well."""
    return name != "link" or attributes.get("rel", "alternate").strip().lower() in ("alternate", "")
