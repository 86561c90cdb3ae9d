"""Hidden blocks among the chosen runs: left out, unless they are the article, or a button on the page shows them."""

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from copydesk.extraction.walk import Element, Run

#: From this share of the chosen characters on hidden runs are the article, which a script shows once it has loaded.
_MOST_HIDDEN = 0.3
#: The attributes by which a button names what it shows (WAI-ARIA, Bootstrap).
_CONTROLS = ("aria-controls", "data-bs-target", "data-target")


def without_hidden(runs: Sequence[Run], chosen: list[int]) -> list[int]:
    """The chosen indices without those of hidden runs, where these are the lesser part."""
    hidden = {index for index in chosen if runs[index].element.hidden}
    if not hidden:
        return chosen
    shown = _controlled(runs[chosen[0]])
    hidden = {index for index in hidden if shown.isdisjoint(_hidden_ids(runs[index].element))}
    if sum(len(runs[index].text) for index in hidden) >= _MOST_HIDDEN * sum(len(runs[index].text) for index in chosen):
        return chosen
    return [index for index in chosen if index not in hidden]


def _controlled(run: Run) -> set[str]:
    """The ids of what the buttons of a page show and hide: answers to questions, parts that fold."""
    [body] = (each.node for each in run.element.lineage() if each.parent is None)
    return {name for node in body.css(",".join(f"[{name}]" for name in _CONTROLS)) for name in _named_by(node)}


def _named_by(button: LexborNode) -> Iterator[str]:
    attributes = button.attributes
    for name in _CONTROLS:
        yield from (each.removeprefix("#") for each in (attributes.get(name) or "").split())


def _hidden_ids(element: Element) -> Iterator[str]:
    """The ids of the hidden elements around a run."""
    for each in element.lineage():
        if not each.hidden:
            return
        if own := each.node.attributes.get("id"):
            yield own
