"""Links to other stories amid the text: headlines that are one link, and cards of a picture and such a headline."""

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

#: A gallery has so many pictures or more, and with their captions and buttons at most so many runs.
_FEWEST, _MOST = 2, 200
#: How many elements up a gallery is held together with the last paragraph.
_GALLERY_REACH = 4


def gallery_after(
    runs: Sequence[Run],
    last: int,
    path: Collection[int],
    *,
    is_of_text: Callable[[Run], bool],
    is_caption: Callable[[Run], bool],
) -> set[int]:
    """The pictures of a gallery that stands right after the text, in an element around its last paragraph.

    `path` are the indices of the elements around the text. After a heading stands what it heads: other stories, maybe.
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
    """Whether a picture and the text share one of these elements, and no link to a page holds the picture."""
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


#: The fewest and the most words of the headline of another story; what is longer praises a newsletter or a product.
FEWEST_WORDS, _MOST_WORDS = 5, 30
#: Which share of such a line is link.
LINKED = 0.9
#: How far (in runs) from its picture the headline of a card stands.
_REACH = 3
#: How many elements up, itself among them, what belongs together is held together.
_SHARED = 4
#: Names of what leads elsewhere, and not to other stories.
_NO_STORY = frozenset(
    "ads advert advertisement author bio breadcrumb breadcrumbs btn button buttons buy byline comment comments"
    " contents cta deal deals footnote footnotes menu nav newsletter offer offers outbrain pager"
    " pagination share sharing shop social sponsor sponsored taboola tag tags toc topic topics".split()
)
#: The same, but for a headline that stands beside its picture.
_OF_PICTURES = frozenset({"caption", "figure", "embed", "embeds"})
#: What asks a price, or names a writer.
_OFFER_OR_BYLINE = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥]|(?:by|von|par|por|di|av|af)\s+(?=[^\W\d_a-z])", re.IGNORECASE)
#: The longest heading (characters) over a picture of what it names.
_LONGEST_HEADING = 80
#: The share of a headline's words that are another's too where both name one thing.
_WORD, _SAME = re.compile(r"\w{3,}"), 0.6
_ABSOLUTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
#: Elements of which a card in one of them that holds text of the article, too, is a part.
_ENTRIES, _ENTRY_REACH = frozenset({"li", "dd"}), 6


def is_headline_of_another(run: Run) -> bool:
    """Whether a line is nothing but a link that reads as the headline of a story."""
    named = _names_of(islice(run.element.lineage(), _SHARED))
    return _reads_as_headline(run, named) and run.links <= 1 and named.isdisjoint(_OF_PICTURES)


def cards(runs: Sequence[Run], chosen: Sequence[int], path: Collection[int], domain: str = "") -> dict[int, int]:
    """By the run of a card's picture, the run of its headline; neither is of the article's text.

    `path` are the indices of the elements around the text: a link among them holds the article. `domain` is the site's:
    what leads elsewhere is a product that the article tells of.
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
    """Whether the article's own heading over the picture has the words of the headline: then it is no other story."""
    words = set(_WORD.findall(title.casefold())) if len(heading) <= _LONGEST_HEADING else set[str]()
    return bool(words) and len(words & set(_WORD.findall(heading.casefold()))) >= _SAME * len(words)


def _reads_as_headline(run: Run, named: frozenset[str]) -> bool:
    is_other = "related" in named or named.isdisjoint(_NO_STORY)
    return run.link_share >= LINKED and is_other and FEWEST_WORDS <= count_words(run.text) <= _MOST_WORDS


def _names_of(elements: Iterable[Element]) -> frozenset[str]:
    return frozenset().union(*(element.words for element in elements))


def _is_title(run: Run, path: Collection[int]) -> bool:
    """Whether a line is the headline of a card that stands between the parts of the text, and in none of them."""
    around = islice(run.element.lineage(), _ENTRY_REACH)
    is_apart = not any(each.tag in _ENTRIES for each in around if each.index in path)
    own = list(takewhile(lambda each: each.index not in path, run.element.lineage()))
    if any(each.tag == "figcaption" for each in own):
        return False
    return is_apart and _reads_as_headline(run, _names_of(own)) and not _OFFER_OR_BYLINE.match(run.text)


def _leads_to(run: Run, path: Collection[int]) -> str | None:
    """The page that a run is a link to, without what tells where the reader comes from; None of an advertisement."""
    link = _link_of(run, path)
    attributes = link.attributes if link is not None else {}
    href = (attributes.get("href") or "").partition("#")[0].partition("?")[0]
    is_sold = "sponsored" in (attributes.get("rel") or "")
    return href if href and not is_sold and not is_image_address(href) else None


def _is_of(domain: str, address: str) -> bool:
    """Whether an address is of a site: relative to its pages, or on its domain."""
    is_absolute = _ABSOLUTE.match(address)
    return not is_absolute or (bool(domain) and registrable_domain(f"https:{address[address.index('//') :]}") == domain)


def _link_of(run: Run, path: Collection[int]) -> LexborNode | None:
    """The link around a run, or the one that holds all of it."""
    around: Element | None = next(
        (each for each in run.element.lineage() if each.tag == "a" or each.index in path), None
    )
    if around is not None and around.index not in path:
        return around.node
    inside = [node for node in run.nodes if node.is_element_node]
    if len(inside) != 1:
        return None
    return inside[0] if inside[0].tag == "a" else inside[0].css_first("a")
