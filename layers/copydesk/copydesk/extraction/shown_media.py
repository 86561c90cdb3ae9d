"""Media of the article that stand apart from its text: the lead picture wherever it is shown, players beside words."""

from collections.abc import Collection, Iterator, Sequence

from selectolax.lexbor import LexborNode

from copydesk.extraction.markup import PLAYER_TAGS
from copydesk.extraction.picture_files import is_stand_in, keys_in
from copydesk.extraction.walk import Run, headline_index

#: How far over the headline, and into the text, the lead picture may stand (runs).
_OVER_HEADLINE, _INTO_TEXT = 15, 4
#: Between a standfirst and the text stand at most so many bylines, sections and buttons before the lead picture.
_AFTER_STANDFIRST = 30
_PICTURES = "img, source, amp-img"
_IMAGES = frozenset({"img", "amp-img"})
#: Images smaller than this on a side (CSS pixels) are icons.
_SMALLEST = 100
_PICTURE_TAGS = frozenset({"img", "amp-img", "picture", "noscript"})
_MEDIA = f"{', '.join(sorted(PLAYER_TAGS | {'picture', 'img'}))}"


def lead_picture(
    runs: Sequence[Run], chosen: Sequence[int], images: frozenset[str], shown: Collection[int]
) -> set[int]:
    """The run near the head that shows a file which the page declares its picture, where none of `shown` does."""
    near = _near_head(runs, chosen) if images else range(0)
    if any(names_file(runs[index], images) for index in near if index in shown):
        return set()
    found = [index for index in near if not runs[index].text and names_file(runs[index], images)]
    seen = [index for index in found if not runs[index].element.hidden]
    return set((seen or found)[:1])


def _near_head(runs: Sequence[Run], chosen: Sequence[int]) -> range:
    """From above the headline into the text, or to its second paragraph where a standfirst is the first."""
    start = headline_index(runs, chosen[0])
    second = min(chosen[1:2], default=0)
    end = max(chosen[0] + _INTO_TEXT, min(second, chosen[0] + _AFTER_STANDFIRST))
    return range(max(0, start - _OVER_HEADLINE), min(len(runs), end))


def shows_picture(run: Run) -> bool:
    """Whether a run holds a picture, beside whatever words."""
    elements = (node for node in run.nodes if node.is_element_node)
    return any(node.tag in _PICTURE_TAGS or node.css_first(_PICTURES) is not None for node in elements)


def shows_large_picture(run: Run) -> bool:
    """Whether a run holds a picture that no attribute tells to be an icon."""
    pictures = (each for node in run.nodes if node.is_element_node for each in _pictures_of(node))
    return any(not _is_icon(each) for each in pictures)


def _pictures_of(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag in _IMAGES else node.css("img, amp-img")


def _is_icon(image: LexborNode) -> bool:
    attributes = image.attributes
    sizes = [(attributes.get(name) or "").removesuffix("px") for name in ("width", "height")]
    if any(size.isdecimal() and int(size[:5]) < _SMALLEST for size in sizes):
        return True
    sources = [value for name, value in attributes.items() if value and "src" in name]
    return all(map(is_stand_in, sources))


def names_file(run: Run, images: frozenset[str]) -> bool:
    """Whether a picture of a run is one of these files, in whatever size and by whatever attribute."""
    return any(_is_of_files(node, images) for node in run.nodes if node.is_element_node)


def _is_of_files(node: LexborNode, images: frozenset[str]) -> bool:
    if not images:
        return False
    shown = (node, *node.css(_PICTURES)) if node.tag != "img" else (node,)
    values = (value for each in shown for value in each.attributes.values() if value and "/" in value)
    return any(key in images for value in values for key in keys_in(value))


def media_beside_words(
    runs: Sequence[Run], region: Collection[int], images: frozenset[str], *, has_lead: bool
) -> Iterator[Run]:
    """Players, and the lead picture, in runs of words that are none of the article: without these words."""
    for index in region:
        run = runs[index]
        for node in run.nodes if run.text and not run.element.hidden else ():
            for media in _outermost(node):
                if media.tag in PLAYER_TAGS or (not has_lead and _is_of_files(media, images)):
                    has_lead = has_lead or media.tag not in PLAYER_TAGS
                    yield Run(run.element, (media,))


def _outermost(node: LexborNode) -> list[LexborNode]:
    if not node.is_element_node:
        return []
    if node.tag in PLAYER_TAGS or node.tag in _PICTURE_TAGS:
        return [node]
    return [each for each in node.css(_MEDIA) if each.parent is None or each.parent.tag not in _PICTURE_TAGS]
