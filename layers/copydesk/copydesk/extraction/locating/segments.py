"""This module removes chosen runs that are no part of the article: hidden ones, weak segments and copies."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.standfirst import is_standfirst
from copydesk.extraction.reading.walk import Element, Run

#: Hidden runs with at least this share of the chosen characters are the article, which a script shows after loading.
_MOST_HIDDEN = 0.3
#: The attributes by which a button names what it shows (WAI-ARIA, Bootstrap).
_CONTROLS = ("aria-controls", "data-bs-target", "data-target")
#: Class words of parts that a reader unfolds.
_FOLDING = frozenset("accordion collapse collapsible expandable faq tabpanel spoiler".split())


def without_hidden(runs: Sequence[Run], chosen: list[int]) -> list[int]:
    """Returns the chosen indices without hidden runs, except those that one element hides as a large part of the text.

    Hidden runs that a reader can unfold stay as well.
    """
    hidden = [index for index in chosen if runs[index].element.hidden]
    if not hidden:
        return chosen
    parts = _Folded(runs[chosen[0]])
    together: dict[Element, list[int]] = defaultdict(list)
    for index in hidden:
        if not parts.holds(runs[index].element):
            together[_hidden_with(runs[index].element)].append(index)
    least = _MOST_HIDDEN * _characters(runs, chosen)
    left_out = {index for group in together.values() if _characters(runs, group) < least for index in group}
    return [index for index in chosen if index not in left_out]


def _characters(runs: Sequence[Run], indices: Sequence[int]) -> int:
    return sum(len(runs[index].text) for index in indices)


def _hidden_with(element: Element) -> Element:
    """Returns the element whose children are hidden together with this one.

    Paragraphs of an article are hidden one by one in its container. Dialogs are hidden one by one in the page's body,
    and each is judged alone.
    """
    while element.parent is not None and element.parent.hidden:
        element = element.parent
    return element.parent if element.parent is not None and element.parent.parent is not None else element


class _Folded:
    """The parts of a page that a reader can unfold; each element is examined once."""

    def __init__(self, run: Run) -> None:
        [body] = (each.node for each in run.element.lineage() if each.parent is None)
        buttons = body.css(",".join(f"[{name}]" for name in _CONTROLS))
        self._named = {name for node in buttons for name in _named_by(node)}
        self._known: dict[Element, bool] = {}

    def holds(self, element: Element) -> bool:
        """Returns whether an element is such a part or is in one."""
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
    """Yields the ids of what a button shows and hides."""
    attributes = button.attributes
    for name in _CONTROLS:
        yield from (each.removeprefix("#") for each in (attributes.get(name) or "").split())


def _element_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before


#: A page is sure of its article if runs from this score on have this many characters and this share of all chosen.
_SURE, _SURE_CHARACTERS, _SURE_SHARE = 0.9, 300, 0.5
#: More unchosen runs of text than this separate two segments. A segment is weak if none of its runs has this score.
_GAP, _WEAK = 3, 0.7
#: A run with this many characters is compared with others. Copies are removed if a text occurs this often, or if all
#: copies hold this share of the chosen characters. A page may hold its article twice, for phones and for larger
#: screens.
_COMPARED, _OFTEN, _MUCH = 40, 3, 0.2
#: An element is no copy if it says at least this share of its text nowhere else.
_OWN = 0.2
#: If copies hold a larger share, the text itself is repetitive and all of it stays.
_MOST_COPIED = 0.6


def without_weak(runs: Sequence[Run], score: Sequence[float], chosen: list[int]) -> list[int]:
    """Returns the chosen indices without weak segments, if the page is sure of its article.

    The threshold of a page takes doubtful runs too, since most of those amid an article belong to it. Few of those
    apart from it do: they are newsletters, teasers and comments. A standfirst is apart on many pages, and stays. On
    held-out pages this rule gains 0.004 of F1 on Scrapinghub and 0.001 on WCXB.
    """
    sure = _size(runs, {index for index in chosen if score[index] >= _SURE})
    if sure < max(_SURE_CHARACTERS, _SURE_SHARE * _size(runs, set(chosen))):
        return chosen
    segments = _segments(runs, chosen)
    return [index for segment in segments if _belongs(runs, score, segment) for index in segment]


def _segments(runs: Sequence[Run], chosen: list[int]) -> Iterator[list[int]]:
    place = {index: place for place, index in enumerate(index for index, run in enumerate(runs) if run.text)}
    segment: list[int] = []
    for index in chosen:
        if segment and place[index] - place[segment[-1]] - 1 > _GAP:
            yield segment
            segment = []
        segment.append(index)
    yield segment


def _belongs(runs: Sequence[Run], score: Sequence[float], segment: list[int]) -> bool:
    return any(score[index] >= _WEAK or is_standfirst(runs[index]) for index in segment)


def without_copies(runs: Sequence[Run], chosen: list[int]) -> list[int]:
    """Returns the chosen indices without repeated texts, if each copy is in a part of the page of its own.

    Placeholders of embeds and copies of an article for other screens repeat in this way. A refrain stays: it repeats in
    one part, or beside text of its own. An example is the question that an interview asks of everyone. On held-out
    pages this rule gains 0.001 of F1 on Fundus and on WCXB.
    """
    total = _size(runs, set(chosen))
    places = _places(runs, chosen)
    copies = {index for indices in places for index in indices[1:]}
    if _size(runs, copies) < _MUCH * total:
        copies = {index for indices in places if len(indices) >= _OFTEN for index in indices[1:]}
    copies -= _beside_own_text(runs, chosen)
    if _size(runs, copies) > _MOST_COPIED * total:
        return chosen
    return [index for index in chosen if index not in copies]


def _places(runs: Sequence[Run], chosen: list[int]) -> list[list[int]]:
    """Returns the chosen indices of each long text that occurs in several parents."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index in chosen:
        if len(runs[index].text) >= _COMPARED:
            found[runs[index].text].append(index)
    return [indices for indices in found.values() if len({runs[index].element.parent for index in indices}) > 1]


def _beside_own_text(runs: Sequence[Run], chosen: list[int]) -> set[int]:
    """Returns the chosen indices in elements that say a share of their text nowhere else in the article."""
    repetitions = Counter(runs[index].text for index in chosen)
    all_of_it: Counter[Element | None] = Counter()
    own: Counter[Element | None] = Counter()
    for index in chosen:
        text, element = runs[index].text, runs[index].element.parent
        all_of_it[element] += len(text)
        own[element] += len(text) if repetitions[text] == 1 else 0
    mixed = {element for element, size in own.items() if size >= _OWN * all_of_it[element]}
    return {index for index in chosen if runs[index].element.parent in mixed}


def _size(runs: Sequence[Run], indices: set[int]) -> int:
    return sum(len(runs[index].text) for index in indices)
