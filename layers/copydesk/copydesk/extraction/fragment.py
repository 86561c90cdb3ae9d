"""The chosen runs as a small soup, with the elements around them that carry meaning: lexbor nodes in, bs4 out."""

from collections.abc import Sequence

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborNode

from copydesk.extraction.listings import LINE_NUMBERS
from copydesk.extraction.markup import HEADINGS, name_words
from copydesk.extraction.walk import Run

#: Deeper wrappers are left out of the fragment: real pages stay under 60, and what reads it recurses.
_MAX_DEPTH = 100
#: What stands in no other of its kind, and parts the words however deep it stands.
_PARAGRAPHS = HEADINGS | {"p"}
#: What keeps its place in a row when it has nothing to say.
_CELLS = frozenset({"td", "th"})


def fragment_of(runs: Sequence[Run]) -> BeautifulSoup:
    """The given runs of one page, at least one, in document order, within their ancestors under its body."""
    whole: set[int] = set()
    path: set[int] = set()
    for run in runs:
        whole.update(node.mem_id for node in run.nodes)
        parent = run.nodes[0].parent
        while parent is not None and parent.mem_id not in path:
            path.add(parent.mem_id)
            parent = parent.parent
    [body] = (each.node for each in runs[0].element.lineage() if each.parent is None)
    return _Copy(body, whole, path).soup()


class _Copy:
    """Copies nodes straight into a soup, as a parser of bs4 would: writing them as text to be parsed anew takes
    twice as long. Nodes of `whole` are copied with all that they hold, of those of `path` only the element.
    """

    def __init__(self, body: LexborNode, whole: set[int], path: set[int]) -> None:
        self._body = body
        self._whole = whole
        self._path = path
        self._soup = BeautifulSoup("", "html.parser", multi_valued_attributes=None)
        self._soup.reset()
        self._above: list[tuple[LexborNode, str, bool]] = []
        #: How many of the elements above are in a node to be copied whole, and how many are code.
        self._inside = 0
        self._code = 0

    def soup(self) -> BeautifulSoup:
        node = self._body.first_child
        while node is not None or self._above:
            node = self._close() if node is None else self._copy(node)
        self._soup.endData()
        return self._soup

    def _copy(self, node: LexborNode) -> LexborNode | None:
        whole = self._inside > 0 or node.mem_id in self._whole
        tag = node.tag or ""
        if tag == "-text":
            if whole:
                self._soup.handle_data(node.text_content or "")
        elif node.is_element_node and (whole or node.mem_id in self._path):
            self._open(node, tag)
            self._inside += whole
            return node.first_child
        elif tag in _CELLS:
            self._start(tag, node.attributes)
            self._soup.handle_endtag(tag)
        return node.next

    def _open(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        deep = len(self._above) >= _MAX_DEPTH and tag not in _PARAGRAPHS
        written = not deep and not (tag == "span" and self._says_nothing(attributes))
        if written:
            self._start(tag, attributes)
        self._above.append((node, tag, written))
        self._code += tag == "pre"

    def _says_nothing(self, attributes: dict[str, str | None]) -> bool:
        """Whether a span only colours: one in code that holds no line numbers."""
        return self._code > 0 and not name_words(attributes.get("class") or "") & LINE_NUMBERS

    def _start(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._soup.handle_starttag(tag, None, None, {name: value or "" for name, value in attributes.items()})

    def _close(self) -> LexborNode | None:
        node, tag, written = self._above.pop()
        if written:
            self._soup.handle_endtag(tag)
        self._inside -= self._inside > 0
        self._code -= tag == "pre"
        return node.next
