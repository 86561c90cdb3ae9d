"""This module finds the other pages of an article that its site has cut into several."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.locating.later_pages import names_comments
from copydesk.extraction.metadata.page import Page, strings_of, types_of
from copydesk.extraction.reading.markup import name_words
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.links import absolute_url
from copydesk.web.domains import registrable_domain
from copydesk.web.urls import identity_of, is_article_address

#: Links that may lead to other pages: to neighbours, to the same path, and with the name of the page or in a pager.
#: Sites link next stories in the same way; `_numbered` tells them apart.
_LINKS = '[rel~="next" i][href], [rel~="prev" i][href], a[href^="?"], [class*="pagina"] a[href]'
_WITH_NAME, _IN_PAGER = 'a[href*="{}"]', '[class*="page-links"] a[href], [class*="page-numbers"][href]'
#: The most links and headlines of a page that are examined, and the most elements around each.
_MOST_LINKS, _MOST_HEADLINES, _LEVELS = 200, 10, 24
#: The words for pages and for slides in addresses.
_PAGE_WORDS = (
    r"page|pag|p(?:a|á|%c3%a1)gina|pagine|seite|sida|side|sivu|strona|strana|stranka|stranica|oldal|sayfa|halaman|trang"
    r"|slide"
)
#: The words for parts. Parts of a series are stories of their own.
_PART_WORDS = "part|parte|partie|teil|deel|del"
#: The page number in an address. Joomla and forums count pages or lines after the first one (`start`).
_MARKER = re.compile(
    rf"[?&](?:{_PAGE_WORDS}|pg|p|paged|page_?(?:no|num|number)|current_?page|artikelseite)=(?P<query>\d{{1,3}})(?=&|$)"
    r"|[?&](?:limit)?start=(?P<offset>\d{1,3})(?=&|$)"
    rf"|(?:[?&](?:{_PART_WORDS})=|/(?:{_PART_WORDS})[-/]?)(?P<part>\d{{1,2}})(?=&|/?$)"
    rf"|/(?:{_PAGE_WORDS}|p)[-/]?(?P<named>\d{{1,3}})/?$"
    r"|(?-i:(?<=[^/]{5}))/(?P<bare>\d{1,2})/?$"
    rf"|(?<!comment)(?<!comments)[-_,](?:{_PAGE_WORDS}|p|s)[-_]?(?P<file>\d{{1,2}})(?=\.[a-z]{{3,5}}$)"
    rf"|(?<!comment)(?<!comments)[-_,](?:{_PAGE_WORDS})[-_]?(?P<end>\d{{1,2}})/?$"
    r"|[-_,](?P<plain>\d{1,2})(?=\.s?html?$)",
    re.IGNORECASE,
)
#: The markers of a first page that its site also serves without them.
_NEEDLESS = frozenset({"query", "offset", "named"})
#: The markers without a word for pages.
_OF_SERIES = frozenset({"offset", "part", "bare", "plain"})
#: The marker that may count lines, and the markers that may count from zero.
_BY_LINES, _FROM_ZERO = "offset", frozenset({"query", "plain"})
#: The last part of a path that has only one spelling.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_~-]+")
#: Names of a link to the page before.
_PREVIOUS = frozenset({"prev", "previous"})
#: Parameters that Joomla leaves empty on the pages of an article.
_EMPTY = re.compile(r"(?<=[?&])(?:showall|limitstart)=(?:&|$)")
#: The fragment of a link to readers' comments.
_AT_COMMENTS = re.compile(r"(?:[a-z]+[-_])?(?:comment|kommentar|coment|reacti|respond|disqus)", re.IGNORECASE)
#: The path of a list of stories or of a forum's thread, which have numbered pages too.
_LIST = re.compile(
    r"/(?:tags?|topics?|themen?|thema|categor(?:y|ies)|kategorien?|labels?|keywords?|search|suche|authors?|autor(?:en)?"
    r"|threads?)/[^/]+/?$|/(?:viewtopic|viewforum|viewthread|showthread|forumdisplay)(?:\.php)?$",
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


class _Link(NamedTuple):
    """A link to another page: its words, and whether it leads to the next page or to the one before."""

    url: str
    text: str
    is_next: bool = False
    is_previous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The place of a page among the pages of its article: its number, and the other pages that it links to.

    `others` are numbers and addresses, in order. `first` is the address of page 1, if this is a later page that names
    it or the page before. `is_doubtful` says that the page may as well be a story of its own, by its address.
    """

    number: int = 1
    others: tuple[tuple[int, str], ...] = ()
    first: str | None = None
    is_doubtful: bool = False

    @property
    def next_page(self) -> str | None:
        later = ((number, url) for number, url in self.others if number > self.number)
        number, url = next(later, (0, None))
        return url if url and (number == self.number + 1 or _numbered(url).marker == _BY_LINES) else None


def series_of(page: Page) -> Series:
    """Returns the place of a page in its article. A list of stories and a page of a forum have no such place."""
    own = page.url or page.canonical_href()
    if own is None:
        return Series()
    own = urldefrag(own)[0]
    stem = _numbered(own).stem
    links = _links_to_pages(page, own, stem)
    if links is None:
        return Series()
    from_zero = _counts_from_zero(own, links)
    number = _number(own, from_zero=from_zero)
    found: dict[int, str] = {}
    for link in links:
        at = _number(link.url, from_zero=from_zero)
        if at != number:
            found.setdefault(at, link.url)
    if number == 1:
        return Series(others=tuple(sorted(found.items())))
    named = [link.url for link in links] + [url for _, url in page.addresses() if _is_of(url, stem, own)]
    first = _first([url for url in named if _number(url, from_zero=from_zero) == 1])
    if first:
        found[1] = first
    elif any(at < number for at in found):
        # Some sites link only the page before. It belongs to the same page 1, whose address needs no number.
        first = stem
    others = tuple(sorted(found.items()))
    return Series(number=number, others=others, first=first, is_doubtful=may_be_of_series(own))


def page_number(url: str) -> int:
    """Returns the page number in an address, or 1 if there is none. It orders the pages of one article."""
    return _numbered(url).number


def may_be_of_series(url: str) -> bool:
    """Returns whether the number in an address may as well be that of a story in a series: story-2.html, story/2."""
    return _numbered(url).marker in _OF_SERIES


def _links_to_pages(page: Page, own: str, stem: str) -> list[_Link] | None:
    """Returns the links to the pages of an article, or None for a page that is none of an article."""
    if not _declares_article(page) or not is_article_address(stem) or _is_list(page, stem):
        return None
    links = list(_linked(page, own, stem))
    return None if _counts_lines(own, links) and not _is_sure(page) else links


def _declares_article(page: Page) -> bool:
    is_dated = page.meta(*_DATES) is not None and page.meta("og:type") in (None, "article")
    return bool(page.articles) or is_dated


def _is_sure(page: Page) -> bool:
    """Returns whether a page declares an article in words that shops and lists do not use for themselves."""
    return bool(page.articles) or page.meta("article:published_time") is not None


def _counts_lines(own: str, links: Sequence[_Link]) -> bool:
    """Returns whether the numbers in addresses count lines, as in lists: none of them follows another."""
    numbers = {_numbered(url).number for url in (own, *(link.url for link in links)) if _is_offset(url)}
    return bool(numbers) and not any(number - 1 in numbers | {1} for number in numbers)


def _is_offset(url: str) -> bool:
    address = _numbered(url)
    return address.marker == _BY_LINES and address.number > 1


def _is_list(page: Page, stem: str) -> bool:
    """Returns whether a page is a list by its address or its types, or declares several articles."""
    declared = frozenset[str]().union(*map(types_of, page.things))
    headlines = {fold(text) for thing in page.articles for text in strings_of(thing.get("headline"))[:1]}
    return bool(_LIST.search(urlsplit(stem).path)) or bool(declared & _LIST_TYPES) or len(headlines) > 1


def _is_of(url: str, stem: str, own: str) -> bool:
    if registrable_domain(url) != registrable_domain(own):
        return False
    mine = _numbered(url).stem
    return mine == stem or identity_of(mine) == identity_of(stem)


def _first(named: list[str]) -> str | None:
    """Returns the address of page 1 among the addresses that name it, without a marker where sites need none."""
    plain = next((url for url in named if _numbered(url).marker is None), None)
    if plain or not named:
        return plain and _EMPTY.sub("", plain).rstrip("?&")
    address = _numbered(named[0])
    return address.stem if address.marker in _NEEDLESS else named[0]


def _number(url: str, *, from_zero: bool) -> int:
    address = _numbered(url)
    return address.number + (from_zero and address.marker in _FROM_ZERO)


def _counts_from_zero(own: str, links: Sequence[_Link]) -> bool:
    """Returns whether the second page has the number 1 in its address, as pagers of Drupal give it.

    The words of a link tell it, or else the number 0, or a link from page 1 to the next page or back.
    """
    mine = _numbered(own)
    numbered = [(address, link) for link in links if (address := _numbered(link.url)).marker in _FROM_ZERO]
    if any(link.text == str(address.number) for address, link in numbered):
        return False
    if mine.marker == "query" and mine.number == 0:
        return True
    if mine.marker is None and any(link.is_next and address.number == 1 for address, link in numbered):
        return True
    is_second = mine.marker in _FROM_ZERO and mine.number == 1
    return any(
        link.text == str(address.number + 1) or (address.number == 0 and address.marker == "query")
        for address, link in numbered
    ) or any(
        is_second and _numbered(link.url).marker is None and (link.is_previous or link.text == "1") for link in links
    )


def _linked(page: Page, own: str, stem: str) -> Iterator[_Link]:
    """Yields the links to pages of the same article, without those of the comments' pager."""
    found = list(_same_article(page, own, stem))
    # Most pages have no such link, and their headlines are not looked for.
    headlines = page.tree.css("h1")[:_MOST_HEADLINES] if found else []
    whole = {element.mem_id for node in headlines for element in _around(node)}
    for node, url in found:
        if not _is_of_comments(node, whole):
            named = _names_of(node)
            yield _Link(url, node.text().strip(), "next" in named, not named.isdisjoint(_PREVIOUS))


def _same_article(page: Page, own: str, stem: str) -> Iterator[tuple[LexborNode, str]]:
    """Yields the links to pages of the same article, with their addresses; those to readers' comments are left out."""
    base, name = page.base_url(), _name_in(stem)
    links = f"{_LINKS}, {_WITH_NAME.format(name) if name else _IN_PAGER}"
    for node in page.tree.css(links)[:_MOST_LINKS]:
        url, fragment = urldefrag(absolute_url(node.attributes.get("href"), base) or "")
        if url.startswith("http") and name in url and _is_of(url, stem, own) and not _AT_COMMENTS.match(fragment):
            yield node, url


def _name_in(stem: str) -> str:
    """Returns the last part of a path, which its pages repeat, or nothing if it can be spelled in another way."""
    name = urlsplit(stem).path.rpartition("/")[2].partition(".")[0]
    return name if _PLAIN_NAME.fullmatch(name) and name not in ("index", "default") else ""


def _around(node: LexborNode) -> Iterator[LexborNode]:
    each: LexborNode | None = node
    for _ in range(_LEVELS):
        if each is None:
            return
        yield each
        each = each.parent


def _is_of_comments(node: LexborNode, whole: Set[int]) -> bool:
    """Returns whether a link is among the comments of readers. The elements in `whole` hold the text as well."""
    inner = takewhile(lambda each: each.mem_id not in whole, _around(node))
    return any(map(names_comments, inner))


def _names_of(node: LexborNode) -> frozenset[str]:
    """Returns the words of the classes of a link and of its entry in the pager, with its relations."""
    around = (node, node.parent) if node.parent else (node,)
    names = (each.attributes.get(name) or "" for each in around for name in ("rel", "class"))
    return name_words(" ".join(names))


def _numbered(url: str) -> _Address:
    """Takes an address apart into the rest and the page number.

    >>> _numbered("https://a.example/story/a-bridge/2")[:2], _numbered("https://a.example/story/a-bridge/")[:2]
    (('https://a.example/story/a-bridge', 2), ('https://a.example/story/a-bridge', 1))
    >>> _numbered("https://a.example/story?page=2&id=1234")[:2]
    ('https://a.example/story?id=1234', 2)
    """
    found = _MARKER.search(url)
    if found is None or found.lastgroup is None:
        return _Address(_bare(url), 1, None)
    before, after = url[: found.start()], url[found.end() :]
    rest = before + (f"?{after[1:]}" if found[0].startswith("?") and after else after)
    number = int(found[found.lastgroup]) + (found.lastgroup == _BY_LINES)
    return _Address(_bare(rest), number, found.lastgroup)


def _bare(url: str) -> str:
    return _EMPTY.sub("", url).rstrip("?&/")
