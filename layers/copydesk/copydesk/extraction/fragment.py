"""The chosen runs as a small HTML fragment, with the elements around them that carry meaning."""

from collections.abc import Iterable
from html import escape

from selectolax.lexbor import LexborNode

from copydesk.extraction.walk import HEADINGS, Run

#: Deeper wrappers are left out of the fragment: real pages stay under 60, and what reads it recurses.
_MAX_DEPTH = 100
#: What stands in no other of its kind, and parts the words however deep it stands.
_PARAGRAPHS = HEADINGS | {"p"}
#: What keeps its place in a row when it has nothing to say.
_CELLS = frozenset({"td", "th"})


def fragment_of(body: LexborNode, runs: Iterable[Run]) -> str:
    """HTML of the given runs in document order, within their ancestors under `body`."""
    whole: set[int] = set()
    path: set[int] = set()
    for run in runs:
        whole.update(node.mem_id for node in run.nodes)
        parent = run.nodes[0].parent
        while parent is not None and parent.mem_id not in path:
            path.add(parent.mem_id)
            parent = parent.parent
    return "".join(_emit(body, whole, path))


def _emit(body: LexborNode, whole: set[int], path: set[int]) -> Iterable[str]:
    parents: list[LexborNode] = []
    node = body.first_child
    while True:
        if node is None:
            if not parents:
                return
            parent = parents.pop()
            if _is_written(parent, len(parents)):
                yield f"</{parent.tag}>"
            node = parent.next
        elif node.mem_id in path:
            if _is_written(node, len(parents)):
                yield _start_tag(node)
            parents.append(node)
            node = node.first_child
        else:
            yield _whole(node) if node.mem_id in whole else _empty_cell(node)
            node = node.next


def _whole(node: LexborNode) -> str:
    return node.html or ""


def _empty_cell(node: LexborNode) -> str:
    return f"{_start_tag(node)}</{node.tag}>" if node.tag in _CELLS else ""


def _is_written(node: LexborNode, depth: int) -> bool:
    return depth < _MAX_DEPTH or node.tag in _PARAGRAPHS


def _start_tag(node: LexborNode) -> str:
    attributes = "".join(f' {name}="{escape(value or "")}"' for name, value in node.attributes.items())
    return f"<{node.tag}{attributes}>"
