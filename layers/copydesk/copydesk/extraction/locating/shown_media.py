"""This module finds media of the article apart from its text: the lead picture, and players beside other words."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, takewhile

from selectolax.lexbor import LexborNode

from copydesk.extraction.reading.markup import PLAYER_TAGS
from copydesk.extraction.reading.picture_files import is_stand_in, keys_in
from copydesk.extraction.reading.walk import Run, headline_index

#: The most runs above the headline, and into the text, at which the lead picture may be.
_OVER_HEADLINE, _INTO_TEXT = 15, 4
#: The most runs (bylines, sections, buttons) between a standfirst and a lead picture before the second paragraph.
_AFTER_STANDFIRST = 30
#: The class words and elements of a video player, the levels that are searched for them, and its play controls.
_PLAYERS, _PLAYER_ELEMENTS, _PLAYER_REACH = frozenset({"video", "videoplayer"}), frozenset({"media-video"}), 4
_PLAY = '[class*="play" i], [href*="playcircle" i], [aria-label^="play" i]'
_REAL_PLAYERS = ", ".join(sorted(PLAYER_TAGS))
#: Signs of a particular video: the address of its file, or of a picture that YouTube makes.
_VIDEO = re.compile(r"\.(?:mp4|webm|m3u8|ogv)\b|ytimg\.com|img\.youtube\.com", re.IGNORECASE)
_PICTURES = "img, source, amp-img"
_IMAGES = frozenset({"img", "amp-img"})
#: Images smaller than this on a side (CSS pixels) are icons.
_SMALLEST = 100
_PICTURE_TAGS = frozenset({"img", "amp-img", "picture", "noscript"})
_MEDIA = f"{', '.join(sorted(PLAYER_TAGS | {'picture', 'img'}))}"


def lead_picture(
    runs: Sequence[Run],
    chosen: Sequence[int],
    images: frozenset[str],
    shown: Collection[int],
    path: Collection[int],
) -> set[int]:
    """Returns the run near the head that shows a declared picture of the page; empty if one of `shown` does."""
    near = _near_head(runs, chosen) if images else range(0)
    if any(names_file(runs[index], images) for index in near if index in shown):
        return set()
    found = [index for index in near if not runs[index].text and names_file(runs[index], images)]
    found = [index for index in found if not is_still(runs[index], path)]
    seen = [index for index in found if not runs[index].element.hidden]
    return set((seen or found)[:1])


def _near_head(runs: Sequence[Run], chosen: Sequence[int]) -> range:
    """Returns the indices from above the headline into the text, or to the second paragraph after a standfirst."""
    start = headline_index(runs, chosen[0])
    second = min(chosen[1:2], default=0)
    end = max(chosen[0] + _INTO_TEXT, min(second, chosen[0] + _AFTER_STANDFIRST))
    return range(max(0, start - _OVER_HEADLINE), min(len(runs), end))


def is_still(run: Run, path: Collection[int]) -> bool:
    """Returns whether a picture is a player's still whose video the page does not name.

    An element around the picture, outside the elements of `path`, is named as a video's and contains a play control.
    """
    around = takewhile(lambda each: each.index not in path, islice(run.element.lineage(), _PLAYER_REACH))
    players = [each for each in around if not each.words.isdisjoint(_PLAYERS) or each.tag in _PLAYER_ELEMENTS]
    if (
        not players
        or players[-1].node.css_first(_PLAY) is None
        or players[-1].node.css_first(_REAL_PLAYERS) is not None
    ):
        return False
    values = (value for each in players for value in each.node.attributes.values() if value)
    return not any(map(_VIDEO.search, values)) and not any(map(_is_of_video, run.nodes))


def _is_of_video(node: LexborNode) -> bool:
    """Returns whether a picture's markup names a video or a picture that YouTube makes."""
    return node.is_element_node and _VIDEO.search(node.html or "") is not None


def shows_picture(run: Run) -> bool:
    """Returns whether a run contains a picture, with or without words."""
    elements = (node for node in run.nodes if node.is_element_node)
    return any(node.tag in _PICTURE_TAGS or node.css_first(_PICTURES) is not None for node in elements)


def shows_large_picture(run: Run) -> bool:
    """Returns whether a run contains a picture whose attributes do not mark it as an icon."""
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
    """Returns whether a picture of a run is one of these files, in any size and by any attribute."""
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
    """Yields players and the lead picture in runs whose words are not the article's, without those words."""
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
