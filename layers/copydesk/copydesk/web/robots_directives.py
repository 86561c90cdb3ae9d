"""Reads robots directives from a page's meta elements and X-Robots-Tag. They are recorded, but not acted on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from copydesk.model import Article

#: The value of `provenance` for directives from the header.
HEADER = "X-Robots-Tag"

#: The most directives of a page. No real page has more.
_MOST = 50
#: The names of directives with values. Any other name before a colon in the header is that of a crawler:
#: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
_VALUED = re.compile(r"max-.*|unavailable_after", re.IGNORECASE)
_DIRECTIVE = re.compile(r"unavailable_after:.{1,100}|[a-z][a-z0-9_-]{0,50}(:[^\s:]{1,50})?", re.IGNORECASE)
#: The rest of a date after a comma that does not separate directives: "Friday, 25-Jun-27", "Fri, Jun 25, 2027, 3:00
#: PM".
_REST_OF_DATE = re.compile(r"\d|[a-z]{3,9}\.? \d", re.IGNORECASE)
_FOR_US = frozenset({"*", "copydesk"})


def from_meta(content: str) -> tuple[str, ...]:
    """Returns the directives of one `meta` element, in lower case except for dates.

    >>> from_meta("noindex,NoArchive, max-snippet: -1, unavailable_after: Friday, 25-Jun-27 15:00:00 PST")
    ('max-snippet:-1', 'noarchive', 'noindex', 'unavailable_after:Friday, 25-Jun-27 15:00:00 PST')
    """
    return _sorted(_parts(content))


def with_header(article: Article, header: str | None) -> Article:
    """Adds to an article the directives of its X-Robots-Tag that address every crawler or Copydesk."""
    stated = _sorted(_for_us(_parts(header or "")))
    if not stated:
        return article
    source = ", ".join(filter(None, (article.provenance.get("robots"), HEADER)))
    merged = tuple(sorted({*article.robots, *stated}))
    return replace(article, robots=merged, provenance={**article.provenance, "robots": source})


def as_one(lines: Iterable[str]) -> str:
    """Joins the lines of a header. Lines that name a crawler come last, as the name applies to all that follows it.

    >>> as_one(["googlebot: noindex", "nofollow", "unavailable_after: 25 Jun 2027"])
    'nofollow, unavailable_after: 25 Jun 2027, googlebot: noindex'
    """
    return ", ".join(sorted(lines, key=lambda line: any(map(_names_crawler, _parts(line)))))


def _parts(text: str) -> list[str]:
    """Returns the parts between commas. Commas within dates do not separate parts."""
    parts: list[str] = []
    for part in re.split(r" ?[,;] ?", re.sub(r" ?: ?", ":", " ".join(text.split())), maxsplit=2 * _MOST):
        if parts and "unavailable_after:" in parts[-1].lower() and _REST_OF_DATE.match(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts


def _for_us(parts: Iterable[str]) -> Iterator[str]:
    """Yields the directives for everyone or for us.

    A crawler's name applies to all that follows, up to the next name.
    """
    ours = True
    for part in parts:
        named = _names_crawler(part)
        name, _, rest = part.partition(":")
        ours = name.lower() in _FOR_US if named else ours
        if ours:
            yield rest if named else part


def _names_crawler(part: str) -> bool:
    name, colon, _ = part.partition(":")
    return bool(colon) and not _VALUED.fullmatch(name)


def _sorted(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(islice(map(_spelled, _directives(parts)), _MOST))))


def _directives(parts: Iterable[str]) -> Iterator[str]:
    """Yields the parts that are directives. Some pages separate them by spaces."""
    for part in parts:
        words = [part] if _DIRECTIVE.fullmatch(part) else part.split()
        if all(map(_DIRECTIVE.fullmatch, words)):
            yield from words


def _spelled(directive: str) -> str:
    name, colon, value = directive.partition(":")
    name = name.lower()
    return f"{name}{colon}{value if name == 'unavailable_after' else value.lower()}"
