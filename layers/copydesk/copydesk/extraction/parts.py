"""Parts of an article that its markup names and its score hardly knows: notes of corrections, questions and answers,
callouts, footnotes, code.

They are few, short, and apart from the text, as the furniture of a page is; but their names say what they are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from copydesk.extraction.buttons import is_interface
from copydesk.extraction.corrections import LONGEST_NOTE, is_correction, is_named_note
from copydesk.extraction.markup import HEADINGS
from copydesk.extraction.walk import Element, Run

#: The share of the chosen characters that the article's element holds, and how many times as long the elements
#: around it may be to be the article's too.
_HELD, _WIDENED = 0.8, 2.0
#: Names of parts that belong to the article wherever they stand in it, and of those whose lines may be links.
_PARTS = (
    frozenset({"faq"}), frozenset({"faqs"}), frozenset({"rank", "math", "question"}),
    frozenset({"rank", "math", "answer"}), frozenset({"accordion"}), frozenset({"callout"}),
    frozenset({"admonition"}), frozenset({"markdown", "alert"}), frozenset({"kg", "toggle"}),
)  # fmt: skip
_SOURCES = (
    frozenset({"footnote"}), frozenset({"footnotes"}), frozenset({"doc", "endnotes"}), frozenset({"endnotes"}),
    frozenset({"doc", "footnote"}), frozenset({"references"}), frozenset({"reflist"}), frozenset({"fussnoten"}),
    frozenset({"blob", "code"}), frozenset({"hljs"}), frozenset({"syntaxhighlighter"}), frozenset({"crayon", "code"}),
)  # fmt: skip
_ASKED = ("?", "？", "؟")
#: Class names, whole, of notes beside the text.
_NOTES = frozenset(
    "note update updated article-note story-note post-note article-update story-update hinweis"
    " nota notitie merknad".split()
)
#: Microdata of questions and answers (schema.org).
_QUESTIONS = ("schema.org/FAQPage", "schema.org/Question", "schema.org/Answer")
#: Names and elements of what is no part of the article though it stands in its element.
_AROUND = frozenset(
    "ads advert advertisement author avatar card cards comment comments disqus newsletter outbrain paywall popular"
    " promo recirc recommended related respond share sharing sidebar signup social sponsor sponsored subscribe"
    " subscription taboola teaser teasers trending upsell widget".split()
)
#: How far (in runs) from code its prose stands, and what that stands in; how many elements up code is code.
_BESIDE_CODE, _IN_CODE = 2, 6
_PROSE, _LINKED = (HEADINGS - {"h1"}) | {"p", "div"}, 0.5
_HIGHLIGHTERS = frozenset(
    "highlight highlighter codehilite sourcecode codeblock code snippet prism hljs shiki rouge chroma".split()
)
_FURNITURE = frozenset({"nav", "form", "menu", "dialog"})


def parts(runs: Sequence[Run], chosen: Sequence[int]) -> frozenset[int]:
    """The runs of the article's element that were not chosen, and that their markup or their words make part of it."""
    holder, first, last = _holder(runs, chosen)
    taken, found = frozenset(chosen), set[int]()
    open_ = [index for index in range(first, last) if runs[index].text and not runs[index].element.hidden]
    for index in open_:
        if index not in taken and _is_part(runs[index], holder):
            found.add(index)
            found.update(_title(runs, index, taken))
    return frozenset(found | _beside_code(runs, open_, taken | found) - taken)


def _holder(runs: Sequence[Run], chosen: Sequence[int]) -> tuple[Element, int, int]:
    """The article's element, and the stretch of runs that it holds."""
    held: Counter[int] = Counter()
    for index in chosen:
        held.update({each.index: len(runs[index].text) for each in runs[index].element.lineage()})
    total = _size([runs[index] for index in chosen])
    longest = max(chosen, key=lambda index: len(runs[index].text))
    lineage = list(runs[longest].element.lineage())
    level = next(level for level, each in enumerate(lineage) if held[each.index] >= _HELD * total)
    first, last = _stretch(runs, lineage[level], longest, longest + 1)
    holder, room = lineage[level], (_WIDENED - 1) * _size(runs[first:last])
    for wider in lineage[level + 1 : -1]:
        start, end = _stretch(runs, wider, first, last)
        room -= _size(runs[start:first]) + _size(runs[last:end])
        if room < 0:
            break
        holder, first, last = wider, start, end
        if wider.tag in ("article", "main"):
            break
    return holder, first, last


def _size(runs: Sequence[Run]) -> int:
    return sum(len(run.text) for run in runs)


def _stretch(runs: Sequence[Run], element: Element, first: int, last: int) -> tuple[int, int]:
    """The runs that an element holds, from those among them that are known."""
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


def _is_part(run: Run, holder: Element) -> bool:
    inside = list(_inside(run, holder))
    if any(each.tag in _FURNITURE or each.words & _AROUND for each in inside):
        return False
    if any(_names_sources(each.words) or each.tag == "pre" for each in inside):
        return True
    if is_interface(run.text) or (run.link_share >= _LINKED and not run.text.endswith(_ASKED)):
        return False
    if any(map(_is_named, inside)):
        return True
    return len(run.text) <= LONGEST_NOTE and is_correction(run.text)


def _inside(run: Run, holder: Element) -> Iterator[Element]:
    """The elements around a run within the article's."""
    element: Element | None = run.element
    while element is not None and element is not holder:
        yield element
        element = element.parent


def _is_named(element: Element) -> bool:
    return _names_part(element.words) or (bool(element.words) and _is_note(element)) or _asks(element)


@lru_cache(maxsize=8192)
def _names_part(words: frozenset[str]) -> bool:
    return bool(words) and (is_named_note(words) or any(part <= words for part in _PARTS))


@lru_cache(maxsize=8192)
def _names_sources(words: frozenset[str]) -> bool:
    return bool(words) and any(part <= words for part in _SOURCES)


def _is_note(element: Element) -> bool:
    return not _NOTES.isdisjoint((element.node.attributes.get("class") or "").lower().split())


def _asks(element: Element) -> bool:
    return (element.node.attributes.get("itemtype") or "").endswith(_QUESTIONS)


def _title(runs: Sequence[Run], index: int, taken: frozenset[int]) -> Iterator[int]:
    """The heading right over a part, where it is not the article's otherwise."""
    over = index - 1
    if over >= 0 and over not in taken and runs[over].element.tag in HEADINGS:
        parent = runs[over].element.parent
        if parent is not None and _is_in(runs[index], parent):
            yield over


def _beside_code(runs: Sequence[Run], near: Sequence[int], taken: frozenset[int]) -> set[int]:
    """The prose right before and after code of the article, in the same element: it tells what the code does."""
    found: set[int] = set()
    for place, index in enumerate(near):
        box = _code_box(runs[index].element) if index in taken else None
        if box is not None and box.parent is not None:
            around = near[max(0, place - _BESIDE_CODE) : place + _BESIDE_CODE + 1]
            found.update(each for each in around if _is_prose_in(runs[each], box.parent))
    return found


def _code_box(element: Element) -> Element | None:
    """The outermost element that is only a piece of code: its `pre`, or what highlighters set around that."""
    box = next((each for each in islice(element.lineage(), _IN_CODE) if each.tag == "pre"), None)
    while box is not None and box.parent is not None and not _HIGHLIGHTERS.isdisjoint(box.parent.words):
        box = box.parent
    return box


def _is_prose_in(run: Run, holder: Element) -> bool:
    is_sentence = run.element.tag in _PROSE and run.link_share < _LINKED and not is_interface(run.text)
    return is_sentence and run.element.parent is holder and not run.element.words & _AROUND
