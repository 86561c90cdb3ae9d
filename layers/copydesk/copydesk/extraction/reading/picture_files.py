"""This module reads the address of a picture: its file, its width, and whether it is furniture of the page."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

#: Hosts and folders of pictures that every page shows, and of tracking pixels.
_HOSTS = re.compile(
    r"gravatar\.com|scorecardresearch|doubleclick\.net|facebook\.com/tr|vgwort\.de|/emoji/|/avatars?/"
    r"|(?:default|user|author|profile|no)[_-]?avatar|avatar[_-]?(?:default|placeholder)"
    r"|(?:^|[_./-])1x1(?=[_.-])|/icons?/[^/]+\.(?:svg|png|gif)(?=$|[?#])",
    re.IGNORECASE,
)
#: Words in file names of logos and icons, and words that may accompany them. A file that is no photograph is furniture
#: however many other words its name has.
_SIGNS = frozenset("logo logos icon icons favicon headshot wordmark badge badges".split())
_OF_SIGNS = frozenset(
    "default share sharing social facebook twitter open graph large small square white black color colour dark light"
    " site web website header footer main brand image img new full wide author user rgb retina the".split()
)
_PHOTOGRAPHS = (".jpg", ".jpeg", ".webp", ".avif")
#: Words in file names of placeholders that a script replaces. Such names have at most this many words.
_STAND_INS = frozenset("placeholder placeholders spacer loader lazyload noimage".split())
_MOST_WORDS = 3
#: Words that name a placeholder if no other word is beside them: pixel.gif, but not google-pixel-9.jpg.
_EMPTY = frozenset("pixel blank transparent loading lazy empty grey gray dummy spinner".split())
_ANY = frozenset("image img picture photo default the tracking trans gif png".split())
_WORDS = re.compile(r"[^\W\d_]{3,}")
#: Parts of addresses that ask for a width.
_WIDTH = re.compile(
    r"[?&;,/_](?:w|width|imwidth|wid|im_w|resize_w|max-?w(?:idth)?|sw|resize)[=_:-](\d{2,4})(?!\d)"
    r"|/(?:max|w|width|fit-in)[/:](\d{2,4})(?!\d)|/w(\d{2,4})/|(?<!\d)(\d{2,4})x(?:\d{2,4}|0)(?!\d)|[/_-](\d{2,4})w(?![a-z\d])",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?=$|[?#&/!:;@%,])", re.IGNORECASE)
_IN_LIST = re.compile(r"(?:https?:)?//[^\s\"'<>(){}|\\^]{1,2000}", re.IGNORECASE)
#: The longest attribute value (characters) that is searched for addresses, and the most words that are read of it.
_LONGEST_VALUE, _MOST_LISTED = 10_000, 100
_FORBIDDEN = re.compile(r"[\s\"'<>{}\\^|]")
#: Endings of a name that tell the sizes of one file apart.
_SIZES = re.compile(
    r"(?:[-_.@]?\d{2,4}x\d{2,4}|[-_]\d{2,4}w|[-_](?:scaled|large|medium|small|full|thumb|thumbnail|cropped|square)|@\dx)$",
    re.IGNORECASE,
)
_NAMED_FILE = re.compile(r"[^/?#&=]{1,300}\.(?:jpe?g|png|webp|avif|gif)(?![a-z])", re.IGNORECASE)
_KIND = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
#: Folders of a width and a height, one in the other: /1280/720/.
_SIZED_FOLDERS = re.compile(r"/\d{3,4}/\d{3,4}/$")
#: Longer addresses (characters) hold the picture itself, as data, and name nothing.
_LONGEST_ADDRESS = 4_000
#: A shorter name (characters) is given to several pictures, so that the folder is added to it.
_LEAST_KEY = 9


@lru_cache(maxsize=1024)
def is_furniture(url: str) -> bool:
    """Returns whether an address names a logo, an icon, a writer's portrait, a tracker or a placeholder.

    >>> is_furniture("https://a.example/i/pixel.gif"), is_furniture("https://a.example/i/google-pixel-9-review.jpg")
    (True, False)
    """
    url = url[:_LONGEST_ADDRESS]
    if _HOSTS.search(url):
        return True
    name = url.partition("?")[0].partition("#")[0].rpartition("/")[2].lower()
    stem, dot, _ = name.rpartition(".")
    words = set(_WORDS.findall(stem if dot else name))
    if words & _SIGNS:
        return len(words - _SIGNS - _OF_SIGNS) <= 1 or not name.endswith(_PHOTOGRAPHS) or ".png" in name
    if words & _STAND_INS:
        return len(words) <= _MOST_WORDS
    return bool(words & _EMPTY) and words <= _EMPTY | _ANY


def is_stand_in(url: str) -> bool:
    """Returns whether an address probably names a placeholder that is shown until a script loads the picture."""
    return is_furniture(url) or is_drawing(url) or "blur" in url


def is_drawing(url: str) -> bool:
    """Returns whether an address names a file of the formats of icons and placeholders (GIF, SVG)."""
    return url.partition("?")[0].lower().endswith((".gif", ".svg"))


def is_image_address(text: str) -> bool:
    """Returns whether a text is the address of an image file.

    >>> is_image_address("/i/boat.jpg?w=3"), is_image_address("boat.jpg"), is_image_address("/news/boat")
    (True, False, False)
    """
    return "/" in text and _IMAGE.search(text) is not None and not _FORBIDDEN.search(text)


def listed_addresses(value: str) -> Iterator[str]:
    """Yields the addresses of image files in an attribute: its whole value, or those in a list or object."""
    value = value.strip()
    if len(value) > _LONGEST_VALUE or value.startswith("data:"):
        return
    if is_image_address(value):
        yield value
    else:
        found = (address[0].rstrip(",;") for address in _IN_LIST.finditer(value))
        yield from (address for address in found if _IMAGE.search(address))


def first_address(value: str) -> str | None:
    """Returns the first absolute address in the text of an object or a list, or None."""
    found = _IN_LIST.search(value[:_LONGEST_VALUE])
    return found[0].rstrip(",;]") if found else None


def width_in_url(url: str) -> int:
    """Returns the width (pixels) that an address asks for, or 0 if it names none.

    >>> width_in_url("https://a.example/max/60/1*ab.jpeg"), width_in_url("https://a.example/wall-1200x675.jpg?w=300")
    (60, 300)
    """
    path, _, query = url.partition("?")
    found = _WIDTH.search(f"?{query}") or _WIDTH.search(path)
    return int(next(filter(None, found.groups()))) if found else 0


@lru_cache(maxsize=1024)
def file_key(url: str) -> str | None:
    """Returns a key of the file that an address names, or None if the name is too common.

    The key is the same for every size of the file and for every host.

    >>> file_key("https://cdn.example/_next/image?url=https%3A%2F%2Fa.example%2Fold-bridge-1200x675.jpg&w=640")
    'old-bridge'
    >>> file_key("https://a.example/i/1200.jpg")
    """
    url = unquote(url.strip())
    files = _NAMED_FILE.findall(url)
    name = files[-1] if files else url.partition("?")[0].rpartition("/")[2]
    stem = _without_sizes(_without_kinds(name) if files else name).lower()
    if len(stem) >= _LEAST_KEY:
        return stem
    folders = _SIZED_FOLDERS.sub("/", url[: url.find(name)]).rstrip("/").lower().split("/")
    folder = "/".join(folders[-2:]) if folders[-1].isdecimal() and not stem.isdecimal() else folders[-1]
    key = folder if stem.isdecimal() or not stem else f"{folder}/{stem}"
    return key if len(key) >= _LEAST_KEY and not key.isalpha() else None


def _without_kinds(name: str) -> str:
    """Returns a file name without its extensions; converted files have several: boat.jpg.webp."""
    while found := _KIND.search(name):
        name = name[: found.start()]
    return name


def _without_sizes(stem: str) -> str:
    while found := _SIZES.search(stem):
        stem = stem[: found.start()]
    return stem


def keys_in(value: str) -> Iterator[str]:
    """Yields the keys of all files that an attribute names: in an address, a source set or a list."""
    for word in value[:_LONGEST_VALUE].split()[:_MOST_LISTED]:
        if "/" in word and (key := file_key(word.rstrip(",;"))):
            yield key
