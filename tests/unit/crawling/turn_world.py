"""This module makes hosts for the tests of turns: busy hosts, answers by URL, waits, and the ends of leases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from copydesk.crawling.http.messages import Response
from copydesk.crawling.politeness import Busy, Ended, HostState, Lease
from copydesk.crawling.robots import origin_of
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.turns import Answer, Politeness, Turn, Waits
from copydesk.web.urls import host_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOST = "news.example.org"
URL = f"https://{HOST}/story"


def response(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url=URL, status=status, headers=pairs, body=body, address="192.0.2.1")


@dataclass
class World:
    """Hosts that are free unless they are busy, and the answers of URLs. Waiting only moves the clock.

    `asked` has the requests, with their times in seconds after noon.
    """

    answers: dict[str, Response | Exception]
    busy: dict[str, Busy] = field(default_factory=dict)
    states: dict[str, HostState] = field(default_factory=dict)
    robots: dict[str, CachedRobots] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str], float]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    ended: dict[str, Ended] = field(default_factory=dict)
    now: datetime = NOON

    def polite(self) -> Politeness:
        return Politeness(
            begin=self.begin,
            end=self.end,
            load_robots=self.robots.get,
            save_robots=lambda record: self.robots.update({record.origin: record}),
            get=self.get,
            interval=2.0,
            now=lambda: self.now,
        )

    def begin(self, host: str, *, claimed: bool) -> Lease | Busy:
        assert host not in self.held, "two requests in flight"
        if host in self.busy:
            return self.busy[host]
        self.held.append(host)
        state = self.states.get(host, HostState(interval=2.0))
        return Lease(host=host, token="c" if claimed else "a", taken_at=0, state=state)

    def end(self, lease: Lease, ended: Ended) -> None:
        self.held.remove(lease.host)
        self.ended[lease.host] = ended

    def get(self, url: str, *, headers: Mapping[str, str]) -> Response:
        assert host_of(url) in self.held, "asked without a lease"
        self.asked.append((url, headers, (self.now - NOON).total_seconds()))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def turn(self, host: str = HOST) -> Turn:
        lease = self.polite().begin(host, claimed=False)
        assert isinstance(lease, Lease)
        return self.polite().turn(lease)

    def drive[Result](self, waits: Waits[Result]) -> Result:
        """Returns the result of a generator, and moves the clock to each moment that it waits for."""
        try:
            while True:
                self.now = max(self.now, datetime.fromtimestamp(next(waits), UTC))
        except StopIteration as done:
            result: Result = done.value
            return result

    def fetch(self, url: str = URL, headers: Mapping[str, str] | None = None, *, turn: Turn | None = None) -> Answer:
        return self.drive((turn or self.turn(host_of(url))).get(url, headers=headers or {}))

    def knowing(
        self, text: str | None = "", *, state: RobotsState = RobotsState.RULES, since: timedelta | None = None
    ) -> "World":
        """Returns a world in which a robots.txt was read a minute ago."""
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
        return [url for url, _, _ in self.asked]

    @property
    def times(self) -> list[float]:
        """Returns the seconds after noon at which requests began."""
        return [when for _, _, when in self.asked]
