"""These tests check the results of a reading: the wanted pages, and when the source is read again or given up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from copydesk.crawling.choosing import Choice
from copydesk.crawling.listings import Entry
from copydesk.crawling.records import Reading, SourceStatus, WatchedSource, source_id
from copydesk.crawling.turns import Closed
from copydesk.crawling.visits import LONGEST_WAIT, MOST_FAILURES, SHORTEST_WAIT
from copydesk.errors import Skip
from copydesk.pipeline.discover import DiscoverSteps, read_listing_of_source
from copydesk.pipeline.sources import Failed, Handed, Moved, Outcome, Read, SourcesSteps, read_source
from copydesk.web.timestamps import instant
from tests.unit.crawl.making import NOON, Site, closed, driven, response, unanswered

HOME = "https://news.example.org/"
FEED = f"{HOME}feed.xml"


def feed(*paths: str, date: str = "Tue, 24 Nov 2026 10:00:00 GMT") -> bytes:
    items = "".join(f"<item><link>{HOME}{path}</link><pubDate>{date}</pubDate></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


def source(url: str = FEED, **fields: Any) -> WatchedSource:
    start = WatchedSource(source_id=source_id(url), url=url, added_at="2026-11-01T00:00:00.000000Z")
    return replace(start, **fields)


@dataclass
class Desk:
    """The sources table, the known entries of sources, and the queue to discover."""

    sources: dict[str, WatchedSource] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    enqueued: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    known: dict[str, bytes] = field(default_factory=dict)
    woken: list[tuple[str, str | None]] = field(default_factory=list)
    settled: int = 0
    now: datetime = NOON

    def read(self, site: Site, watched: WatchedSource | None = None) -> Outcome:
        """Reads a source in a turn, and gives its listing to discover."""
        outcome = self.ask(site, watched)
        if not isinstance(outcome, Handed):
            return outcome
        return read_listing_of_source(self.readings.pop(), steps=self.steps())

    def ask(self, site: Site, watched: WatchedSource | None = None) -> Outcome:
        if watched:
            self.sources[watched.source_id] = watched
        [known] = [each for each in self.sources.values() if each.parent is None]
        steps = SourcesSteps(settle=self.settle, hand_on=self.readings.append, now=lambda: self.now)
        return driven(read_source(known, site, steps=steps))  # type: ignore[arg-type]  # only `get` is asked of it

    def steps(self) -> DiscoverSteps:
        return DiscoverSteps(
            load=self.sources.get,
            settle=self.settle,
            add_source=self.add,
            enqueue=self.enqueue,
            wake=lambda host, at: self.woken.append((host, at)),
            known=lambda source_id: self.known.get(source_id, b""),
            keep_known=self.known.__setitem__,
            now=lambda: self.now,
        )

    def settle(self, watched: WatchedSource) -> None:
        assert self.sources[watched.source_id].turn == watched.turn
        self.sources[watched.source_id] = replace(watched, turn=watched.turn + 1)
        self.settled += 1

    def add(self, watched: WatchedSource) -> bool:
        return self.sources.setdefault(watched.source_id, watched) is watched

    def enqueue(self, entries: Sequence[Entry], _source_id: str) -> int:
        new = [entry.url for entry in entries if entry.url not in self.seen]
        self.seen |= set(new)
        self.enqueued += new
        return len(new)

    @property
    def source(self) -> WatchedSource:
        [found] = [each for each in self.sources.values() if each.parent is None]
        return found


def test_new_entries_are_enqueued_once_and_the_next_reading_comes_sooner() -> None:
    desk = Desk()
    outcome = desk.read(Site({FEED: response(200, feed("a", "b"), url=FEED, etag='"1"')}), source())
    assert isinstance(outcome, Read)
    assert (outcome.entries, outcome.enqueued) == (2, 2)
    assert desk.enqueued == [f"{HOME}a", f"{HOME}b"]
    assert (desk.source.kind, desk.source.wait_seconds, desk.source.enqueued) == ("rss", 300, 2)
    assert desk.source.next_at == instant(NOON + timedelta(seconds=300))
    site = Site({FEED: response(200, feed("c", "a", "b"), url=FEED)})
    desk.read(site)
    assert desk.enqueued[2:] == [f"{HOME}c"]
    assert site.asked == [(FEED, {"If-None-Match": '"1"'})]


@pytest.mark.parametrize("answer", [response(304, url=FEED), response(200, feed("a"), url=FEED)], ids=["304", "same"])
def test_a_source_without_news_is_read_less_and_less_often(answer: object) -> None:
    desk = Desk()
    desk.read(Site({FEED: response(200, feed("a"), url=FEED)}), source())
    waits = []
    for _ in range(20):
        desk.read(Site({FEED: answer}))  # type: ignore[dict-item]
        waits.append(desk.source.wait_seconds)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert desk.enqueued == [f"{HOME}a"]


def test_a_source_with_news_each_time_is_read_as_often_as_can_be() -> None:
    desk = Desk({source().source_id: source()})
    for number in range(10):
        desk.read(Site({FEED: response(200, feed(f"story-{number}"), url=FEED)}))
    assert desk.source.wait_seconds == SHORTEST_WAIT


def test_an_interval_that_was_set_stays() -> None:
    desk = Desk()
    desk.read(Site({FEED: response(200, feed("a"), url=FEED)}), source(interval_seconds=900))
    assert desk.source.next_at == instant(NOON + timedelta(seconds=900))


def test_only_what_is_wanted_is_enqueued_and_the_rest_is_counted() -> None:
    body = feed("news/a", "sport/b") + b""
    choice = Choice(include=("/news/*",))
    outcome = Desk().read(Site({FEED: response(200, body, url=FEED)}), source(choice=choice))
    assert isinstance(outcome, Read)
    assert (outcome.enqueued, dict(outcome.left_out)) == (1, {"not_included": 1})


def test_a_home_page_is_watched_by_its_feed() -> None:
    desk = Desk()
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>News</body>'
    outcome = desk.read(Site({HOME: response(200, page, url=HOME)}), source(HOME))
    assert isinstance(outcome, Moved)
    assert (desk.source.url, desk.source.feed_url, desk.source.next_at) == (HOME, FEED, instant(NOON))
    assert desk.woken == [("news.example.org", instant(NOON))]
    desk.read(Site({FEED: response(200, feed("a"), url=FEED)}))
    assert desk.enqueued == [f"{HOME}a"]


INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://news.example.org/2026.xml</loc><lastmod>2026-11-24</lastmod></sitemap>
<sitemap><loc>https://elsewhere.example.com/all.xml</loc></sitemap></sitemapindex>"""


def test_the_sitemaps_of_an_index_become_sources_if_they_are_of_its_site() -> None:
    desk = Desk()
    url = f"{HOME}sitemap.xml"
    desk.read(Site({url: response(200, INDEX, url=url)}), source(url, choice=Choice(max_age_days=7)))
    children = [each for each in desk.sources.values() if each.parent == source_id(url)]
    assert [(child.url, child.choice.max_age_days) for child in children] == [(f"{HOME}2026.xml", 7)]


def test_a_redirect_is_a_request_of_its_own_and_holds_for_one_reading() -> None:
    desk, moved = Desk(), f"{HOME}new.xml"
    outcome = desk.read(Site({FEED: response(301, url=FEED, location="/new.xml")}), source())
    assert isinstance(outcome, Moved)
    assert (desk.source.address, desk.source.via, desk.source.next_at) == (moved, (FEED,), instant(NOON))
    desk.read(Site({moved: response(200, feed("a"), url=moved)}))
    assert desk.enqueued == [f"{HOME}a"]
    assert (desk.source.address, desk.source.via) == (FEED, ())


def test_what_a_source_lists_is_known_by_what_it_listed_before() -> None:
    desk = Desk()
    desk.read(Site({FEED: response(200, feed("a", "b"), url=FEED)}), source())
    desk.seen.clear()
    desk.read(Site({FEED: response(200, feed("c", "b"), url=FEED)}))
    assert desk.enqueued == [f"{HOME}a", f"{HOME}b", f"{HOME}c"]


def test_a_source_that_says_the_same_in_other_bytes_moves_once() -> None:
    """The source was put off when its listing was handed on. A reading without news need not move it again."""
    desk = Desk()
    desk.read(Site({FEED: response(200, feed("a"), url=FEED)}), source())
    desk.woken.clear()
    assert isinstance(desk.ask(Site({FEED: response(200, feed("a") + b"<!-- 2 -->", url=FEED)})), Handed)
    put_off = desk.source.next_at
    desk.now += timedelta(seconds=7)
    read_listing_of_source(desk.readings.pop(), steps=desk.steps())
    assert desk.source.next_at == put_off
    assert (desk.woken, desk.source.wait_seconds) == ([], 450)


def test_a_source_with_news_is_read_again_sooner_and_its_host_told() -> None:
    desk = Desk()
    desk.read(Site({FEED: response(200, feed("a"), url=FEED)}), source())
    assert desk.source.next_at == instant(NOON + timedelta(seconds=300))
    assert desk.woken == [("news.example.org", desk.source.next_at)]


def test_a_reading_that_was_lost_is_read_anew() -> None:
    """Only discover changes what is known of a source."""
    desk = Desk()
    answer = response(200, feed("a"), url=FEED, etag='"1"')
    assert isinstance(desk.ask(Site({FEED: answer}), source()), Handed)
    site = Site({FEED: answer})
    assert isinstance(desk.ask(site), Handed)
    assert site.asked == [(FEED, {})]
    read_listing_of_source(desk.readings.pop(), steps=desk.steps())
    assert desk.enqueued == [f"{HOME}a"]


def test_while_its_host_is_closed_a_source_says_why_it_is_not_read() -> None:
    desk = Desk()
    with pytest.raises(Closed):
        desk.ask(Site({FEED: closed()}), source())
    assert desk.source.last_error == "robots_disallowed: all disallowed for now"
    assert desk.source.failures == 1


TROUBLE = {
    "not there": response(404, url=FEED),
    "empty": response(200, b"", url=FEED),
    "no listing": response(200, b"\x89PNG\r\n", url=FEED),
    "no answer": unanswered(),
    "a web page where a feed was": response(
        200, b"<html><body><a href='/2026/11/24/a-long-story-of-many-words'>A</a></body></html>", url=FEED
    ),
    "a redirect to itself": response(302, url=FEED, location=FEED),
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
def test_a_source_fails_alone_with_its_error_and_is_paused_in_the_end(trouble: object) -> None:
    desk = Desk()
    watched = source(kind="rss")
    outcome = desk.read(Site({FEED: trouble}), watched)  # type: ignore[dict-item]
    assert isinstance(outcome, Failed)
    assert (desk.source.failures, desk.source.status) == (1, SourceStatus.ACTIVE)
    assert desk.source.last_error == outcome.error
    for _ in range(MOST_FAILURES):
        desk.now += timedelta(hours=6)
        desk.read(Site({FEED: trouble}))  # type: ignore[dict-item]
        if desk.source.status is SourceStatus.PAUSED:
            break
    assert desk.source.failures == MOST_FAILURES
    assert desk.source.next_at is None
    assert outcome.error in (desk.source.pause_reason or "")


def test_one_success_forgets_all_failures() -> None:
    desk = Desk()
    desk.read(Site({FEED: response(200, feed("a"), url=FEED)}), source(failures=9, failing_since="2026-01-01"))
    assert (desk.source.failures, desk.source.failing_since, desk.source.last_error) == (0, None, None)


def test_ten_failures_within_a_day_do_not_pause() -> None:
    desk = Desk({source().source_id: source()})
    for _ in range(MOST_FAILURES + 5):
        desk.read(Site({FEED: unanswered()}))
    assert desk.source.status is SourceStatus.ACTIVE


@pytest.mark.parametrize("state", [{"turn": 3}, {"status": SourceStatus.PAUSED}], ids=["another turn", "paused"])
def test_a_void_reading_changes_nothing(state: dict[str, Any]) -> None:
    desk = Desk()
    desk.ask(Site({FEED: response(200, feed("a"), url=FEED)}), source())
    desk.sources[source_id(FEED)] = replace(desk.source, **state)
    assert isinstance(read_listing_of_source(desk.readings.pop(), steps=desk.steps()), Skip)
    assert desk.enqueued == []
