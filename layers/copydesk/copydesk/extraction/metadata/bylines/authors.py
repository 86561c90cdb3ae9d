"""This module finds who wrote an article, by name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import islice
from typing import Any, NamedTuple

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.bylines.author_choice import People, Site, in_order, site_of
from copydesk.extraction.metadata.bylines.grammar import declared_names, has_label, names_in
from copydesk.extraction.metadata.bylines.lines import (
    account_names,
    author_links,
    bare_names,
    closing_bylines,
    is_of_comment,
    labelled_bylines,
    lines_at_ends,
    lines_naming,
    named_bylines,
    named_lines,
    names_before_dates,
    names_beside_dates,
)
from copydesk.extraction.metadata.bylines.names import is_human, is_person
from copydesk.extraction.metadata.page import Evidence, Page, Thing, strings_of, types_of
from copydesk.extraction.reading.markup import squeeze, text_of
from copydesk.extraction.text.fold import fold
from copydesk.extraction.text.links import absolute_url
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
_ADDRESS = re.compile(r"://|www\.|\w@|^@|\w\.\w+/")
#: Text that a template leaves if it has no value.
_HOLE = re.compile(r"[{}]|<%|%>|\[object |^(?:undefined|null|none|nan|n/a|false|true)$", re.IGNORECASE)
_ORGANISATIONS = frozenset("Organization NewsMediaOrganization Corporation WebSite Brand".split())
#: Lists of authors nest no deeper on real pages.
_DEEPEST = 4
_LONGEST_BYLINE = 120
_MOST_NODES, _MOST_MARKED = 20, 60
#: The number of marked names on a page that are read; later ones belong to other stories.
_FEW = 3


class Raw(NamedTuple):
    """A name as a source gives it; `whole` means one name rather than a line to take apart."""

    text: str
    url: str | None = None
    whole: bool = False


def authors(page: Page) -> list[Evidence[People]]:
    """Returns each source's authors, most trustworthy source first."""
    site = site_of(page)
    found = _evidence(_sources(page), site) or _evidence(_last_sources(page), site)
    if found and not any(site.names_someone(each.value) for each in found):
        found += _instead_of_the_site(page, site, found)
    if not any(site.names_someone(each.value) or site.signs(each.value) for each in found):
        found += _evidence([("visible", [Raw(text) for text in bare_names(page)])], site)
    return in_order(found, site)


def _instead_of_the_site(page: Page, site: Site, evidence: Sequence[Evidence[People]]) -> list[Evidence[People]]:
    """Returns the people in lines of the page, if its sources name only the site or an account."""
    named = [author.name for each in evidence for author in each.value]
    bare = all(site.is_named(name) for name in named) and not any(map(is_human, named))
    lines = (*named_lines(page), *lines_at_ends(page, bare=bare), *islice(names_before_dates(page), 1))
    people = tuple(each for each in _people(map(Raw, lines)) if is_person(each.name))
    people = people or tuple(each for each in _people(map(Raw, lines_naming(page))) if is_human(each.name))
    return [Evidence(people, "byline")] if site.names_someone(people) else []


def _evidence(sources: Iterable[tuple[str, list[Raw]]], site: Site) -> list[Evidence[People]]:
    found = ((name, _people(raw)) for name, raw in sources)
    read = ((name, _of_lines_with_people(people) if name == "visible" else people) for name, people in found)
    return [Evidence(site.left_out(site.in_full(people)), name) for name, people in read if people]


def _of_lines_with_people(people: People) -> People:
    """Returns the authors in lines with a full name, if there are any; other lines are headings, menus and accounts."""
    naming = {author.name_raw for author in people if is_human(author.name)}
    return tuple(author for author in people if author.name_raw in naming) or people


def _sources(page: Page) -> Iterator[tuple[str, list[Raw]]]:
    for thing in _without_entries(page.articles):
        yield "json-ld", list(_from_things(thing.get("author") or thing.get("creator"), page))
    for name in _METAS:
        yield "meta", [Raw(text, whole=True) for text in page.metas.get(name, []) if _may_name(text)]
    marked = (node for node in page.tree.css(_MARKED)[:_MOST_MARKED] if not is_of_comment(node))
    yield "rel-author", _from_nodes(marked, page)[:_FEW]
    if has_label((page.meta("twitter:label1") or "")[:_LONGEST_BYLINE]):
        yield "twitter:data1", [Raw(page.meta("twitter:data1") or "", whole=True)]
    yield "link", _from_nodes(author_links(page), page)
    yield "visible", [Raw(text) for text in labelled_bylines(page)]


def _last_sources(page: Page) -> Iterator[tuple[str, list[Raw]]]:
    """Yields sources that are read only if no other names an author."""
    if accounts := [Raw(text, whole=True) for text in account_names(page)]:
        yield "link", accounts
        return
    yield "byline", [Raw(text) for text in named_lines(page)]
    yield "visible", [Raw(text) for text in names_beside_dates(page)]
    yield "byline", _from_nodes(named_bylines(page), page)[:_FEW]
    yield "visible", [Raw(text) for text in closing_bylines(page)]


def _without_entries(articles: list[Thing]) -> Iterator[Thing]:
    """Returns the articles without the entries of a live blog, whose author is the page's."""
    entries = {_identity(entry) for thing in articles for entry in _listed(thing.get("liveBlogUpdate"), 0)}
    return (thing for thing in articles if _identity(thing) not in entries)


def _identity(thing: Thing | str) -> tuple[str, ...]:
    """Returns the values that tell one article from another."""
    return (
        tuple(str(thing.get(name)) for name in ("@id", "url", "headline", "datePublished"))
        if isinstance(thing, dict)
        else ()
    )


def _may_name(text: str) -> bool:
    """Returns whether a declared author is a name, and no address, number or template placeholder."""
    return not _ADDRESS.search(text) and not _HOLE.search(text) and any(character.isalpha() for character in text)


def _people(raw: Iterable[Raw]) -> People:
    found: dict[str, Author] = {}
    for text, url, whole in raw:
        for name in declared_names(text) if whole else names_in(text):
            found.setdefault(fold(name), Author(name=name, name_raw=text, url=url))
    return tuple(found.values())


def _from_things(value: Any, page: Page) -> Iterator[Raw]:
    """Yields the names in an author property; organisations are left out beside people."""
    listed = list(_listed(value, 0))
    people = [each for each in listed if isinstance(each, dict) and "Person" in types_of(each) and _names_of(each)]
    for each in listed:
        if isinstance(each, dict):
            if not people or not types_of(each) & _ORGANISATIONS:
                yield from _from_thing(each, page)
        elif _may_name(each):
            yield Raw(squeeze(unescape(each)), whole=True)


def _listed(value: Any, depth: int) -> Iterator[Thing | str]:
    """Yields the authors in nested lists, and in schema.org's ItemList and ListItem."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _listed(each, depth + 1)
    elif isinstance(value, dict) and (inner := value.get("itemListElement") or value.get("item")):
        yield from _listed(inner, depth + 1)
    elif isinstance(value, dict | str):
        yield value


def _from_thing(thing: Thing, page: Page) -> Iterator[Raw]:
    url = thing.get("url")
    address = absolute_url(url, page.url) if isinstance(url, str) else None
    for name in _names_of(thing):
        yield Raw(name, address, whole=True)


def _names_of(thing: Thing) -> list[str]:
    """Returns the names of a person or an organisation: `name`, or its parts (schema.org/Person)."""
    name = thing.get("name") or " ".join(
        part for key in ("givenName", "additionalName", "familyName") for part in strings_of(thing.get(key))
    )
    named = name if isinstance(name, list) else [name]
    texts = (squeeze(unescape(text)) for each in named for text in strings_of(each))
    return [text for text in texts if _may_name(text)]


def _from_nodes(nodes: Iterable[LexborNode], page: Page) -> list[Raw]:
    texts = [(text_of([node]), node) for node in list(nodes)[:_MOST_NODES]]
    return [
        Raw(text, absolute_url(node.attributes.get("href"), page.url))
        for text, node in texts
        if 1 < len(text) < _LONGEST_BYLINE
    ]
