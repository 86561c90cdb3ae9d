"""Hosts for the tests of turns: who holds which lease, what each URL answers, and how each lease came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from copydesk.crawling.politeness import HostState, Lease, Wait
from copydesk.crawling.responses import Response
from copydesk.crawling.robots import origin_of
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.turns import Answer, Politeness
from copydesk.urls import host_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOST = "news.example.org"
URL = f"https://{HOST}/story"


def response(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url=URL, status=status, headers=pairs, body=body, address="192.0.2.1")


@dataclass(frozen=True)
class Released:
    host: str
    interval: float
    failed: bool
    retry_after: float | None
    used: bool


@dataclass
class World:
    """Hosts whose leases are always free unless they wait, and what each URL answers."""

    answers: dict[str, Response | Exception]
    waits: dict[str, Wait] = field(default_factory=dict)
    robots: dict[str, CachedRobots] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    slots: list[float | None] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    released: list[Released] = field(default_factory=list)
    now: datetime = NOON
    release_fails: Exception | None = None

    def polite(self) -> Politeness:
        return Politeness(
            acquire=self.acquire,
            release=self.release,
            load_robots=self.robots.get,
            save_robots=lambda record: self.robots.update({record.origin: record}),
            get=self.get,
            interval=2.0,
            now=lambda: self.now,
        )

    def acquire(self, host: str, *, slot: float | None) -> Lease | Wait:
        assert host not in self.held, "two requests in flight"
        self.slots.append(slot)
        if host in self.waits:
            return self.waits[host]
        self.held.append(host)
        return Lease(host=host, token="t", ends=15, taken_at=0, state=HostState(interval=2.0))

    def release(self, lease: Lease, *, interval: float, failed: bool, retry_after: float | None, used: bool) -> None:
        self.held.remove(lease.host)
        self.released.append(Released(lease.host, interval, failed, retry_after, used))
        if self.release_fails:
            raise self.release_fails

    def get(self, url: str, *, headers: Mapping[str, str]) -> Response:
        assert host_of(url) in self.held, "asked without a lease"
        self.asked.append((url, headers))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def fetch(self, url: str = URL, headers: Mapping[str, str] | None = None, *, slot: float | None = None) -> Answer:
        with self.polite().turn(host_of(url), slot) as turn:
            return turn.get(url, headers=headers or {})

    def knowing(
        self, text: str | None = "", *, state: RobotsState = RobotsState.RULES, since: timedelta | None = None
    ) -> "World":
        """A world in which a robots.txt was read a minute ago."""
        self.robots[origin_of(URL)] = CachedRobots(
            origin=origin_of(URL),
            state=state,
            fetched_at=self.now - timedelta(minutes=1),
            text=text,
            failures=1 if since else 0,
            unreachable_since=self.now - since if since else None,
        )
        return self

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]
