"""These tests fetch one page: robots.txt first, then each redirect, and every failure has a plain message."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from copydesk.cli.fetching import HastyFetcher, Page, fetch, hasty_fetcher
from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.messages import Response
from copydesk.errors import Reject, RejectReason
from copydesk.stack.problems import Problem

STORY = "https://news.example.org/story"
ROBOTS = "https://news.example.org/robots.txt"

type Site = Mapping[str, tuple[int, str] | Exception]


class Web:
    """A web of a few answers that keeps the requests."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.asked: list[str] = []
        self.waited: list[float] = []

    def get(self, url: str, *, headers: Mapping[str, str]) -> Response:  # noqa: ARG002  # of no use to these sites
        self.asked.append(url)
        answer = self._site.get(url, (404, ""))
        if isinstance(answer, Exception):
            raise answer
        status, said = answer
        told = {"location": said} if 300 <= status < 400 else {"content-type": "text/html; charset=utf-8"}
        body = said.encode() if status == 200 else b""
        return Response(url=url, status=status, headers=tuple(told.items()), body=body, address="192.0.2.1")

    def fetch(self, url: str = STORY) -> Page:
        return fetch(url, get=self.get, now=lambda: datetime(2026, 11, 24, tzinfo=UTC), pause=self.waited.append)


def test_robots_txt_is_read_before_the_page_and_the_page_a_moment_later() -> None:
    web = Web({ROBOTS: (200, "User-agent: *\nAllow: /"), STORY: (200, "<p>Hello")})
    page = web.fetch()
    assert web.asked == [ROBOTS, STORY]
    assert web.waited == [1.0]
    assert (page.body, page.content_type) == (b"<p>Hello", "text/html; charset=utf-8")
    assert "allowed" in page.robots


def test_a_page_that_robots_txt_disallows_is_not_asked_for() -> None:
    web = Web({ROBOTS: (200, "User-agent: copydesk\nDisallow: /story"), STORY: (200, "<p>Hello")})
    with pytest.raises(Problem, match=r"robots_disallowed: .*Disallow: /story") as caught:
        web.fetch()
    assert web.asked == [ROBOTS]
    assert "name the file" in caught.value.remedy


def test_redirects_are_followed_with_the_robots_txt_of_each_host() -> None:
    other = "https://www.example.org/story"
    web = Web({STORY: (301, other), other: (200, "<p>Hello")})
    assert web.fetch().url == other
    assert web.asked == [ROBOTS, STORY, "https://www.example.org/robots.txt", other]


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({STORY: (404, "")}, "answers 404"),
        ({STORY: (200, ""), ROBOTS: (503, "")}, "all disallowed for now"),
        ({STORY: (503, "")}, "does not answer: 503"),
        ({STORY: (302, STORY)}, "too_many_redirects"),
        ({STORY: (302, "http://")}, "is not fetched"),
        ({STORY: Unreachable(FailureKind.DNS_FAILURE, "no such host")}, "does not answer: dns_failure: no such host"),
        ({STORY: Reject(RejectReason.FORBIDDEN_ADDRESS, "127.0.0.1")}, "forbidden_address: 127.0.0.1"),
        ({STORY: Reject(RejectReason.TOO_LARGE, "10 MB")}, "too_large"),
    ],
)
def test_what_cannot_be_had_is_said(site: Site, said: str) -> None:
    with pytest.raises(Problem, match=said):
        Web(site).fetch()


@pytest.mark.parametrize("url", ["http://", "http://user@example.org:99999/", "https://exa mple.org/"])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(Problem, match="invalid_url"):
        Web({}).fetch(url)


def test_a_robots_txt_that_redirects_for_ever_ends() -> None:
    hops: Site = {ROBOTS: (301, f"{ROBOTS}?1"), **{f"{ROBOTS}?{n}": (301, f"{ROBOTS}?{n + 1}") for n in range(1, 30)}}
    web = Web({**hops, STORY: (200, "<p>Hello")})
    assert web.fetch().body == b"<p>Hello"
    assert len(web.asked) < 10


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Slow:
    """A web with a clock. Each answer takes `takes` seconds."""

    def __init__(self, site: Site, *, takes: float = 0.0) -> None:
        self.web, self.takes, self.time, self.given = Web(site), takes, 0.0, list[float]()
        self.fetcher = HastyFetcher(
            seconds=20, get=self.get, now=lambda: NOON + timedelta(seconds=self.time), pause=self.pause,
            clock=lambda: self.time,
        )  # fmt: skip

    def get(self, url: str, *, headers: Mapping[str, str], seconds: Callable[[], float]) -> Response:
        self.given.append(seconds())
        if self.takes > seconds():
            self.time += seconds()
            raise Unreachable(FailureKind.TIMED_OUT, "not finished in time")
        self.time += self.takes
        return self.web.get(url, headers=headers)

    def pause(self, seconds: float) -> None:
        self.time += seconds


def test_a_fetch_in_haste_gives_each_request_what_is_left_of_its_time() -> None:
    slow = Slow({STORY: (200, "<p>Hello")}, takes=5)
    assert slow.fetcher(STORY).body == b"<p>Hello"
    assert slow.given == [20, 14]


def test_a_fetch_in_haste_ends_when_its_time_is_over() -> None:
    slow = Slow({STORY: (302, f"{STORY}/a"), f"{STORY}/a": (302, f"{STORY}/b")}, takes=8)
    with pytest.raises(Problem, match="not finished in time"):
        slow.fetcher(STORY)
    assert slow.time <= 20


def test_a_pause_that_is_too_long_is_not_waited_for_but_kept() -> None:
    slow = Slow({ROBOTS: (200, "User-agent: *\nCrawl-delay: 45"), STORY: (200, "<p>Hello")})
    for left in (45, 44):
        with pytest.raises(Problem, match=f"left alone for another {left} s"):
            slow.fetcher(STORY)
        slow.time += 1
    slow.time = 45
    assert slow.fetcher(STORY).body == b"<p>Hello"
    assert slow.web.asked == [ROBOTS, STORY]


def test_two_fetches_in_haste_never_go_side_by_side() -> None:
    began, end = Event(), Event()

    def get(url: str, **_: object) -> Response:
        began.set()
        assert end.wait(10)
        return Response(url=url, status=404, headers=(), body=b"", address="192.0.2.1")

    fetcher = HastyFetcher(seconds=20, get=get, now=lambda: NOON, pause=lambda _: None)

    def first() -> None:
        with pytest.raises(Problem, match="404"):
            fetcher(STORY)

    thread = Thread(target=first)
    thread.start()
    assert began.wait(10)
    with pytest.raises(Problem, match="Another page is being fetched"):
        fetcher(STORY)
    end.set()
    thread.join()
    with pytest.raises(Problem, match="404"):
        fetcher(STORY)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/feed.xml", "http://[::1]/", "http://10.0.0.1/", "http://169.254.1.1/"]
)
def test_a_fetch_in_haste_asks_no_private_address(url: str) -> None:
    with pytest.raises(Problem, match="forbidden_address"):
        hasty_fetcher(5)(url)
