"""This module walks over a parsed page once and lists its visible text as runs, each with its elements.

A run is what a browser sets as one stretch of lines. It is consecutive inline nodes between two block-level boundaries
or a double line break. Every later decision about what is article looks at runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from copydesk.extraction.reading.formulas import may_show_formulas, say_formulas_once
from copydesk.extraction.reading.markup import (
    BLOCK_TAGS,
    MEDIA_TAGS,
    PLAYER_TAGS,
    SILENT_TAGS,
    is_in_trail,
    is_set_as_block,
    is_social_post,
    name_words,
    shows_by_script,
    squeeze,
)
from copydesk.extraction.reading.visibility import Hiding, hiding

#: Elements below this depth count as their ancestor's, because the work per run grows with its depth. Pages of the
#: public corpora have fewer than 60 levels.
_MAX_DEPTH = 128
#: Nodes that the walk skips with their content; comments and processing instructions (without a name) are among them.
_PASSED_OVER = SILENT_TAGS | {"-comment", ""}
#: Elements at which the search for an inline element around a line break stops.
_ENDS_OF_TEXT = BLOCK_TAGS | SILENT_TAGS
_NO_WORDS: frozenset[str] = frozenset()
_NAMING_ATTRIBUTES = frozenset({"class", "id", "itemprop", "data-testid", "data-component", "role"})


@dataclass(slots=True, eq=False)
class Element:
    """A block-level element, or an inline one around blocks, between the body and a run.

    `index` numbers the elements of a page in document order, `depth` counts the elements around this one.
    """

    node: LexborNode
    tag: str
    parent: "Element | None"
    words: frozenset[str]
    hiding: Hiding
    index: int
    depth: int

    @property
    def hidden(self) -> bool:
        """Whether a reader does not see the element, unless a script shows it."""
        return self.hiding is not Hiding.SHOWN

    def lineage(self) -> Iterator["Element"]:
        """Yields this element, its parent, and so on up to the body."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(slots=True, eq=False)
class Run:
    """One stretch of text, or of media if `text` is empty.

    `link_chars`, `bold_chars` and `italic_chars` count the characters in such markup, `links` the links.
    """

    element: Element
    nodes: tuple[LexborNode, ...]
    text: str = ""
    link_chars: int = 0
    bold_chars: int = 0
    italic_chars: int = 0
    links: int = 0

    @property
    def link_share(self) -> float:
        return min(1.0, self.link_chars / len(self.text)) if self.text else 0.0


def runs_of(body: LexborNode) -> list[Run]:
    """Returns every run of text or media under `body`, in document order. Each formula is left there once."""
    walk = _Walk(body)
    runs = walk.runs()
    if may_show_formulas(body, walk.names) and say_formulas_once(body):
        return _Walk(body).runs()
    return runs


def headline_index(runs: Sequence[Run], body_start: int) -> int:
    """Returns the index of the last h1 up to `body_start`, or `body_start` on a page without one.

    An h1 in a navigation bar does not count: the first h2 or h3 after it takes its place.
    """
    last = min(body_start, len(runs) - 1)
    trail: int | None = None
    for index in range(last, -1, -1):
        if runs[index].element.tag == "h1":
            if not is_in_trail(runs[index].element.node):
                return index
            trail = index
    after = range(trail + 1, last + 1) if trail is not None else ()
    return next((index for index in after if runs[index].element.tag in ("h2", "h3")), body_start)


#: The place of a node's children: (element, id of the enclosing block node, bit mask of inline markup). Below
#: _MAX_DEPTH the element is an ancestor, and only the id tells one block from the next.
type _Place = tuple[Element, int, int]
#: The bits of the markup whose characters are counted, and for each mask the indexes of its bits.
_LINK, _BOLD, _ITALIC = 1, 2, 4
_MARKUP = {"a": _LINK, "b": _BOLD, "strong": _BOLD, "i": _ITALIC, "em": _ITALIC}
_MARKUP_KINDS = [[kind for kind in range(3) if bits >> kind & 1] for bits in range(8)]
_UNMARKED = [0, 0, 0]


class _Walk:
    """The state of one walk over all nodes in document order. It is not recursive, since pages nest without limit.

    `_places` has an entry for every node whose children are read. A node without one is skipped with its content.
    `names` are the class attributes of all elements on the way, and of drawings.
    """

    def __init__(self, body: LexborNode) -> None:
        self._body = body
        self._count = 0
        self.names: set[str | None] = set()
        self._element = self._made(body, "body", None)
        self._holder = body.mem_id
        self._places: dict[int, _Place] = {self._holder: (self._element, self._holder, 0)}
        self._found: list[Run] = []
        self._pending: list[LexborNode] = []
        self._parts: list[str] = []
        self._marked = list(_UNMARKED)
        self._links = 0
        self._shows_media = False

    def runs(self) -> list[Run]:
        places, around = self._places, _inline_around_blocks(self._body)
        for node in self._body.traverse(include_text=True):
            tag = node.tag or ""
            if tag == "-text" and not self._pending and node.is_empty_text_node:
                continue
            parent: LexborNode = node.parent  # type: ignore[assignment]  # only the document has none
            above = parent.mem_id
            place = places.get(above)
            if place is None:
                continue
            if tag == "-text":
                self._take_text(node, place, above)
            elif tag in BLOCK_TAGS or (around and tag not in PLAYER_TAGS and node.mem_id in around):
                self._take_block(node, tag, place)
            elif tag in MEDIA_TAGS or tag not in _PASSED_OVER:
                self._take_inline(node, tag, place, above)
            elif tag == "svg":
                self.names.add(node.attributes.get("class"))
        self._flush()
        return self._found

    def _take_text(self, node: LexborNode, place: _Place, above: int) -> None:
        text = node.text_content or ""
        if (not self._pending or place[1] != self._holder) and (not text or text.isspace()):
            return
        self._take(node, place, above)
        self._parts.append(text)
        if place[2]:
            size = len(squeeze(text))
            for kind in _MARKUP_KINDS[place[2]]:
                self._marked[kind] += size

    def _take_block(self, node: LexborNode, tag: str, place: _Place) -> None:
        if self._pending:
            self._flush()
        element, _, markup = place
        if tag == "hr" or (tag == "blockquote" and is_social_post(node)) or self._shows_by_script(node, tag, element):
            # A divider, a social post or a script's picture is one run without text.
            self._found.append(Run(element, (node,)))
            return
        if element.depth < _MAX_DEPTH:
            element = self._made(node, tag, element)
        holder = node.mem_id
        self._places[holder] = (element, holder, markup | _MARKUP.get(tag, 0))

    def _shows_by_script(self, node: LexborNode, tag: str, around: Element) -> bool:
        """Returns whether a figure waits for a script. Nested figures are not examined, since that takes too long."""
        return tag == "figure" and all(each.tag != "figure" for each in around.lineage()) and shows_by_script(node)

    def _take_inline(self, node: LexborNode, tag: str, place: _Place, above: int) -> None:
        self._take(node, place, above)
        if tag == "br":
            self._parts.append("\n")
            if above == self._holder and _ends_with_break(islice(reversed(self._pending), 1, None)):
                self._flush()
            return
        attributes = node.attributes
        self.names.add(attributes.get("class"))
        if tag in MEDIA_TAGS:
            self._shows_media = True
        elif not hiding(tag, attributes):
            if is_set_as_block(attributes.get("style")):
                self._parts.append(" ")
            self._links += tag == "a"
            kind = _MARKUP.get(tag, 0)
            self._places[node.mem_id] = (place[0], place[1], place[2] | kind) if kind else place

    def _take(self, node: LexborNode, place: _Place, above: int) -> None:
        """Flushes the pending run if the node is in another block. Adds the node if it is a child of the block."""
        if place[1] != self._holder:
            self._flush()
            self._element, self._holder, _ = place
        if above == self._holder:
            self._pending.append(node)

    def _made(self, node: LexborNode, tag: str, parent: Element | None) -> Element:
        around, depth = (parent.hiding, parent.depth + 1) if parent is not None else (Hiding.SHOWN, 0)
        index, attributes = self._count, node.attributes
        self._count += 1
        hidden = hiding(tag, attributes, around)
        if not attributes:
            return Element(node, tag, parent, _NO_WORDS, hidden, index, depth)
        self.names.add(attributes.get("class"))
        names = [value for name, value in attributes.items() if value and name in _NAMING_ATTRIBUTES]
        words = name_words(names[0] if len(names) == 1 else " ".join(names)) if names else _NO_WORDS
        return Element(node, tag, parent, words, hidden, index, depth)

    def _flush(self) -> None:
        if self._pending:
            text = squeeze("".join(self._parts))
            if text or self._shows_media:
                link, bold, italic = self._marked
                self._found.append(Run(self._element, tuple(self._pending), text, link, bold, italic, self._links))
            self._pending, self._parts = [], []
            if self._links or self._marked != _UNMARKED:
                self._marked, self._links = list(_UNMARKED), 0
            self._shows_media = False


def _inline_around_blocks(body: LexborNode) -> set[int]:
    """Returns the ids of the inline elements that contain a block-level element or a double line break."""
    found: set[int] = set()
    for node in body.traverse():
        tag = node.tag or ""
        if tag in BLOCK_TAGS or (tag == "br" and _is_second_break(node)):
            parent = node.parent
            ends = BLOCK_TAGS if tag in BLOCK_TAGS else _ENDS_OF_TEXT
            while parent is not None and (parent.tag or "") not in ends and parent.mem_id not in found:
                found.add(parent.mem_id)
                parent = parent.parent
    return found


def _is_second_break(node: LexborNode) -> bool:
    before = node.prev
    while before is not None and before.is_text_node and not (before.text_content or "").strip():
        before = before.prev
    return before is not None and before.tag == "br"


def _ends_with_break(backwards: Iterable[LexborNode]) -> bool:
    for node in backwards:
        if node.tag == "br":
            return True
        if not node.is_text_node or (node.text_content or "").strip():
            return False
    return False
