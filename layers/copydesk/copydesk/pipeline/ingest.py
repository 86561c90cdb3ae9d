"""Turns an arrival into a stored article, a withdrawal, a fetch request, a reject or a skip."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore, Lock
from typing import Any, Protocol, Unpack

from copydesk.errors import Alone, Reject, Retry, Skip, SkipReason, Stopped
from copydesk.model import Article, Source
from copydesk.pipeline.candidates import Extract, OtherPages, PageContext, candidate_of, with_parts
from copydesk.pipeline.messages import (
    Candidate,
    Delivery,
    Gone,
    Inline,
    Misplaced,
    Pointer,
    RawPage,
    Requested,
    Stored,
    Unfinished,
    UrlOnly,
    Withdrawn,
)
from copydesk.web.urls import article_id, normalize_url

#: The number of pages held in memory at once. The next pages load while one is extracted. Ten pages of the maximum size
#: would exceed the memory of the function.
PAGES_HELD = 3

#: Sizes in bytes above which a page has the process to itself from extraction until it is stored. Its tree is about
#: twenty times as large as the page. Compressed pages inflate to about ten times their size.
LARGE, LARGE_COMPRESSED = 2_000_000, 200_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Limits how many pages of one batch are in memory. It remembers every object that the batch names."""

    room: AbstractContextManager[Any] = field(default_factory=lambda: BoundedSemaphore(PAGES_HELD))
    _large: Lock = field(default_factory=Lock)
    _objects: dict[tuple[str, str, int | None], Lock] = field(default_factory=dict)

    def alone_if_large(self, page: RawPage) -> AbstractContextManager[Any]:
        compressed = page.content_encoding is not None or page.body.startswith(_GZIP)
        return self._large if len(page.body) > (LARGE_COMPRESSED if compressed else LARGE) else nullcontext()

    def one_by_one(self, delivery: Delivery) -> AbstractContextManager[Any]:
        """Returns a lock per object, so that two messages about one object do not race to write its article."""
        if not isinstance(delivery, Pointer):
            return nullcontext()
        source = delivery.source
        return self._objects.setdefault((source.bucket, source.key, source.offset), Lock())


#: The most other pages that are read again for one page, and the most links in such a chain.
_ROUNDS, _DEPTH = 20, 4

type Arrival = Delivery | Gone | UrlOnly | Reject | Skip
type Outcome = Stored | Withdrawn | Requested | Reject | Skip


@dataclass(frozen=True, slots=True)
class End:
    """How an arrival ended. `url` is the address of its page, or None if there is none.

    It is the address that was given, else the one under which the page's article is stored, which the page declares.
    """

    outcome: Outcome
    url: str | None


class Withdraw(Protocol):
    def __call__(self, article_id: str, *, url: str, seen_at: str) -> Withdrawn: ...


class RecordReject(Protocol):
    def __call__(self, reject: Reject, *, source: Source | None, message: str) -> None: ...


def unnoted(_url: str, _article_id: str) -> None:
    """Does nothing, because there is no crawl whose page records could name the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSteps:
    """The collaborators of ingest. `note_page` records the article of a page whose URL does not give its id.

    `others` joins the pages of an article; without it, each page is an article of its own. `extract_again` reads pages
    again that did not arrive. It counts them for no site, as `extract` may do.
    """

    load: Callable[[Delivery], RawPage]
    extract: Extract
    store: Callable[[Candidate], Stored]
    withdraw: Withdraw
    request_fetch: Callable[[str], None]
    record_reject: RecordReject
    note_page: Callable[[str, str], None] = unnoted
    others: OtherPages | None = None
    extract_again: Extract | None = None
    beside: SideBySide = field(default_factory=SideBySide)

    def read_again(self, page: Pointer) -> Candidate:
        """Returns a page that was ingested before, as this release reads it. Raises Reject if that fails."""
        return candidate_of(self.load(page), self.extract_again or self.extract)


def one_at_a_time(extract: Extract, *, at_turn: Callable[[], None]) -> Extract:
    """Wraps `extract` so that threads take turns, because one parsed page at a time fits in memory.

    Threads overlap their waits, but would not speed up extraction. `at_turn` may raise if a page's turn comes too late.
    """
    extracting = Lock()

    def alone(body: bytes, **context: Unpack[PageContext]) -> Article:
        with extracting:
            at_turn()
            return extract(body, **context)

    return alone


def tried_alone_next(extract: Extract) -> Extract:
    """Wraps `extract` for pages with neighbours: a stopped page raises Alone, to be tried once more by itself."""

    def tried(body: bytes, **context: Unpack[PageContext]) -> Article:
        try:
            return extract(body, **context)
        except Stopped as stopped:
            raise Alone(str(stopped)) from stopped

    return tried


def tried_twice(extract: Extract) -> Extract:
    """Wraps `extract` for pages without neighbours: a stopped page is tried once more at once."""

    def tried(body: bytes, **context: Unpack[PageContext]) -> Article:
        with suppress(Stopped):
            return extract(body, **context)
        return extract(body, **context)

    return tried


def ingest_message(
    message: str, arrivals: Iterable[Arrival], *, steps: IngestSteps, report: Callable[[Arrival, End], None]
) -> None:
    """Ingests every arrival of a message. Raises the failures at the end, after all arrivals have had their turn."""
    failures: list[Exception] = []
    for arrival in arrivals:
        try:
            report(arrival, _ended(arrival, message, steps))
        except Exception as failure:
            failures.append(failure)
    if bugs := [failure for failure in failures if not isinstance(failure, Retry)]:
        raise ExceptionGroup("ingest failed", bugs)
    if failures:
        raise failures[0]


def ingest_article(arrival: Arrival, *, message: str, steps: IngestSteps) -> Outcome:
    """Returns the outcome of an arrival. Retry and bugs are raised, so that the message stays on its queue."""
    return _ended(arrival, message, steps).outcome


def _ended(arrival: Arrival, message: str, steps: IngestSteps) -> End:
    url = None if isinstance(arrival, Reject | Skip) else arrival.url
    source = arrival.source if isinstance(arrival, Pointer) else None
    try:
        if not isinstance(arrival, Pointer | Inline):
            return End(_settled(arrival, steps), url)
        with steps.beside.one_by_one(arrival), ExitStack() as until_stored:
            with steps.beside.room:
                page = steps.load(arrival)
                source, url = page.source, page.url
                until_stored.enter_context(steps.beside.alone_if_large(page))
                candidate = candidate_of(page, steps.extract)
                del page  # frees the body, which is not needed while the article is stored
            url = url or candidate.article.url
            return End(_stored(candidate, steps), url)
    except Reject as reject:
        steps.record_reject(reject, source=source, message=message)
        return End(reject, url)
    except Skip as skip:
        return End(skip, url)


def _stored(candidate: Candidate, steps: IngestSteps, depth: int = _DEPTH) -> Stored:
    """Stores a candidate, joined with its other pages.

    It reads pages again whose articles now belong under another id, or have a new part.
    """
    if candidate.own_id and candidate.article.url:
        steps.note_page(candidate.article.url, candidate.article_id)
    candidate = _joined(candidate, steps)
    if steps.others and candidate.article.url and candidate.unseen:
        steps.others.want(candidate.article.url, candidate.unseen)
    stored: Stored | None = None
    for _ in range(_ROUNDS):
        try:
            return steps.store(candidate)
        except Unfinished as unfinished:
            stored = unfinished.stored or stored
            candidate = _next_try(candidate, unfinished, steps, depth)
        except Skip as skip:
            if stored and skip.reason is SkipReason.UNCHANGED:
                return stored
            raise
    raise Retry(f"{candidate.article_id} waits for more than {_ROUNDS} other pages")


def _next_try(candidate: Candidate, unfinished: Unfinished, steps: IngestSteps, depth: int) -> Candidate:
    """Does what a candidate waits for, and returns the candidate for the next try."""
    if not isinstance(unfinished, Misplaced):
        return _joined(candidate, steps)
    if depth == 0:
        raise Retry(f"{candidate.article_id} waits for too many other pages") from unfinished
    if _moved(unfinished.page, steps, depth - 1):
        return candidate
    return replace(candidate, over=candidate.over | {unfinished.page_id})


def _joined(candidate: Candidate, steps: IngestSteps) -> Candidate:
    """Returns a page 1 with its other pages. Like `_moved`, this does not wait for room."""
    if steps.others is None:
        return candidate
    return with_parts(candidate, steps.others, steps.read_again)


def _moved(page: Pointer, steps: IngestSteps, depth: int) -> bool:
    """Reads a page again, so that its article moves to its id. Records a reject and returns False if that fails."""
    try:
        # This does not wait for room: a holder of room may itself wait for the page that this read serves.
        _stored(steps.read_again(page), steps, depth)
    except Reject as reject:
        steps.record_reject(reject, source=page.source, message="")
        return False
    except Skip:
        pass
    return True


def _settled(arrival: Gone | UrlOnly | Reject | Skip, steps: IngestSteps) -> Outcome:
    """Handles an arrival without a page to store. A reject stores the message, as the old page would not explain it."""
    match arrival:
        case Gone():
            return _withdrawn(arrival, steps)
        case UrlOnly():
            url = normalize_url(arrival.url)
            steps.request_fetch(url)
            return Requested(url=url)
        case Reject() | Skip():
            raise arrival


def _withdrawn(gone: Gone, steps: IngestSteps) -> Withdrawn:
    """Withdraws the article of the page's own URL, or else the article that the page's record names.

    The page's last copy is read only if neither is stored. The copy may be a wall or may have expired.
    """
    url = normalize_url(gone.url or "")
    own = article_id(canonical_url=None, url=url, source=gone.page.source)
    for each in filter(None, (own, gone.article_id)):
        try:
            return steps.withdraw(each, url=url, seen_at=gone.seen_at)
        except Skip as skip:
            if skip.reason is not SkipReason.NEVER_STORED:
                raise
    with steps.beside.room:
        candidate = candidate_of(steps.load(gone.page), steps.extract)
    return steps.withdraw(candidate.article_id, url=url, seen_at=gone.seen_at)


def outcome_event(arrival: Arrival, outcome: Outcome) -> tuple[str, dict[str, str | int]]:
    """Returns the name and fields of the log event of an outcome. They contain ids and reasons, never page text."""
    origin = _origin(arrival)
    match outcome:
        case Stored():
            return "stored", origin | {"article_id": outcome.article_id, "revision": outcome.revision}
        case Withdrawn():
            return "withdrawn", origin | {"article_id": outcome.article_id}
        case Requested():
            return "requested", {"url": outcome.url}
        case Reject():
            return "rejected", origin | {"reason": str(outcome.reason), "detail": outcome.detail}
        case Skip():
            return "skipped", origin | {"reason": str(outcome.reason), "detail": outcome.detail}


def _origin(arrival: Arrival) -> dict[str, str | int]:
    match arrival:
        case Pointer():
            place: dict[str, str | int] = {"bucket": arrival.source.bucket, "key": arrival.source.key}
            return place if arrival.source.offset is None else place | {"offset": arrival.source.offset}
        case Gone():
            return _origin(arrival.page) | {"url": arrival.url or "", "status": arrival.status}
        case Inline(url=str(url)) | UrlOnly(url=url):
            return {"url": url}
    return {}
