"""A gallery that stands right after an article's text, outside any figure."""

from collections.abc import Callable, Collection, Sequence
from itertools import islice, takewhile

from selectolax.lexbor import LexborNode

from copydesk.extraction.buttons import is_interface
from copydesk.extraction.captions import without_controls
from copydesk.extraction.markup import HEADINGS
from copydesk.extraction.picture_files import is_image_address
from copydesk.extraction.shown_media import shows_large_picture
from copydesk.extraction.walk import Run

#: A gallery has so many pictures or more, and with their captions and buttons at most so many runs.
_FEWEST, _MOST = 2, 200
#: How many elements up a gallery is held together with the last paragraph.
_REACH = 4


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
    around = {element.index for element in islice(runs[last].element.lineage(), _REACH)}
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
