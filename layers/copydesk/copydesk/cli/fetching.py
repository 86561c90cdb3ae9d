"""Fetches one page from the web with the crawler's client and rules of robots.txt."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Protocol, cast

from copydesk.crawling.http.client import SafeClient
from copydesk.crawling.http.messages import Response, redirected
from copydesk.crawling.politeness import Ended, HostState, Lease
from copydesk.crawling.robots import user_agent
from copydesk.crawling.robots_record import CachedRobots
from copydesk.crawling.turns import REDIRECTS, Answer, Get, Politeness, Unanswered
from copydesk.errors import Reject
from copydesk.stack.problems import Problem
from copydesk.web.urls import host_of, normalize_url

#: The seconds between two requests to a host.
_INTERVAL = 1.0
_PAGES = frozenset({200, 203})


class TimedGet(Protocol):
    def __call__(self, url: str, *, headers: Mapping[str, str], seconds: Callable[[], float]) -> Response: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page at the end of its redirects, without its encodings. `robots` is the evidence that it may be requested."""

    url: str
    content_type: str | None
    robots: str
    body: bytes = field(repr=False)


def fetched_page(url: str) -> Page:
    """Returns a page as the crawler would fetch it: after robots.txt, from public addresses only. Stores nothing."""
    return fetcher()(url)


def fetcher() -> Callable[[str], Page]:
    """Returns a function that fetches pages. It remembers each host's robots.txt and when the host is free again."""
    polite = _politeness(SafeClient(user_agent(None)).get, lambda: datetime.now(UTC))
    return lambda url: _fetched(url, polite, time.sleep)


@dataclass(slots=True, kw_only=True)
class HastyFetcher:
    """Fetches as `fetcher` does, but one page at a time and each within `seconds`.

    The time includes the requests for robots.txt, the redirects and the pauses.
    """

    seconds: float
    get: TimedGet
    now: Callable[[], datetime]
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _polite: Politeness = field(init=False)
    _until: float = field(default=0.0, init=False)
    _turn: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        self._polite = _politeness(self._get_in_time, self.now)

    def __call__(self, url: str) -> Page:
        """Fetches a page. Raises Problem if the page is not available, not allowed, or too slow."""
        if not self._turn.acquire(blocking=False):
            raise Problem("Another page is being fetched at this moment.", "Try again once that has ended.")
        try:
            self._until = self.clock() + self.seconds
            return _fetched(url, self._polite, self._pause_in_time)
        finally:
            self._turn.release()

    def _left(self) -> float:
        return self._until - self.clock()

    def _get_in_time(self, url: str, *, headers: Mapping[str, str]) -> Response:
        return self.get(url, headers=headers, seconds=self._left)

    def _pause_in_time(self, seconds: float) -> None:
        if seconds > self._left():
            raise Problem(f"The host is to be left alone for another {seconds:.0f} s.", "Try again after that.")
        self.pause(seconds)


def hasty_fetcher(seconds: float) -> HastyFetcher:
    return HastyFetcher(seconds=seconds, get=SafeClient(user_agent(None)).get, now=lambda: datetime.now(UTC))


def fetch(url: str, *, get: Get, now: Callable[[], datetime], pause: Callable[[float], None] = time.sleep) -> Page:
    """Returns a page. Raises Problem if it cannot or must not be fetched."""
    return _fetched(url, _politeness(get, now), pause)


def _fetched(url: str, polite: Politeness, pause: Callable[[float], None]) -> Page:
    try:
        return _follow(normalize_url(url), polite, pause)
    except Unanswered as unanswered:
        raise Problem(f"{url} does not answer: {unanswered.final.detail}", "Try again later.") from unanswered
    except Reject as reject:
        remedy = "Save the page from your browser, and name the file with --url URL."
        raise Problem(f"{url} is not fetched: {reject}", remedy) from reject


def _follow(url: str, polite: Politeness, pause: Callable[[float], None]) -> Page:
    via: tuple[str, ...] = ()
    while (answer := _answer(url, polite, pause)).response.status in REDIRECTS:
        target = answer.target()
        via, url = redirected(via, url, target), target
    response = answer.response
    if response.status not in _PAGES:
        raise Problem(f"{url} answers {response.status}.", "Only a page that is there can be read.")
    return Page(
        url=url,
        content_type=response.header("content-type"),
        robots=_capitalized(answer.robots),
        body=response.content(),
    )


def _answer(url: str, polite: Politeness, pause: Callable[[float], None]) -> Answer:
    """Returns the answer to a URL. It first makes the necessary requests for robots.txt, with their redirects."""
    lease = polite.begin(host_of(url), claimed=False)
    assert isinstance(lease, Lease)
    turn = polite.turn(lease)
    waits = turn.get(url, headers={})
    try:
        while True:
            if (seconds := next(waits) - polite.now().timestamp()) > 0:
                pause(seconds)
    except StopIteration as answered:
        return cast("Answer", answered.value)
    finally:
        polite.end(lease, turn.ended())


def _politeness(get: Get, now: Callable[[], datetime]) -> Politeness:
    """Returns the collaborators of turns for one process. It owns every host and keeps all state in memory."""
    robots: dict[str, CachedRobots] = {}
    free_at: dict[str, float] = {}

    def begin(host: str, *, claimed: bool) -> Lease:  # noqa: ARG001  # no host is dispatched
        state = HostState(interval=_INTERVAL, next_at=free_at.get(host, 0.0))
        return Lease(host=host, token="", taken_at=0.0, state=state)

    def end(lease: Lease, ended: Ended) -> None:
        free_at[lease.host] = ended.next_at

    def save(record: CachedRobots) -> None:
        robots[record.origin] = record

    return Politeness(
        begin=begin, end=end, load_robots=robots.get, save_robots=save, get=get, interval=_INTERVAL, now=now
    )


def _capitalized(evidence: str) -> str:
    return evidence[:1].upper() + evidence[1:]
