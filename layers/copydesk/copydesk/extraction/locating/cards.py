"""This module finds links to other stories amid the text: linked headlines, and cards of a picture with a headline."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice, takewhile

from selectolax.lexbor import LexborNode

from copydesk.extraction.blocks.pictures.captions import without_controls
from copydesk.extraction.locating.shown_media import shows_large_picture
from copydesk.extraction.reading.buttons import is_interface
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.picture_files import is_image_address
from copydesk.extraction.reading.walk import Element, Run
from copydesk.web.domains import registrable_domain
from copydesk.words import count_words

#: The fewest pictures of a gallery, and the most runs of one with its captions and buttons.
_FEWEST, _MOST = 2, 200
#: The levels above the last paragraph in which a gallery shares an element with it.
_GALLERY_REACH = 4


def gallery_after(
    runs: Sequence[Run],
    last: int,
    path: Collection[int],
    *,
    is_of_text: Callable[[Run], bool],
    is_caption: Callable[[Run], bool],
) -> set[int]:
    """Returns the pictures of a gallery right after the text, in an element around its last paragraph.

    `path` are the indices of the elements around the text. Returns an empty set if the text ends with a heading:
    pictures after it may belong to other stories.
    """
    if runs[last].element.tag in HEADINGS:
        return set()
    around = {element.index for element in islice(runs[last].element.lineage(), _GALLERY_REACH)}
    after = range(last + 1, min(len(runs), last + 1 + _MOST))
    held = takewhile(lambda index: _is_of_gallery(runs[index], is_caption), after)
    pictures = {index for index in held if not runs[index].text and shows_large_picture(runs[index])}
    own = {index for index in pictures if is_of_text(runs[index]) and _is_beside(runs[index], path, around)}
    return own if len(own) >= _FEWEST else set()


def _is_of_gallery(run: Run, is_caption: Callable[[Run], bool]) -> bool:
    return (
        not run.text
        or is_interface(run.text)
        or not any(map(str.isalpha, without_controls(run.text)))
        or is_caption(run)
    )


def _is_beside(picture: Run, path: Collection[int], around: Collection[int]) -> bool:
    """Returns whether a picture shares an `around` element with the text, and is in no link to a page."""
    if any(map(_leads_to_page, picture.nodes)):
        return False
    for element in picture.element.lineage():
        if element.index in path:
            return element.index in around
        if _leads_to_page(element.node):
            return False
    return False


def _leads_to_page(node: LexborNode) -> bool:
    href = (node.attributes.get("href") or "").strip() if node.tag == "a" else ""
    return bool(href.strip("#")) and not href.startswith("javascript:") and not is_image_address(href)


#: The fewest and the most words of another story's headline. A longer link advertises a newsletter or a product.
FEWEST_WORDS, _MOST_WORDS = 5, 30
#: The least share of such a line that is linked.
LINKED = 0.9
#: The most runs from a card's picture to its headline.
_REACH = 3
#: The elements, the run's own among them, whose names are read.
_SHARED = 4
#: Class words of links that lead elsewhere than to other stories.
_NO_STORY = frozenset(
    "ads advert advertisement author bio breadcrumb breadcrumbs btn button buttons buy byline comment comments"
    " contents cta deal deals footnote footnotes menu nav newsletter offer offers outbrain pager"
    " pagination share sharing shop social sponsor sponsored taboola tag tags toc topic topics".split()
)
#: More such words, for headlines without a picture of their own.
_OF_PICTURES = frozenset({"caption", "figure", "embed", "embeds"})
#: A price, or the beginning of a byline.
_OFFER_OR_BYLINE = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥]|(?:by|von|par|por|di|av|af)\s+(?=[^\W\d_a-z])", re.IGNORECASE)
#: The longest heading (characters) that is compared with the headline of a card under it.
_LONGEST_HEADING = 80
#: A headline and a heading name the same thing if they share this part of the headline's words.
_WORD, _SAME = re.compile(r"\w{3,}"), 0.6
_ABSOLUTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
#: List entries. A card in an entry that also holds text of the article is a part of that entry.
_ENTRIES, _ENTRY_REACH = frozenset({"li", "dd"}), 6


def is_headline_of_another(run: Run) -> bool:
    """Returns whether a line is only a link that reads as the headline of a story."""
    named = _names_of(islice(run.element.lineage(), _SHARED))
    return _reads_as_headline(run, named) and run.links <= 1 and named.isdisjoint(_OF_PICTURES)


def cards(runs: Sequence[Run], chosen: Sequence[int], path: Collection[int], domain: str = "") -> dict[int, int]:
    """Returns cards as a mapping from the run of a picture to the run of its headline.

    Neither run is article text. `path` are the indices of the elements around the text: a link among them holds the
    article. `domain` is that of the site: a link to another domain is a product that the article describes.
    """
    taken = frozenset(chosen)
    found: dict[int, int] = {}
    for index in range(chosen[0], chosen[-1]):
        address = _leads_to(runs[index], path) if not runs[index].text else None
        address = address if address and _is_of(domain, address) else None
        near = range(index + 1, min(len(runs), index + 1 + _REACH)) if address else range(0)
        beside = takewhile(lambda other: other not in taken, near)
        title = next((other for other in beside if _is_title(runs[other], path)), None)
        if title is None or _leads_to(runs[title], path) != address:
            continue
        if index - 1 not in taken or not _repeats(runs[title].text, runs[index - 1].text):
            found[index] = title
    return found


def _repeats(title: str, heading: str) -> bool:
    """Returns whether the article's own heading over the picture repeats the headline, so that it is no other story."""
    words = set(_WORD.findall(title.casefold())) if len(heading) <= _LONGEST_HEADING else set[str]()
    return bool(words) and len(words & set(_WORD.findall(heading.casefold()))) >= _SAME * len(words)


def _reads_as_headline(run: Run, named: frozenset[str]) -> bool:
    is_other = "related" in named or named.isdisjoint(_NO_STORY)
    return run.link_share >= LINKED and is_other and FEWEST_WORDS <= count_words(run.text) <= _MOST_WORDS


def _names_of(elements: Iterable[Element]) -> frozenset[str]:
    return frozenset().union(*(element.words for element in elements))


def _is_title(run: Run, path: Collection[int]) -> bool:
    """Returns whether a line is the headline of a card between the parts of the text."""
    around = islice(run.element.lineage(), _ENTRY_REACH)
    is_apart = not any(each.tag in _ENTRIES for each in around if each.index in path)
    own = list(takewhile(lambda each: each.index not in path, run.element.lineage()))
    if any(each.tag == "figcaption" for each in own):
        return False
    return is_apart and _reads_as_headline(run, _names_of(own)) and not _OFFER_OR_BYLINE.match(run.text)


def _leads_to(run: Run, path: Collection[int]) -> str | None:
    """Returns the page that a run links to, without query and fragment, or None for an advertisement or an image."""
    link = _link_of(run, path)
    attributes = link.attributes if link is not None else {}
    href = (attributes.get("href") or "").partition("#")[0].partition("?")[0]
    is_sold = "sponsored" in (attributes.get("rel") or "")
    return href if href and not is_sold and not is_image_address(href) else None


def _is_of(domain: str, address: str) -> bool:
    """Returns whether an address belongs to a site: it is relative, or its domain is the site's."""
    is_absolute = _ABSOLUTE.match(address)
    return not is_absolute or (bool(domain) and registrable_domain(f"https:{address[address.index('//') :]}") == domain)


def _link_of(run: Run, path: Collection[int]) -> LexborNode | None:
    """Returns the link around a run, or the one inside it if the run has one element, or None."""
    around: Element | None = next(
        (each for each in run.element.lineage() if each.tag == "a" or each.index in path), None
    )
    if around is not None and around.index not in path:
        return around.node
    inside = [node for node in run.nodes if node.is_element_node]
    if len(inside) != 1:
        return None
    return inside[0] if inside[0].tag == "a" else inside[0].css_first("a")
