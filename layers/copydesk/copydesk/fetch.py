"""One request for one page, from its message to its raw object: what the site answered, and what follows from it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from copydesk.crawling.fronts import leads_to_front
from copydesk.crawling.intervals import SECOND_LOOK, until_look_after_gone
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import HOPS_PAUSE, FetchRequest, by_hand, hopped, if_changed, next_try, redirected
from copydesk.crawling.turns import REDIRECTS, Answer, Turn, Unanswered
from copydesk.crawling.visits import REFUSALS, after, put_aside, refused, visited
from copydesk.delivery import Fetched
from copydesk.errors import Later, Reject, RejectReason, Skip, SkipReason
from copydesk.model import Source
from copydesk.moments import instant
from copydesk.urls import host_of, normalize_url

_MISSING = frozenset({404, 410})
#: What is withheld on a legal demand (RFC 7725) is withdrawn as what is gone: a copy of it is no longer to be shown.
_LEGAL = 451
#: 302, 303 and 307 say nothing of the next time (RFC 9110, 15.4).
_MOVED_FOR_GOOD = frozenset({301, 308})
#: 203 is a page that a proxy changed on its way.
_PAGES = frozenset({200, 203})
#: Twice not there is gone: once may be a deployment.
_GONE = 2
#: Named by their servers as what no article is; what says nothing or something wrong is told by its bytes.
_OTHER_MEDIA = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirected:
    """The page is elsewhere; `asked` says whether that address was new and is being fetched."""

    url: str
    target: str
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The page was not there; `withdrawn` says whether its article is being marked as gone."""

    url: str
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """It is sent again after so many seconds."""

    url: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HopsExceeded:
    """It was sent again too often: the schedule brings it back at `next_at`."""

    url: str
    next_at: str


type Outcome = Fetched | Redirected | Missing | Deferred | HopsExceeded | Reject | Skip


class SaveRaw(Protocol):
    def __call__(self, page: Fetched, *, body: bytes) -> Source: ...


class AddPage(Protocol):
    def __call__(self, url: str, *, source_id: str | None) -> SeenPage | None: ...


class AskPage(Protocol):
    def __call__(self, url: str, *, by: str) -> SeenPage: ...


class RecordReject(Protocol):
    def __call__(self, reject: Reject, *, source: Source | None, message: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What fetching needs of the world around it. `withdraw` is given a page that is gone, and when that was seen."""

    turn: Callable[[str, float | None], AbstractContextManager[Turn]]
    load: Callable[[str], SeenPage | None]
    add: AddPage
    ask: AskPage
    settle: Callable[[SeenPage], None]
    save_raw: SaveRaw
    send: Callable[[FetchRequest, float], None]
    withdraw: Callable[[SeenPage, int, str], None]
    record_reject: RecordReject
    now: Callable[[], datetime]


def fetch_message(request: FetchRequest, *, message_id: str, steps: Steps) -> Outcome:
    """Fetch the page of a message. Retry and bugs are raised: the message stays on its queue."""
    try:
        return fetch_page(request, message_id=message_id, steps=steps)
    except Unanswered as unanswered:
        return _try_again(request, unanswered, message_id, steps)
    except Later as later:
        return _send_again(replace(request, slot=later.slot), later.seconds, later.reason, message_id, steps)
    except Reject as reject:
        return _rejected(request, reject, steps)
    except Skip as skip:
        return skip


def fetch_page(request: FetchRequest, *, message_id: str, steps: Steps) -> Outcome:
    url = normalize_url(request.url)
    with steps.turn(host_of(url), request.slot) as turn:
        page = _page(replace(request, url=url), message_id, steps)
        try:
            return _follow(turn.get(url, headers=_conditions(page)), request, page, steps)
        except Reject as reject:
            steps.settle(refused(page, reject.reason, steps.now()))
            raise


def _send_again(request: FetchRequest, seconds: float, reason: str, message_id: str, steps: Steps) -> Outcome:
    again = hopped(request)
    if again is None:
        return _put_off(request, message_id, steps)
    steps.send(again, seconds)
    return Deferred(url=request.url, seconds=seconds, reason=reason)


def _put_off(request: FetchRequest, message_id: str, steps: Steps) -> HopsExceeded | Skip:
    """Leave the page to the schedule, whose message begins with no hops."""
    next_at = instant(steps.now() + timedelta(seconds=HOPS_PAUSE))
    try:
        page = _page(replace(request, url=normalize_url(request.url)), message_id, steps)
        steps.settle(replace(page, next_at=next_at))
    except Skip as skip:
        return skip
    return HopsExceeded(url=page.url, next_at=next_at)


def _try_again(request: FetchRequest, unanswered: Unanswered, message_id: str, steps: Steps) -> Outcome:
    if not unanswered.counts:
        return _send_again(request, unanswered.seconds, unanswered.reason, message_id, steps)
    try:
        again, pause = next_try(request, unanswered.final)
    except Reject as reject:
        if page := steps.load(normalize_url(request.url)):
            steps.settle(refused(page, reject.reason, steps.now()))
        return _rejected(request, reject, steps)
    return _send_again(again, max(pause, unanswered.seconds), unanswered.reason, message_id, steps)


def _rejected(request: FetchRequest, reject: Reject, steps: Steps) -> Reject:
    """A redrive asks for the page by hand: its turn will have passed."""
    steps.record_reject(reject, source=None, message=by_hand(request.url))
    return reject


def _page(request: FetchRequest, message_id: str, steps: Steps) -> SeenPage:
    """What is known of the page, if the message speaks for its present turn."""
    if request.turn is None:
        return steps.ask(request.url, by=message_id)
    page = steps.load(request.url)
    if page is None or page.turn != request.turn:
        raise Skip(SkipReason.SUPERSEDED, request.url)
    return page


def _conditions(page: SeenPage) -> Mapping[str, str]:
    """The headers that let a site say "not modified"; of a page without a copy, or one that was gone, all is news."""
    if page.raw is None or page.gone_at:
        return {}
    return if_changed(page.etag, page.last_modified)


def _follow(answer: Answer, request: FetchRequest, page: SeenPage, steps: Steps) -> Outcome:
    status = answer.response.status
    if status in _PAGES:
        return _keep(answer, page, steps)
    if status == 304:
        steps.settle(visited(page, steps.now()))
        raise Skip(SkipReason.NOT_MODIFIED, page.url)
    if _says_gone(answer, page):
        return _missing(status, page, steps, by_hand=request.turn is None)
    if status in REDIRECTS:
        return _redirect(answer, request, page, steps)
    raise Reject(REFUSALS.get(status, RejectReason.HTTP_ERROR), f"{status} {page.url}")


def _says_gone(answer: Answer, page: SeenPage) -> bool:
    status = answer.response.status
    if status in REDIRECTS:
        return leads_to_front(answer.target(), of=page.url)
    return status in _MISSING or (status == _LEGAL and page.raw is not None)


def _keep(answer: Answer, page: SeenPage, steps: Steps) -> Outcome:
    response, now = answer.response, steps.now()
    if (kind := (response.header("content-type") or "").strip().lower()).startswith(_OTHER_MEDIA):
        raise Reject(RejectReason.NOT_TEXT, f"{kind[:100]} {page.url}")

    digest = sha256(response.body).hexdigest()
    seen = replace(visited(page, now), etag=response.header("etag"), last_modified=response.header("last-modified"))
    if digest == page.digest and not page.gone_at:
        steps.settle(seen)
        raise Skip(SkipReason.UNCHANGED, page.url)
    fetched = Fetched(
        url=page.url,
        status=response.status,
        digest=digest,
        fetched_at=instant(now),
        headers=response.headers,
        robots=answer.robots,
        gone_at=page.gone_at,
    )
    raw = steps.save_raw(fetched, body=response.body)
    steps.settle(replace(seen, digest=digest, raw=raw, gone_at=None))
    return fetched


def _redirect(answer: Answer, request: FetchRequest, page: SeenPage, steps: Steps) -> Outcome:
    target = answer.target()
    via = redirected(request.via, page.url, target)
    if request.turn is None:
        onward: FetchRequest | None = FetchRequest(url=target, via=via)
    else:
        found = steps.add(target, source_id=page.source_id)
        onward = FetchRequest(url=target, turn=found.turn, via=via) if found else None
    if onward:
        steps.send(onward, 0)
    # The target has a record and visits of its own; an address that moved for good has done its part.
    is_for_now = page.raw is not None and answer.response.status not in _MOVED_FOR_GOOD
    left = put_aside(page, steps.now()) if is_for_now else replace(page, next_at=None)
    steps.settle(replace(left, fetched_at=instant(steps.now()), moved_to=target))
    return Redirected(url=page.url, target=target, asked=onward is not None)


def _missing(status: int, page: SeenPage, steps: Steps, *, by_hand: bool) -> Outcome:
    now = steps.now()
    missed = replace(page, missing=page.missing + 1)
    if page.raw is None and (by_hand or missed.missing >= _GONE):
        raise Reject(RejectReason.GONE, f"{status} {page.url}")
    if missed.missing < _GONE:
        steps.settle(replace(missed, next_at=after(SECOND_LOOK, now)))
        return Missing(url=page.url, withdrawn=False)
    if is_news := page.gone_at is None:
        steps.withdraw(page, status, instant(now))
    next_at = after(until_look_after_gone(missed.missing - _GONE + 1), now)
    steps.settle(replace(missed, next_at=next_at, gone_at=page.gone_at or instant(now)))
    return Missing(url=page.url, withdrawn=is_news)


def outcome_event(outcome: Outcome) -> tuple[str, dict[str, str | int | float]]:
    """An outcome as the name and the fields of a log event: addresses and reasons, never the page."""
    match outcome:
        case Fetched():
            return "fetched", {"url": outcome.url, "status": outcome.status, "digest": outcome.digest}
        case Redirected():
            return "redirected", {"url": outcome.url, "target": outcome.target, "asked": outcome.asked}
        case Missing():
            return "missing", {"url": outcome.url, "withdrawn": outcome.withdrawn}
        case Deferred():
            return "deferred", {"url": outcome.url, "seconds": outcome.seconds, "reason": outcome.reason}
        case HopsExceeded():
            return "hops_exceeded", {"url": outcome.url, "next_at": outcome.next_at}
        case Reject():
            return "rejected", {"reason": str(outcome.reason), "detail": outcome.detail}
        case Skip():
            return "skipped", {"reason": str(outcome.reason), "detail": outcome.detail}
