"""Images: the true source of a picture, whatever script is to load it."""

import re
from collections.abc import Iterator
from html import unescape

from bs4 import Tag

from copydesk.extraction.glyphs import glyph
from copydesk.extraction.inline import absolute_url, tidy
from copydesk.extraction.tags import attribute, named

#: Where lazy-loading scripts keep the image that a reader will see, best first.
_SOURCES = (
    "data-src", "data-lazy-src", "data-original", "data-full-src", "data-hi-res-src", "data-img-src", "data-image",
    "data-lazy", "data-lazyload", "data-echo", "src",
)  # fmt: skip
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
#: Images smaller than this on a side (CSS pixels) are icons, spacers and trackers.
_SMALLEST = 100
#: File names and hosts of what is shown on every page: logos, icons, stand-ins, portraits of writers.
_FURNITURE = re.compile(
    r"gravatar\.com|scorecardresearch|doubleclick\.net|facebook\.com/tr|vgwort\.de|/emoji/|/avatars?[/.-]"
    r"|[/_.-](?:logo|placeholder|icon|spacer|blank|pixel|loader|transparent|1x1)s?[_.-]",
    re.IGNORECASE,
)
#: Share of two addresses' characters that are the same from either end in sizes of one picture.
_ALIKE = 0.75
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.IGNORECASE)


def image_url(tag: Tag, base_url: str | None) -> str | None:
    """The largest picture that an `img` or `picture` element offers; None for icons and placeholders."""
    images = [tag] if tag.name in ("img", "amp-img") else list(named(tag, ("img", "amp-img")))
    if any(_is_small(image) or glyph(image) is not None for image in images):
        return None
    candidates = [*images, *named(tag, ("source",))]
    unfilled = None
    for each in _sources(candidates):
        url = absolute_url(each, base_url)
        if url and url.startswith("http") and not _FURNITURE.search(url):
            if "{" not in url:
                return url
            unfilled = unfilled or url
    return unfilled


def alt_text(tag: Tag) -> str | None:
    """What an image says to those who cannot see it, without the markup that some systems leave in it."""
    image = tag.find("img") or tag if tag.name in ("picture", "noscript") else tag
    text = attribute(image, "alt") if isinstance(image, Tag) else None
    if text and ("&" in text or "<" in text):
        text = _TAG.sub(" ", unescape(text))
    return tidy(text) or None if text else None


def is_same_picture(one: str, other: str) -> bool:
    """Whether two addresses differ as sizes of one picture do: in a few characters, or after the question mark.

    >>> is_same_picture("https://a.example/i/wall-1200x675.jpg", "https://a.example/i/wall-600x338.jpg?w=3")
    True
    """
    first, second = one.partition("?")[0], other.partition("?")[0]
    alike = _shared_start(first, second) + _shared_start(first[::-1], second[::-1])
    return alike >= _ALIKE * max(len(first), len(second))


def is_same_file(one: str, other: str) -> bool:
    """Whether two addresses name one file, in whatever size it is asked for.

    >>> is_same_file("https://a.example/wall.jpg?w=600", "https://a.example/wall.jpg")
    True
    """
    path = one.partition("?")[0]
    return one == other or (path == other.partition("?")[0] and _IMAGE_FILE.search(path) is not None)


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _sources(candidates: list[Tag]) -> Iterator[str]:
    """The addresses that the elements of one picture give, best first."""
    plain = [url for each in candidates for name in _SOURCES if (url := _address(each, name))]
    shown = {_address(each, "src") for each in candidates}
    sizes = [size for each in candidates for name in _SOURCE_SETS for size in _set(attribute(each, name))]
    yield from (url for _, url in sorted(sizes, key=lambda size: -size[0]))
    yield from (url for url in plain if url not in shown)
    yield from plain


def _address(tag: Tag, name: str) -> str | None:
    value = attribute(tag, name)
    return value if value and not value.lstrip().startswith(("data:", "{")) else None


def _set(srcset: str | None) -> Iterator[tuple[float, str]]:
    """The candidates of a `srcset` with their width or density (HTML standard, 4.8.4.2.1)."""
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
    sizes = [(attribute(image, name) or "").removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and len(size) < 4 and int(size) < _SMALLEST for size in sizes)
