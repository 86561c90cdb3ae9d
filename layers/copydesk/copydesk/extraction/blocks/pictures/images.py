"""This module finds the true address of a picture, whichever script loads it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from bs4 import Tag

from copydesk.extraction.blocks.elements.glyphs import glyph, sizes
from copydesk.extraction.reading.markup import MEDIA_TAGS
from copydesk.extraction.reading.picture_files import (
    first_address,
    is_furniture,
    is_stand_in,
    listed_addresses,
    width_in_url,
)
from copydesk.extraction.reading.tags import attribute, elements, named
from copydesk.extraction.text.links import absolute_url
from copydesk.extraction.text.spaces import tidy

#: The attributes in which lazy-loading scripts keep the image that a reader will see, best first.
_SOURCES = (
    "data-src", "data-lazy-src", "data-original", "data-full-src", "data-hi-res-src", "data-img-src", "data-image",
    "data-lazy", "data-lazyload", "data-echo",
)  # fmt: skip
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_KNOWN = frozenset({*_SOURCES, *_SOURCE_SETS, "src"})
#: Parts of the names of attributes by which scripts load a picture, and of attributes with other content.
_LOADING = re.compile(r"lazy|src|original|full|large|hi-?res|retina")
_OTHER_PICTURE = re.compile(
    r"thumb|small|tiny|mini|preview|placeholder|low|lqip|blur|fallback|default|error|mobile|icon|logo|avatar|author"
    r"|hover|^(?:alt|title|class|id|style|sizes|longdesc|cite|poster|itemid)$|^aria-|caption|credit|desc|href|link|page"
)
#: Images smaller than this on a side (CSS pixels) are icons, spacers and trackers.
_SMALLEST = 100
#: Addresses of one picture's sizes share at least this part of their characters, counted from both ends.
_ALIKE = 0.75
#: Lower numbers in a source set are densities. Pictures up to the thumbnail width (pixels) are thumbnails. A picture is
#: too small if it would be stretched to this many times its width.
_DENSITY, _THUMBNAIL, _STRETCHED = 10, 200, 2
#: A media query's bound on the width of screens (pixels), and a number above any such bound.
_BOUND, _ANY_SCREEN = re.compile(r"(max|min)-width\s*:\s*(\d{1,5})"), 100_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
#: The absolute form of an empty address.
_FRONT_PAGE = re.compile(r"https?://[^/?#]+/?")
_IMAGES = frozenset({"img", "amp-img"})
#: The most elements in one without an image that are searched for a picture's address.
_MOST_INSIDE = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """An address of a picture and its width in pixels, or 0 if the page does not give it.

    `shown` means that a browser loads the picture before any script runs, and that there is no other offer.
    """

    url: str
    width: float = 0
    shown: bool = False


def image_url(tag: Tag, base_url: str | None) -> str | None:
    """Returns the largest picture that an `img` or `picture` element offers, or None for icons and placeholders."""
    picture = picture_of(tag, base_url)
    return picture.url if picture else None


def picture_of(tag: Tag, base_url: str | None) -> Picture | None:
    """Returns the largest picture of an `img`, `picture` or `noscript` element, or None for icons and placeholders."""
    images = [tag] if tag.name in _IMAGES else list(named(tag, _IMAGES))
    if any(_is_small(image) or glyph(image) is not None for image in images):
        return None
    return _first([*images, *named(tag, ("source",))], base_url)


def attributed_picture(tag: Tag, base_url: str | None) -> Picture | None:
    """Returns the picture that an element without an image names in an attribute, for a script to show it."""
    inside = (each for each in islice(elements(tag), _MOST_INSIDE) if each.name not in MEDIA_TAGS)
    return _first([tag, *inside], base_url)


def _first(candidates: list[Tag], base_url: str | None) -> Picture | None:
    """Returns the best offer that is a picture of the article, or None.

    An address with a placeholder in braces, which a script fills, is taken only if there is no other.
    """
    unfilled = None
    for offer in _offers(candidates):
        url = absolute_url(offer.url, base_url)
        if url and url.startswith("http") and not is_furniture(url) and not _FRONT_PAGE.fullmatch(url):
            if "{" not in url:
                return Picture(url, offer.width, offer.shown)
            unfilled = unfilled or Picture(url)
    return unfilled


def titles(tag: Tag) -> list[str]:
    """Returns the texts of a picture's title and alternative text."""
    image = next(named(tag, _IMAGES), tag)
    return [tidy(text) for name in ("title", "alt") if (text := attribute(image, name))]


def alt_text(tag: Tag) -> str | None:
    """Returns an image's alternative text without the markup that some systems leave in it, or None."""
    image = tag.find("img") or tag if tag.name in ("picture", "noscript") else tag
    text = attribute(image, "alt") if isinstance(image, Tag) else None
    return plain_text(text) if text else None


def plain_text(value: str) -> str | None:
    """Returns the words of an attribute without the markup that some systems leave in it, or None."""
    return tidy(_TAG.sub(" ", unescape(value)) if "&" in value or "<" in value else value) or None


def is_same_picture(one: str, other: str) -> bool:
    """Returns whether two addresses differ as sizes of one picture do: in a few characters or in the query.

    >>> is_same_picture("https://a.example/i/wall-1200x675.jpg", "https://a.example/i/wall-600x338.jpg?w=3")
    True
    """
    first, second = one.partition("?")[0], other.partition("?")[0]
    alike = _shared_start(first, second) + _shared_start(first[::-1], second[::-1])
    return alike >= _ALIKE * max(len(first), len(second))


def is_same_file(one: str, other: str) -> bool:
    """Returns whether two addresses name one file, whichever size they ask for.

    >>> is_same_file("https://a.example/wall.jpg?w=600", "https://a.example/wall.jpg")
    True
    """
    path = one.partition("?")[0]
    return one == other or (path == other.partition("?")[0] and _IMAGE_FILE.search(path) is not None)


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _offers(candidates: list[Tag]) -> Iterator[Picture]:
    """Yields the addresses that the elements of one picture give, best first."""
    shown = dict.fromkeys(url for each in candidates if (url := _address(each, "src")))
    listed = [
        (width, _screen(each), url)
        for each in candidates
        for name in _set_names(each)
        for width, url in _set(attribute(each, name))
    ]
    sets = [Picture(url, width) for width, _, url in sorted(listed, key=lambda size: (-size[0], -size[1]))]
    plain = [Picture(url, width_in_url(url)) for url in _lazy(candidates) if url not in shown]
    plain += _seen(candidates, shown, alone=not plain and not sets)
    if sets and _are_too_small(sets[0], plain, candidates):
        yield from sorted(plain, key=lambda each: (0 < each.width < _SMALLEST, -each.width))
    yield from sets
    yield from plain


def _screen(source: Tag) -> int:
    """Returns the screen width (pixels) that a source is for; without a maximum it is above any bound.

    >>> [_screen(Tag(name="source", attrs={"media": media})) for media in ("(max-width: 767px)", "(min-width: 768px)")]
    [767, 100768]
    """
    bounds = {name: int(pixels) for name, pixels in _BOUND.findall((attribute(source, "media") or "").lower())}
    return bounds.get("max", _ANY_SCREEN + bounds.get("min", 0))


def _set_names(tag: Tag) -> list[str]:
    """Returns the attributes of an element that hold source sets, whichever script reads them."""
    others = (name for name in tag.attrs if name.endswith("srcset") and name not in _KNOWN)
    return [*_SOURCE_SETS, *(name for name in others if not _OTHER_PICTURE.search(name))]


def _seen(candidates: list[Tag], shown: Collection[str], *, alone: bool) -> list[Picture]:
    """Returns what browsers show without a script, and the addresses in other attributes.

    The other addresses are first if the shown picture is a placeholder or smaller.
    """
    seen = [Picture(url, width_in_url(url), alone) for url in shown]
    others = [Picture(url, width_in_url(url)) for url in _attributed(candidates) if url not in shown]
    if others and (not seen or is_stand_in(seen[0].url) or 0 < seen[0].width < _SMALLEST):
        return others + seen
    largest = max((each.width for each in others), default=0)
    if seen and 0 < seen[0].width < largest:
        return sorted(others, key=lambda each: -each.width) + seen
    return seen + others


def _are_too_small(largest: Picture, plain: list[Picture], candidates: list[Tag]) -> bool:
    """Returns whether the largest of a source set is far smaller than another offer or its place on the page."""
    if largest.width < _DENSITY or not plain:
        return False
    if _STRETCHED * largest.width <= max(each.width for each in plain):
        return True
    if largest.width > _THUMBNAIL or all(each.width for each in plain):
        return False
    declared = max((width for each in candidates for width, _ in [sizes(each)] if width), default=0)
    return _STRETCHED * largest.width < declared


def _lazy(candidates: list[Tag]) -> Iterator[str]:
    """Yields what scripts load into an element: by attributes of known scripts, then by similar names."""
    for each in candidates:
        yield from (url for name in _SOURCES if (url := _address(each, name)))
    for each in candidates:
        for name in each.attrs:
            if (
                name not in _KNOWN
                and not name.endswith("srcset")
                and _LOADING.search(name)
                and not _OTHER_PICTURE.search(name)
            ):
                yield from listed_addresses(attribute(each, name) or "")


def _attributed(candidates: list[Tag]) -> Iterator[str]:
    """Yields the addresses of images in attributes of any other name."""
    for each in candidates:
        for name in each.attrs:
            if name not in _KNOWN and not _LOADING.search(name) and not _OTHER_PICTURE.search(name):
                yield from listed_addresses(attribute(each, name) or "")


def _address(tag: Tag, name: str) -> str | None:
    value = (attribute(tag, name) or "").lstrip()
    if value.startswith(("{", "[")):
        return first_address(value)
    return value if value and not value.startswith("data:") else None


def _set(srcset: str | None) -> Iterator[tuple[float, str]]:
    """Yields the candidates of a `srcset` with their width or density (HTML standard, 4.8.4.2.1)."""
    url = size = ""
    for word in (srcset or "").split():
        if not url:
            url, size = word.rstrip(","), ""
            ends, rest = url != word, ""
        else:
            size, comma, rest = word.partition(",")
            ends = bool(comma)
        if ends:
            yield from _candidate(url, size)
            url = rest
    yield from _candidate(url, size)


def _candidate(url: str, size: str) -> Iterator[tuple[float, str]]:
    if url and not url.startswith("data:"):
        number = size[:-1]
        yield (float(number) if size[-1:] in ("w", "x") and _is_number(number) else 1.0), url


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and text.isascii()


def _is_small(image: Tag) -> bool:
    return any(size is not None and size < _SMALLEST for size in sizes(image))
