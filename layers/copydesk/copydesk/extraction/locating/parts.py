"""This module finds parts of an article by their markup: corrections, questions, callouts, footnotes and code.

The scorer hardly knows them: they are few, short, and apart from the text, as page furniture is. Their names identify
them.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from copydesk.extraction.blocks.corrections import LONGEST_NOTE, is_label_of_correction, is_named_note, says_correction
from copydesk.extraction.reading.buttons import is_interface
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.walk import Element, Run

#: The least share of the chosen characters in the article's element. Wider elements may add at most this factor of its
#: characters.
_HELD, _WIDENED = 0.8, 2.0
#: Class words of parts that belong to the article anywhere in its element.
_PARTS = (
    frozenset({"faq"}), frozenset({"faqs"}), frozenset({"rank", "math", "question"}),
    frozenset({"rank", "math", "answer"}), frozenset({"kg", "callout"}),
    frozenset({"admonition"}), frozenset({"markdown", "alert"}), frozenset({"kg", "toggle"}),
    frozenset({"notion", "callout"}),
)  # fmt: skip
#: Class words of quotes that are set large between the paragraphs, and of parts whose lines may be links.
_SET_LARGE = (frozenset({"pullquote"}), frozenset({"pull", "quote"}), frozenset({"quotation"}), frozenset({"exergue"}))
_SOURCES = (
    frozenset({"footnote"}), frozenset({"footnotes"}), frozenset({"doc", "endnotes"}), frozenset({"endnotes"}),
    frozenset({"doc", "footnote"}), frozenset({"references"}), frozenset({"reflist"}), frozenset({"fussnoten"}),
    frozenset({"blob", "code"}), frozenset({"hljs"}), frozenset({"syntaxhighlighter"}), frozenset({"crayon", "code"}),
)  # fmt: skip
#: The levels above a run in which an unfolding part is named.
_FOLDED = 4
#: Elements that hold the source of a quotation, and the most runs between the quotation and that line.
_WHO, _BESIDE_QUOTE = frozenset({"footer", "cite", "figcaption"}), 3
_ASKED = ("?", "？", "؟")
#: Whole class names of notes beside the text.
_NOTES = frozenset(
    "note update article-note story-note post-note article-update story-update hinweis nota notitie merknad".split()
)
#: Class words of unfolding parts. They belong to the article if they are amid it or answer questions.
_UNFOLDING = frozenset({"accordion", "accordions"})
#: Microdata of questions and answers, on a page or in a part that is marked as a list of them (schema.org).
_FAQ_PAGE, _QUESTIONS = "schema.org/FAQPage", ("schema.org/Question", "schema.org/Answer")
#: Class words and elements of what is no part of the article although it is in its element.
_AROUND = frozenset(
    "ads advert advertisement author avatar card cards comment comments disqus newsletter outbrain paywall popular"
    " promo recirc recommended related respond share sharing sidebar signup social sponsor sponsored subscribe"
    " subscription taboola teaser teasers trending upsell widget".split()
)
#: The most runs between code and its prose, and the levels in which a run is inside code.
_BESIDE_CODE, _IN_CODE = 2, 6
_PROSE, _LINKED = (HEADINGS - {"h1"}) | {"p", "div"}, 0.5
_HIGHLIGHTERS = frozenset(
    "highlight highlighter codehilite sourcecode codeblock code snippet prism hljs shiki rouge chroma".split()
)
_FURNITURE = frozenset({"article", "nav", "form", "menu", "dialog"})


@dataclass(frozen=True, slots=True)
class _Held:
    """An element, and the range of runs in it: `last` is exclusive."""

    element: Element
    first: int
    last: int


def parts(runs: Sequence[Run], chosen: Sequence[int]) -> frozenset[int]:
    """Returns the runs in the article's element that markup or words make part of it, although they were not chosen."""
    holders = _holders(runs, chosen)
    taken, found, marks = frozenset(chosen), set[int](), _Marks(holders[-1].element)
    code = {index for index in _seen(runs, holders[0]) if _is_code(runs[index])}
    amid, known = range(min(chosen), max(chosen)), set(chosen)
    for index in _seen(runs, holders[-1]):
        if index in taken:
            continue
        is_part = index in code or _is_part(runs[index], marks, amid=index in amid)
        if is_part or _says_who(runs, index, known):
            found.add(index)
            known.add(index)
            found.update(_title(runs, index, taken))
    found.update(
        over for index in chosen for over in _title(runs, index, taken) if is_label_of_correction(runs[over].text)
    )
    beside = _beside_code(runs, _seen(runs, holders[0]), code & (taken | found))
    return frozenset(found | beside - taken)


def _seen(runs: Sequence[Run], held: _Held) -> list[int]:
    return [index for index in range(held.first, held.last) if runs[index].text and _can_be_seen(runs[index])]


def _can_be_seen(run: Run) -> bool:
    """Returns whether a reader sees a run, or can unfold it."""
    return not run.element.hidden or any(each.words & _UNFOLDING for each in islice(run.element.lineage(), _FOLDED))


def _holders(runs: Sequence[Run], chosen: Sequence[int]) -> list[_Held]:
    """Returns the elements of the article, from the one around most of its text to the widest of its own."""
    held = _held(runs, chosen)
    total = _size([runs[index] for index in chosen])
    longest = max(chosen, key=lambda index: len(runs[index].text))
    around = (_code_box(runs[longest].element) or runs[longest].element).lineage()
    lineage = [each for each in around if each.parent is not None][1:] or [runs[longest].element]
    level = next((level for level, each in enumerate(lineage) if held[each.index] >= _HELD * total), len(lineage) - 1)
    found = [_Held(lineage[level], *_stretch(runs, lineage[level], longest, longest + 1))]
    room = (_WIDENED - 1) * _size(runs[found[0].first : found[0].last])
    for wider in lineage[level + 1 :]:
        inner, first, last = found[-1], *_stretch(runs, wider, found[-1].first, found[-1].last)
        room -= _size(runs[first : inner.first]) + _size(runs[inner.last : last])
        if room < 0 or inner.element.tag in ("article", "main"):
            break
        found.append(_Held(wider, first, last))
    return found


def _held(runs: Sequence[Run], chosen: Sequence[int]) -> Counter[int]:
    """Returns how many characters of the chosen runs are in each element around them, by the element's index."""
    held, elements = Counter[int](), dict[int, Element]()
    for index in chosen:
        held[runs[index].element.index] += len(runs[index].text)
        element: Element | None = runs[index].element
        while element is not None and element.index not in elements:
            elements[element.index] = element
            element = element.parent
    # An element has a higher index than those around it.
    for number in sorted(elements, reverse=True):
        if (parent := elements[number].parent) is not None:
            held[parent.index] += held[number]
    return held


def _size(runs: Sequence[Run]) -> int:
    return sum(len(run.text) for run in runs)


def _stretch(runs: Sequence[Run], element: Element, first: int, last: int) -> tuple[int, int]:
    """Returns the range of runs in an element, extended from a range that is known to be in it."""
    while first and _is_in(runs[first - 1], element):
        first -= 1
    while last < len(runs) and _is_in(runs[last], element):
        last += 1
    return first, last


def _is_in(run: Run, element: Element) -> bool:
    each: Element | None = run.element
    while each is not None and each.depth > element.depth:
        each = each.parent
    return each is element


def _says_who(runs: Sequence[Run], index: int, taken: AbstractSet[int]) -> bool:
    """Returns whether a run is the line that names the source of a quotation (HTML standard, 4.4.4).

    The quotation is chosen, and the run is in or under it.
    """
    quoting = list(takewhile(lambda each: each.tag != "blockquote", runs[index].element.lineage()))
    named = any(each.tag in _WHO for each in quoting)
    block = quoting[-1].parent if named else None
    over = [before for before in range(max(0, index - _BESIDE_QUOTE), index) if before in taken]
    if block is not None and any(_is_in(runs[before], block) for before in over):
        return True
    source = next((each.parent for each in quoting[:_BESIDE_QUOTE] if each.tag == "cite"), None)
    return source is not None and any(_is_quoted(runs[before]) and _is_in(runs[before], source) for before in over)


def _is_quoted(run: Run) -> bool:
    return any(each.tag == "blockquote" for each in islice(run.element.lineage(), _BESIDE_QUOTE))


#: What an element inside the article's is, as bits: a quotation, words set large, something around the article, a list
#: of sources, a part by its name, a part that unfolds, and one that unfolds to answers.
_QUOTES, _LARGE, _BESIDE, _SOURCE, _NAMED, _UNFOLDS, _ANSWERS = (1 << bit for bit in range(7))


class _Marks:
    """Says what the elements inside the article's are. Each is examined once, however many runs are in it."""

    def __init__(self, holder: Element) -> None:
        self._of = {holder.index: 0}

    def around(self, element: Element | None) -> int:
        """Returns the bits of an element and of those around it, up to the article's."""
        if element is None:
            return 0
        known = self._of.get(element.index)
        if known is None:
            known = self._of[element.index] = _marks_of(element) | self.around(element.parent)
        return known


def _marks_of(element: Element) -> int:
    words, names_part, attributes = element.words, _names_part(element.words), element.node.attributes
    unfolds = not words.isdisjoint(_UNFOLDING)
    return (
        _QUOTES * (element.tag == "blockquote")
        | _LARGE * _is_set_large(words)
        | _BESIDE * (element.tag in _FURNITURE or not (names_part or words.isdisjoint(_AROUND)))
        | _SOURCE * _names_sources(words)
        | _NAMED * (names_part or _is_note(attributes.get("class")) or _asks(element, attributes.get("itemtype")))
        | _UNFOLDS * unfolds
        | _ANSWERS * (unfolds and _answers(element))
    )


def _is_part(run: Run, marks: _Marks, *, amid: bool) -> bool:
    around = marks.around(run.element)
    if amid and around & _QUOTES and around & _LARGE:
        return True
    if around & _BESIDE:
        return False
    if around & _SOURCE:
        return True
    if is_interface(run.text) or (run.link_share >= _LINKED and not run.text.endswith(_ASKED)):
        return False
    if around & (_NAMED | (_UNFOLDS if amid else _ANSWERS)):
        return True
    return len(run.text) <= LONGEST_NOTE and says_correction(run.text)


def _is_code(run: Run) -> bool:
    return any(each.tag == "pre" for each in islice(run.element.lineage(), _IN_CODE))


def _answers(unfolding: Element) -> bool:
    """Returns whether an unfolding part contains a question mark, and so answers questions."""
    return any(mark in unfolding.node.text() for mark in _ASKED)


@lru_cache(maxsize=8192)
def _names_part(words: frozenset[str]) -> bool:
    return bool(words) and (is_named_note(words) or any(part <= words for part in _PARTS))


@lru_cache(maxsize=8192)
def _names_sources(words: frozenset[str]) -> bool:
    return bool(words) and any(part <= words for part in _SOURCES)


@lru_cache(maxsize=8192)
def _is_set_large(words: frozenset[str]) -> bool:
    return any(names <= words for names in _SET_LARGE)


def _is_note(names: str | None) -> bool:
    return not _NOTES.isdisjoint((names or "").lower().split())


def _asks(element: Element, kind: str | None) -> bool:
    if not kind:
        return False
    if kind.endswith(_QUESTIONS):
        return any(map(_lists_questions, element.lineage()))
    return kind.endswith(_FAQ_PAGE)


def _lists_questions(element: Element) -> bool:
    around = element.node.parent if element.parent is None else None
    kinds = [node.attributes.get("itemtype") or "" for node in (element.node, around) if node is not None]
    return any(kind.endswith(_FAQ_PAGE) for kind in kinds)


def _title(runs: Sequence[Run], index: int, taken: frozenset[int]) -> Iterator[int]:
    """Yields the heading directly over a part, if it is not chosen already."""
    over = index - 1
    if over >= 0 and over not in taken and runs[over].element.tag in HEADINGS:
        parent = runs[over].element.parent
        if parent is not None and _is_in(runs[index], parent):
            yield over


def _beside_code(runs: Sequence[Run], near: Sequence[int], code: set[int]) -> set[int]:
    """Returns the prose right before and after the article's code in the same element; it explains the code."""
    found: set[int] = set()
    for place, index in enumerate(near):
        box = _code_box(runs[index].element) if index in code else None
        if box is not None and box.parent is not None:
            around = near[max(0, place - _BESIDE_CODE) : place + _BESIDE_CODE + 1]
            found.update(each for each in around if _is_prose_in(runs[each], box.parent))
    return found


def _code_box(element: Element) -> Element | None:
    """Returns the outermost element that is only a piece of code: its `pre`, or a highlighter's wrapper, or None."""
    box = next((each for each in islice(element.lineage(), _IN_CODE) if each.tag == "pre"), None)
    while box is not None and box.parent is not None and not _HIGHLIGHTERS.isdisjoint(box.parent.words):
        box = box.parent
    return box


def _is_prose_in(run: Run, holder: Element) -> bool:
    is_sentence = run.element.tag in _PROSE and run.link_share < _LINKED and not is_interface(run.text)
    return is_sentence and run.element.parent is holder and not run.element.words & _AROUND
