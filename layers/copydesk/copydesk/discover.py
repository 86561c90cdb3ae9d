"""One reading of one source: what it lists now, and which of it is new and wanted."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from copydesk.crawling.choosing import chosen, fingerprints, unseen
from copydesk.crawling.intervals import LEAST_FAILING, MOST_FAILURES, wait_after_failure, wait_after_reading
from copydesk.crawling.listings import Entry, Listing, ListingKind, read_listing
from copydesk.crawling.records import Memory, SourceStatus, WatchedSource, source_id
from copydesk.crawling.requests import HOPS_PAUSE, ReadRequest, hopped, if_changed, redirected
from copydesk.crawling.turns import REDIRECTS, Answer, Turn, Unanswered
from copydesk.domains import registrable_domain
from copydesk.errors import Later, Reject, RejectReason, Skip, SkipReason
from copydesk.fetch import Deferred, HopsExceeded
from copydesk.moments import instant
from copydesk.redaction import redacted_start
from copydesk.urls import host_of

#: A sitemap index may name 50,000; the newest are where the news is, and each becomes a source of its own.
_MOST_CHILDREN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A source was read: how many entries it lists, how many were enqueued, why the other new ones were not."""

    source: WatchedSource
    entries: int
    enqueued: int
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A source could not be read this time; `paused` says whether it will be again without help."""

    source: WatchedSource
    error: str
    paused: bool


type Outcome = Read | Failed | Deferred | HopsExceeded | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What discovering needs of the world around it. `enqueue` tells how many of the entries were new pages."""

    turn: Callable[[str, float | None], AbstractContextManager[Turn]]
    load: Callable[[str], WatchedSource | None]
    settle: Callable[[WatchedSource], None]
    add_source: Callable[[WatchedSource], bool]
    enqueue: Callable[[Sequence[Entry], str], int]
    send: Callable[[ReadRequest, float], None]
    now: Callable[[], datetime]


def read_source(request: ReadRequest, *, steps: Steps) -> Outcome:
    """Read the source of a message. Retry and bugs are raised: the message stays on its queue."""
    try:
        source = _source(request, steps)
        return _read(request, source, steps)
    except Skip as skip:
        return skip


def _source(request: ReadRequest, steps: Steps) -> WatchedSource:
    source = steps.load(request.source_id)
    if source is None or source.turn != request.turn or source.status is SourceStatus.PAUSED:
        raise Skip(SkipReason.SUPERSEDED, request.source_id)
    return source


def _read(request: ReadRequest, source: WatchedSource, steps: Steps) -> Outcome:
    url = request.url or source.feed_url or source.url
    try:
        with steps.turn(host_of(url), request.slot) as turn:
            answer = turn.get(url, headers=if_changed(source.memory.etag, source.memory.last_modified))
        return _follow(answer, request, source, steps)
    except Unanswered as unanswered:
        return _failed(source, str(unanswered.final), steps)
    except Later as later:
        again = hopped(replace(request, slot=later.slot))
        if again is None:
            return _put_off(source, url, steps)
        steps.send(again, later.seconds)
        return Deferred(url=url, seconds=later.seconds, reason=later.reason)
    except Reject as reject:
        return _failed(source, str(reject), steps)


def _put_off(source: WatchedSource, url: str, steps: Steps) -> HopsExceeded:
    """Leave the source to the schedule, whose message begins with no hops."""
    next_at = _after(HOPS_PAUSE, steps.now())
    steps.settle(replace(source, next_at=next_at))
    return HopsExceeded(url=url, next_at=next_at)


def _follow(answer: Answer, request: ReadRequest, source: WatchedSource, steps: Steps) -> Outcome:
    url, status = answer.response.url, answer.response.status
    if status == 304:
        return _settled(source, source.entries, steps)
    if status in REDIRECTS:
        target = answer.target()
        steps.send(replace(request, url=target, via=redirected(request.via, url, target)), 0)
        return Deferred(url=url, seconds=0, reason=f"redirects to {target}")
    if status != 200:
        raise Reject(RejectReason.HTTP_ERROR, f"{status} {url}")
    return _listed(answer, source, steps)


def _listed(answer: Answer, source: WatchedSource, steps: Steps) -> Outcome:
    response, content = answer.response, answer.response.content()
    digest = sha256(content).hexdigest()
    if digest == source.memory.digest:
        return _settled(source, source.entries, steps)
    listing = read_listing(content, url=response.url, content_type=response.header("content-type"))
    if listing.kind is ListingKind.PAGE and source.kind not in (None, ListingKind.PAGE):
        raise Reject(RejectReason.BROKEN_RESPONSE, f"a web page where {source.kind} was")
    if listing.kind is ListingKind.PAGE and listing.feeds and source.feed_url is None:
        return _use_feed(listing.feeds[0], source, steps)
    for child in _newest(listing.children, source):
        steps.add_source(_child(child, source, steps.now()))
    memory = Memory(
        etag=response.header("etag"),
        last_modified=response.header("last-modified"),
        digest=digest,
        known=fingerprints(listing.entries),
    )
    return _enqueued(listing, replace(source, kind=str(listing.kind), memory=memory), source.memory.known, steps)


def _enqueued(listing: Listing, source: WatchedSource, known: bytes, steps: Steps) -> Read:
    fresh = replace(listing, entries=tuple(unseen(listing.entries, known)))
    wanted, left_out = chosen(fresh, source.choice, url=source.url, now=steps.now())
    enqueued = steps.enqueue(wanted, source.source_id)
    counted = {str(reason): count for reason, count in left_out.items()}
    return _settled(source, len(listing.entries), steps, enqueued=enqueued, left_out=counted)


def _use_feed(feed: str, source: WatchedSource, steps: Steps) -> Deferred:
    """A home page was named: from now on its feed is read."""
    steps.settle(replace(source, feed_url=feed))
    steps.send(ReadRequest(source_id=source.source_id, turn=source.turn + 1), 0)
    return Deferred(url=source.url, seconds=0, reason=f"its feed is {feed}")


def _newest(children: Sequence[Entry], source: WatchedSource) -> list[Entry]:
    """The children to watch: a sitemap index may name those of other sites, or of its whole archive."""
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


def _settled(
    source: WatchedSource,
    entries: int,
    steps: Steps,
    *,
    enqueued: int = 0,
    left_out: Mapping[str, int] | None = None,
) -> Read:
    wait = source.interval_seconds or wait_after_reading(source.wait_seconds, found_new=enqueued > 0)
    read = replace(
        source,
        wait_seconds=wait,
        next_at=_after(wait, steps.now()),
        read_at=instant(steps.now()),
        entries=entries,
        enqueued=source.enqueued + enqueued,
        failures=0,
        failing_since=None,
        last_error=None,
    )
    steps.settle(read)
    return Read(source=read, entries=entries, enqueued=enqueued, left_out=left_out or {})


def _failed(source: WatchedSource, error: str, steps: Steps) -> Failed:
    now = steps.now()
    failures = source.failures + 1
    since = source.failing_since or instant(now)
    paused = failures >= MOST_FAILURES and since <= instant(now - timedelta(seconds=LEAST_FAILING))
    failed = replace(source, failures=failures, failing_since=since, last_error=redacted_start(error, 500))
    if paused:
        reason = redacted_start(f"failed {failures} times since {since}: {error}", 500)
        failed = replace(failed, status=SourceStatus.PAUSED, pause_reason=reason, next_at=None)
    else:
        failed = replace(failed, next_at=_after(wait_after_failure(source.wait_seconds, failures), now))
    steps.settle(failed)
    return Failed(source=failed, error=error, paused=paused)


def _after(seconds: int, now: datetime) -> str:
    return instant(now + timedelta(seconds=seconds))


def outcome_event(outcome: Outcome) -> tuple[str, Mapping[str, str | int | float]]:
    """An outcome as the name and the fields of a log event."""
    match outcome:
        case Read(source=source):
            counts = {"entries": outcome.entries, "enqueued": outcome.enqueued, "wait": source.wait_seconds}
            left_out = {f"left_out_{reason}": count for reason, count in outcome.left_out.items()}
            return "read", {"source_id": source.source_id, "url": source.url, **counts, **left_out}
        case Failed(source=source):
            event = "paused" if outcome.paused else "unread"
            fields = {"source_id": source.source_id, "url": source.url, "detail": outcome.error}
            return event, {**fields, "failures": source.failures}
        case Deferred():
            return "deferred", {"url": outcome.url, "seconds": outcome.seconds, "reason": outcome.reason}
        case HopsExceeded():
            return "hops_exceeded", {"url": outcome.url, "next_at": outcome.next_at}
        case Skip():
            return "skipped", {"reason": str(outcome.reason), "detail": outcome.detail}
