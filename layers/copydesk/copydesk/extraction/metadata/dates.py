"""This module finds when an article was published and last changed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from copydesk.extraction.metadata.dated_lines import (
    COMMENTS,
    Reader,
    closing_lines,
    datelines,
    is_of_change,
    labelled_lines,
    modified_lines,
    opening_lines,
)
from copydesk.extraction.metadata.page import Evidence, Page, is_article, strings_of, types_of
from copydesk.extraction.reading.markup import PARTS, name_words, text_of
from copydesk.web.dates import FoundDate, parse_date

#: Characters of an ISO date without a time, and of one with a time.
_DAY_WIDTH, _TIME = 10, 19
#: Zones are quarters of an hour apart, from -12 to +14 hours (tz database).
_QUARTER = timedelta(minutes=15)
_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)


def in_local_time(chosen: FoundDate | None, others: Iterable[FoundDate]) -> FoundDate | None:
    """Returns the chosen date, as local time if another source shows it on another day by its clock.

    >>> declared, shown = FoundDate("2024-04-26T02:30:10+00:00", ""), FoundDate("2024-04-25T22:30:00", "")
    >>> in_local_time(declared, [shown]).value
    '2024-04-25T22:30:10-04:00'
    """
    if chosen is None or not chosen.value.endswith("+00:00"):
        return chosen
    moment = datetime.fromisoformat(chosen.value)
    for other in others:
        if len(other.value) >= _TIME and other.value[:_DAY_WIDTH] != chosen.value[:_DAY_WIDTH]:
            zone = _zone(moment, datetime.fromisoformat(other.value))
            if zone is not None:
                return FoundDate(moment.astimezone(zone).isoformat(), chosen.raw)
    return chosen


def _zone(moment: datetime, local: datetime) -> timezone | None:
    """Returns the zone whose clock shows `local` at this moment, or None if there is none. Seconds are ignored."""
    minute = moment.replace(second=0, microsecond=0, tzinfo=None)
    ahead = local.replace(second=0, microsecond=0, tzinfo=None) - minute
    if ahead % _QUARTER or not _WESTERNMOST <= ahead <= _EASTERNMOST:
        return None
    return timezone(ahead) if local.utcoffset() in (None, ahead) else None


_PUBLISHED_METAS = (
    "article:published_time",
    "og:article:published_time",
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
    "og:updated_time",
    "last-modified",
    "lastmod",
)
#: Objects whose date is not the page's: a reader's words, a picture, a product.
_NOT_THE_PAGE = frozenset(
    "Comment UserComments Review ImageObject Product Offer Event Organization Person WebSite ClaimReview Claim".split()
)
#: The most elements of a property that are read, and the levels in which their object is looked for.
_MOST_NODES, _LEVELS = 50, 20
#: Characters of an ISO date without a time.
_DAY = 10
#: Dates in the path of an address: 2024/03/02, 2024/mar/02, 20240302, 02-03-2024.
_URL_DATES = (
    re.compile(r"/(?P<date>(?:19|20)\d{2}[/-](?:\d{1,2}|[a-z]{3,9})[/-]\d{1,2})(?=[/-]|$)"),
    re.compile(r"[/_-](?P<date>20\d{6})(?=[/_.-]|$)"),
    re.compile(r"/(?P<date>\d{2}-\d{2}-20\d{2})(?=[/-]|$)"),
)
_MARKED = "time[pubdate], time[class*=publish i], [class*=publish i] time, [class*=entry-date i], [class*=post-date i]"
#: The property in scripts: in JSON, in JSON inside a string, and in an attribute.
_IN_DATA = re.compile(r'datePublished(?:\\?"|&quot;)\s*:\s*(?:\\?"|&quot;)(\d{4}-\d{2}-\d{2}[^"\\&<]{0,30})')


def date_published(page: Page, read: Reader) -> list[Evidence[FoundDate]]:
    """Returns the dates of publication, most trustworthy source first (shares measured on annotated pages).

    If the page declares none, the day that most of its lines and elements name comes first.
    """
    declared = list(_declared(page, partial(read, day_first=None)))
    shown = [
        *_microdata(page, read, "datePublished"),
        *opening_lines(page, read),
        *_url(page, read),
        *_marked(page, read),
    ]
    found = [*declared, *shown, *labelled_lines(page, read), *datelines(page, read)]
    return found if declared else _by_vote(found)


def _declared(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    for thing in page.articles:
        yield from _dates("json-ld", strings_of(thing.get("datePublished")), read)
    yield from _dates("meta", [page.meta(name) or "" for name in _PUBLISHED_METAS[:1]], read)
    for thing in page.things:
        if is_article(thing) or types_of(thing) & _NOT_THE_PAGE:
            continue
        yield from _dates("json-ld", strings_of(thing.get("datePublished")), read)
    yield from _dates("meta", [page.meta(name) or "" for name in _PUBLISHED_METAS[1:]], read)


def _by_vote(dates: list[Evidence[FoundDate]]) -> list[Evidence[FoundDate]]:
    """Returns the evidence sorted by the number of sources that name its day."""
    sources = {(each.value.value[:_DAY], each.source) for each in dates}
    votes = Counter(day for day, _ in sources)
    return sorted(dates, key=lambda each: -votes[each.value.value[:_DAY]])


def date_published_elsewhere(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields dates of a page that has none elsewhere: a line under the body, or the data of its scripts."""
    yield from closing_lines(page, read)
    texts = _IN_DATA.findall(page.tree.html or "")
    found = {parsed.value[:_DAY]: parsed for text in texts if (parsed := parse_date(text))}
    if len(found) == 1:
        yield from (Evidence(parsed, "script") for parsed in found.values())


def with_time(chosen: FoundDate | None, evidence: Iterable[Evidence[FoundDate]]) -> FoundDate | None:
    """Returns the chosen date, or another source's value for the same day that has a time."""
    if chosen is None or len(chosen.value) > _DAY:
        return chosen
    same_day = (each.value for each in evidence if each.value.value.startswith(chosen.value))
    return next((found for found in same_day if len(found.value) > _DAY), chosen)


def date_modified(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    read_code = partial(read, day_first=None)
    for thing in page.articles:
        yield from _dates("json-ld", strings_of(thing.get("dateModified")), read_code)
    yield from _dates("meta", [page.meta(name) or "" for name in _MODIFIED_METAS], read_code)
    yield from _microdata(page, read, "dateModified")
    yield from modified_lines(page, read)


def is_long_before(changed: FoundDate | None, published: FoundDate | None) -> bool:
    """Returns whether a page says that it was changed a day or more before it was published.

    Hours are no contradiction: an article that waits for its hour is changed before it.
    """
    if changed is None or published is None:
        return False
    earlier, later = datetime.fromisoformat(changed.value), datetime.fromisoformat(published.value)
    if earlier.tzinfo and later.tzinfo:
        return later - earlier >= timedelta(days=1)
    return earlier.date() < later.date()


def _dates(source: str, texts: list[str], read: Reader) -> Iterator[Evidence[FoundDate]]:
    for text in texts:
        found = read(text)
        if found:
            yield Evidence(FoundDate(found.value, text), source)


def _microdata(page: Page, read: Reader, name: str) -> Iterator[Evidence[FoundDate]]:
    """Yields the values of a property, except those of readers' words, pictures and products."""
    selector = f'[itemprop~="{name}"], meta[name="{name}" i], meta[property="{name}" i]'
    nodes = [node for node in page.tree.css(selector)[:_MOST_NODES] if not _is_of_another(node)]
    yield from _dates("microdata", [_date_text(node) for node in nodes], read)


def _date_text(node: LexborNode) -> str:
    return node.attributes.get("datetime") or node.attributes.get("content") or text_of([node])


def _is_of_another(node: LexborNode) -> bool:
    """Returns whether a property belongs to another thing than the page.

    The nearest `itemscope` is that thing (HTML standard, 5.2.5).
    """
    parent = node.parent
    for _ in range(_LEVELS):
        if parent is None:
            return False
        names = parent.attributes
        if name_words(f"{names.get('class') or ''} {names.get('id') or ''}") & COMMENTS and parent.tag not in PARTS:
            return True
        if "itemscope" in names:
            return (names.get("itemtype") or "").rstrip("/").rpartition("/")[2] in _NOT_THE_PAGE
        parent = parent.parent
    return False


def _marked(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    """Yields dates of elements that are named as the date of publication, anywhere on the page."""
    nodes = [node for node in page.tree.css(_MARKED)[:3] if not is_of_change(node)]
    yield from _dates("time", [_date_text(node) for node in nodes], read)


def _url(page: Page, read: Reader) -> Iterator[Evidence[FoundDate]]:
    path = urlsplit(page.url or "").path
    matches = (match["date"].replace("/", "-") for pattern in _URL_DATES for match in pattern.finditer(path))
    yield from islice(_dates("url", list(matches), read), 1)
