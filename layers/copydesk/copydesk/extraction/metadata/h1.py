"""The h1 of a page taken apart: the headline, and the label that some sites set before it in the same element."""

from collections.abc import Iterable
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from copydesk.extraction.dates import parse_date
from copydesk.extraction.inline import tidy
from copydesk.extraction.markup import name_words, squeeze, text_of
from copydesk.extraction.metadata.fold import fold

#: The words in class names of the label over a headline.
KICKER_WORDS = frozenset(
    "kicker eyebrow overline topline dachzeile supertitle pretitle rubric roof spitzmarke thematique".split()
)
#: Words of a label; the longest of the public corpora has six, and longer first parts are half of the headline.
_LONGEST_LABEL = 6
#: What holds a line of smaller type in an h1.
_ASIDES = frozenset({"small", "time", "sub"})
#: What stands between a label and its headline.
_BETWEEN = " :-–—|/•·"
#: Elements around all of an h1's words, one in the other.
_MOST_WRAPPERS = 5


class Shown(NamedTuple):
    """A headline as the page shows it, and the label set before it in the same element."""

    text: str
    label: str | None = None


def shown_headline(node: LexborNode, declared: Iterable[str]) -> Shown:
    """The headline in an h1. Its first part is a label where the class says so, or a declared title does.

    A title says so that is the rest alone, or the label and the rest with a mark between them that the h1 lacks.
    """
    parts_shown = _parts(node)
    whole = tidy(text_of(node.iter(include_text=True)))
    if len(parts_shown) > 1 and (rest := _without_stamp(parts_shown, whole, declared)):
        return Shown(rest)
    first, after = parts_shown[:1], parts_shown[1:]
    label, rest = tidy(text_of(first)), tidy(text_of(after))
    parts = label.rstrip(_BETWEEN), rest.lstrip(_BETWEEN)
    if not all(parts) or len(label.split()) > _LONGEST_LABEL:
        return Shown(whole)
    marked = label.endswith(":") or rest.startswith(":")
    if _is_declared_label(*parts, whole, declared) or (is_kicker(first[0]) and not marked):
        return Shown(parts[1], parts[0])
    return Shown(whole)


def _without_stamp(parts: list[LexborNode], whole: str, declared: Iterable[str]) -> str | None:
    """An h1 without a last part that is a date, or that a declared title lacks; None where there is no such part."""
    at = next((index for index in range(len(parts) - 1, 0, -1) if text_of([parts[index]])), 0)
    last, rest = parts[at], tidy(text_of(parts[:at])).rstrip(_BETWEEN)
    if not last.is_element_node or not rest:
        return None
    titles = {fold(each) for each in declared}
    if fold(whole) in titles:
        return None
    stamped = last.tag in _ASIDES and parse_date(text_of([last])) is not None
    return rest if stamped or fold(rest) in titles else None


def _parts(node: LexborNode) -> list[LexborNode]:
    """The parts of an h1 from the first that shows words, in the innermost element around them all."""
    for _ in range(_MOST_WRAPPERS):
        children = list(node.iter(include_text=True))
        shown = [index for index, child in enumerate(children) if _has_words(child)]
        if len(shown) == 1 and children[shown[0]].is_element_node:
            node = children[shown[0]]
        elif shown:
            return children[shown[0] :]
        else:
            break
    return []


def _has_words(node: LexborNode) -> bool:
    return node.is_element_node or (node.is_text_node and bool(squeeze(node.text_content or "")))


def _is_declared_label(label: str, headline: str, whole: str, declared: Iterable[str]) -> bool:
    titles = {fold(each) for each in declared}
    before, after = fold(label), fold(headline)
    if fold(whole) in titles:
        return False
    return after in titles or any(
        title.startswith(before) and title.endswith(after) and not title[len(before) : -len(after)].strip(_BETWEEN)
        for title in titles
    )


def is_kicker(node: LexborNode) -> bool:
    """Whether an element is named as the label over a headline."""
    return bool(name_words(node.attributes.get("class") or "") & KICKER_WORDS) if node.is_element_node else False
