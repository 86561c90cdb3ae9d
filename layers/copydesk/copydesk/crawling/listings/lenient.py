"""XML that is not: cut off, wrongly nested, full of bare ampersands and HTML entities, read as far as it goes."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

type Event = tuple[str, str, dict[str, str]]

#: Possessive, and never past the next "<", so that the search is linear whatever it meets.
_TOKEN = re.compile(
    r"(?P<comment><!--)|(?P<cdata><!\[CDATA\[)|<[!?][^<>]*+>"
    r"|<(?P<close>/?)(?P<name>[^\W\d][\w.:-]*+)(?P<rest>[^<>]*+)>"
)
_ATTRIBUTE = re.compile(r"""(?<![\w.:-])([\w.:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
#: With its semicolon only: "?a=1&copy=2" is a URL, not a copyright.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
#: What never holds another of its kind: a second one means that the first was not closed.
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})


def lenient_events(text: str) -> Iterator[Event]:
    """("start", name, attributes), ("text", data, {}) and ("end", name, {}), rightly nested whatever the text is."""
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
    """Each tag with the characters before it; the last one without a tag."""
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
    """The elements that are open."""

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
        """Ends an element and all that is open in it; an end without a start means nothing."""
        while self._counts[name]:
            last = self._names.pop()
            self._counts[last] -= 1
            yield "end", last, {}
            if last == name:
                return

    def close_all(self) -> Iterator[Event]:
        while self._names:
            yield "end", self._names.pop(), {}
