"""When an article was published and last changed."""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from copydesk.extraction.dates import FoundDate, parse_date
from copydesk.extraction.metadata.evidence import Evidence
from copydesk.extraction.metadata.jsonld import strings_of, types_of
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.walk import text_of

_PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date.issued",
    "dcterms.date",
    "published",
    "publishdate",
    "publish_date",
    "publish-date",
    "pubdate",
    "article.published",
    "article_date_original",
    "cxenseparse:recs:publishtime",
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
#: Characters of an ISO date without a time.
_DAY = 10
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_MODIFIED_WORD = re.compile(
    r"updated?|modified|aktualisiert|geändert|mis à jour|actualizad|aggiornat|stand:", re.IGNORECASE
)
_MARKED = "time[pubdate], time[class*=publish i], [class*=publish i] time, [class*=entry-date i], [class*=post-date i]"
_PUBLISHED_WORD = re.compile(
    r"\W*(?:(?:first )?published|posted|datum|fecha|publication date|date published|veröffentlicht|erschienen|publié|"
    r"publicado|pubblicato)\b",
    re.IGNORECASE,
)
_LONGEST_LABELLED = 100
#: A line with a date and more words than this is prose that mentions a day.
_LONGEST_DATELINE = 25


def date_published(page: Page) -> Iterator[Evidence[FoundDate]]:
    """What says when the page was published, most trustworthy first (shares measured on annotated pages)."""
    for thing in page.articles:
        yield from _dates("json-ld", strings_of(thing.get("datePublished")))
    yield from _dates("meta", [page.meta(name) or "" for name in _PUBLISHED_METAS[:1]])
    for thing in page.things:
        if types_of(thing) & {"WebPage", "ItemPage", "VideoObject"}:
            yield from _dates("json-ld", strings_of(thing.get("datePublished")))
    yield from _dates("meta", [page.meta(name) or "" for name in _PUBLISHED_METAS[1:]])
    yield from _dates("microdata", _microdata(page, "datePublished"))
    yield from _visible(page)
    yield from _url(page)
    yield from _marked(page)
    yield from _labelled(page)


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
    for _, run in page.lead():
        if _MODIFIED_WORD.search(run.text) and run.text.count(" ") < _LONGEST_DATELINE:
            yield from _dates("visible", [_MODIFIED_WORD.split(run.text)[-1]])


def _dates(source: str, texts: list[str]) -> Iterator[Evidence[FoundDate]]:
    for text in texts:
        found = parse_date(text)
        if found:
            yield Evidence(FoundDate(found.value, text) if source != "visible" else found, source)


def _microdata(page: Page, name: str) -> list[str]:
    nodes = page.tree.css(f'[itemprop="{name}"]')
    return [node.attributes.get("datetime") or node.attributes.get("content") or text_of([node]) for node in nodes]


def _visible(page: Page) -> Iterator[Evidence[FoundDate]]:
    """`time` elements and lines with a date near the headline; not those that say "updated"."""
    for _, run in page.lead():
        if run.text.count(" ") > _LONGEST_DATELINE:
            continue
        text = _MODIFIED_WORD.split(run.text)[0]
        if parse_date(text) is None:
            text = ""
        times = [node for root in run.nodes for node in ([root] if root.tag == "time" else root.css("time"))]
        stamps = [node.attributes.get("datetime") or "" for node in times]
        if not _MODIFIED_WORD.search(run.text) or text:
            yield from _dates("time", stamps)
        yield from _dates("visible", [text])


def _marked(page: Page) -> Iterator[Evidence[FoundDate]]:
    """Elements named as the date of publication, wherever they stand."""
    nodes = page.tree.css(_MARKED)[:3]
    yield from _dates("time", [node.attributes.get("datetime") or text_of([node]) for node in nodes])


def _labelled(page: Page) -> Iterator[Evidence[FoundDate]]:
    """Lines anywhere that begin with "published"; a label alone speaks for the line after it."""
    lines = [run.text for run in page.runs if run.text]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if len(line) < _LONGEST_LABELLED and _PUBLISHED_WORD.match(line):
            yield from _dates("visible", [line, following[:_LONGEST_LABELLED]])


def _url(page: Page) -> Iterator[Evidence[FoundDate]]:
    match = _URL_DATE.search(page.url or "")
    if match:
        yield from _dates("url", [f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"])
