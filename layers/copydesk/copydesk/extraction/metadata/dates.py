"""When an article was published and last changed."""

import re
from collections.abc import Iterable, Iterator

from copydesk.extraction.dates import FoundDate, parse_date
from copydesk.extraction.markup import text_of
from copydesk.extraction.metadata.dated_lines import closing_lines, labelled_lines, modified_lines, opening_lines
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.jsonld import is_article, strings_of, types_of
from copydesk.extraction.metadata.page import Page

_PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dc.created",
    "date.issued",
    "dcterms.date",
    "published",
    "published-date",
    "w-published-date",
    "published_date",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "publication-date",
    "pubdate",
    "article.published",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_online_date",
    "schema:datepublished",
    "schema:datecreated",
    "date",
)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "last-modified",
    "lastmod",
)
#: Objects that carry the date of something other than the page: a reader's words, a picture, a product.
_NOT_THE_PAGE = frozenset(
    "Comment UserComments Review ImageObject Product Offer Event Organization Person WebSite ClaimReview Claim".split()
)
#: Characters of an ISO date without a time.
_DAY = 10
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_MARKED = "time[pubdate], time[class*=publish i], [class*=publish i] time, [class*=entry-date i], [class*=post-date i]"
#: The property as scripts write it, in JSON, in JSON inside a string, and in an attribute.
_IN_DATA = re.compile(r'datePublished(?:\\?"|&quot;)\s*:\s*(?:\\?"|&quot;)(\d{4}-\d{2}-\d{2}[^"\\&<]{0,30})')


def date_published(page: Page) -> Iterator[Evidence[FoundDate]]:
    """What says when the page was published, most trustworthy first (shares measured on annotated pages)."""
    for thing in page.articles:
        yield from _dates("json-ld", strings_of(thing.get("datePublished")))
    yield from _dates("meta", [page.meta(name) or "" for name in _PUBLISHED_METAS[:1]])
    for thing in page.things:
        if is_article(thing) or types_of(thing) & _NOT_THE_PAGE:
            continue
        yield from _dates("json-ld", strings_of(thing.get("datePublished")))
    yield from _dates("meta", [page.meta(name) or "" for name in _PUBLISHED_METAS[1:]])
    yield from _dates("microdata", _microdata(page, "datePublished"))
    yield from opening_lines(page)
    yield from _url(page)
    yield from _marked(page)
    yield from labelled_lines(page)


def date_published_elsewhere(page: Page) -> Iterator[Evidence[FoundDate]]:
    """What says it on a page that says it nowhere else: a line under the body, or the data of the page's scripts."""
    yield from closing_lines(page)
    texts = _IN_DATA.findall(page.tree.html or "")
    found = {parsed.value[:_DAY]: parsed for text in texts if (parsed := parse_date(text))}
    if len(found) == 1:
        yield from (Evidence(parsed, "script") for parsed in found.values())


def with_time(chosen: FoundDate | None, evidence: Iterable[Evidence[FoundDate]]) -> FoundDate | None:
    """The chosen date, or another source's word for the same day that says the time too."""
    if chosen is None or len(chosen.value) > _DAY:
        return chosen
    same_day = (each.value for each in evidence if each.value.value.startswith(chosen.value))
    return next((found for found in same_day if len(found.value) > _DAY), chosen)


def date_modified(page: Page) -> Iterator[Evidence[FoundDate]]:
    for thing in page.articles:
        yield from _dates("json-ld", strings_of(thing.get("dateModified")))
    yield from _dates("meta", [page.meta(name) or "" for name in _MODIFIED_METAS])
    yield from _dates("microdata", _microdata(page, "dateModified"))
    yield from modified_lines(page)


def _dates(source: str, texts: list[str]) -> Iterator[Evidence[FoundDate]]:
    for text in texts:
        found = parse_date(text)
        if found:
            yield Evidence(FoundDate(found.value, text), source)


def _microdata(page: Page, name: str) -> list[str]:
    nodes = page.tree.css(f'[itemprop="{name}"]')
    return [node.attributes.get("datetime") or node.attributes.get("content") or text_of([node]) for node in nodes]


def _marked(page: Page) -> Iterator[Evidence[FoundDate]]:
    """Elements named as the date of publication, wherever they stand."""
    nodes = page.tree.css(_MARKED)[:3]
    yield from _dates("time", [node.attributes.get("datetime") or text_of([node]) for node in nodes])


def _url(page: Page) -> Iterator[Evidence[FoundDate]]:
    match = _URL_DATE.search(page.url or "")
    if match:
        yield from _dates("url", [f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"])
