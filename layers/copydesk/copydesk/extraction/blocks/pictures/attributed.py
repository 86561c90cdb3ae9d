"""This module reads the caption and credit of a picture from attributes, which scripts and tooltips show."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bs4 import Tag

from copydesk.extraction.blocks.pictures.credits import caption_and_maker, clean_credit, credit_after, labelled_credit
from copydesk.extraction.blocks.pictures.images import alt_text, plain_text, titles
from copydesk.extraction.reading.picture_files import is_image_address
from copydesk.extraction.reading.tags import attribute, named

_CAPTIONS = ("data-caption", "data-image-caption", "data-img-caption", "caption")
_CREDITS = (
    "data-credit", "data-credits", "data-image-credit", "data-photo-credit", "data-copyright", "data-image-copyright",
    "data-photographer", "data-source", "credit", "copyright",
)  # fmt: skip
_IMAGES = frozenset({"img", "amp-img"})
#: Elements that may hold only a picture and its words, and the levels of them that are read.
_HOLDERS, _REACH = frozenset({"a", "figure", "picture", "div", "span", "button"}), 3
#: The longest caption and the longest credit (characters); longer values are a text or a piece of a program.
_LONGEST, _LONGEST_CREDIT = 1_000, 120


def caption_and_credit_in_attributes(tag: Tag) -> tuple[str | None, str | None]:
    """Returns caption and maker from the attributes of a picture and of the elements around it alone."""
    tags = [*_own(tag), *islice(_around(tag), _REACH)]
    caption, maker = _caption(tags)
    return caption, _credit(tags) or maker or _titled(tag)


def _own(tag: Tag) -> list[Tag]:
    return [*(named(tag, _IMAGES) if tag.name not in _IMAGES else ()), tag]


def _around(tag: Tag) -> Iterator[Tag]:
    """Yields the elements around a picture that hold no second one."""
    for parent in tag.parents:
        if parent.name not in _HOLDERS or len(list(islice(named(parent, _IMAGES), 2))) > 1:
            return
        yield parent


def _caption(tags: Iterable[Tag]) -> tuple[str | None, str | None]:
    words = next(_words(tags, _CAPTIONS, _LONGEST), None)
    return caption_and_maker(words) if words else (None, None)


def _credit(tags: Iterable[Tag]) -> str | None:
    makers = map(clean_credit, _words(tags, _CREDITS, _LONGEST_CREDIT))
    return next((maker for maker in makers if maker and any(map(str.isupper, maker))), None)


def _words(tags: Iterable[Tag], names: Sequence[str], longest: int) -> Iterator[str]:
    """Yields the words in these attributes, without addresses and values of settings."""
    values = (value for tag in tags for name in names if (value := attribute(tag, name)))
    for value in values:
        text = plain_text(value)
        if text and len(text) <= longest and any(map(str.isalpha, text)) and not _is_value(text):
            yield text


def _is_value(text: str) -> bool:
    return (
        text.startswith(("{", "[{", "http", "/", "#")) or is_image_address(text) or (text.islower() and " " not in text)
    )


def _titled(tag: Tag) -> str | None:
    """Returns the maker that a picture's title or alternative text names, or None."""
    alt, titled = alt_text(tag) or "", titles(tag)
    labelled = (maker for text in titled if (maker := labelled_credit(text)))
    return next(labelled, None) or next((maker for text in titled if (maker := credit_after(alt, text))), None)
