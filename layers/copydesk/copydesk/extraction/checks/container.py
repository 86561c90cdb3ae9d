"""This module finds an article's container: the element with its text and with what was not chosen in it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.extraction.reading.walk import Element, Run

#: The least share of the chosen characters in the smallest such element.
_HELD = 0.8
#: An `article` or `main` element around it is the container if it has fewer than this many times its characters.
_WIDENED = 2
_WHOLE = frozenset({"article", "main"})


@dataclass(frozen=True, slots=True)
class Container:
    """`span` has the indices of all runs in the container, `path` those of the elements around any chosen run."""

    span: range
    path: frozenset[int]


def container_of(runs: Sequence[Run], chosen: Sequence[int]) -> Container:
    """Returns the smallest element with 80 % of the chosen characters, or the `article` or `main` element around it."""
    held = _held(runs, chosen)
    least = _HELD * held[_body(runs[chosen[0]])]
    element = max((each for each, size in held.items() if size >= least), key=lambda each: each.depth)
    first = next(index for index in chosen if _stands_in(runs[index], element))
    span = _span(runs, element, range(first, first + 1))
    most = _WIDENED * sum(len(runs[index].text) for index in span)
    for around in element.lineage():
        if around.tag in _WHOLE and around is not element:
            wider = _span(runs, around, span)
            if sum(len(runs[index].text) for index in wider) >= most:
                break
            span = wider
    return Container(span, frozenset(each.index for each in held))


def _body(run: Run) -> Element:
    *_, body = run.element.lineage()
    return body


def _held(runs: Sequence[Run], chosen: Sequence[int]) -> dict[Element, int]:
    """Returns how many chosen characters are in each element that holds any; each element is visited once."""
    held: defaultdict[Element, int] = defaultdict(int)
    around: set[Element] = set()
    for index in chosen:
        held[runs[index].element] += len(runs[index].text)
        element: Element | None = runs[index].element
        while element is not None and element not in around:
            around.add(element)
            element = element.parent
    for element in sorted(around, key=lambda each: -each.index):
        if element.parent is not None:
            held[element.parent] += held[element]
    return held


def _span(runs: Sequence[Run], element: Element, inner: range) -> range:
    """Returns the indices of the runs of an element, extended from some that are in it; they are contiguous."""
    start, stop = inner.start, inner.stop
    while start > 0 and _stands_in(runs[start - 1], element):
        start -= 1
    while stop < len(runs) and _stands_in(runs[stop], element):
        stop += 1
    return range(start, stop)


def _stands_in(run: Run, element: Element) -> bool:
    each: Element | None = run.element
    while each is not None and each.depth > element.depth:
        each = each.parent
    return each is element
