"""One lease, one request: a host's turn, its robots.txt first, the lease given back with what was learned."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from copydesk.crawling.failures import Unreachable
from copydesk.crawling.politeness import Lease, Wait, WaitReason
from copydesk.crawling.responses import Response, redirect_target, retry_after
from copydesk.crawling.robots import Verdict, origin_of
from copydesk.crawling.robots_record import (
    CachedRobots,
    RobotsAnswer,
    after_answer,
    allowed,
    next_request,
    validators,
)
from copydesk.errors import Later, Reject, RejectReason, Retry
from copydesk.redaction import redacted_start
from copydesk.urls import host_of, normalize_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Answers that say "not now" (RFC 9110, RFC 6585): the host is given time.
_BUSY = frozenset({408, 425, 429, *range(500, 600)})
#: A host that has not answered for so long is given up by whoever waits for it.
_PATIENCE = timedelta(days=1)
#: When a page is tried again whose robots.txt cannot be read: that is tried again as soon.
_ROBOTS_PAUSE = 300
#: Why a robots.txt at its own place will never come: the page's own request would fail alike.
_NEVER = frozenset({RejectReason.FORBIDDEN_ADDRESS, RejectReason.INVALID_URL, RejectReason.UNVERIFIED_TLS})


class Unanswered(Later):
    """The host could not be asked, or asks for time. `final` is the verdict when it was tried enough; a wait for a
    host that is known to be down `counts` as no try.
    """

    def __init__(self, seconds: float, reason: str, *, final: Reject, counts: bool = True) -> None:
        super().__init__(seconds, reason)
        self.final = final
        self.counts = counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered, and the evidence that its robots.txt allows to ask."""

    response: Response
    robots: str

    def target(self) -> str:
        """Where a redirect leads; Reject if it does not say."""
        target = redirect_target(self.response)
        if target is None:
            raise Reject(
                RejectReason.BROKEN_RESPONSE, f"{self.response.status} without a Location: {self.response.url}"
            )
        return normalize_url(target)


class Acquire(Protocol):
    def __call__(self, host: str, *, slot: float | None) -> Lease | Wait: ...


class Release(Protocol):
    def __call__(
        self, lease: Lease, *, interval: float, failed: bool, retry_after: float | None, used: bool
    ) -> object: ...


class Get(Protocol):
    def __call__(self, url: str, *, headers: Mapping[str, str]) -> Response: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """What taking turns needs of the world around it. `interval` is the least seconds between two requests."""

    acquire: Acquire
    release: Release
    load_robots: Callable[[str], CachedRobots | None]
    save_robots: Callable[[CachedRobots], None]
    get: Get
    interval: float
    now: Callable[[], datetime]

    @contextmanager
    def turn(self, host: str, slot: float | None = None) -> Iterator["Turn"]:
        """The right to ask a host once; Later if it is not free, Unanswered if it is known to be down."""
        lease = self.acquire(host, slot=slot)
        if isinstance(lease, Wait):
            raise self._refused(host, lease)
        turn = Turn(polite=self, host=host, interval=self.interval)
        try:
            yield turn
        finally:
            # One that cannot be given back ends by itself.
            with suppress(Retry):
                self.release(
                    lease, interval=turn.interval, failed=turn.failed, retry_after=turn.retry_after, used=turn.used
                )

    def _refused(self, host: str, wait: Wait) -> Later:
        if wait.reason is not WaitReason.CIRCUIT_OPEN or wait.failing_since is None:
            return Later(wait.seconds, wait.reason, slot=wait.slot)
        since = datetime.fromtimestamp(wait.failing_since, UTC)
        final = Reject(RejectReason.HOST_UNREACHABLE, f"{host} has failed since {since:%Y-%m-%d %H:%M} UTC")
        return Unanswered(wait.seconds, wait.reason, final=final, counts=self.now() - since > _PATIENCE)


@dataclass(slots=True, kw_only=True)
class Turn:
    """A lease while it lasts, and what is learned of its host by the one request that it is for."""

    polite: Politeness
    host: str
    interval: float
    used: bool = field(default=False, init=False)
    failed: bool = field(default=False, init=False)
    retry_after: float | None = field(default=None, init=False)

    def get(self, url: str, *, headers: Mapping[str, str]) -> Answer:
        """The answer to a URL of this host.

        Raises Later after a request for robots.txt in its stead, Unanswered if the host is not to be had now,
        Reject if it is not to be asked or what it answers is not to be had.
        """
        verdict = self._verdict(url)
        if not verdict.allowed:
            raise Reject(RejectReason.ROBOTS_DISALLOWED, f"{verdict.evidence} ({redacted_start(url, 200)})")
        try:
            response = self._ask(url, headers)
        except Unreachable as error:
            raise Unanswered(0, str(error), final=Reject(RejectReason.HOST_UNREACHABLE, str(error))) from error
        if response.status in _BUSY:
            final = Reject(RejectReason.HTTP_ERROR, f"{response.status} {redacted_start(url, 200)}")
            raise Unanswered(self.retry_after or 0, f"status {response.status}", final=final)
        return Answer(response=response, robots=verdict.evidence)

    def _verdict(self, url: str) -> Verdict:
        origin, now = origin_of(url), self.polite.now()
        cached = self.polite.load_robots(origin)
        if (robots_url := next_request(cached, origin, now)) or cached is None:
            self._read_robots(cached, origin, robots_url or origin)
        assert cached is not None
        verdict = allowed(cached, url, now)
        self.interval = max(self.interval, verdict.crawl_delay or 0)
        if verdict.for_now and not verdict.allowed:
            final = Reject(RejectReason.ROBOTS_DISALLOWED, f"{verdict.evidence} ({redacted_start(url, 200)})")
            since = cached.unreachable_since or now
            raise Unanswered(_ROBOTS_PAUSE, verdict.evidence, final=final, counts=now - since > _PATIENCE)
        return verdict

    def _read_robots(self, cached: CachedRobots | None, origin: str, url: str) -> None:
        """Spend the turn on robots.txt, and come back for the page; one on another host needs a turn of its own."""
        if host_of(url) == self.host:
            self._save_robots(cached, origin, url)
        else:
            with _without_slot(), self.polite.turn(host_of(url)) as elsewhere:
                elsewhere._save_robots(cached, origin, url)
        raise Later(self.interval if self.used else 0, "robots.txt first")

    def _save_robots(self, cached: CachedRobots | None, origin: str, url: str) -> None:
        answer = self._robots_answer(origin, url, validators(cached, url))
        found = after_answer(cached, origin, answer, self.polite.now())
        self.polite.save_robots(found)
        self.interval = max(self.interval, allowed(found, origin + "/", self.polite.now()).crawl_delay or 0)

    def _robots_answer(self, origin: str, url: str, headers: Mapping[str, str]) -> RobotsAnswer:
        try:
            response = self._ask(url, headers)
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

    def _ask(self, url: str, headers: Mapping[str, str]) -> Response:
        self.used = True
        try:
            response = self.polite.get(url, headers=headers)
        except Unreachable:
            self.failed = True
            raise
        if response.status in _BUSY:
            self.failed = True
            self.retry_after = retry_after(response, self.polite.now())
        return response


@contextmanager
def _without_slot() -> Iterator[None]:
    """A place in the line of one host is none in that of another."""
    try:
        yield
    except Later as later:
        later.slot = None
        raise
