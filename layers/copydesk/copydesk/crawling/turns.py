"""Runs a host's turn: one request after another, robots.txt first, with the host's pause between them.

Every operation that takes time is a generator. It yields the times (epoch seconds) until which it waits. The driver
decides how to wait and ends the turn by closing the generator. So many turns share one function, and a simulation
needs no clock.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from copydesk.crawling.http.failures import Unreachable
from copydesk.crawling.http.messages import Response, redirect_target, retry_after
from copydesk.crawling.politeness import Busy, Ended, HostState, Lease, pause_after
from copydesk.crawling.robots import Verdict, origin_of
from copydesk.crawling.robots_record import (
    CachedRobots,
    RobotsAnswer,
    after_answer,
    allowed,
    fresh_until,
    next_request,
    validators,
)
from copydesk.errors import CopydeskError, Reject, RejectReason
from copydesk.web.redaction import redacted_start
from copydesk.web.urls import host_of, normalize_url

#: A generator that yields the times until which it waits and returns a result.
type Waits[Result] = Generator[float, None, Result]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Statuses that mean "not now" (RFC 9110, RFC 6585). The host then gets time.
_BUSY = frozenset({408, 425, 429, *range(500, 600)})
#: The time after which a page no longer waits for an unreachable robots.txt.
_PATIENCE = timedelta(days=1)
#: Reasons for which a robots.txt will never be read. The page's own request would fail for the same reason.
_NEVER = frozenset({RejectReason.FORBIDDEN_ADDRESS, RejectReason.INVALID_URL, RejectReason.UNVERIFIED_TLS})


class Unanswered(CopydeskError):
    """The host gave no answer, or asked for time. `final` is the reject if no further try is made."""

    def __init__(self, reason: str, *, final: Reject) -> None:
        super().__init__(reason)
        self.final = final


class Closed(Unanswered):
    """No page of the host may be requested before `until`. After a day, waiting `counts` as a try."""

    def __init__(self, until: datetime, reason: str, *, final: Reject, counts: bool) -> None:
        super().__init__(reason, final=final)
        self.until = until
        self.counts = counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The response of a host, and the evidence that its robots.txt allowed the request."""

    response: Response
    robots: str

    def target(self) -> str:
        """Returns the target of a redirect. Raises Reject if there is none."""
        target = redirect_target(self.response)
        if target is None:
            raise Reject(
                RejectReason.BROKEN_RESPONSE, f"{self.response.status} without a Location: {self.response.url}"
            )
        return normalize_url(target)


class Begin(Protocol):
    def __call__(self, host: str, *, claimed: bool) -> Lease | Busy: ...


class Get(Protocol):
    def __call__(self, url: str, *, headers: Mapping[str, str]) -> Response: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """The collaborators of turns. `begin` takes the lease of a host and `end` returns it.

    `claimed` says that a dispatcher handed the host out, which allows one turn.
    """

    begin: Begin
    end: Callable[[Lease, Ended], object]
    load_robots: Callable[[str], CachedRobots | None]
    save_robots: Callable[[CachedRobots], None]
    get: Get
    interval: float
    now: Callable[[], datetime]

    def turn(self, lease: Lease) -> "Turn":
        return Turn(polite=self, host=lease.host, interval=self.interval, state=lease.state)


@dataclass(slots=True, kw_only=True)
class Turn:
    """The state of a host during a lease. `free_at` is when the next request may begin."""

    polite: Politeness
    host: str
    interval: float
    state: HostState
    used: int = field(default=0, init=False)
    free_at: float = field(init=False)
    failures: int = field(init=False)
    failing_since: float | None = field(init=False)

    def __post_init__(self) -> None:
        self.free_at = self.state.next_at
        self.failures = self.state.failures
        self.failing_since = self.state.failing_since

    def get(self, url: str, *, headers: Mapping[str, str]) -> Waits[Answer]:
        """Requests a URL of this host.

        Raises Closed if robots.txt is not available now, and Unanswered if the page is not. Raises Reject if the page
        may not be requested, or if its response is refused.
        """
        verdict = yield from self._verdict(url)
        if not verdict.allowed:
            raise Reject(RejectReason.ROBOTS_DISALLOWED, f"{verdict.evidence} ({redacted_start(url, 200)})")
        try:
            response = yield from self._ask(url, headers)
        except Unreachable as error:
            raise Unanswered(str(error), final=Reject(RejectReason.HOST_UNREACHABLE, str(error))) from error
        if response.status in _BUSY:
            final = Reject(RejectReason.HTTP_ERROR, f"{response.status} {redacted_start(url, 200)}")
            raise Unanswered(f"status {response.status}", final=final)
        return Answer(response=response, robots=verdict.evidence)

    def ended(
        self, *, due_at: float | None = None, dropped: int = 0, backlog: int = 0, passed: tuple[str, ...] | None = None
    ) -> Ended:
        """Returns the result of the turn."""
        return Ended(
            interval=self.interval if self.used else self.state.interval,
            next_at=self.free_at,
            failures=self.failures,
            failing_since=self.failing_since,
            used=self.used,
            dropped=dropped,
            backlog=backlog,
            passed=self.state.passed if passed is None else passed,
            due_at=due_at,
        )

    def _verdict(self, url: str) -> Waits[Verdict]:
        origin = origin_of(url)
        cached = self.polite.load_robots(origin)
        while robots_url := next_request(cached, origin, self.polite.now()):
            cached = yield from self._read_robots(cached, origin, robots_url)
        assert cached is not None
        now = self.polite.now()
        verdict = allowed(cached, url, now)
        self.interval = max(self.interval, verdict.crawl_delay or 0)
        if verdict.for_now and not verdict.allowed:
            final = Reject(RejectReason.ROBOTS_DISALLOWED, f"{verdict.evidence} ({redacted_start(url, 200)})")
            since = cached.unreachable_since or now
            raise Closed(fresh_until(cached), verdict.evidence, final=final, counts=now - since > _PATIENCE)
        return verdict

    def _read_robots(self, cached: CachedRobots | None, origin: str, url: str) -> Waits[CachedRobots]:
        """Requests robots.txt. If it is on another host, that takes a turn of the other host."""
        if host_of(url) == self.host:
            return (yield from self._save_robots(cached, origin, url))
        lease = self.polite.begin(host_of(url), claimed=False)
        if isinstance(lease, Busy):
            reason = f"{host_of(url)} is busy, and has the robots.txt"
            final = Reject(RejectReason.ROBOTS_DISALLOWED, f"{reason} ({origin})")
            raise Closed(datetime.fromtimestamp(lease.free_at, UTC), reason, final=final, counts=False)
        elsewhere = self.polite.turn(lease)
        try:
            return (yield from elsewhere._save_robots(cached, origin, url))
        finally:
            self.polite.end(lease, elsewhere.ended())

    def _save_robots(self, cached: CachedRobots | None, origin: str, url: str) -> Waits[CachedRobots]:
        answer = yield from self._robots_answer(origin, url, validators(cached, url))
        found = after_answer(cached, origin, answer, self.polite.now())
        self.polite.save_robots(found)
        self._keep_interval(allowed(found, origin + "/", self.polite.now()).crawl_delay)
        return found

    def _robots_answer(self, origin: str, url: str, headers: Mapping[str, str]) -> Waits[RobotsAnswer]:
        try:
            response = yield from self._ask(url, headers)
        except Unreachable:
            return RobotsAnswer(url=url)
        except Reject as reject:
            if reject.reason in _NEVER and origin_of(url) == origin:
                raise
            return RobotsAnswer(url=url)
        return RobotsAnswer(
            url=url,
            status=response.status,
            body=response.content(),
            location=response.header("location"),
            etag=response.header("etag"),
            last_modified=response.header("last-modified"),
        )

    def _keep_interval(self, crawl_delay: float | None) -> None:
        """Applies a Crawl-delay that was just read to the pause after its own request."""
        self.interval = max(self.interval, crawl_delay or 0)
        self.free_at = max(self.free_at, self._now() + self.interval)

    def _ask(self, url: str, headers: Mapping[str, str]) -> Waits[Response]:
        yield self.free_at
        self.used += 1
        failed, wait = False, None
        try:
            response = self.polite.get(url, headers=headers)
            failed = response.status in _BUSY
            wait = retry_after(response, self.polite.now()) if failed else None
        except Unreachable:
            failed = True
            raise
        finally:
            self._rest(failed=failed, retry_after=wait)
        return response

    def _rest(self, *, failed: bool, retry_after: float | None) -> None:
        now = self._now()
        self.failures = self.failures + 1 if failed else 0
        self.failing_since = (self.failing_since or now) if failed else None
        self.free_at = now + pause_after(failures=self.failures, interval=self.interval, retry_after=retry_after)

    def _now(self) -> float:
        return self.polite.now().timestamp()
