"""Reads one source in its host's turn: requests it, and passes a changed listing to discover."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from copydesk.crawling.http.messages import Response, if_changed, redirected
from copydesk.crawling.records import Memory, Reading, SourceStatus, WatchedSource
from copydesk.crawling.turns import REDIRECTS, Answer, Closed, Turn, Unanswered, Waits
from copydesk.crawling.visits import LEAST_FAILING, MOST_FAILURES, wait_after_failure, wait_after_reading
from copydesk.errors import Reject, RejectReason, Skip
from copydesk.web.redaction import redacted_start
from copydesk.web.timestamps import instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A source was read.

    It lists `entries` entries, `enqueued` of them new pages; `left_out` counts others by reason.
    """

    source: WatchedSource
    entries: int
    enqueued: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A source has a changed listing, which discover reads."""

    source: WatchedSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A source is now read at another address."""

    source: WatchedSource
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A source could not be read this time. If `paused`, it is not read again without help."""

    source: WatchedSource
    error: str
    paused: bool


type Outcome = Read | Handed | Moved | Failed | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesSteps:
    """The collaborators of reading a source. `settle` raises Skip if the source was changed meanwhile."""

    settle: Callable[[WatchedSource], None]
    hand_on: Callable[[Reading], None]
    now: Callable[[], datetime]


def read_source(source: WatchedSource, turn: Turn, *, steps: SourcesSteps) -> Waits[Outcome]:
    """Requests a source and stores the result. Retry and bugs are raised, and the source stays wanted."""
    try:
        return (yield from _read(source, turn, steps))
    except Closed as closed:
        # The host must be waited for, and the source's record says why it is not read.
        failed(source, str(closed.final), settle=steps.settle, now=steps.now())
        raise
    except Unanswered as unanswered:
        return failed(source, str(unanswered.final), settle=steps.settle, now=steps.now())
    except Reject as reject:
        return failed(source, str(reject), settle=steps.settle, now=steps.now())
    except Skip as skip:
        return skip


def _read(source: WatchedSource, turn: Turn, steps: SourcesSteps) -> Waits[Outcome]:
    validators = if_changed(source.memory.etag, source.memory.last_modified)
    answer = yield from turn.get(source.address, headers=validators)
    status = answer.response.status
    if status == 304:
        return settled(source, source.entries, settle=steps.settle, now=steps.now())
    if status in REDIRECTS:
        return _moved(answer, source, steps)
    if status != 200:
        raise Reject(RejectReason.HTTP_ERROR, f"{status} {source.address}")
    return _handed(answer.response, source, steps)


def _moved(answer: Answer, source: WatchedSource, steps: SourcesSteps) -> Moved:
    target = answer.target()
    via = redirected(source.via, source.address, target)
    moved = replace(source, moved_to=target, via=via, next_at=instant(steps.now()))
    steps.settle(moved)
    return Moved(source=moved, target=target)


def _handed(response: Response, source: WatchedSource, steps: SourcesSteps) -> Outcome:
    content, now = response.content(), steps.now()
    digest = sha256(content).hexdigest()
    if digest == source.memory.digest:
        return settled(source, source.entries, settle=steps.settle, now=now)
    # The source is due next as if there were no news. If the reading finds none, it need not change that.
    steps.settle(replace(source, next_at=after(next_wait(source, found_new=False), now), moved_to=None, via=()))
    memory = Memory(etag=response.header("etag"), last_modified=response.header("last-modified"), digest=digest)
    steps.hand_on(
        Reading(
            source_id=source.source_id,
            turn=source.turn + 1,
            url=response.url,
            content_type=response.header("content-type"),
            memory=memory,
            content=content,
        )
    )
    return Handed(source=source)


def settled(
    source: WatchedSource,
    entries: int,
    *,
    settle: Callable[[WatchedSource], None],
    now: datetime,
    enqueued: int = 0,
    left_out: Mapping[str, int] | None = None,
) -> Read:
    """Stores that a source was read. Without news, a source that is already due later keeps its time."""
    wait = next_wait(source, found_new=enqueued > 0)
    is_put_off = not enqueued and source.next_at is not None and source.next_at > instant(now)
    read = replace(
        source,
        wait_seconds=wait,
        next_at=source.next_at if is_put_off else after(wait, now),
        read_at=instant(now),
        entries=entries,
        enqueued=source.enqueued + enqueued,
        moved_to=None,
        via=(),
        failures=0,
        failing_since=None,
        last_error=None,
    )
    settle(read)
    return Read(source=read, entries=entries, enqueued=enqueued, left_out=left_out or {})


def failed(
    source: WatchedSource, error: str, *, settle: Callable[[WatchedSource], None], now: datetime
) -> Failed | Skip:
    """Stores that a source could not be read, and pauses it after enough failures."""
    failures = source.failures + 1
    since = source.failing_since or instant(now)
    paused = failures >= MOST_FAILURES and since <= instant(now - timedelta(seconds=LEAST_FAILING))
    last_error = redacted_start(error, 500)
    found = replace(source, failures=failures, failing_since=since, last_error=last_error, moved_to=None, via=())
    if paused:
        reason = redacted_start(f"failed {failures} times since {since}: {error}", 500)
        found = replace(found, status=SourceStatus.PAUSED, pause_reason=reason, next_at=None)
    else:
        found = replace(found, next_at=after(wait_after_failure(source.wait_seconds, failures), now))
    try:
        settle(found)
    except Skip as skip:
        return skip
    return Failed(source=found, error=error, paused=paused)


def next_wait(source: WatchedSource, *, found_new: bool) -> int:
    """Returns the seconds until the next reading of a source."""
    return source.interval_seconds or wait_after_reading(source.wait_seconds, found_new=found_new)


def after(seconds: int, now: datetime) -> str:
    """Returns the time so many seconds from now."""
    return instant(now + timedelta(seconds=seconds))


def outcome_event(outcome: Outcome) -> tuple[str, Mapping[str, str | int | float]]:
    """Returns the name and fields of the log event of an outcome."""
    match outcome:
        case Read(source=source):
            counts = {"entries": outcome.entries, "enqueued": outcome.enqueued, "wait": source.wait_seconds}
            left_out = {f"left_out_{reason}": count for reason, count in outcome.left_out.items()}
            return "read", {"source_id": source.source_id, "url": source.url, **counts, **left_out}
        case Handed(source=source):
            return "handed_on", {"source_id": source.source_id, "url": source.url}
        case Moved(source=source):
            return "moved", {"source_id": source.source_id, "url": source.url, "target": outcome.target}
        case Failed(source=source):
            event = "paused" if outcome.paused else "unread"
            fields = {"source_id": source.source_id, "url": source.url, "detail": outcome.error}
            return event, {**fields, "failures": source.failures}
        case Skip():
            return "skipped", {"reason": str(outcome.reason), "detail": outcome.detail}
