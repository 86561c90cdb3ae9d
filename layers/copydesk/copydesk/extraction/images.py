"""Images: the true source of a picture, whatever script is to load it."""

import re
from collections.abc import Iterator

from bs4 import Tag

from copydesk.extraction.inline import absolute_url
from copydesk.extraction.tags import attribute

#: Where lazy-loading scripts keep the image that a reader will see, best first.
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-full-src", "data-hi-res-src", "src")
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
#: Images smaller than this on a side (CSS pixels) are icons, spacers and trackers.
_SMALLEST = 100
#: File names and hosts of what is shown on every page: logos, icons, stand-ins, portraits of writers.
_FURNITURE = re.compile(
    r"gravatar\.com|scorecardresearch|/avatars?[/.-]|[/_.-](?:logo|placeholder|icon|spacer|blank|pixel|loader)s?[_.-]",
    re.IGNORECASE,
)
#: Share of two addresses' characters that are the same from either end in sizes of one picture.
_ALIKE = 0.75


def image_url(tag: Tag, base_url: str | None) -> str | None:
    """The largest picture that an `img` or `picture` element offers; None for icons and placeholders."""
    images = [tag] if tag.name in ("img", "amp-img") else tag.find_all(["img", "amp-img"])
    if any(_is_small(image) for image in images):
        return None
    candidates = [*images, *tag.find_all("source")]
    urls = [url for each in candidates for url in _sources(each)]
    found = (url for each in urls if (url := absolute_url(each, base_url)))
    return next((url for url in found if not _FURNITURE.search(url)), None)


def is_same_picture(one: str, other: str) -> bool:
    """Whether two addresses differ as sizes of one picture do: in a few characters, or after the question mark.

    >>> is_same_picture("https://a.example/i/wall-1200x675.jpg", "https://a.example/i/wall-600x338.jpg?w=3")
    True
    """
    first, second = one.partition("?")[0], other.partition("?")[0]
    alike = _shared_start(first, second) + _shared_start(first[::-1], second[::-1])
    return alike >= _ALIKE * max(len(first), len(second))


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (left, right) in pairs if left != right), min(len(one), len(other)))


def _sources(tag: Tag) -> Iterator[str]:
    plain = [value for name in _SOURCES if (value := attribute(tag, name)) and not value.startswith("data:")]
    largest = [url for name in _SOURCE_SETS if (url := _largest(attribute(tag, name) or ""))]
    lazy = [value for value in plain if value != attribute(tag, "src")]
    yield from lazy or largest or plain
    yield from plain


def _largest(srcset: str) -> str | None:
    """The candidate with the greatest width or density of a `srcset` (HTML standard, 4.8.4.2.1)."""
    found: list[tuple[float, str]] = []
    for url, size in re.findall(r"(\S+[^,\s])(?:\s+([\d.]+)[wx])?\s*(?:,|$)", srcset):
        if not url.startswith("data:"):
            found.append((float(size.strip(".") or 1) if size else 1.0, url))
    return max(found, key=lambda each: each[0])[1] if found else None


def _is_small(image: Tag) -> bool:
    sizes = [attribute(image, name) or "" for name in ("width", "height")]
    return any(size.isdigit() and int(size) < _SMALLEST for size in sizes)
