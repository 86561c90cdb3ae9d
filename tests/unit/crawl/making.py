"""Fakes for fetch and discover: a site in a table, what is remembered in dictionaries, a clock that is set."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest
from copydesk.crawling.responses import Response
from copydesk.crawling.turns import Answer, Unanswered
from copydesk.delivery import Fetched
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.fetch import Steps
from copydesk.model import Source

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://news.example.org/story"
EVIDENCE = "robots.txt: no rule"


def response(status: int, body: bytes = b"", /, url: str = URL, **headers: str) -> Response:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url=url, status=status, headers=pairs, body=body, address="192.0.2.1")


def unanswered(seconds: float = 0, *, counts: bool = True) -> Unanswered:
    return Unanswered(seconds, "timed_out", final=Reject(RejectReason.HOST_UNREACHABLE, "timed out"), counts=counts)


@dataclass
class Site:
    """What each URL answers, or raises; and what was asked of it with which headers."""

    answers: dict[str, Response | Exception]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    #: Raised when a turn is taken: the host is busy.
    closed: Exception | None = None

    @contextmanager
    def turn(self, _host: str, _slot: float | None) -> Iterator["Site"]:
        if self.closed:
            raise self.closed
        yield self

    def get(self, url: str, *, headers: Mapping[str, str]) -> Answer:
        self.asked.append((url, dict(headers)))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return Answer(response=answer, robots=EVIDENCE)


@dataclass
class Memory:
    """The tables, bucket and queues that a fetch touches."""

    pages: dict[str, SeenPage] = field(default_factory=dict)
    raw: list[tuple[Fetched, bytes]] = field(default_factory=list)
    sent: list[tuple[FetchRequest, float]] = field(default_factory=list)
    withdrawn: list[tuple[str, int]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    now: datetime = NOON

    def steps(self, site: Site) -> Steps:
        return Steps(
            turn=site.turn,  # type: ignore[arg-type]  # all that is asked of a turn is `get`
            load=self.pages.get,
            add=self.add,
            ask=self.ask,
            settle=self.settle,
            save_raw=self.save_raw,
            send=lambda request, seconds: self.sent.append((request, seconds)),
            withdraw=lambda page, status, _seen_at: self.withdrawn.append((page.url, status)),
            record_reject=lambda reject, **_: self.rejects.append(reject),
            now=lambda: self.now,
        )

    def add(self, url: str, *, source_id: str | None) -> SeenPage | None:
        if url in self.pages:
            return None
        self.pages[url] = SeenPage(url=url, turn=1, source_id=source_id)
        return self.pages[url]

    def ask(self, url: str, *, by: str) -> SeenPage:
        known = self.pages.get(url, SeenPage(url=url, turn=0))
        if known.asked_by != by:
            self.pages[url] = replace(known, turn=known.turn + 1, asked_by=by)
        return self.pages[url]

    def settle(self, page: SeenPage) -> None:
        if self.pages[page.url].turn != page.turn:
            raise Skip(SkipReason.SUPERSEDED, page.url)
        self.pages[page.url] = replace(page, turn=page.turn + 1)

    def save_raw(self, page: Fetched, *, body: bytes) -> Source:
        self.raw.append((page, body))
        return Source(bucket="raw", key=f"fetched/{page.digest}", version_id=str(len(self.raw)))
