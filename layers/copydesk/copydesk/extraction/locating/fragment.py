"""This module copies the chosen runs and the elements around them into a small soup: lexbor nodes become bs4 tags."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from selectolax.lexbor import LexborNode

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.blocks.elements.code import may_be_number
from copydesk.extraction.reading.markup import BLOCK_TAGS, HEADINGS, MEDIA_TAGS
from copydesk.extraction.reading.visibility import hiding
from copydesk.extraction.reading.walk import Element, Run

#: Deeper wrappers are left out of the fragment, since its readers recurse. Real pages have fewer than 60 levels.
_MAX_DEPTH = 100
#: The most elements of an article and around it. The most in the public corpora (2,377 pages) are 8,940.
MOST_ELEMENTS = 15_000
#: Elements that are not nested in their own kind. They part the words, and are copied at any depth.
_PARAGRAPHS = HEADINGS | {"p"}
#: The new name of an element that is only a line of words; it is copied without its attributes.
LINE = "p"
#: Cells are copied without content too, since they keep their place in a row.
_CELLS = frozenset({"td", "th"})
#: Elements that are copied although they are hidden. Blocks were chosen, and scripts show such media later.
_NEVER_LEFT_OUT = BLOCK_TAGS | MEDIA_TAGS


def fragment_of(runs: Sequence[Run], renamed: Mapping[Element, str] = MappingProxyType({})) -> BeautifulSoup:
    """Returns the given runs of one page within their ancestors under the body.

    There is at least one run, and the runs are in document order. `renamed` gives elements new names; one that becomes
    a `LINE` loses its attributes. Raises Reject (`too_complex`) if there are more than MOST_ELEMENTS elements.
    """
    whole: set[int] = set()
    path: set[int] = set()
    for run in runs:
        whole.update(node.mem_id for node in run.nodes)
        parent = run.nodes[0].parent
        while parent is not None and parent.mem_id not in path:
            path.add(parent.mem_id)
            parent = parent.parent
    [body] = (each.node for each in runs[0].element.lineage() if each.parent is None)
    return _Copy(body, whole, path, {element.node.mem_id: name for element, name in renamed.items()}).soup()


class _Soup:
    """Builds a soup and links its elements as bs4's parser does. That parser takes any markup and twice the time."""

    def __init__(self) -> None:
        self.root = BeautifulSoup("", "html.parser", multi_valued_attributes=None)
        self._parent: Tag = self.root
        self._last: PageElement | None = None
        self._words: list[str] = []
        #: The type of strings, and whether their white space is kept, for the root and each open element.
        self._strings: list[tuple[type[NavigableString], bool]] = [(NavigableString, False)]

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._end_words()
        builder, (kind, kept) = self.root.builder, self._strings[-1]
        special = builder.string_containers.get(tag)
        types = {special} if special else Tag.MAIN_CONTENT_STRING_TYPES
        element = Tag(name=tag, interesting_string_types=types)
        element.attrs.update({name: value or "" for name, value in attributes.items()})
        self._add(element)
        self._parent = element
        self._strings.append((special or kind, kept or tag in builder.preserve_whitespace_tags))

    def words(self, words: str) -> None:
        self._words.append(words)

    def end(self) -> None:
        """Ends the innermost element."""
        self._end_words()
        self._strings.pop()
        self._parent = self._parent.parent or self.root

    def _end_words(self) -> None:
        words = "".join(self._words)
        if not words:
            return
        self._words = []
        kind, kept = self._strings[-1]
        if not kept and not words.strip(self.root.ASCII_SPACES):
            words = "\n" if "\n" in words else " "
        self._add(kind(words))

    def _add(self, element: PageElement) -> None:
        element.setup(self._parent, self._last)
        self._parent.contents.append(element)
        self._last = element


class _Copy:
    """Copies nodes directly into a soup. Writing and parsing them again takes three times as long.

    Nodes of `whole` are copied with their content, and nodes of `path` without it. Nodes of `renamed` get another name.
    """

    def __init__(self, body: LexborNode, whole: set[int], path: set[int], renamed: Mapping[int, str]) -> None:
        self._body = body
        self._whole = whole
        self._path = path
        self._renamed = renamed
        self._soup = _Soup()
        self._above: list[tuple[LexborNode, str, bool]] = []
        #: The number of elements above that are in a node copied whole, and the number of `pre` elements.
        self._inside = 0
        self._code = 0
        self._written = 0

    def soup(self) -> BeautifulSoup:
        node = self._body.first_child
        while node is not None or self._above:
            node = self._close() if node is None else self._copy(node)
        return self._soup.root

    def _copy(self, node: LexborNode) -> LexborNode | None:
        whole = self._inside > 0 or node.mem_id in self._whole
        tag = node.tag or ""
        if tag == "-text":
            if whole:
                self._soup.words(node.text_content or "")
        elif node.is_element_node and (whole or node.mem_id in self._path):
            if whole and tag not in _NEVER_LEFT_OUT and hiding(tag, node.attributes):
                return node.next
            self._open(node, tag)
            self._inside += whole
            return node.first_child
        elif tag in _CELLS:
            self._soup.start(tag, node.attributes)
            self._soup.end()
        return node.next

    def _open(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        deep = len(self._above) >= _MAX_DEPTH and tag not in _PARAGRAPHS
        written = not deep and not (tag == "span" and self._says_nothing(attributes))
        if written:
            self._written += 1
            if self._written > MOST_ELEMENTS:
                raise Reject(RejectReason.TOO_COMPLEX, f"more than {MOST_ELEMENTS} elements in the article")
            name = self._renamed.get(node.mem_id)
            self._soup.start(name or tag, attributes if name != LINE else {})
        self._above.append((node, tag, written))
        self._code += tag == "pre"

    def _says_nothing(self, attributes: dict[str, str | None]) -> bool:
        """Returns whether a span only colours code, and holds no line numbers."""
        return self._code > 0 and not may_be_number(attributes)

    def _close(self) -> LexborNode | None:
        node, tag, written = self._above.pop()
        if written:
            self._soup.end()
        self._inside -= self._inside > 0
        self._code -= tag == "pre"
        return node.next
