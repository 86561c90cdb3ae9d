"""This module finds unnamed captions by their place: lines under a picture in an element that holds nothing else."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from copydesk.extraction.locating.shown_media import shows_large_picture
from copydesk.extraction.reading.buttons import is_interface
from copydesk.extraction.reading.walk import Element, Run

#: The levels above a picture in which its caption shares an element with it.
_REACH = 4
#: The most lines of a caption and their most characters; longer ones are a part of the page.
_MOST_LINES, _LONGEST = 2, 300
#: A caption has a smaller share of links than this.
_LINKED = 0.5
#: A byline: a preposition such as "by" and two to five words.
_BYLINE = re.compile(r"(?:by|von|par|por|di|door|av|af|od|texto?|text von)\s+(?:\S+\s+){1,4}\S+", re.IGNORECASE)
#: Elements that a reader fills in or presses.
_CONTROLS = "form, input, button, select, textarea"
#: Elements whose words are not about the picture in them.
_APART = frozenset({"a", "li", "tr", "table", "form", "nav", "aside", "footer", "header", "article", "main", "body"})
_NO_CAPTIONS = frozenset({"h1", "button", "label", "li", "dt", "dd", "td", "th"})
_NAMED_APART = frozenset(
    "ad ads advert advertisement author authors avatar bio button card cards contributor cta download form newsletter"
    " person popup price product products profile promo recommended related share signup sponsor sponsored staff"
    " subscribe team teaser teasers testimonial toolbar widget writer".split()
)


def captions_under(
    runs: Sequence[Run], media: Collection[int], path: Collection[int], known: Collection[int]
) -> set[int]:
    """Returns the runs under the pictures of `media` that are captions by their place, and are not in `known`.

    `path` are the indices of the elements around the article's text, which hold more than a picture.
    """
    found: set[int] = set()
    for index in filter(lambda each: shows_large_picture(runs[each]), media):
        found.update(_under(runs, index, path, known))
    return found


def captions_beside(
    runs: Sequence[Run], amid: Collection[int], path: Collection[int], known: Collection[int]
) -> set[int]:
    """Returns the runs of `amid` that are a large picture and few words, and are not in `known`."""
    return {
        index
        for index in amid
        if runs[index].element.index not in path
        and not runs[index].element.words & _NAMED_APART
        and runs[index].element.tag not in _APART
        and shows_large_picture(runs[index])
        and _may_be_caption(runs[index], index, known)
        and len(runs[index].text) <= _LONGEST
        and runs[index].element.node.css_first(_CONTROLS) is None
    }


def _under(runs: Sequence[Run], picture: int, path: Collection[int], known: Collection[int]) -> list[int]:
    for holder in islice(runs[picture].element.lineage(), _REACH):
        if holder.index in path or holder.tag in _APART or holder.words & _NAMED_APART or holder.hidden:
            return []
        held = list(islice(_held_after(runs, picture, holder), _MOST_LINES + 2))
        if held or _is_held(runs, picture - 1, holder):
            lines = [index for index in held if runs[index].text]
            return lines if _are_captions(runs, picture, held, lines, holder, known) else []
    return []


def _held_after(runs: Sequence[Run], picture: int, holder: Element) -> Iterator[int]:
    """Yields the runs after a picture in the element that holds it."""
    after = picture + 1
    while _is_held(runs, after, holder):
        yield after
        after += 1


def _is_held(runs: Sequence[Run], index: int, holder: Element) -> bool:
    if not 0 <= index < len(runs):
        return False
    element = runs[index].element
    while element.depth > holder.depth and element.parent is not None:
        element = element.parent
    return element is holder


def _are_captions(
    runs: Sequence[Run],
    picture: int,
    held: Sequence[int],
    lines: Sequence[int],
    holder: Element,
    known: Collection[int],
) -> bool:
    if not lines or lines != held or len(lines) > _MOST_LINES or _is_held(runs, picture - 1, holder):
        return False
    size = sum(len(runs[index].text) for index in lines)
    if size > _LONGEST or holder.node.css_first(_CONTROLS) is not None:
        return False
    return all(_may_be_caption(runs[index], index, known) for index in lines)


def _may_be_caption(run: Run, index: int, known: Collection[int]) -> bool:
    if index in known or run.element.hidden or run.link_share >= _LINKED or run.element.tag in _NO_CAPTIONS:
        return False
    return any(map(str.isalpha, run.text)) and not is_interface(run.text) and not _BYLINE.fullmatch(run.text)
