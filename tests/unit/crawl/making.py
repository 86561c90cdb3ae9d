"""This module fakes what a turn uses: a site in a table, stores in dictionaries, and a test's clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from copydesk.crawling.http.messages import Response
from copydesk.crawling.records import SeenPage, Want
from copydesk.crawling.turns import Answer, Closed, Unanswered, Waits
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.fetch import FetchSteps
from copydesk.pipeline.messages import Fetched
from copydesk.web.timestamps import instant

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://news.example.org/story"
EVIDENCE = "robots.txt: no rule"


def response(status: int, body: bytes = b"", /, url: str = URL, **headers: str) -> Response:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url=url, status=status, headers=pairs, body=body, address="192.0.2.1")


def unanswered() -> Unanswered:
    return Unanswered("timed_out", final=Reject(RejectReason.HOST_UNREACHABLE, "timed out"))


def closed(*, counts: bool = False) -> Closed:
    final = Reject(RejectReason.ROBOTS_DISALLOWED, "all disallowed for now")
    return Closed(NOON + timedelta(minutes=5), "robots.txt: status 503", final=final, counts=counts)


def driven[Result](waits: Waits[Result]) -> Result:
    """Returns the result of a generator without any waiting."""
    try:
        while True:
            next(waits)
    except StopIteration as done:
        result: Result = done.value
        return result


@dataclass
class Site:
    """The turn of a site: what each URL answers or raises, and the requests with their headers."""

    answers: dict[str, Response | Exception]
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def get(self, url: str, *, headers: Mapping[str, str]) -> Waits[Answer]:
        yield 0.0
        self.asked.append((url, dict(headers)))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return Answer(response=answer, robots=EVIDENCE)


@dataclass
class Memory:
    """The tables, bucket and queues that a fetch uses."""

    pages: dict[str, SeenPage] = field(default_factory=dict)
    raw: list[tuple[Fetched, bytes]] = field(default_factory=list)
    withdrawn: list[tuple[str, int]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    answered: set[tuple[str, str]] = field(default_factory=set)
    #: The words of bodies that differ from the bytes. Any other body is its own words.
    words: dict[bytes, str | None] = field(default_factory=dict)
    written: int = 0
    now: datetime = NOON

    def steps(self) -> FetchSteps:
        return FetchSteps(
            add=self.add,
            ask=self.ask,
            settle=self.settle,
            text_digest=lambda _page, body: self.words.get(body, body.decode()),
            save_raw=self.save_raw,
            withdraw=lambda page, status, _seen_at: self.withdrawn.append((page.url, status)),
            record_reject=lambda reject, **_: self.rejects.append(reject),
            now=lambda: self.now,
        )

    def add(self, url: str, *, source_id: str | None, via: tuple[str, ...] = ()) -> SeenPage | None:
        if url in self.pages:
            return None
        self.pages[url] = SeenPage(
            url=url, turn=1, source_id=source_id, via=via, want=Want.NEW, next_at=instant(self.now)
        )
        return self.pages[url]

    def ask(self, url: str, *, by: str, via: tuple[str, ...] = ()) -> SeenPage | None:
        if (url, by) in self.answered:
            return None
        known = self.pages.get(url, SeenPage(url=url, turn=0))
        asked = replace(known, turn=known.turn + 1, asked_by=by, via=via, attempts=0)
        self.pages[url] = replace(asked, want=Want.ASKED, next_at=instant(self.now))
        return self.pages[url]

    def settle(self, page: SeenPage) -> None:
        if self.pages[page.url].turn != page.turn:
            raise Skip(SkipReason.SUPERSEDED, page.url)
        self.pages[page.url] = replace(page, turn=page.turn + 1)
        self.written += 1
        if page.asked_by and not page.is_asked_for:
            self.answered.add((page.url, page.asked_by))

    def save_raw(self, page: Fetched, *, body: bytes) -> Source:
        self.raw.append((page, body))
        return Source(bucket="raw", key=f"fetched/{page.digest}", version_id=str(len(self.raw)))
