"""The middle of Copydesk, told once: from an arrival to a stored article, a reject, a request or nothing to do."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore, Lock
from typing import Any, NotRequired, Protocol, TypedDict, Unpack

from copydesk.errors import Alone, Reject, Retry, Skip, SkipReason, Stopped
from copydesk.model import Article, Expect, Source
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
    UrlOnly,
    Withdrawn,
)
from copydesk.web.robots_directives import with_header
from copydesk.web.urls import article_id, normalize_url

#: Pages held in memory as they came. One is taken apart, and the next are there before it is done; with ten of the
#: largest size at once the function's memory would not do.
PAGES_HELD = 3

#: Bytes from which on a page is alone from extraction until its article is stored: what is made of it is some
#: twenty times as large. Compressed ones inflate to about ten times their size.
LARGE, LARGE_COMPRESSED = 2_000_000, 200_000
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Of one batch: it remembers every object that the batch names."""

    room: AbstractContextManager[Any] = field(default_factory=lambda: BoundedSemaphore(PAGES_HELD))
    _large: Lock = field(default_factory=Lock)
    _objects: dict[tuple[str, str, int | None], Lock] = field(default_factory=dict)

    def alone_if_large(self, page: RawPage) -> AbstractContextManager[Any]:
        compressed = page.content_encoding is not None or page.body.startswith(_GZIP)
        return self._large if len(page.body) > (LARGE_COMPRESSED if compressed else LARGE) else nullcontext()

    def one_by_one(self, delivery: Delivery) -> AbstractContextManager[Any]:
        """Messages that name one object would race for one article, and write it twice to find out."""
        if not isinstance(delivery, Pointer):
            return nullcontext()
        source = delivery.source
        return self._objects.setdefault((source.bucket, source.key, source.offset), Lock())


#: Other pages that are read again for one page, and how far one may lead to the next.
_ROUNDS, _DEPTH = 20, 4

type Arrival = Delivery | Gone | UrlOnly | Reject | Skip
type Outcome = Stored | Withdrawn | Requested | Reject | Skip


class PageContext(TypedDict):
    """What is said of a page besides its bytes; see `extract_article`."""

    url: str | None
    content_type: str | None
    content_encoding: str | None
    expect: NotRequired[Expect | None]


class Extract(Protocol):
    def __call__(self, body: bytes, **told: Unpack[PageContext]) -> Article: ...


class Withdraw(Protocol):
    def __call__(self, article_id: str, *, url: str, seen_at: str) -> Withdrawn: ...


class RecordReject(Protocol):
    def __call__(self, reject: Reject, *, source: Source | None, message: str) -> None: ...


def unnoted(_url: str, _article_id: str) -> None:
    """There is no crawl that a page could be known to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSteps:
    """What ingest needs of the world around it. `note_page` remembers the article of a page whose URL does not tell."""

    load: Callable[[Delivery], RawPage]
    extract: Extract
    store: Callable[[Candidate], Stored]
    withdraw: Withdraw
    request_fetch: Callable[[str], None]
    record_reject: RecordReject
    note_page: Callable[[str, str], None] = unnoted
    beside: SideBySide = field(default_factory=SideBySide)


def one_at_a_time(extract: Extract, *, at_turn: Callable[[], None]) -> Extract:
    """For messages worked on side by side: their waits overlap, but of pages only one is held taken apart in memory,
    and threads would not make their extraction faster. `at_turn` may refuse a page whose turn came too late.
    """
    extracting = Lock()

    def alone(body: bytes, **told: Unpack[PageContext]) -> Article:
        with extracting:
            at_turn()
            return extract(body, **told)

    return alone


def tried_alone_next(extract: Extract) -> Extract:
    """For pages that have neighbours: one that was stopped is tried once more with none before it is refused."""

    def tried(body: bytes, **told: Unpack[PageContext]) -> Article:
        try:
            return extract(body, **told)
        except Stopped as stopped:
            raise Alone(str(stopped)) from stopped

    return tried


def tried_twice(extract: Extract) -> Extract:
    """For pages that wait for nobody: one that was stopped is tried once more at once."""

    def tried(body: bytes, **told: Unpack[PageContext]) -> Article:
        with suppress(Stopped):
            return extract(body, **told)
        return extract(body, **told)

    return tried


def ingest_message(
    message: str, arrivals: Iterable[Arrival], *, steps: IngestSteps, report: Callable[[Arrival, Outcome], None]
) -> None:
    """Ingest all that came in one message; what failed is raised only when its neighbours have had their turn."""
    failures: list[Exception] = []
    for arrival in arrivals:
        try:
            report(arrival, ingest_article(arrival, message=message, steps=steps))
        except Exception as failure:
            failures.append(failure)
    if bugs := [failure for failure in failures if not isinstance(failure, Retry)]:
        raise ExceptionGroup("ingest failed", bugs)
    if failures:
        raise failures[0]


def ingest_article(arrival: Arrival, *, message: str, steps: IngestSteps) -> Outcome:
    """From an arrival to its outcome. Retry and bugs are raised: the message stays on its queue."""
    source = arrival.source if isinstance(arrival, Pointer) else None
    try:
        if not isinstance(arrival, Pointer | Inline):
            return _settled(arrival, steps)
        with steps.beside.one_by_one(arrival), ExitStack() as until_stored:
            with steps.beside.room:
                page = steps.load(arrival)
                source = page.source
                until_stored.enter_context(steps.beside.alone_if_large(page))
                candidate = candidate_of(page, steps.extract)
                del page  # its body, which would be held while the article is stored
            return _stored(candidate, steps)
    except Reject as reject:
        steps.record_reject(reject, source=source, message=message)
        return reject
    except Skip as skip:
        return skip


def _stored(candidate: Candidate, steps: IngestSteps, depth: int = _DEPTH) -> Stored:
    """Store a candidate. Pages whose articles belong elsewhere because of it are read again first."""
    if candidate.own_id and candidate.article.url:
        steps.note_page(candidate.article.url, candidate.article_id)
    for _ in range(_ROUNDS):
        try:
            return steps.store(candidate)
        except Misplaced as other:
            if depth == 0:
                raise Retry(f"{candidate.article_id} waits for too many other pages") from other
            if not _moved(other.page, steps, depth - 1):
                candidate = replace(candidate, over=candidate.over | {other.page_id})
    raise Retry(f"{candidate.article_id} waits for more than {_ROUNDS} other pages")


def _moved(page: Pointer, steps: IngestSteps, depth: int) -> bool:
    """Read a page again, whose article then goes where it belongs. False, and a reject, if it cannot be read."""
    try:
        # Room is not waited for: who has it may wait for the page that this one is read for.
        _stored(candidate_of(steps.load(page), steps.extract), steps, depth)
    except Reject as reject:
        steps.record_reject(reject, source=page.source, message="")
        return False
    except Skip:
        pass
    return True


def _settled(arrival: Gone | UrlOnly | Reject | Skip, steps: IngestSteps) -> Outcome:
    """What comes without a page to store. A reject of it keeps the message: the old page alone would not tell."""
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
    """Withdraw the article of the page's own URL, else the one that its record names.

    Its last copy is read only where neither is stored: it may be a wall, or have expired.
    """
    url = normalize_url(gone.page.url or "")
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


def candidate_of(page: RawPage, extract: Extract) -> Candidate:
    url = normalize_url(page.url) if page.url else None
    told = PageContext(
        url=url, content_type=page.content_type, content_encoding=page.content_encoding, expect=page.expect
    )  # fmt: skip
    article = extract(page.body, **told)
    named = article_id(canonical_url=article.canonical_url, url=article.url, source=page.source)
    own = article_id(canonical_url=None, url=article.url, source=page.source)
    return Candidate(
        article_id=named,
        article=with_header(article, page.robots_tag),
        source=page.source,
        date_downloaded=page.fetched_at,
        sequencer=page.sequencer,
        notified_at=page.notified_at,
        gone_at=page.gone_at,
        own_id=None if own == named else own,
    )


def outcome_event(arrival: Arrival, outcome: Outcome) -> tuple[str, dict[str, str | int]]:
    """An outcome as the name and the fields of a log event: ids and reasons, never the page."""
    origin = _origin(arrival)
    match outcome:
        case Stored():
            return "stored", origin | {
                "article_id": outcome.article_id,
                "revision": outcome.revision,
            }
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
            return _origin(arrival.page) | {"url": arrival.page.url or "", "status": arrival.status}
        case Inline(url=str(url)) | UrlOnly(url=url):
            return {"url": url}
    return {}
