"""This module finds the other pages of an article that its site has cut into several."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from copydesk.extraction.metadata.bylines.lines import is_of_comment
from copydesk.extraction.metadata.page import Page, strings_of, types_of
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.links import absolute_url
from copydesk.web.domains import registrable_domain
from copydesk.web.urls import identity_of, is_article_address

#: Links to neighbouring pages and to all pages. Sites link next stories in the same way; `_numbered` tells them apart.
_LINKS = (
    '[rel~="next"][href], [rel~="prev"][href], [class*="pagina"] a[href], [class*="page-links"] a[href],'
    ' [class*="multipage"] a[href]'
)
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
#: The markers of a first page that its site also serves without them.
_NEEDLESS = frozenset({"query", "named"})
#: The markers without a word for pages.
_OF_SERIES = frozenset({"bare", "plain"})
#: The path of a list of stories or of a forum's thread, which have numbered pages too.
_LIST = re.compile(
    r"/(?:tags?|topics?|themen?|thema|categor(?:y|ies)|kategorien?|labels?|keywords?|search|suche|authors?|autor(?:en)?)"
    r"/[^/]+/?$",
    re.IGNORECASE,
)
#: The names of a publication date in meta elements. Of 2,377 pages of the public corpora, 40 name other pages of the
#: same address. 37 of these are lists, forums and readers' comments. None of the 37 declares an article with a date.
_DATES = ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued", "parsely-pub-date")
#: schema.org types of lists.
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage"})


class _Address(NamedTuple):
    """An address without its page number, the number (1 if there is none), and the kind of its marker."""

    stem: str
    number: int
    marker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The place of a page among the pages of its article: its number, and the other pages that it links to.

    `others` are numbers and addresses, in order. `first` is the address of page 1, if this is a later page that names
    it or the page before.
    """

    number: int = 1
    others: tuple[tuple[int, str], ...] = ()
    first: str | None = None

    @property
    def next_page(self) -> str | None:
        return next((url for number, url in self.others if number == self.number + 1), None)


def series_of(page: Page) -> Series:
    """Returns the place of a page in its article. A list of stories and a page of a forum have no such place."""
    own = page.url or page.canonical_href()
    if own is None:
        return Series()
    own = urldefrag(own)[0]
    stem = _numbered(own).stem
    if not _declares_article(page) or not is_article_address(stem) or _is_list(page, stem):
        return Series()
    links = [(url, text) for url, text in _linked(page) if _is_of(url, stem, own)]
    from_zero = any(_counts_from_zero(url, text) for url, text in links)
    number = _number(own, from_zero=from_zero)
    found: dict[int, str] = {}
    for url, _ in links:
        at = _number(url, from_zero=from_zero)
        if at != number:
            found.setdefault(at, url)
    if number == 1:
        return Series(others=tuple(sorted(found.items())))
    named = [url for url, _ in links] + [url for _, url in page.addresses() if _is_of(url, stem, own)]
    first = _first([url for url in named if _number(url, from_zero=from_zero) == 1])
    if first:
        found[1] = first
    elif any(at < number for at in found):
        # Some sites link only the page before. It belongs to the same page 1, whose address needs no number.
        first = stem
    return Series(number=number, others=tuple(sorted(found.items())), first=first)


def page_number(url: str) -> int:
    """Returns the page number in an address, or 1 if there is none. It orders the pages of one article."""
    return _numbered(url).number


def may_be_of_series(url: str) -> bool:
    """Returns whether the number in an address may as well be that of a story in a series: story-2.html, story/2."""
    return _numbered(url).marker in _OF_SERIES


def _declares_article(page: Page) -> bool:
    is_dated = page.meta(*_DATES) is not None and page.meta("og:type") in (None, "article")
    return bool(page.articles) or is_dated


def _is_list(page: Page, stem: str) -> bool:
    """Returns whether a page is a list by its address or its types, or declares several articles."""
    declared = frozenset[str]().union(*map(types_of, page.things))
    headlines = {fold(text) for thing in page.articles for text in strings_of(thing.get("headline"))[:1]}
    return bool(_LIST.search(urlsplit(stem).path)) or bool(declared & _LIST_TYPES) or len(headlines) > 1


def _is_of(url: str, stem: str, own: str) -> bool:
    mine = _numbered(url).stem
    return (mine == stem or identity_of(mine) == identity_of(stem)) and registrable_domain(url) == registrable_domain(
        own
    )


def _first(named: list[str]) -> str | None:
    """Returns the address of page 1 among the addresses that name it, without a marker where sites need none."""
    plain = next((url for url in named if _numbered(url).marker is None), None)
    if plain or not named:
        return plain
    address = _numbered(named[0])
    return address.stem if address.marker in _NEEDLESS else named[0]


def _number(url: str, *, from_zero: bool) -> int:
    address = _numbered(url)
    return address.number + (from_zero and address.marker == "query")


def _counts_from_zero(url: str, text: str) -> bool:
    """Returns whether a link shows a page number that is greater by one than the number in its address."""
    address = _numbered(url)
    return address.marker == "query" and text == str(address.number + 1)


def _linked(page: Page) -> Iterator[tuple[str, str]]:
    """Yields the addresses and words of the links to other pages."""
    base = page.base_url()
    for node in page.tree.css(_LINKS)[:_MOST_LINKS]:
        url = None if is_of_comment(node) else absolute_url(node.attributes.get("href"), base)
        if url and url.startswith("http"):
            yield urldefrag(url)[0], node.text().strip()


def _numbered(url: str) -> _Address:
    """Takes an address apart into the rest and the page number.

    >>> _numbered("https://a.example/story/a-bridge/2")[:2], _numbered("https://a.example/story/a-bridge/")[:2]
    (('https://a.example/story/a-bridge', 2), ('https://a.example/story/a-bridge', 1))
    >>> _numbered("https://a.example/story?page=2&id=1234")[:2]
    ('https://a.example/story?id=1234', 2)
    """
    found = _MARKER.search(url)
    if found is None or found.lastgroup is None:
        return _Address(url.rstrip("/"), 1, None)
    before, after = url[: found.start()], url[found.end() :]
    rest = before + (f"?{after[1:]}" if found[0].startswith("?") and after else after)
    return _Address(rest.rstrip("/"), int(found[found.lastgroup]), found.lastgroup)
