"""This module gives an input to its door. The door returns a word or raises a named refusal; all else is a finding."""

import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import process_time
from typing import Any

from copydesk.crawling.choosing import Choice, chosen, fingerprints, unseen
from copydesk.crawling.http.targets import parse_target
from copydesk.crawling.listings import read_listing
from copydesk.crawling.robots import LONGEST_CRAWL_DELAY, decode_robots, judge
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.formats.safe import safe_url
from copydesk.model import Article, Source
from copydesk.web.robots_directives import with_header
from copydesk.web.urls import article_id, normalize_url
from tests.fuzz.checks import Finding, check_article, check_listing
from tests.fuzz.inputs import Door, Input
from tests.fuzz.patterns_found import patterns, way
from tests.fuzz.way import go_whole_way

_NOW = datetime(2026, 11, 24, tzinfo=UTC)
_SOURCE = Source(bucket="raw", key="a")
#: These patterns take quadratic time. Each has the most characters that it ever gets.
BOUNDED = {
    # `parse_date` shortens its text.
    **dict.fromkeys(("extraction.dates._DAY_MONTH_YEAR", "extraction.dates._MONTH_DAY_YEAR"), 300),
    # Credits in brackets are at the end of a line.
    "extraction.credits._BRACKETED": 250,
    # A dateline is looked for only at the start of a paragraph.
    "extraction.metadata.places._DASH": 70,
    # Lines of names are shortened before they are parsed.
    **{f"extraction.metadata.grammar.{name}": 1_000 for name in ("_MARK", "_AND", "_END", "_TAIL", "_HELPERS", "_BRACKETED", "_SURELY_BETWEEN")},
    "extraction.metadata.names._DEGREE": 1_000,
    # A declared section is shortened too.
    "extraction.metadata.site._SECTIONS": 200,
    # The kind of a work is directly before its title.
    "extraction.quotes.judgement._WORK_BEFORE": 40,
    # No abbreviation is longer.
    "extraction.quotes.sentences._LAST_WORD": 12,
}  # fmt: skip
#: The longest time of a pattern (seconds of processor time), and the growth at double length that counts as a fault.
#: The time is a small part of what a whole page may take.
_LONGEST_LOOK, _GROWTH = 0.2, 3.0
#: The first text is so short that even cubic time is acceptable.
_HALVINGS = 7


def pages(given: Input) -> Article:
    return extract_article(
        given.body, url=given.url, content_type=given.content_type, content_encoding=given.content_encoding
    )


def try_input(given: Input) -> Callable[[], str]:
    """Gives the input to its door, and returns the checks of the result, which do not count in its time."""
    return _DOORS[given.door](given)


def _page(given: Input) -> Callable[[], str]:
    article = pages(given)

    def checked() -> str:
        check_article(with_header(article, "noindex"))
        if article != pages(given):
            raise Finding("not the same twice")
        return "article"

    return checked


def _way(given: Input) -> Callable[[], str]:
    article = go_whole_way(
        given.body, url=given.url, content_type=given.content_type, content_encoding=given.content_encoding
    )

    def checked() -> str:
        check_article(article)
        return "article"

    return checked


def _listing(given: Input) -> Callable[[], str]:
    listing = read_listing(given.body, url=given.url or "", content_type=given.content_type)
    kept, _ = chosen(listing, Choice(include=("/*", "*a*b*"), max_age_days=30), url=given.url or "", now=_NOW)
    if unseen(kept, fingerprints(kept)):
        raise Finding("what is remembered of a listing does not tell its entries again")

    def checked() -> str:
        check_listing(listing)
        if listing != read_listing(given.body, url=given.url or "", content_type=given.content_type):
            raise Finding("not the same twice")
        return str(listing.kind)

    return checked


def _robots(given: Input) -> Callable[[], str]:
    verdict = judge(decode_robots(given.body), given.url or "")
    if not 0 <= (verdict.crawl_delay or 0) <= LONGEST_CRAWL_DELAY:
        raise Finding(f"a crawl delay of {verdict.crawl_delay}")
    return lambda: "allowed" if verdict.allowed else "disallowed"


def _address(given: Input) -> Callable[[], str]:
    url = given.body.decode("utf-8", "surrogatepass")
    safe_url(url)
    with suppress(Reject):
        parse_target(url, ports=(80, 443))
    normal = normalize_url(url)
    normal.encode()
    article_id(canonical_url=url, url=normal, source=_SOURCE)
    if normalize_url(normal) != normal:
        raise Finding(f"{normal!a} is normalised to another address")
    return lambda: "address"


def _pattern(given: Input) -> Callable[[], str]:
    pattern = patterns()[given.note]
    raw = given.body if isinstance(pattern.pattern, bytes) else given.body.decode("utf-8", "surrogatepass")
    text: Any = raw[: BOUNDED.get(given.note)]
    took = [0.0]
    for halvings in range(_HALVINGS, -1, -1):
        took.append(_looked(pattern, way(given.note), text[: len(text) >> halvings]))
        # The longer texts would take hours, and this one already shows the fault.
        if took[-1] > _LONGEST_LOOK and took[-1] > took[-2] * _GROWTH:
            raise Finding(f"{given.note} is worse than linear: {', '.join(f'{each:.3f}' for each in took[1:])} s")
    return lambda: "linear"


def _looked(pattern: re.Pattern[Any], way: str, text: Any) -> float:
    began = process_time()
    found = getattr(pattern, way)(text)
    if way == "finditer":
        deque(found, maxlen=0)
    return process_time() - began


_DOORS: dict[Door, Callable[[Input], Callable[[], str]]] = {
    Door.PAGE: _page,
    Door.WAY: _way,
    Door.LISTING: _listing,
    Door.ROBOTS: _robots,
    Door.ADDRESS: _address,
    Door.PATTERN: _pattern,
}
