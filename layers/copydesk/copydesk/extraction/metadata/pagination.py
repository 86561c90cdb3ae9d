"""This module finds the other pages of an article that its site has cut into several."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from copydesk.extraction.metadata.page import Page
from copydesk.extraction.text.links import absolute_url
from copydesk.web.domains import registrable_domain

#: Links to the next page and to all pages. Sites link next stories in the same way; `_numbered` tells them apart.
_LINKS = '[rel~="next"][href], [class*="pagina"] a[href], [class*="page-links"] a[href], [class*="multipage"] a[href]'
#: The most links of a page that are examined.
_MOST_LINKS = 100
#: The page number in an address.
_MARKER = re.compile(
    r"[?&](?:page|pg|p|seite|pagina|paged|pagenumber)=(?P<query>\d{1,3})(?=&|$)"
    r"|/(?:page[-/]?|seite[-/]?|pagina[-/]?|p)(?P<named>\d{1,3})/?$"
    r"|(?-i:(?<=[^/]{5}))/(?P<bare>\d{1,2})/?$"
    r"|[-_,](?:page|seite|p|s)[-_]?(?P<file>\d{1,2})(?=\.[a-z]{3,5}$)"
    r"|[-_,](?P<plain>\d{1,2})(?=\.html?$)",
    re.IGNORECASE,
)


def pages(page: Page) -> tuple[tuple[int, str], ...]:
    """Returns the number and address of each other page of this article that the page links to, in order."""
    own = page.url or page.canonical_href()
    if own is None:
        return ()
    stem, number = _numbered(urldefrag(own)[0])
    found: dict[int, str] = {}
    for url in _linked(page):
        other, at = _numbered(url)
        if other == stem and at != number and registrable_domain(url) == registrable_domain(own):
            found.setdefault(at, url)
    return tuple(sorted(found.items()))


def next_page(page: Page, others: tuple[tuple[int, str], ...]) -> str | None:
    """Returns the address of the page after this one, or None."""
    own = page.url or page.canonical_href()
    following = _numbered(own)[1] + 1 if own else 0
    return next((url for number, url in others if number == following), None)


def _linked(page: Page) -> Iterator[str]:
    base = page.base_url()
    for node in page.tree.css(_LINKS)[:_MOST_LINKS]:
        url = absolute_url(node.attributes.get("href"), base)
        if url and url.startswith("http"):
            yield urldefrag(url)[0]


def _numbered(url: str) -> tuple[str, int]:
    """Returns an address without its page number, and the number, which is 1 if the address has none.

    >>> _numbered("https://a.example/story/a-bridge/2"), _numbered("https://a.example/story/a-bridge/")
    (('https://a.example/story/a-bridge', 2), ('https://a.example/story/a-bridge', 1))
    """
    found = _MARKER.search(url)
    if found is None or found.lastgroup is None:
        return url.rstrip("/"), 1
    return (url[: found.start()] + url[found.end() :]).rstrip("/"), int(found[found.lastgroup])
