"""This module makes pages with more than one article: annotated pages with parts of other ones.

Sites put boxes of teasers, newsletters and comments into an article and after it. The next story may follow the first.
Annotated pages have some of each. These pages have more, and it is known what is foreign.
"""

import random
from collections.abc import Iterator, Sequence

import numpy as np
from selectolax.lexbor import LexborNode

from training.longer import Body, Labelled, body_of, required, text_runs

#: The fewest and the most runs of text in a box.
_FEWEST_RUNS, _MOST_RUNS = 2, 60
#: The most boxes of a page.
_MOST_BOXES = 4
_TAGS = frozenset("div section aside nav ul footer form article".split())
#: An attribute of foreign elements while a page is made.
_MARK = "data-foreign"


def followed(page: Labelled, others: Sequence[Labelled]) -> Labelled | None:
    """Returns the page with another article after its own, in its own container, or None if either has no body."""
    body, found = body_of(page), next(filter(None, map(body_of, others)), None)
    if body is None or found is None:
        return None
    own, story = _holder(body), _holder(found)
    if own.tag == "body" or story.tag == "body":
        return None
    return _with_foreign(page, body, [(own, story)])


def boxed(page: Labelled, others: Sequence[Labelled], seed: int) -> Labelled | None:
    """Returns the page with boxes of others between the paragraphs of its body and after the last one, or None."""
    body, chance = body_of(page), random.Random(seed)
    boxes = [box for other in others if (found := body_of(other)) for box in _boxes(other, found)]
    if body is None or not boxes:
        return None
    chosen = chance.sample(boxes, min(len(boxes), chance.randint(1, _MOST_BOXES)))
    places = [body.children[-1], *chance.choices(body.children, k=len(chosen) - 1)]
    return _with_foreign(page, body, list(zip(places, chosen, strict=True)))


def _holder(body: Body) -> LexborNode:
    return required(body.children[0].parent)


def _boxes(page: Labelled, body: Body) -> Iterator[LexborNode]:
    """Yields elements beside the body, or beside its containers, that hold no part of the body."""
    own = [index for index, label in enumerate(page.labels) if label or not page.known[index]]
    around = {node.mem_id for index in own for node in _lineage(body.runs[index].nodes[0])}
    outside = {node.mem_id for run in body.runs for node in _lineage(run.nodes[0])} - around
    for node in required(body.tree.body).traverse():
        if node.mem_id in outside and required(node.parent).mem_id in around and _is_box(node):
            yield node


def _is_box(node: LexborNode) -> bool:
    return node.tag in _TAGS and _FEWEST_RUNS <= len(text_runs(f"<body>{node.html}</body>")) <= _MOST_RUNS


def _lineage(node: LexborNode | None) -> Iterator[LexborNode]:
    while node is not None:
        yield node
        node = node.parent


def _with_foreign(page: Labelled, body: Body, added: Sequence[tuple[LexborNode, LexborNode]]) -> Labelled | None:
    """Returns the page with each foreign element after a place, or None if its own runs change by that."""
    for place, foreign in added:
        foreign.attrs[_MARK] = ""
        place.insert_after(foreign)
    html = body.tree.html or ""
    runs = text_runs(html)
    own = np.array([not any(_MARK in each.attributes for each in _lineage(run.nodes[0])) for run in runs])
    if [run.text for run, is_own in zip(runs, own, strict=True) if is_own] != [run.text for run in body.runs]:
        return None
    labels, known = np.zeros(len(runs), dtype=np.int8), np.ones(len(runs), dtype=np.bool_)
    labels[own], known[own] = page.labels, page.known
    return Labelled(html.replace(f' {_MARK}=""', ""), labels, known)
