"""This module gathers what a page declares: meta elements, JSON-LD objects, titles, links."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.extraction.locating.scorer.declared import Declared
from copydesk.extraction.reading.markup import squeeze
from copydesk.extraction.reading.picture_files import file_key, is_furniture
from copydesk.extraction.reading.walk import Run, headline_index
from copydesk.extraction.text.links import absolute_url
from copydesk.extraction.text.spaces import tidy
from copydesk.web.decoding import printable
from copydesk.web.domains import registrable_domain
from copydesk.web.urls import is_article_address, normalize_url

Thing = dict[str, Any]

#: schema.org/Article and its subtypes that name a text to read.
ARTICLE_TYPES = frozenset(
    "Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle"
    " ReportageNewsArticle ReviewNewsArticle Report BlogPosting LiveBlogPosting SocialMediaPosting TechArticle"
    " ScholarlyArticle AdvertiserContentArticle MedicalScholarlyArticle".split()
)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*+;?\s*+$")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_MAX_DEPTH = 12
#: The properties of an article whose values may be elsewhere on the page.
_REFERRING = frozenset({"author", "creator", "image", "publisher", "video"})


def things_of(tree: LexborHTMLParser) -> list[Thing]:
    """Returns every typed object of every JSON-LD script, outer ones first; unreadable scripts are skipped.

    An article's references by `@id` alone are replaced by their objects (JSON-LD 1.1, 3.3: node identifiers).
    """
    scripts = tree.css('script[type*="ld+json"]')
    return _with_references([thing for script in scripts for thing in _typed(_parse(script.text()), 0)])


def _with_references(things: list[Thing]) -> list[Thing]:
    known: dict[str, Thing] = {}
    for thing in things:
        if isinstance(name := thing.get("@id"), str) and not _is_reference(thing):
            known.setdefault(name, thing)
    if not known:
        return things
    return [_filled(thing, known) if is_article(thing) else thing for thing in things]


def _filled(thing: Thing, known: dict[str, Thing]) -> Thing:
    return thing | {name: _referred(thing[name], known) for name in _REFERRING & thing.keys()}


def _referred(value: Any, known: dict[str, Thing]) -> Any:
    if isinstance(value, list):
        return [_referred(each, known) if isinstance(each, dict) else each for each in value]
    if isinstance(value, dict) and _is_reference(value) and isinstance(name := value.get("@id"), str):
        return known.get(name, value)
    return value


def _is_reference(thing: Thing) -> bool:
    return "@id" in thing and thing.keys() <= {"@id", "@type"}


def _parse(text: str) -> Any:
    text = _CONTROL.sub(" ", _WRAPPING.sub("", text))
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text).strip().rstrip(";")):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return None


def _typed(value: Any, depth: int) -> Iterator[Thing]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for each in value:
            yield from _typed(each, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for each in value.values():
            if isinstance(each, dict | list):
                yield from _typed(each, depth + 1)


def types_of(thing: Thing) -> frozenset[str]:
    """Returns the type names of an object, without their vocabulary's address."""
    names = thing.get("@type")
    listed = names if isinstance(names, list) else [names]
    return frozenset(name.rsplit("/", 1)[-1] for name in listed if isinstance(name, str))


def is_article(thing: Thing) -> bool:
    return bool(types_of(thing) & ARTICLE_TYPES)


def strings_of(value: Any, depth: int = 0) -> list[str]:
    """Returns the texts in a property: strings, or the name, url or value of objects."""
    if isinstance(value, str):
        text = printable(value).strip()
        return [text] if text else []
    if isinstance(value, list):
        return [text for each in value for text in strings_of(each, depth + 1)] if depth < _MAX_DEPTH else []
    if isinstance(value, dict):
        named = (value.get(key) for key in ("@value", "name", "url", "@id"))
        return next((texts for each in named if isinstance(each, str) and (texts := strings_of(each))), [])
    return []


@dataclass(frozen=True, slots=True)
class Evidence[Value]:
    value: Value
    source: str


#: The sources of a page's own address.
CANONICAL, OG_URL = "link rel=canonical", "og:url"
#: The runs before the headline and into the body in which bylines, dates and standfirsts are looked for.
_BEFORE_HEADLINE, _INTO_BODY = 6, 3
#: A standfirst is often located as the body's first text, before byline and date. So the lead includes this many texts
#: of the body, but at most this many runs.
_FIRST_TEXTS, _FURTHEST = 3, 20
#: Of a longer lead, this many runs at either end are read.
_NEAR = 100
#: The endings of article types (schema.org), and the kind of page of each.
_KINDS = (("news", "NewsArticle"), ("blog", "Posting"), ("story", "Article"))
#: The most declared pictures that are read.
_MOST_IMAGES = 20
#: The most addresses of each kind that are read.
_MOST_ADDRESSES = 10


@dataclass(frozen=True, eq=False)
class Page:
    """A parsed page and its declared facts.

    `written` are its own addresses in the head as they are written, with their sources. `base` is what a `base` element
    gives. Once the article is located, the page also has its runs and the indices of its text.
    """

    tree: LexborHTMLParser
    url: str | None
    metas: dict[str, list[str]]
    things: list[Thing]
    articles: list[Thing]
    written: tuple[tuple[str, str], ...]
    base: str | None
    runs: tuple[Run, ...] = ()
    text: tuple[int, ...] = ()
    url_source: str | None = None

    @property
    def body_start(self) -> int:
        """The index of the first run of the article's text."""
        return self.text[0] if self.text else 0

    def meta(self, *names: str) -> str | None:
        """Returns the first content of the first of these meta elements that has one, or None."""
        return next((self.metas[name][0] for name in names if self.metas.get(name)), None)

    def article_value(self, *properties: str) -> str | None:
        """Returns the first text that a JSON-LD article gives for one of these properties, or None."""
        texts = (text for name in properties for thing in self.articles for text in strings_of(thing.get(name)))
        return next((squeeze(unescape(text)) for text in texts), None)

    def base_url(self) -> str | None:
        """Returns the base of relative addresses: a `base` element, else the page's address, else its canonical one."""
        own = self.url or next((url for _, url in self.addresses()), None)
        return absolute_url(self.base, own) or own

    def canonical_href(self) -> str | None:
        """Returns the canonical address in the head as it is written, or None."""
        return next((written for source, written in self.written if source == CANONICAL), None)

    def addresses(self) -> list[tuple[str, str]]:
        """Returns the page's own addresses in the head, each absolute and with its source, the canonical ones first."""
        base = absolute_url(self.base, self.url) or self.url
        absolute = ((source, absolute_url(written, base)) for source, written in self.written)
        return [(source, url) for source, url in absolute if url and url.startswith("http")]

    def short_links(self) -> list[str]:
        """Returns the short addresses that the head gives the page."""
        links = in_head(self.tree, 'head > link[rel~="shortlink" i][href]')[:_MOST_ADDRESSES]
        hrefs = (node.attributes.get("href") for node in links)
        return [url for href in hrefs if (url := absolute_url(href, self.url))]

    def declared(self) -> Declared:
        """Returns what the page declares about its article, for the scorer to compare runs with."""
        root = self.tree.root.attributes if self.tree.root else {}
        return Declared(
            language=root.get("lang") or self.meta("og:locale", "content-language") or "",
            title=self.article_value("headline") or self.meta("og:title") or "",
            description=self.meta("og:description", "description") or "",
            body=self.article_value("articleBody") or "",
            images=frozenset(key for url in self.images() if not is_furniture(url) and (key := file_key(url))),
            kinds=frozenset(self._kinds()),
            domain=(registrable_domain(self.url) if self.url else None) or "",
        )

    def _kinds(self) -> Iterator[str]:
        """Yields the declared kinds of the page, by names of `scorer.declared.KINDS`."""
        types = frozenset[str]().union(*map(types_of, self.articles))
        yield next((kind for kind, suffix in _KINDS if any(name.endswith(suffix) for name in types)), "untyped")
        yield f"og_{(self.meta('og:type') or '').lower()}"
        if "wordpress" in (self.meta("generator") or "").lower():
            yield "wordpress"

    def images(self) -> list[str]:
        """Returns the addresses of the pictures that the page declares as its article's, as they are written."""
        named = (url for name in ("og:image", "og:image:url", "twitter:image") for url in self.metas.get(name, []))
        return [*named, *(url for thing in self.articles for url in _addresses_of(thing.get("image")))][:_MOST_IMAGES]

    @cached_property
    def headline_at(self) -> int:
        """The index of the headline's run, or that of the first run of the text on a page without one."""
        return headline_index(self.runs, self.body_start)

    @cached_property
    def lead(self) -> tuple[tuple[int, Run], ...]:
        """The runs from just before the headline to the first paragraphs, with their indices."""
        start = self.headline_at
        first = self.text[:_FIRST_TEXTS] or (0,)
        last = max(self.body_start + _INTO_BODY, min(first[-1], self.body_start + _FURTHEST))
        reach = range(max(0, start - _BEFORE_HEADLINE), min(len(self.runs), last))
        near = reach if len(reach) <= 2 * _NEAR else (*reach[:_NEAR], *reach[-_NEAR:])
        return tuple((index, self.runs[index]) for index in near)


def page_of(tree: LexborHTMLParser, url: str | None) -> Page:
    """Returns a page under its fetched address, or under a declared one if that is an article's.

    `url_source` is the source of a declared address.
    """
    things = things_of(tree)
    base = tree.css_first("base[href]")
    page = Page(
        tree=tree,
        url=url,
        metas=_metas(tree),
        things=things,
        articles=[thing for thing in things if is_article(thing)],
        written=tuple(_addresses(tree)),
        base=base.attributes.get("href") if base else None,
    )
    if url is not None:
        return page
    declared = ((source, each) for source, each in page.addresses() if is_article_address(each))
    source, address = next(declared, (None, None))
    return replace(page, url=normalize_url(address) if address else None, url_source=source)


def in_head(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Returns the elements of the head that a selector finds. A search of the whole page takes four times as long."""
    return tree.head.css(selector) if tree.head else []


def _addresses(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yields the declared addresses in the head with their sources; the body may hold markup of readers."""
    for node in in_head(tree, 'head > link[rel~="canonical" i][href]')[:_MOST_ADDRESSES]:
        yield CANONICAL, node.attributes.get("href") or ""
    named = in_head(tree, 'head > meta[property="og:url" i][content], head > meta[name="og:url" i][content]')
    for node in named[:_MOST_ADDRESSES]:
        yield OG_URL, unescape(node.attributes.get("content") or "")


def _addresses_of(images: object) -> Iterator[str]:
    for each in images if isinstance(images, list) else [images]:
        found = each.get("url") or each.get("contentUrl") if isinstance(each, dict) else each
        if isinstance(found, str) and found.strip():
            yield found.strip()


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = tidy(squeeze(unescape(attributes.get("content") or "")))
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        if content and name:
            found.setdefault(name.lower(), []).append(content)
    return found
