"""Who wrote an article, by name."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from copydesk.extraction.inline import absolute_url
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.headline import fold
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import squeeze, text_of
from copydesk.model import Author

_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "authors", "citation_author")
_PREFIX = re.compile(
    r"^\W*(?:(?:written|posted|reported|published|reviewed|words|story|text|authored?|article|an? \w+)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez|autor(?:en|es|a)?|auth?ors?|text|redaktion|автор)\b\s*:?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:,|;|&|\||/|•|·|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bwith\b|\bmit\b)\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*(?:\||•|·|,?\s+(?:is|are|was|has)\s|\bpublished\b|\bupdated\b|\bposted\b|\bon\s+\w+\s+\d|\d{1,2}[./ ]|\bfor\s+[A-Z]|\bat\s+[A-Z]"
    r"|\s[-–—]\s|\bin\s+[A-Z]|[(@\n]).*",
    re.DOTALL,
)
_NO_NAME = re.compile(
    r"\d|https?:|www\.|@|\b(?:staff|admin|administrator|editor(?:s|ial)?|team|desk|reporter|correspondent|redaktion|guest|"
    r"author|contributor|newsroom|read more|share|comment|follow|subscribe|view|photo|update|unknown|anonymous)\b",
    re.IGNORECASE,
)
_LONGEST = 5
_BYLINES = '[rel~="author"], [itemprop="author"] [itemprop="name"], [itemprop="author"]'
_NAMED = '[class*="byline" i], [class*="author" i]'


def authors(page: Page) -> Iterator[Evidence[tuple[Author, ...]]]:
    """Each source's authors, most trustworthy source first (shares measured on annotated pages)."""
    for thing in page.articles:
        yield from _evidence("json-ld", _from_things(thing.get("author"), page), page)
    metas = [(text, None) for name in _METAS for text in page.metas.get(name, []) if not text.startswith("http")]
    yield from _evidence("meta", metas, page)
    yield from _evidence("rel-author", _from_nodes(page, _BYLINES), page)
    yield from _evidence("byline", _from_nodes(page, _NAMED), page)
    lines = [(run.text, None) for run in page.lead() if _PREFIX.match(run.text) and len(run.text) < 80]
    yield from _evidence("visible", lines, page)


def _evidence(source: str, raw: list[tuple[str, str | None]], page: Page) -> Iterator[Evidence[tuple[Author, ...]]]:
    site = {fold(page.meta("og:site_name")), fold(page.meta("twitter:site"))}
    found: dict[str, Author] = {}
    for text, url in raw:
        for name in names_in(text):
            if fold(name) not in site:
                found.setdefault(fold(name), Author(name=name, name_raw=text, url=url))
    if found:
        yield Evidence(tuple(found.values()), source)


def _from_things(value: Any, page: Page) -> list[tuple[str, str | None]]:
    listed = value if isinstance(value, list) else [value]
    found: list[tuple[str, str | None]] = []
    for each in listed:
        if isinstance(each, dict):
            name = each.get("name")
            url = each.get("url")
            names = name if isinstance(name, list) else [name]
            address = absolute_url(url, page.url) if isinstance(url, str) else None
            found.extend((squeeze(unescape(one)), address) for one in names if isinstance(one, str))
        elif isinstance(each, str) and not each.startswith("http"):
            found.append((squeeze(unescape(each)), None))
    return found


def _from_nodes(page: Page, selector: str) -> list[tuple[str, str | None]]:
    nodes = page.tree.css(selector)[:20]
    return [(text, absolute_url(node.attributes.get("href"), page.url)) for node in nodes if 2 < len(text := text_of([node])[0]) < 120][:3]


def names_in(text: str) -> list[str]:
    """The names in a byline.

    >>> names_in("By A. Writer and B. C. Author")
    ['A. Writer', 'B. C. Author']
    """
    text = _AFTER_NAME.sub("", _PREFIX.sub("", text))
    parts = [part.strip(" .,:–-") for part in _BETWEEN.split(text)]
    return [part for part in parts if _is_name(part)]


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _LONGEST and len(text) > 2 and not _NO_NAME.search(text) and text[0].isalpha()
