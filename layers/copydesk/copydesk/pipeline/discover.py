"""Finds the new and wanted pages in the listing of a source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from copydesk.crawling.choosing import chosen, fingerprints, unseen
from copydesk.crawling.listings import Entry, Listing, ListingKind, read_listing
from copydesk.crawling.records import Reading, SourceStatus, WatchedSource, source_id
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.pipeline.sources import Moved, Outcome, failed, settled
from copydesk.web.domains import registrable_domain
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of

#: The most sitemaps of an index that are watched, the newest. An index may name 50,000, and each becomes a source.
_MOST_CHILDREN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoverSteps:
    """The collaborators of discover.

    `enqueue` makes entries wanted and returns the number of new pages. `known` and `keep_known` read and store
    the remembered entries of a source. `wake` makes a host's turn due at a time.
    """

    load: Callable[[str], WatchedSource | None]
    settle: Callable[[WatchedSource], None]
    add_source: Callable[[WatchedSource], bool]
    enqueue: Callable[[Sequence[Entry], str], int]
    wake: Callable[[str, str | None], object]
    known: Callable[[str], bytes]
    keep_known: Callable[[str, bytes], None]
    now: Callable[[], datetime]


def read_listing_of_source(reading: Reading, *, steps: DiscoverSteps) -> Outcome:
    """Reads what a source listed. Retry and bugs are raised, so that the message stays on its queue."""
    try:
        source = _source(reading, steps)
    except Skip as skip:
        return skip
    try:
        return _listed(reading, source, steps)
    except Skip as skip:
        return skip
    except Reject as reject:
        return failed(source, str(reject), settle=steps.settle, now=steps.now())


def _source(reading: Reading, steps: DiscoverSteps) -> WatchedSource:
    source = steps.load(reading.source_id)
    if source is None or source.turn != reading.turn or source.status is SourceStatus.PAUSED:
        raise Skip(SkipReason.SUPERSEDED, reading.source_id)
    return source


def _listed(reading: Reading, source: WatchedSource, steps: DiscoverSteps) -> Outcome:
    listing = read_listing(reading.content, url=reading.url, content_type=reading.content_type)
    if listing.kind is ListingKind.PAGE and source.kind not in (None, ListingKind.PAGE):
        raise Reject(RejectReason.BROKEN_RESPONSE, f"a web page where {source.kind} was")
    if listing.kind is ListingKind.PAGE and listing.feeds and source.feed_url is None:
        return _use_feed(listing.feeds[0], source, steps)
    for child in watched_children(listing.children, source):
        steps.add_source(_child(child, source, steps.now()))
    return _enqueued(listing, replace(source, kind=str(listing.kind), memory=reading.memory), steps)


def _enqueued(listing: Listing, source: WatchedSource, steps: DiscoverSteps) -> Outcome:
    before, now_known = steps.known(source.source_id), fingerprints(listing.entries)
    fresh = replace(listing, entries=tuple(unseen(listing.entries, before)))
    wanted, left_out = chosen(fresh, source.choice, url=source.url, now=steps.now())
    enqueued = steps.enqueue(wanted, source.source_id)
    if now_known != before:
        steps.keep_known(source.source_id, now_known)
    counted = {str(reason): count for reason, count in left_out.items()}
    read = settled(
        source, len(listing.entries), settle=steps.settle, now=steps.now(), enqueued=enqueued, left_out=counted
    )
    if enqueued:
        steps.wake(host_of(source.address), read.source.next_at)
    return read


def _use_feed(feed: str, source: WatchedSource, steps: DiscoverSteps) -> Moved:
    """Reads the feed of a home page from now on in place of the page."""
    moved = replace(source, feed_url=feed, next_at=instant(steps.now()))
    steps.settle(moved)
    steps.wake(host_of(feed), moved.next_at)
    return Moved(source=moved, target=feed)


def watched_children(children: Sequence[Entry], source: WatchedSource) -> list[Entry]:
    """Returns the children to watch. A sitemap index may name those of other sites, or of its whole archive."""
    site = registrable_domain(source.url)
    own = [child for child in children if not source.choice.same_site or registrable_domain(child.url) == site]
    return sorted(own, key=lambda child: child.modified or "", reverse=True)[:_MOST_CHILDREN]


def _child(entry: Entry, parent: WatchedSource, now: datetime) -> WatchedSource:
    return WatchedSource(
        source_id=source_id(entry.url),
        url=entry.url,
        choice=parent.choice,
        interval_seconds=parent.interval_seconds,
        parent=parent.source_id,
        added_at=instant(now),
        next_at=instant(now),
    )
