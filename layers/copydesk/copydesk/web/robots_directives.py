"""Robots directives, as a page's meta elements and its X-Robots-Tag state them: recorded, never acted on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from copydesk.model import Article

#: What `provenance` says of directives from the header.
HEADER = "X-Robots-Tag"

#: No page states more; what does is no list of directives.
_MOST = 50
#: The names whose directives have values. Any other name before a colon in the header is of the crawler that is meant:
#: https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
_VALUED = re.compile(r"max-.*|unavailable_after", re.IGNORECASE)
_DIRECTIVE = re.compile(r"unavailable_after:.{1,100}|[a-z][a-z0-9_-]{0,50}(:[^\s:]{1,50})?", re.IGNORECASE)
#: Commas part directives, and also stand within dates: "Friday, 25-Jun-27", "Fri, Jun 25, 2027, 3:00 PM".
_REST_OF_DATE = re.compile(r"\d|[a-z]{3,9}\.? \d", re.IGNORECASE)
_FOR_US = frozenset({"*", "copydesk"})


def from_meta(content: str) -> tuple[str, ...]:
    """The directives of one `meta` element: in lower case, but for dates.

    >>> from_meta("noindex,NoArchive, max-snippet: -1, unavailable_after: Friday, 25-Jun-27 15:00:00 PST")
    ('max-snippet:-1', 'noarchive', 'noindex', 'unavailable_after:Friday, 25-Jun-27 15:00:00 PST')
    """
    return _sorted(_parts(content))


def with_header(article: Article, header: str | None) -> Article:
    """An article with what its X-Robots-Tag says to every crawler, or to Copydesk, beside what its page says."""
    stated = _sorted(_for_us(_parts(header or "")))
    if not stated:
        return article
    source = ", ".join(filter(None, (article.provenance.get("robots"), HEADER)))
    merged = tuple(sorted({*article.robots, *stated}))
    return replace(article, robots=merged, provenance={**article.provenance, "robots": source})


def as_one(lines: Iterable[str]) -> str:
    """The lines of a header as one. Those that name a crawler come last: its name holds for all that follows.

    >>> as_one(["googlebot: noindex", "nofollow", "unavailable_after: 25 Jun 2027"])
    'nofollow, unavailable_after: 25 Jun 2027, googlebot: noindex'
    """
    return ", ".join(sorted(lines, key=lambda line: any(map(_names_crawler, _parts(line)))))


def _parts(text: str) -> list[str]:
    """What commas part, the commas of dates aside."""
    parts: list[str] = []
    for part in re.split(r" ?[,;] ?", re.sub(r" ?: ?", ":", " ".join(text.split())), maxsplit=2 * _MOST):
        if parts and "unavailable_after:" in parts[-1].lower() and _REST_OF_DATE.match(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts


def _for_us(parts: Iterable[str]) -> Iterator[str]:
    """What is meant for everyone or for us: the name of a crawler holds for all that follows, up to the next name."""
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
    """The parts that are directives; some pages part them by spaces."""
    for part in parts:
        words = [part] if _DIRECTIVE.fullmatch(part) else part.split()
        if all(map(_DIRECTIVE.fullmatch, words)):
            yield from words


def _spelled(directive: str) -> str:
    name, colon, value = directive.partition(":")
    name = name.lower()
    return f"{name}{colon}{value if name == 'unavailable_after' else value.lower()}"
