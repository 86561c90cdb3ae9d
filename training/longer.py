"""This module makes long pages with known labels: annotated pages whose body goes on in its own container.

The annotated corpora hold few articles of more than 30,000 characters, so their lengths are made. A body goes on in one
of two ways. With paragraphs of other pages it changes its markup, as anthologies and archives do. With its own elements
and the sentences of other pages it keeps its template, as long reads do.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from html import escape
from itertools import cycle

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.extraction.reading.markup import squeeze
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Element, Run, runs_of

#: The smallest element with this share of the body's characters is its container.
_MOST_OF_BODY = 0.8
_FEWEST_RUNS = 3
#: Text with at most this many characters is kept when an element is repeated: labels, links, bylines.
_LONGEST_LABEL = 40
#: The property with the declared text, which is that of the first part only.
_DECLARED_BODY = '"articleBody"'
_TITLE = 60
#: The number of different paragraphs of a plain page; some texts repeat themselves.
_POOLS = (8, 60, 10_000)
#: The markup of a plain page: its paragraphs, their container, and the page around it.
_PARAGRAPHS = ("<p>{}</p>", "<p>{}</p>", "<div>{}</div>", '<div class="text">{}</div>', "{}<br><br>")
_HOLDERS = ("{}", "<div>{}</div>", "<div><div>{}</div></div>", "<section>{}</section>", '<div class="content">{}</div>')
_NAV = "<nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li><li><a href=/about>About</a></li></ul></nav>"
_AROUND = (
    "<title>{title}</title><h1>{title}</h1>{body}",
    "<title>{title}</title><main><article><h1>{title}</h1>{body}</article></main>",
    "<title>{title}</title><article><h1>{title}</h1>{body}</article>",
    f"<title>{{title}}</title>{_NAV}<div><h1>{{title}}</h1>{{body}}</div><footer><p>All rights reserved.</p></footer>",
    f"<title>{{title}}</title>{_NAV}<main><h1>{{title}}</h1>{{body}}</main><footer><p>© The editors</p></footer>",
)


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A page as HTML, the label of each of its runs of text, and whether that label is known."""

    html: str
    labels: NDArray[np.int8]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The range of a container's children that holds the body, and the indices of the runs of text in it."""

    tree: LexborHTMLParser
    children: tuple[LexborNode, ...]
    runs: tuple[Run, ...]
    first: int
    last: int


def lengthened(page: Labelled, others: Sequence[Labelled], characters: int, *, alike: bool) -> Labelled | None:
    """Returns the page with at least this many characters of body, or None if its body cannot go on.

    `alike` means that its own elements are repeated, with the sentences of the others.
    """
    body = body_of(page)
    rest = [(other, found) for other in others if (found := body_of(other))]
    if body is None or not rest:
        return None
    sentences = cycle(_sentences([run.text for other, found in rest for run in _own_runs(other, found)]))
    parts = [(page, body)] if alike else rest
    own = {text.mem_id for run in _own_runs(page, body) for node in run.nodes for text in _texts(node)}
    size, end, added = _size(page, body), body.children[-1], []
    for other, found in cycle(parts):
        if size >= characters:
            break
        for child in found.children:
            end.insert_after(child)
            end = required(end.next)
            if alike:
                _reword(child, end, own, sentences)
        added.append((other, found))
        size += _size(other, found)
    return _joined(page, body, added)


def plain(others: Sequence[Labelled], characters: int, seed: int) -> Labelled | None:
    """Returns a page of the paragraphs of others and little else, with markup that `seed` decides, or None."""
    chance = np.random.default_rng(seed)
    texts = [run.text for other in others if (found := body_of(other)) for run in _own_runs(other, found)]
    texts = [text for text in texts if len(text) > _LONGEST_LABEL]
    if not texts:
        return None
    pool, paragraphs, size = texts[: chance.choice(_POOLS)], list[str](), 0
    while size < characters:
        paragraphs.append(pool[chance.integers(len(pool))])
        size += len(paragraphs[-1])
    body = "".join(map(str(chance.choice(_PARAGRAPHS)).format, map(escape, paragraphs)))
    holder, around = str(chance.choice(_HOLDERS)), str(chance.choice(_AROUND))
    html = around.format(title=escape(texts[0][:_TITLE]), body=holder.format(body))
    runs = text_runs(html)
    own = frozenset(map(squeeze, paragraphs))
    labels = np.array([run.text in own for run in runs], dtype=np.int8)
    return Labelled(html, labels, np.array([run.element.tag != "h1" for run in runs]))


def _joined(page: Labelled, body: Body, added: Sequence[tuple[Labelled, Body]]) -> Labelled | None:
    """Returns the extended page, or None if the parser reads other runs than were joined."""
    html = (body.tree.html or "").replace(_DECLARED_BODY, '"formerBody"')
    labels, known = (
        np.concatenate(
            [
                getattr(page, name)[: body.last + 1],
                *(getattr(other, name)[found.first : found.last + 1] for other, found in added),
                getattr(page, name)[body.last + 1 :],
            ]
        )
        for name in ("labels", "known")
    )
    return Labelled(html, labels, known) if len(text_runs(html)) == len(labels) else None


def body_of(page: Labelled) -> Body | None:
    tree = page_tree(page.html)
    runs = [run for run in runs_of(tree.body) if run.text] if tree.body else []
    own = [run for run, label in zip(runs, page.labels, strict=True) if label and run.element.tag != "h1"]
    if len(own) < _FEWEST_RUNS:
        return None
    container = _container(own)
    places = [(index, child) for index, run in enumerate(runs) if (child := _child(run, container))]
    headline = max((index for index, _ in places if runs[index].element.tag == "h1"), default=-1)
    inside = [(index, child) for index, child in places if index > headline and page.labels[index]]
    if len(inside) < _FEWEST_RUNS or _shares_child(places, headline, inside[0][1]):
        return None
    children = tuple(_siblings(inside[0][1], inside[-1][1]))
    ids = {child.mem_id for child in children}
    held = [index for index, child in places if child.mem_id in ids]
    return Body(tree, children, tuple(runs), held[0], held[-1])


def _shares_child(places: Sequence[tuple[int, LexborNode]], headline: int, first: LexborNode) -> bool:
    return any(index <= headline and child.mem_id == first.mem_id for index, child in places)


def _container(own: Sequence[Run]) -> Element:
    """Returns the deepest element that has most of the body."""
    held: dict[Element, int] = {}
    for run in own:
        for element in run.element.lineage():
            held[element] = held.get(element, 0) + len(run.text)
    total = sum(len(run.text) for run in own)
    enough = (element for element, size in held.items() if size >= _MOST_OF_BODY * total)
    return max(enough, key=lambda element: element.depth)


def _child(run: Run, container: Element) -> LexborNode | None:
    """Returns the child of the container that holds a run, or None."""
    node: LexborNode | None = run.nodes[0]
    while node is not None and node.parent is not None and node.parent.mem_id != container.node.mem_id:
        node = node.parent
    return node if node is not None and node.parent is not None else None


def _siblings(first: LexborNode, last: LexborNode) -> Iterator[LexborNode]:
    node: LexborNode | None = first
    while node is not None:
        yield node
        node = None if node.mem_id == last.mem_id else node.next


def _own_runs(page: Labelled, body: Body) -> list[Run]:
    held = range(body.first, body.last + 1)
    return [body.runs[index] for index in held if page.labels[index]]


def _size(page: Labelled, body: Body) -> int:
    return sum(len(run.text) for run in _own_runs(page, body))


def _sentences(texts: Sequence[str]) -> list[str]:
    return [f"{part.rstrip('.')}." for text in texts if len(text) > _LONGEST_LABEL for part in text.split(". ")]


def _reword(original: LexborNode, copy: LexborNode, own: Set[int], sentences: Iterator[str]) -> None:
    """Puts other text of the same length into each body text of a copy. Other texts stay."""
    for text, copied in zip(list(_texts(original)), list(_texts(copy)), strict=True):
        size = len(squeeze(text.text_content or ""))
        if text.mem_id in own and size > _LONGEST_LABEL:
            copied.replace_with(" ".join(_about(size, sentences)))


def _texts(node: LexborNode) -> Iterator[LexborNode]:
    return (each for each in node.traverse(include_text=True) if each.is_text_node)


def _about(size: int, sentences: Iterator[str]) -> Iterator[str]:
    while size > 0:
        sentence = next(sentences)
        yield sentence
        size -= len(sentence)


def required(node: LexborNode | None) -> LexborNode:
    assert node is not None
    return node


def text_runs(html: str) -> list[Run]:
    """Returns the runs of text of a page; empty if it has no body."""
    body = page_tree(html).body
    return [run for run in runs_of(body) if run.text] if body else []
