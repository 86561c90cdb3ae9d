"""Previews a source: fetches it as the crawler does, and reads it as discover does, but stores nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from copydesk.cli.console import counted
from copydesk.cli.fetching import Page
from copydesk.cli.inspector.markup import Html, address, isolated, joined, tag, text
from copydesk.cli.web_console.layout import moment, note, table
from copydesk.crawling.choosing import LeftOut, chosen
from copydesk.crawling.listings import Entry, Listing, ListingKind, read_listing
from copydesk.crawling.records import WatchedSource
from copydesk.errors import Reject
from copydesk.pipeline.discover import watched_children
from copydesk.stack.problems import Problem

#: The most entries that are shown.
_SHOWN = 10
_KINDS = {
    ListingKind.RSS: "RSS feed",
    ListingKind.ATOM: "Atom feed",
    ListingKind.JSON_FEED: "JSON feed",
    ListingKind.SITEMAP: "sitemap",
    ListingKind.SITEMAP_INDEX: "sitemap index",
    ListingKind.NEWS_SITEMAP: "news sitemap",
    ListingKind.PAGE: "page, read for its links",
}

type Fetched = Callable[[str], Page]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The present listing of a source, or the problem with it. `page` is the page that names this feed, if one does."""

    url: str
    robots: str = ""
    listing: Listing | None = None
    problem: str = ""
    page: str | None = None


def look(source: WatchedSource, fetched: Fetched) -> Looked:
    """Fetches a source. If a page names a feed, it fetches the feed too, because the crawler reads that instead."""
    found = _read(source.address, fetched)
    listing = found.listing
    if listing and listing.kind is ListingKind.PAGE and listing.feeds and source.feed_url is None:
        return replace(_read(listing.feeds[0], fetched), page=found.url)
    return found


def _read(url: str, fetched: Fetched) -> Looked:
    try:
        page = fetched(url)
    except Problem as problem:
        return Looked(url=url, problem=str(problem))
    try:
        listing = read_listing(page.body, url=page.url, content_type=page.content_type)
    except Reject as reject:
        return Looked(url=page.url, robots=page.robots, problem=str(reject))
    return Looked(url=page.url, robots=page.robots, listing=listing)


def preview(source: WatchedSource, looked: Looked, *, is_watched: bool, now: datetime) -> Html:
    listing = looked.listing
    problem = [tag("p", isolated(looked.problem, most=500), class_="refused", role="alert")] if looked.problem else []
    told = "This source is watched already, so only what it did not list before would come." if is_watched else ""
    return tag(
        "section",
        tag("h2", text("What it would bring"), id="preview"),
        note(f"Nothing was stored. {told}"),
        *problem,
        *(tag("p", text(each), class_="warn") for each in (_faults(listing) if listing else ())),
        tag("dl", *_facts(source, looked, now), class_="told"),
        *([_entries(listing, source, now)] if listing and listing.entries else []),
        *([_sitemaps(listing, source)] if listing and listing.children else []),
        class_="preview",
        aria_labelledby="preview",
    )


def _faults(listing: Listing) -> Iterator[str]:
    if listing.refused:
        yield f"{counted(listing.refused, 'entry')} without a URL that can be fetched."
    if listing.truncated:
        yield "It lists more than is read of it: the rest is left out."
    if not listing.entries and not listing.children:
        yield "It lists nothing."


def _facts(source: WatchedSource, looked: Looked, now: datetime) -> Iterator[Html]:
    if looked.page:
        yield from _fact("Page", joined([address(looked.page), text(" names a feed, which is read in its place.")]))
    yield from _fact("Address", address(looked.url))
    if looked.robots:
        yield from _fact("Permission", isolated(looked.robots, most=300))
    if listing := looked.listing:
        yield from _fact("Kind", text(_KINDS[listing.kind]))
        if listing.entries or not listing.children:
            yield from _fact("Entries", text(f"{len(listing.entries):,}"))
        if listing.entries:
            yield from _fact("Pass its filters", _passing(listing, source, now))
        if listing.children:
            watched = len(watched_children(listing.children, source))
            yield from _fact("Sitemaps", text(f"{len(listing.children):,}, of which {watched:,} would be watched"))


def _fact(name: str, told: Html) -> tuple[Html, Html]:
    return tag("dt", text(name)), tag("dd", told)


def _passing(listing: Listing, source: WatchedSource, now: datetime) -> Html:
    kept, left_out = chosen(listing, source.choice, url=source.url, now=now)
    reasons = [f"{count:,} {_reason(reason, source)}" for reason, count in left_out.most_common()]
    return text("; ".join([f"{len(kept):,}", *(["left out: " + ", ".join(reasons)] if reasons else [])]))


def _reason(reason: LeftOut, source: WatchedSource) -> str:
    return {
        LeftOut.OTHER_SITE: "of another site",
        LeftOut.NOT_INCLUDED: "by no pattern included",
        LeftOut.EXCLUDED: "excluded by a pattern",
        LeftOut.TOO_OLD: f"older than {source.choice.max_age_days} days",
    }[reason]


def _entries(listing: Listing, source: WatchedSource, now: datetime) -> Html:
    rows = (
        (
            isolated(entry.title or "(no title)", most=300),
            address(entry.url),
            moment(entry.published or entry.modified),
            _verdict(entry, listing, source, now),
        )
        for entry in listing.entries[:_SHOWN]
    )
    return table(_first(len(listing.entries), "entries"), ("title", "address", "date", "passes"), rows)


def _sitemaps(listing: Listing, source: WatchedSource) -> Html:
    watched = {child.url for child in watched_children(listing.children, source)}
    rows = (
        (address(child.url), moment(child.modified), text("yes" if child.url in watched else "no"))
        for child in listing.children[:_SHOWN]
    )
    return table(_first(len(listing.children), "sitemaps"), ("sitemap", "date", "would be watched"), rows)


def _first(count: int, what: str) -> str:
    return f"The first {_SHOWN} of {count:,} {what}" if count > _SHOWN else f"All {count} {what}"


def _verdict(entry: Entry, listing: Listing, source: WatchedSource, now: datetime) -> Html:
    _, left_out = chosen(replace(listing, entries=(entry,)), source.choice, url=source.url, now=now)
    against = next(iter(left_out), None)
    return tag("span", text(_reason(against, source)), class_="warn") if against else text("yes")
