"""This module reads pictures that stand for a sign in a line, such as an emoji, as their alternative text."""

import re
from math import gcd

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from copydesk.extraction.reading.tags import attribute, tag_words

#: Names and addresses of such pictures: WordPress, Twemoji, Discourse, Slack, boards.
_NAMES = frozenset("emoji emojione twemoji emoticon emoticons smiley smileys smilies smilie".split())
_SOURCE = re.compile(r"emoji|emoticon|/smil(?:ey|ie)s?[/_.-]", re.IGNORECASE)
#: Alternative texts of signs: characters other than letters and digits, keycaps, faces in letters, and codes in colons.
_SIGN = re.compile(
    r"[^\w\s]{1,12}|[\d#*]\ufe0f?\u20e3|[:;=8xX][-^o']?[()\[\]DPpOo/|\\3*]|[()][-^o']?[:;=8]|:[\w+-]{2,40}:"
)
#: The greatest height of a picture in a line, in pixels and in ems.
_HIGHEST, _HIGHEST_EMS = 40, 3.0
#: The longest number (digits) that is a size in pixels.
_LONGEST_SIZE = 5
#: Unequal sides up to this number of pixels are a ratio if they have no common divisor. So are 21 and 9.
_LARGEST_OF_RATIO, _WIDE_SCREEN = 21, (21, 9)
_STYLE = re.compile(
    r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*(?P<size>\d{1,3}(?:\.\d{1,4})?)\s*(?P<unit>px|r?em|ex)\b"
)
_PICTURES = frozenset({"img", "amp-img", "picture"})


def glyph(tag: Tag) -> str | None:
    """Returns the words of a picture in a line, or None if it is a picture of its own.

    A decoration has no words. An emoji is its alternative text anywhere. An icon is its alternative text only between
    words.
    """
    image = tag.find("img") if tag.name == "picture" else tag
    if tag.name not in _PICTURES or not isinstance(image, Tag):
        return None
    alt = (attribute(image, "alt") or "").strip()
    if _is_sign(image, alt):
        return alt
    if _is_as_high_as_line(image):
        return alt if _has_words(tag.previous_sibling) and _has_words(tag.next_sibling) else ""
    return None


def _is_sign(image: Tag, alt: str) -> bool:
    if tag_words(image) & _NAMES or attribute(image, "data-emoji"):
        return True
    return _SIGN.fullmatch(alt) is not None or _SOURCE.search(attribute(image, "src") or "") is not None


def sizes(image: Tag) -> tuple[int | None, int | None]:
    """Returns width and height (CSS pixels) from an image's attributes; None if they are missing or only a ratio."""
    width, height = (_size(attribute(image, name) or "") for name in ("width", "height"))
    return (None, None) if width and height and _is_ratio(width, height) else (width, height)


def _size(value: str) -> int | None:
    number = value.strip().removesuffix("px")
    return int(number) if number.isdecimal() and number.isascii() and len(number) <= _LONGEST_SIZE else None


def _is_ratio(width: int, height: int) -> bool:
    """Returns whether two sizes are a ratio, such as 16 and 9; icons are square, or of even sides.

    >>> _is_ratio(16, 9), _is_ratio(16, 16), _is_ratio(20, 16), _is_ratio(1, 1)
    (True, False, False, False)
    """
    if (width, height) == _WIDE_SCREEN:
        return True
    return min(width, height) > 1 and max(width, height) <= _LARGEST_OF_RATIO and gcd(width, height) == 1


def _is_as_high_as_line(image: Tag) -> bool:
    if any(size is not None and size <= _HIGHEST for size in sizes(image)):
        return True
    styled = _STYLE.search(attribute(image, "style") or "")
    return styled is not None and float(styled["size"]) <= (_HIGHEST if styled["unit"] == "px" else _HIGHEST_EMS)


def _has_words(beside: PageElement | None) -> bool:
    return isinstance(beside, NavigableString) and bool(beside.strip())
