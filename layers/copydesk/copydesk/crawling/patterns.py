"""Patterns that users write to say which URLs they mean."""

from collections.abc import Iterable
from urllib.parse import quote

#: For the help of whatever takes patterns from users.
PATTERN_HELP = (
    'A pattern is compared with the whole URL: "/news/*" with its path and query, "https://example.org/news/*" with'
    ' its host as well. "*" stands for any characters, "/" among them; every other character stands for itself.'
)
#: Longer is no pattern; URLs themselves are cut at 8,192 characters.
_MAX_PATTERN_LENGTH = 500
_ASCII = "".join(map(chr, range(33, 127)))


def check_pattern(name: str, pattern: str) -> None:
    """Raises ValueError, naming the list that the pattern stands in and what is wrong with it."""
    if not pattern.startswith(("/", "*", "http://", "https://")):
        raise ValueError(
            f'{name}: {pattern[:80]!r} has to begin with "/", "*", "http://" or "https://". {PATTERN_HELP}'
        )
    if len(pattern) > _MAX_PATTERN_LENGTH or not pattern.isprintable():
        raise ValueError(f"{name}: {pattern[:80]!r} is longer than {_MAX_PATTERN_LENGTH} or not printable")


class Pattern:
    """A pattern as the parts between its stars, found one after the other: linear, where a regular expression with
    many stars is not.

    >>> Pattern("/news/*-live").matches("https://example.org/news/vote-live")
    True
    >>> Pattern("/news/*").matches("https://example.org/sport/news/x")
    False
    """

    def __init__(self, pattern: str) -> None:
        scheme, _, rest = pattern.partition("://")
        self._has_host = scheme in ("http", "https")
        host, slash, path = rest.partition("/") if self._has_host else ("", "", pattern)
        # As normalised URLs are spelt.
        self._parts = f"{host.lower()}{slash}{quote(path, safe=_ASCII)}".split("*")

    def matches(self, url: str) -> bool:
        text = url.partition("://")[2]
        text = text if self._has_host else "/" + text.partition("/")[2]
        first, *middle = self._parts
        if not middle:
            return text == first
        *middle, last = middle
        return text.startswith(first) and _holds(text[len(first) :], middle, last)


def _holds(text: str, middle: Iterable[str], last: str) -> bool:
    position = 0
    for part in middle:
        found = text.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return text.endswith(last) and len(text) - len(last) >= position
