"""One walk over a parsed page: its visible text as runs, each with the elements it stands in.

A run is what a browser sets as one stretch of lines: consecutive inline nodes between two block-level
boundaries or a double line break. Everything that later decides what is article looks at runs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

#: Elements that the HTML standard's default style sheet sets as blocks or table parts.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table tbody td"
    " tfoot th thead tr ul".split()
)
#: Media: they show something, but what text they hold is a fallback for browsers without them.
MEDIA_TAGS = frozenset(
    "audio embed iframe img noscript object picture video amp-audio amp-iframe amp-img amp-video amp-vimeo amp-youtube"
    " lite-vimeo lite-youtube".split()
)
#: Elements whose content is no text of the page: code, controls, fallbacks.
SILENT_TAGS = MEDIA_TAGS | frozenset(
    "button canvas datalist head input link map meta option script select style svg template textarea title".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Parts of a page that themes name after the article's categories, whatever those are.
PARTS = frozenset({"article", "body", "main", "section"})

_SPACE = re.compile(r"\s+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_LETTER = re.compile(r"[^a-z]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Elements under this many others count as their ancestor's: pages of the public corpora stay under 60 levels,
#: and the work per run grows with its depth.
_MAX_DEPTH = 128
#: The class words of each network's embed code, as its documentation gives it.
_SOCIAL_MARKUP = {
    "twitter": frozenset({"twitter", "tweet"}),
    "instagram": frozenset({"instagram", "media"}),
    "tiktok": frozenset({"tiktok", "embed"}),
    "bluesky": frozenset({"bluesky", "embed"}),
    "reddit": frozenset({"reddit", "embed", "bq"}),
}
#: Class words of inline elements that a reader of the page does not see.
_UNSEEN = (
    frozenset({"visually", "hidden"}),
    frozenset({"screen", "reader", "text"}),
    frozenset({"sr", "only"}),
    frozenset({"rollover", "block"}),
    frozenset({"tooltip", "content"}),
    frozenset({"hovercard"}),
)
_MEDIA_SELECTOR = ",".join(sorted(MEDIA_TAGS))
_NAMING_ATTRIBUTES = ("class", "id", "itemprop", "data-testid", "data-component", "role")


def squeeze(text: str) -> str:
    """Text with every stretch of white space as one space, none at the ends."""
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def name_words(names: str) -> frozenset[str]:
    """The words in class names and ids.

    >>> sorted(name_words("article-Body__text mainStory2"))
    ['article', 'body', 'main', 'story', 'text']
    """
    return frozenset(_NOT_A_LETTER.split(_CAMEL.sub(" ", names).lower())) - {""}


@dataclass(slots=True, eq=False)
class Element:
    """A block-level element, or an inline one around blocks, on the way from the body to a run."""

    node: LexborNode
    tag: str
    parent: "Element | None"
    words: frozenset[str]
    hidden: bool

    def lineage(self) -> Iterator["Element"]:
        """This element, its parent, and so on up to the body."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(slots=True, eq=False)
class Run:
    """One stretch of text, or of media with `text` empty. `link_chars` counts the characters that stand in links."""

    element: Element
    nodes: tuple[LexborNode, ...]
    text: str
    link_chars: int

    @property
    def link_share(self) -> float:
        return min(1.0, self.link_chars / len(self.text)) if self.text else 0.0


def runs_of(body: LexborNode) -> list[Run]:
    """Every run of text or media under `body`, in document order."""
    return _Walk(body).runs()


def headline_index(runs: Sequence[Run], body_start: int) -> int:
    """The index of the last h1 up to where the body starts; of the body's start itself on a page without one."""
    over = range(min(body_start, len(runs) - 1), -1, -1)
    return next((index for index in over if runs[index].element.tag == "h1"), body_start)


class _Walk:
    """The state of one walk: without recursion, because pages nest as deep as they like."""

    def __init__(self, body: LexborNode) -> None:
        self._element: Element | None = _element(body, None)
        self._around_blocks = _inline_around_blocks(body)
        self._pending: list[LexborNode] = []
        self._found: list[Run] = []
        self._depth = 0
        self._too_deep: list[LexborNode] = []

    def runs(self) -> list[Run]:
        node = self._element.node.first_child if self._element else None
        while self._element is not None:
            if node is None:
                node = self._leave(self._element)
            elif node.tag == "hr" or is_social_post(node):
                node = self._show(node, self._element)
            elif node.tag in BLOCK_TAGS or node.mem_id in self._around_blocks:
                node = self._enter(node, self._element)
            else:
                self._take(node)
                node = node.next
        return self._found

    def _show(self, node: LexborNode, element: Element) -> LexborNode | None:
        """A divider or a post of a social network: shown in its place, and no text of the page."""
        self._flush()
        self._found.append(Run(element, (node,), "", 0))
        return node.next

    def _enter(self, node: LexborNode, parent: Element) -> LexborNode | None:
        self._flush()
        if self._depth < _MAX_DEPTH:
            self._element = _element(node, parent)
            self._depth += 1
        else:
            self._too_deep.append(node)
        return node.first_child

    def _leave(self, element: Element) -> LexborNode | None:
        self._flush()
        if self._too_deep:
            return self._too_deep.pop().next
        self._element = element.parent
        self._depth -= 1
        return element.node.next

    def _take(self, node: LexborNode) -> None:
        if node.is_comment_node or (node.tag in SILENT_TAGS and node.tag not in MEDIA_TAGS):
            return
        ends = node.tag == "br" and _ends_with_break(self._pending)
        self._pending.append(node)
        if ends:
            self._flush()

    def _flush(self) -> None:
        if self._pending and self._element is not None:
            text, link_chars = text_of(self._pending)
            if text or any(has_media(node) for node in self._pending):
                self._found.append(Run(self._element, tuple(self._pending), text, link_chars))
            self._pending = []


def is_social_post(node: LexborNode) -> bool:
    """Whether an element is the embed code of a post."""
    return node.tag == "blockquote" and social_network(name_words(node.attributes.get("class") or "")) is not None


def social_network(words: frozenset[str]) -> str | None:
    """The network whose embed code has an element of these class words."""
    return next((name for name, markup in _SOCIAL_MARKUP.items() if markup <= words), None)


def _element(node: LexborNode, parent: Element | None) -> Element:
    attributes = node.attributes
    names = " ".join(value for name in _NAMING_ATTRIBUTES if (value := attributes.get(name)))
    style = attributes.get("style") or ""
    return Element(
        node=node,
        tag=node.tag or "",
        parent=parent,
        words=name_words(names) if names else frozenset(),
        hidden=bool(parent and parent.hidden) or "hidden" in attributes or bool(_HIDDEN_STYLE.search(style)),
    )


def _inline_around_blocks(body: LexborNode) -> set[int]:
    """The ids of the inline elements that have a block-level element somewhere inside."""
    found: set[int] = set()
    for node in body.traverse():
        if node.tag in BLOCK_TAGS:
            parent = node.parent
            while parent is not None and parent.tag not in BLOCK_TAGS and parent.mem_id not in found:
                found.add(parent.mem_id)
                parent = parent.parent
    return found


def _ends_with_break(nodes: list[LexborNode]) -> bool:
    for node in reversed(nodes):
        if node.tag == "br":
            return True
        if not node.is_text_node or squeeze(node.text_content or ""):
            return False
    return False


def has_media(node: LexborNode) -> bool:
    """Whether an inline node is or holds an image, a player or an embed."""
    return node.tag in MEDIA_TAGS or (node.first_child is not None and node.css_first(_MEDIA_SELECTOR) is not None)


def is_unseen(words: frozenset[str]) -> bool:
    """Whether an inline element of these class words is for screen readers, or a card that shows on hovering."""
    return bool(words) and any(unseen <= words for unseen in _UNSEEN)


def text_of(nodes: list[LexborNode]) -> tuple[str, int]:
    """The text of inline nodes, white space squeezed, and how many of its characters stand in links."""
    parts: list[str] = []
    link_chars = 0
    for root in nodes:
        if root.is_text_node:
            parts.append(root.text_content or "")
        else:
            link_chars += _gather(root, parts)
    return squeeze("".join(parts)), link_chars


def _gather(root: LexborNode, parts: list[str]) -> int:
    """Adds the text under an inline element to `parts`; gives how many of its characters stand in links."""
    link_chars = 0
    stack = [(root, False)]
    while stack:
        node, linked = stack.pop()
        if node.is_text_node:
            part = node.text_content or ""
            parts.append(part)
            link_chars += len(squeeze(part)) if linked else 0
            continue
        tag = node.tag
        if tag == "br":
            parts.append("\n")
        elif tag not in SILENT_TAGS and not is_unseen(name_words(node.attributes.get("class") or "")):
            if tag in BLOCK_TAGS:
                parts.append(" ")
            linked = linked or tag == "a"
            child = node.last_child
            while child is not None:
                stack.append((child, linked))
                child = child.prev
    return link_chars
