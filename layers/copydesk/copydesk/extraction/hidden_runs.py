"""Hidden blocks among the chosen runs: left out, unless they are the article, or a reader can unfold them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from copydesk.extraction.walk import Element, Run

#: From this share of the chosen characters on hidden runs are the article, which a script shows once it has loaded.
_MOST_HIDDEN = 0.3
#: The attributes by which a button names what it shows (WAI-ARIA, Bootstrap).
_CONTROLS = ("aria-controls", "data-bs-target", "data-target")
#: The words in names of what a reader unfolds.
_FOLDING = frozenset("accordion collapse collapsible expandable faq tabpanel spoiler".split())


def without_hidden(runs: Sequence[Run], chosen: list[int]) -> list[int]:
    """The chosen indices without those of hidden runs, where what one element hides is the lesser part."""
    hidden = [index for index in chosen if runs[index].element.hidden]
    if not hidden:
        return chosen
    parts = _Folded(runs[chosen[0]])
    together: dict[Element, list[int]] = defaultdict(list)
    for index in hidden:
        if not parts.holds(runs[index].element):
            together[_hidden_with(runs[index].element)].append(index)
    least = _MOST_HIDDEN * _size(runs, chosen)
    left_out = {index for group in together.values() if _size(runs, group) < least for index in group}
    return [index for index in chosen if index not in left_out]


def _size(runs: Sequence[Run], indices: Sequence[int]) -> int:
    return sum(len(runs[index].text) for index in indices)


def _hidden_with(element: Element) -> Element:
    """The element whose children are hidden together with this one.

    Paragraphs of an article are hidden one by one in its container. Dialogs stand one by one in the page's body, and
    each is hidden for itself.
    """
    while element.parent is not None and element.parent.hidden:
        element = element.parent
    return element.parent if element.parent is not None and element.parent.parent is not None else element


class _Folded:
    """The parts of a page that a reader unfolds; each element is looked at once."""

    def __init__(self, run: Run) -> None:
        [body] = (each.node for each in run.element.lineage() if each.parent is None)
        buttons = body.css(",".join(f"[{name}]" for name in _CONTROLS))
        self._named = {name for node in buttons for name in _named_by(node)}
        self._known: dict[Element, bool] = {}

    def holds(self, element: Element) -> bool:
        """Whether an element stands in a part that folds, or is one."""
        passed: list[Element] = []
        each: Element | None = element
        while each is not None and each.hidden and each not in self._known:
            passed.append(each)
            each = each.parent
        folds = each is not None and self._known.get(each, False)
        for inner in reversed(passed):
            folds = self._known[inner] = folds or self._folds(inner)
        return folds

    def _folds(self, element: Element) -> bool:
        if not element.words.isdisjoint(_FOLDING) or element.node.attributes.get("id") in self._named:
            return True
        before = _element_before(element.node)
        if before is None:
            return False
        return "aria-expanded" in before.attributes or before.css_first("[aria-expanded]") is not None


def _named_by(button: LexborNode) -> Iterator[str]:
    """The ids of what a button shows and hides."""
    attributes = button.attributes
    for name in _CONTROLS:
        yield from (each.removeprefix("#") for each in (attributes.get(name) or "").split())


def _element_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before
