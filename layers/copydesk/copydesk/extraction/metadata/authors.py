"""Who wrote an article, by name."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import zip_longest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.inline import absolute_url
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.fold import fold
from copydesk.extraction.metadata.jsonld import Thing
from copydesk.extraction.metadata.names import declared_names, has_label, names_in
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import squeeze, text_of
from copydesk.model import Author

_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "authors",
    "citation_author",
)
_MARKED = '[rel~="author"], [itemprop="author"] [itemprop="name"], [itemprop="author"]'
_NAMED = '[class*="byline" i], [class*="author" i]'
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|writers?|by|people|staff|profiles?|contributors?|autor(?:en|es)?|auteur|redakteur)/[^/]",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"[a-z0-9]+[._-]?[a-z0-9]*")
_LONGEST_BYLINE = 120
_MOST_NODES = 20


class Raw(NamedTuple):
    """A name as a source gives it; `whole` where it is one name and not a line to take apart."""

    text: str
    url: str | None = None
    whole: bool = False


def authors(page: Page) -> list[Evidence[tuple[Author, ...]]]:
    """Each source's authors, most trustworthy source first (shares measured on annotated pages).

    A source that names only the site or an account comes after all that name someone.
    """
    site = {fold(page.meta("og:site_name")), fold((page.meta("twitter:site") or "").lstrip("@")), ""}
    host = (urlsplit(page.url or "").hostname or "").removeprefix("www.") if _is_url(page.url) else ""
    found = [Evidence(people, source) for source, raw in _sources(page) if (people := _people(raw))]
    return sorted(found, key=lambda each: all(_names_nobody(author.name, site, host) for author in each.value))


def _is_url(url: str | None) -> bool:
    return bool(url) and absolute_url(url, None) is not None


def _names_nobody(name: str, site: set[str], host: str) -> bool:
    """Whether a name is the site's, or an account's."""
    return fold(name) in site or bool(host and host in name) or _ACCOUNT.fullmatch(name) is not None


def _sources(page: Page) -> Iterator[tuple[str, list[Raw]]]:
    for thing in page.articles:
        yield "json-ld", list(_from_things(thing.get("author"), page))
    yield "meta", [Raw(text, whole=True) for name in _METAS for text in page.metas.get(name, []) if _may_name(text)]
    yield "rel-author", _from_nodes(page.tree.css(_MARKED), page)
    if fold(page.meta("twitter:label1")) in ("written by", "verfasst von", "écrit par", "escrito por"):
        yield "twitter:data1", [Raw(page.meta("twitter:data1") or "", whole=True)]
    yield "link", _from_nodes(_author_links(page), page)
    yield "visible", list(_from_lines(page))
    yield "byline", _from_nodes(page.tree.css(_NAMED), page)


def _may_name(text: str) -> bool:
    """Whether a declared author is a name, and no address or number."""
    return "://" not in text and "@" not in text and any(character.isalpha() for character in text)


def _people(raw: Iterable[Raw]) -> tuple[Author, ...]:
    found: dict[str, Author] = {}
    for text, url, whole in raw:
        for name in declared_names(text) if whole else names_in(text):
            found.setdefault(fold(name), Author(name=name, name_raw=text, url=url))
    return tuple(found.values())


def _from_things(value: Any, page: Page) -> Iterator[Raw]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from _from_thing(each, page)
        elif isinstance(each, str) and _may_name(each):
            yield Raw(squeeze(unescape(each)), whole=True)


def _from_thing(thing: Thing, page: Page) -> Iterator[Raw]:
    url = thing.get("url")
    address = absolute_url(url, page.url) if isinstance(url, str) else None
    name = thing.get("name")
    for one in name if isinstance(name, list) else [name]:
        if isinstance(one, str) and _may_name(one):
            text = squeeze(unescape(one))
            yield Raw(text, address, whole=True)


def _from_nodes(nodes: Iterable[LexborNode], page: Page) -> list[Raw]:
    texts = [(text_of([node])[0], node) for node in list(nodes)[:_MOST_NODES]]
    return [
        Raw(text, absolute_url(node.attributes.get("href"), page.url))
        for text, node in texts
        if 2 < len(text) < _LONGEST_BYLINE
    ][:3]


def _author_links(page: Page) -> Iterator[LexborNode]:
    """Links to pages about authors, near the headline."""
    for _, run in page.lead():
        for node in run.nodes:
            for link in [node] if node.tag == "a" else node.css("a") if node.is_element_node else []:
                if _AUTHOR_PAGE.search(link.attributes.get("href") or ""):
                    yield link


def _from_lines(page: Page) -> Iterator[Raw]:
    """Lines near the headline that begin as bylines do; a lone label gives its name to the line after it."""
    lines = [run.text for _, run in page.lead()]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if has_label(line) and len(line) < _LONGEST_BYLINE:
            yield Raw(line if names_in(line) or len(line) > 15 else f"{line} {following}"[:_LONGEST_BYLINE])
