"""This module finds what belongs to an article's text beside it: pictures, captions, links to other stories."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice, pairwise, takewhile

from selectolax.lexbor import LexborNode

from copydesk.extraction.blocks.live import is_entry, is_time
from copydesk.extraction.blocks.notes import READ_ALSO, is_label
from copydesk.extraction.blocks.pictures.credits import is_labelled_credit
from copydesk.extraction.locating.cards import FEWEST_WORDS, LINKED, cards, gallery_after, is_headline_of_another
from copydesk.extraction.locating.set_captions import captions_beside, captions_under
from copydesk.extraction.locating.shown_media import is_still, lead_picture, shows_picture
from copydesk.extraction.reading.markup import LONGEST_FIGURE, PARTS, name_words, names_caption
from copydesk.extraction.reading.picture_files import is_image_address
from copydesk.extraction.reading.walk import Element, Run, headline_index
from copydesk.words import count_words

_CREDIT_WORDS = frozenset("credit credits photographer photocredit imagecredit bildnachweis bildquelle".split())
#: A name can mark a run as a caption from this many levels above it, and a figure from this many.
_NAMED, _IN_FIGURE = 3, 8
#: A `figcaption` with more characters than this holds a part of the article.
_LONGEST_CAPTION = 1200
_HOLDS_TEXT, _HEADLINES = "table, pre, blockquote", "h1, h2, h3, h4, h5, h6"
#: Whether each figure holds only a picture and words. The answers are cached, since one figure may hold thousands of
#: runs.
type Figures = dict[Element, bool]
#: A function that returns the ids of the holders of a run, from the run's index; see `_holders`.
type Holders = Callable[[int], frozenset[int]]
#: The most runs between a headline and a picture above it, within an `article` or `main` element.
_OVER_HEADLINE = 10
#: The same without such an element, and the words that must name the picture then.
_CLOSE_OVER_HEADLINE = 3
_HEAD_OF_ARTICLE = frozenset("header hero lead featured main article post".split())
_IMAGES = frozenset("image img picture photo foto bild visual".split())
#: The most runs between a caption and its picture.
_CAPTION_REACH = 4
#: The levels above a time in which it can be in an entry of a live blog.
_ENTRY_REACH = 6
#: The most links to other stories under one label.
_MOST_LINKS = 10
#: The elements, the run's own among them, of which a picture and its caption must share one.
_SHARED = 4
#: The class words of the picture over an article in WordPress.
_FEATURED = frozenset({"post", "thumbnail"})
#: Class words of elements whose pictures are not the article's.
_AROUND = frozenset(
    "ads advert advertisement author avatar bio byline card cards comment comments contributor contributors footer logo"
    " masthead menu nav navbar navigation newsletter outbrain popular profile promo recirc recommended related share"
    " sharing sidebar social sponsor sponsored taboola teaser teasers thumb thumbnail trending upsell writer".split()
)


@dataclass(frozen=True, slots=True)
class Attachments:
    """The indices of the runs that belong to an article's text.

    `all` holds all of them, `set_captions` the captions known only by their place, and `stories` the links to other
    stories.
    """

    all: frozenset[int]
    set_captions: frozenset[int]
    stories: frozenset[int]


def attachments(
    runs: Sequence[Run], chosen: Sequence[int], images: frozenset[str] = frozenset(), domain: str = ""
) -> Attachments:
    """Returns the pictures of the region, their captions, and the links to other stories between its paragraphs.

    `images` are the keys of the files that the page declares as its pictures, `domain` is that of its site.
    """
    path = path_of(runs, chosen)
    region = region_of(runs, chosen)
    media = _pictures(runs, chosen, region, path)
    media |= lead_picture(runs, chosen, images, media, path)
    others = cards(runs, chosen, path, domain)
    media -= others.keys()
    figures: Figures = {}
    own = partial(is_of_text, path=path)
    media |= gallery_after(runs, chosen[-1], path, is_of_text=own, is_caption=partial(is_caption, figures=figures))
    near = range(
        min(region.start, *media, chosen[0]), min(len(runs), max([region.stop, *(index + 2 for index in media)]))
    )
    titles = set(others.values())
    captions = {
        index
        for index in near
        if index not in titles
        and (is_caption(runs[index], figures) or (index - 1 in media and is_labelled_credit(runs[index].text)))
    }
    captioned = {index for index in captions if _is_picture_with_text(runs[index], path)}
    holders = cache(lambda index: _holders(runs[index].element, is_picture=not runs[index].text))
    related = {
        other
        for index in range(chosen[0], chosen[-1])
        if READ_ALSO.match(runs[index].text)
        for other in _read_also(runs, index, holders)
    }
    related |= titles
    related |= {index for amid in pairwise(chosen) for index in _stories_between(runs, *amid, captions)}
    times = {index for index in region if is_time(runs[index].text) and _is_of_entry(runs[index])}
    shown = media | captioned | {index for index in chosen if _in_figure(runs[index])} if captions else media
    named = {index for index in captions if _stands_by(index, shown, holders)}
    known = related.union(chosen)
    pictured = {index for index in range(chosen[0], chosen[-1]) if _is_picture_with_text(runs[index], path)} | captioned
    beside = captions_beside(runs, {index for index in pictured if not _in_figure(runs[index])}, path, known)
    unnamed = captions_under(runs, media, path, named | known) | beside
    company = frozenset(media | named | unnamed | related | times)
    return Attachments(company, frozenset(unnamed), frozenset(related.difference(chosen)))


def _pictures(runs: Sequence[Run], chosen: Sequence[int], region: range, path: set[int]) -> set[int]:
    """Returns the runs of the region that are pictures of the article and nothing else."""
    leads = cache(_leads_to_story)
    pictures = (index for index in region if not runs[index].text and is_of_text(runs[index], path))
    media = {index for index in pictures if index < chosen[-1] or _in_figure(runs[index])}
    media = {index for index in media if not _is_of_teaser(runs[index], path, leads)}
    return {index for index in media if not is_still(runs[index], path)}


def _is_picture_with_text(run: Run, path: set[int]) -> bool:
    return bool(run.text) and shows_picture(run) and is_of_text(run, path)


def _is_of_teaser(run: Run, path: set[int], leads: Callable[[Element], bool]) -> bool:
    """Returns whether a picture is in a link that also contains the headline of the linked story."""
    around = takewhile(lambda each: each.index not in path, run.element.lineage())
    return any(each.tag == "a" and leads(each) for each in around)


def _leads_to_story(link: Element) -> bool:
    href = link.node.attributes.get("href") or ""
    return bool(href.strip("# ")) and not is_image_address(href) and link.node.css_first(_HEADLINES) is not None


def region_of(runs: Sequence[Run], chosen: Sequence[int]) -> range:
    """Returns the indices from the article's head to a few runs after its text."""
    return range(_lead_start(runs, chosen[0]), min(len(runs), chosen[-1] + 1 + _CAPTION_REACH))


def path_of(runs: Sequence[Run], chosen: Sequence[int]) -> set[int]:
    """Returns the indices of all elements around the chosen runs."""
    found: set[int] = set()
    for index in chosen:
        element: Element | None = runs[index].element
        while element is not None and element.index not in found:
            found.add(element.index)
            element = element.parent
    return found


def _read_also(runs: Sequence[Run], label: int, holders: Holders) -> Iterator[int]:
    """Yields a line that links to another story, or a label over such links and the links."""
    if runs[label].link_share > 0:
        yield label
    under = (index for index in range(label + 1, min(len(runs), label + 1 + _MOST_LINKS)) if runs[index].text)
    links = list(takewhile(lambda index: _leads_on(runs[index]), under))
    links = [index for index in links if not holders(label).isdisjoint(holders(index))]
    if links:
        yield label
        yield from links


def _stories_between(runs: Sequence[Run], before: int, after: int, captions: set[int]) -> list[int]:
    """Returns the links to other stories between two paragraphs, and their labels.

    Returns an empty list if there is other text between the paragraphs.
    """
    lines = [index for index in range(before + 1, after) if runs[index].text and index not in captions]
    if len(lines) > _MOST_LINKS:
        return []
    stories = [index for index in lines if is_headline_of_another(runs[index])]
    labels = [index for index in lines if is_label(runs[index].text) or READ_ALSO.match(runs[index].text)]
    is_unit = all(index in stories or index in labels or _is_small(runs[index]) for index in lines)
    return sorted({*stories, *labels}) if is_unit and stories else []


def _is_small(run: Run) -> bool:
    """Returns whether a line beside such links is a word or two: an advertisement's mark or a department's name."""
    words = count_words(run.text)
    return words < FEWEST_WORDS and (run.link_share >= LINKED or words == 1)


def _leads_on(run: Run) -> bool:
    """Returns whether a line is a link to another story, with or without a label of its own."""
    return run.link_share >= LINKED or (run.link_share > 0 and READ_ALSO.match(run.text) is not None)


def _is_of_entry(run: Run) -> bool:
    """Returns whether a run is in an entry of a live blog."""
    return any(is_entry(element.words) for element in list(run.element.lineage())[:_ENTRY_REACH])


def _in_figure(run: Run) -> bool:
    return run.nodes[0].tag == "figure" or any(element.tag == "figure" for element in run.element.lineage())


def _lead_start(runs: Sequence[Run], first: int) -> int:
    """Returns the index at which the article's head begins.

    The head begins at the last h1 before the text. It begins earlier if a lead picture is above that h1. Such a picture
    is in the `article` or `main` element of the text, or has a lead's name close to the h1.
    """
    start = headline_index(runs, first)
    holder = next((each for each in runs[first].element.lineage() if each.tag in ("article", "main")), None)
    over = range(max(0, start - _OVER_HEADLINE), start)
    if holder is None:
        near = range(max(0, start - _CLOSE_OVER_HEADLINE), start)
        return next((index for index in near if not runs[index].text and _is_named_lead(runs[index])), start)
    shown = (index for index in over if not runs[index].text and holder in runs[index].element.lineage())
    return next(shown, start)


def _is_named_lead(run: Run) -> bool:
    """Returns whether a picture's names mark it as the lead of an article: `headerImage`, `featured-img`."""
    words = run.element.words
    return not words.isdisjoint(_HEAD_OF_ARTICLE) and not words.isdisjoint(_IMAGES) and not run.element.hidden


def is_of_text(run: Run, path: set[int]) -> bool:
    """Returns whether a run's media belongs to the text around it, and not to a teaser or an advertisement."""
    for element in run.element.lineage():
        if element.index in path:
            return True
        if (
            (element.words & _AROUND and not element.words >= _FEATURED)
            or element.tag in ("aside", "nav", "footer")
            or element.hidden
        ):
            return False
    return False


def _stands_by(index: int, media: set[int], holders: Holders) -> bool:
    near = media.intersection(range(index - _CAPTION_REACH, index + _CAPTION_REACH + 1))
    return any(not holders(index).isdisjoint(holders(other)) for other in near)


def _holders(element: Element, *, is_picture: bool) -> frozenset[int]:
    """Returns the indices of a run's element and the three around it; runs that share one have a common holder.

    A picture and a `figcaption` share their figure too, at any depth within it. The figure's index is inverted (~) to
    keep it apart.
    """
    near = list(islice(element.lineage(), _IN_FIGURE))
    is_deep = is_picture or any(each.tag == "figcaption" for each in near)
    figure = next((~each.index for each in near if each.tag == "figure"), None) if is_deep else None
    return frozenset(each.index for each in near[:_SHARED]) | ({figure} if figure is not None else set())


def is_caption(run: Run, figures: Figures) -> bool:
    """Returns whether a run is the caption or credit of a picture. `figures` caches the answers for figures."""
    if _is_all_named(run) or _in_figcaption(run, figures):
        return True
    element: Element | None = run.element
    for _ in range(_NAMED):
        if element is None or element.tag in PARTS:
            return False
        if names_caption(element.words) or not _CREDIT_WORDS.isdisjoint(element.words):
            return True
        if element.tag == "figure":
            if element not in figures:
                figures[element] = _is_picture_with_words(element.node)
            return figures[element]
        element = element.parent
    return False


def _is_all_named(run: Run) -> bool:
    """Returns whether all words of a run are in one inline element that is named as a caption or credit."""
    nodes = [node for node in run.nodes if node.is_element_node or not node.is_empty_text_node]
    if len(nodes) != 1 or not nodes[0].is_element_node or not run.text:
        return False
    words = name_words(nodes[0].attributes.get("class") or "")
    return not _CREDIT_WORDS.isdisjoint(words) or (names_caption(words) and nodes[0].tag != "a")


def _in_figcaption(run: Run, figures: Figures) -> bool:
    around = islice(run.element.lineage(), _IN_FIGURE)
    caption = next((each for each in around if each.tag == "figcaption"), None)
    if caption is None:
        return False
    if caption not in figures:
        figures[caption] = caption is run.element or len(caption.node.text()) <= _LONGEST_CAPTION
    return figures[caption]


def _is_picture_with_words(figure: LexborNode) -> bool:
    if figure.css_first(_HOLDS_TEXT) is not None:
        return False
    caption = figure.css_first("figcaption")
    beside = len(figure.text()) - (len(caption.text()) if caption is not None else 0)
    return beside <= LONGEST_FIGURE
