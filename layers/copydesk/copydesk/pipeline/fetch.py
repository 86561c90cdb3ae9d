"""Fetches one page in a host's turn, from its record to its raw object, and decides what follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from copydesk.crawling.http.messages import by_hand, if_changed, redirected
from copydesk.crawling.politeness import MOST_ATTEMPTS
from copydesk.crawling.records import SeenPage
from copydesk.crawling.turns import REDIRECTS, Answer, Closed, Turn, Unanswered, Waits
from copydesk.crawling.visits import (
    DAY,
    REFUSALS,
    SECOND_LOOK,
    attempted,
    is_as_stored,
    later,
    leads_to_front,
    put_aside,
    refused,
    until_look_after_gone,
    visited,
)
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.messages import Fetched
from copydesk.web.timestamps import instant

_MISSING = frozenset({404, 410})
#: A page withheld on a legal demand (RFC 7725) is withdrawn like a missing one. No copy may be shown.
_LEGAL = 451
#: Permanent redirects. 302, 303 and 307 say nothing about the next request (RFC 9110, 15.4).
_MOVED_FOR_GOOD = frozenset({301, 308})
#: The statuses of a page. 203 is a page that a proxy changed.
_PAGES = frozenset({200, 203})
#: The number of times in a row after which an absent page counts as gone. Once may be a deployment.
_GONE = 2
#: Content types that are never articles. Missing or wrong types are judged by their bytes.
_OTHER_MEDIA = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirected:
    """The page redirects. `onward` is the target page if it is now wanted in place of this one."""

    url: str
    target: str
    onward: SeenPage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The page was absent. `withdrawn` says whether its article is now withdrawn."""

    url: str
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The request for the page failed. It will be repeated when the host may be requested again."""

    url: str
    attempts: int
    reason: str


type Outcome = Fetched | Redirected | Missing | Tried | Reject | Skip


class SaveRaw(Protocol):
    def __call__(self, page: Fetched, *, body: bytes) -> Source: ...


class AddPage(Protocol):
    def __call__(self, url: str, *, source_id: str | None, via: tuple[str, ...]) -> SeenPage | None: ...


class AskPage(Protocol):
    def __call__(self, url: str, *, by: str, via: tuple[str, ...]) -> SeenPage | None: ...


class RecordReject(Protocol):
    def __call__(self, reject: Reject, *, source: Source | None, message: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSteps:
    """The collaborators of fetching. `text_digest` returns the digest of what a page says, or None if that is unknown.

    `withdraw` receives a page that is gone, the HTTP status, and the time at which it was seen.
    """

    add: AddPage
    ask: AskPage
    settle: Callable[[SeenPage], None]
    text_digest: Callable[[Fetched, bytes], str | None]
    save_raw: SaveRaw
    withdraw: Callable[[SeenPage, int, str], None]
    record_reject: RecordReject
    now: Callable[[], datetime]


def fetch_page(page: SeenPage, turn: Turn, *, steps: FetchSteps) -> Waits[Outcome]:
    """Requests a page and stores the result. Retry and bugs are raised, and the page stays wanted.

    Raises Closed if the host may not be requested now.
    """
    try:
        return (yield from _fetch(page, turn, steps))
    except Closed as closed:
        if closed.counts:
            _tried(page, closed, steps)
        raise
    except Unanswered as unanswered:
        return _tried(page, unanswered, steps)
    except Skip as skip:
        return skip


def _fetch(page: SeenPage, turn: Turn, steps: FetchSteps) -> Waits[Outcome]:
    try:
        answer = yield from turn.get(page.url, headers=_conditions(page))
        return _follow(answer, page, steps)
    except Reject as reject:
        return _given_up(page, reject, refused(page, reject.reason, steps.now()), steps)


def _tried(page: SeenPage, unanswered: Unanswered, steps: FetchSteps) -> Tried | Reject | Skip:
    attempts = page.attempts + 1
    try:
        if attempts >= MOST_ATTEMPTS:
            return _given_up(page, unanswered.final, put_aside(page, steps.now(), least=DAY), steps)
        steps.settle(attempted(page, steps.now()))
    except Skip as skip:
        return skip
    return Tried(url=page.url, attempts=attempts, reason=str(unanswered))


def _given_up(page: SeenPage, reject: Reject, after: SeenPage, steps: FetchSteps) -> Reject:
    """Records a reject under the message that requests the page by hand, so that a redrive repeats the request."""
    steps.settle(after)
    steps.record_reject(reject, source=None, message=by_hand(page.url))
    return reject


def _conditions(page: SeenPage) -> Mapping[str, str]:
    """Returns the headers that allow "not modified"; none for a page without a copy or one that was gone."""
    if page.raw is None or page.gone_at:
        return {}
    return if_changed(page.etag, page.last_modified)


def _follow(answer: Answer, page: SeenPage, steps: FetchSteps) -> Outcome:
    status = answer.response.status
    if status in _PAGES:
        return _keep(answer, page, steps)
    if status == 304:
        return _nothing_new(visited(page, steps.now()), page, SkipReason.NOT_MODIFIED, steps)
    if _says_gone(answer, page):
        return _missing(status, page, steps)
    if status in REDIRECTS:
        return _redirect(answer, page, steps)
    raise Reject(REFUSALS.get(status, RejectReason.HTTP_ERROR), f"{status} {page.url}")


def _nothing_new(seen: SeenPage, page: SeenPage, reason: SkipReason, steps: FetchSteps) -> Skip:
    """Stores the page unless only the time of its visit changed, and returns a skip. A visit by age writes nothing."""
    if not is_as_stored(seen, page):
        steps.settle(seen)
    return Skip(reason, page.url)


def _says_gone(answer: Answer, page: SeenPage) -> bool:
    status = answer.response.status
    if status in REDIRECTS:
        return leads_to_front(answer.target(), of=page.url)
    return status in _MISSING or (status == _LEGAL and page.raw is not None)


def _keep(answer: Answer, page: SeenPage, steps: FetchSteps) -> Outcome:
    response, now = answer.response, steps.now()
    if (kind := (response.header("content-type") or "").strip().lower()).startswith(_OTHER_MEDIA):
        raise Reject(RejectReason.NOT_TEXT, f"{kind[:100]} {page.url}")

    digest = sha256(response.body).hexdigest()
    seen = replace(visited(page, now), etag=response.header("etag"), last_modified=response.header("last-modified"))
    if digest == page.digest and not page.gone_at:
        return _nothing_new(seen, page, SkipReason.UNCHANGED, steps)
    fetched = Fetched(
        url=page.url,
        status=response.status,
        digest=digest,
        fetched_at=instant(now),
        headers=response.headers,
        robots=answer.robots,
        gone_at=page.gone_at,
    )
    # A page requested by message is always saved, because its sender waits for it.
    text_digest = None if page.is_asked_for else steps.text_digest(fetched, response.body)
    if text_digest is not None and text_digest == page.said and not page.gone_at:
        return _nothing_new(seen, page, SkipReason.UNCHANGED, steps)
    raw = steps.save_raw(fetched, body=response.body)
    steps.settle(replace(seen, digest=digest, said=text_digest, raw=raw, gone_at=None))
    return fetched


def _redirect(answer: Answer, page: SeenPage, steps: FetchSteps) -> Outcome:
    target = answer.target()
    via = redirected(page.via, page.url, target)
    if page.is_asked_for:
        onward = steps.ask(target, by=page.asked_by or page.url, via=via)
    else:
        onward = steps.add(target, source_id=page.source_id, via=via)
    # The target has a record and visits of its own. An address with a permanent redirect needs no further visit.
    is_for_now = page.raw is not None and answer.response.status not in _MOVED_FOR_GOOD
    left = put_aside(page, steps.now()) if is_for_now else later(page, None, steps.now())
    steps.settle(replace(left, fetched_at=instant(steps.now()), moved_to=target))
    return Redirected(url=page.url, target=target, onward=onward)


def _missing(status: int, page: SeenPage, steps: FetchSteps) -> Outcome:
    now = steps.now()
    missed = replace(page, missing=page.missing + 1)
    if page.raw is None and (page.is_asked_for or missed.missing >= _GONE):
        raise Reject(RejectReason.GONE, f"{status} {page.url}")
    if missed.missing < _GONE:
        steps.settle(later(missed, SECOND_LOOK, now))
        return Missing(url=page.url, withdrawn=False)
    if is_news := page.gone_at is None:
        steps.withdraw(page, status, instant(now))
    looked = later(missed, until_look_after_gone(missed.missing - _GONE + 1), now)
    steps.settle(replace(looked, gone_at=page.gone_at or instant(now)))
    return Missing(url=page.url, withdrawn=is_news)


def outcome_event(outcome: Outcome) -> tuple[str, dict[str, str | int | float]]:
    """Returns the name and fields of the log event of an outcome. They contain URLs and reasons, never the page."""
    match outcome:
        case Fetched():
            return "fetched", {"url": outcome.url, "status": outcome.status, "digest": outcome.digest}
        case Redirected():
            asked = outcome.onward is not None
            return "redirected", {"url": outcome.url, "target": outcome.target, "asked": asked}
        case Missing():
            return "missing", {"url": outcome.url, "withdrawn": outcome.withdrawn}
        case Tried():
            return "tried", {"url": outcome.url, "attempts": outcome.attempts, "reason": outcome.reason}
        case Reject():
            return "rejected", {"reason": str(outcome.reason), "detail": outcome.detail}
        case Skip():
            return "skipped", {"reason": str(outcome.reason), "detail": outcome.detail}
