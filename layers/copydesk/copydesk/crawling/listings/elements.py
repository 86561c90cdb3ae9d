"""Reads XML as a stream of elements: strictly if it is well-formed, otherwise leniently.

Document types are not read, so no entity is expanded or opened. Time and memory are linear in the text.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

type Event = tuple[str, str, dict[str, str]]

#: A tag, comment or CDATA section. The pattern is possessive and never passes the next "<", so the search is linear.
_TOKEN = re.compile(
    r"(?P<comment><!--)|(?P<cdata><!\[CDATA\[)|<[!?][^<>]*+>"
    r"|<(?P<close>/?)(?P<name>[^\W\d][\w.:-]*+)(?P<rest>[^<>]*+)>"
)
_ATTRIBUTE = re.compile(r"""(?<![\w.:-])([\w.:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
#: A reference with its semicolon. Without one, "?a=1&copy=2" is a URL and not a copyright sign.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
#: Elements that never contain their own kind. A second start tag means that the first element was not closed.
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})


def lenient_events(text: str) -> Iterator[Event]:
    """Yields ("start", name, attributes), ("text", data, {}) and ("end", name, {}), always correctly nested."""
    tree = _Open()
    for token, before in _tokens(text):
        if before:
            yield "text", before, {}
        if token is None:
            continue
        if token["close"]:
            yield from tree.close(token["name"])
        else:
            yield from tree.open(token["name"], token["rest"])
    yield from tree.close_all()


def _tokens(text: str) -> Iterator[tuple[re.Match[str] | None, str]]:
    """Yields each tag with the text before it, and finally the remaining text without a tag."""
    position = 0
    while (token := _TOKEN.search(text, position)) is not None:
        yield (token if token["name"] else None), unescaped(text[position : token.start()])
        position = token.end()
        if token["comment"]:
            position = _after(text, "-->", position)
        elif token["cdata"]:
            after = _after(text, "]]>", position)
            yield None, text[position:after].removesuffix("]]>")
            position = after
    yield None, unescaped(text[position:])


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def unescaped(text: str) -> str:
    """
    >>> unescaped("Q&A &eacute; &#233; ?a=1&copy=2")
    'Q&A é é ?a=1&copy=2'
    """
    return _REFERENCE.sub(lambda reference: _meaning(reference[0]), text) if "&" in text else text


@lru_cache(maxsize=1024)
def _meaning(reference: str) -> str:
    return html.unescape(reference)


class _Open:
    """The elements that are open at the current position."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._counts: Counter[str] = Counter()

    def open(self, name: str, rest: str) -> Iterator[Event]:
        if name.lower().rpartition(":")[2] in _ENTRIES:
            yield from self.close(name)
        values = _ATTRIBUTE.findall(rest) if "=" in rest else ()
        yield "start", name, {key: unescaped(double or single) for key, double, single in values}
        self._names.append(name)
        self._counts[name] += 1
        if rest.endswith("/"):
            yield from self.close(name)

    def close(self, name: str) -> Iterator[Event]:
        """Closes an element and all that are open in it. An end tag without a start is ignored."""
        while self._counts[name]:
            last = self._names.pop()
            self._counts[last] -= 1
            yield "end", last, {}
            if last == name:
                return

    def close_all(self) -> Iterator[Event]:
        while self._names:
            yield "end", self._names.pop(), {}


#: The most elements that are read. A news sitemap of 50,000 URLs has half as many.
MAX_ELEMENTS = 1_000_000
#: The deepest nesting that is read. Feeds stay under 30 levels, including XHTML content.
_MAX_DEPTH = 500
#: The usual prefixes of the namespaces whose elements are read.
_PREFIXES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}


class Handler(Protocol):
    """Receives elements. Their names are in lower case and have the usual prefix of their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def text(self, data: str) -> None: ...

    def end(self, name: str) -> None: ...


class Enough(Exception):
    """A handler raises this exception to stop the reading."""


class _NotStrict(Exception):
    """The document cannot be read by the strict parser."""


def read_elements[H: Handler](text: str, make: Callable[[], H]) -> tuple[H, bool]:
    """Returns a handler that has received a document's elements, and True if it stopped before the end."""
    for feed in (_feed_strictly, _feed_leniently):
        handler = make()
        try:
            feed(text, _Named(handler))
        except (expat.ExpatError, _NotStrict):
            continue
        except Enough:
            return handler, True
        return handler, False
    return handler, False


class _Named:
    """Passes elements on under their usual names. The prefix of the root element is dropped."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._root: str | None = None
        self._declared: dict[str, str] = {}
        #: The usual names of the elements met so far under the current declarations.
        self._usual: dict[str, str] = {}
        self._elements = self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MAX_ELEMENTS or self._depth > _MAX_DEPTH:
            raise Enough
        if self._root is None:
            self._root = name.rpartition(":")[0].lower()
        if attributes:
            self._declare(attributes)
            attributes = {key.lower(): value for key, value in attributes.items()}
        self._handler.start(self._usual.get(name) or self._name(name), attributes)

    def _declare(self, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key.startswith("xmlns:"):
                self._declared[key[6:].lower()] = value.strip().lower()
                self._usual.clear()

    def text(self, data: str) -> None:
        self._handler.text(data)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._handler.end(self._usual.get(name) or self._name(name))

    def _name(self, name: str) -> str:
        prefix, _, local = name.lower().rpartition(":")
        if prefix and prefix != self._root:
            prefix = _PREFIXES.get(self._declared.get(prefix, ""), prefix)
            local = f"{prefix}:{local}" if prefix else local
        self._usual[name] = local
        return local


def _feed_strictly(text: str, named: _Named) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = named.start
    parser.EndElementHandler = named.end
    parser.CharacterDataHandler = named.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(text, True)


def _refuse(*_: object) -> None:
    raise _NotStrict


def _feed_leniently(text: str, named: _Named) -> None:
    events: Iterable[tuple[str, str, dict[str, str]]] = lenient_events(text)
    for kind, value, attributes in events:
        if kind == "start":
            named.start(value, attributes)
        elif kind == "end":
            named.end(value)
        else:
            named.text(value)
