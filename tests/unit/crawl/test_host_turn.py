"""These tests check a turn: the order of its requests, what ends it, and the host's row after it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from copydesk.crawling.aging import AgedPage
from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.messages import Response
from copydesk.crawling.politeness import LOOK_AGAIN, MOST_ATTEMPTS, Busy, Ended, HostState, Lease
from copydesk.crawling.records import Reading, SeenPage, Want, Wanted, WatchedSource, source_id
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.turns import Politeness
from copydesk.crawling.visits import AGES, PATIENCE
from copydesk.errors import Retry
from copydesk.model import Source
from copydesk.pipeline.host_turn import HostTurnSteps, LogEvent, Outlook, host_turn
from copydesk.pipeline.sources import SourcesSteps
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of
from tests.unit.crawl.making import NOON, Memory, response

HOST = "news.example.org"
HOME = f"https://{HOST}/"
OTHER = "https://elsewhere.example.org/story"
AGO = instant(NOON - timedelta(minutes=5))
NOW = NOON.timestamp()


def page(name: str, want: Want = Want.NEW, **fields: object) -> SeenPage:
    return replace(SeenPage(url=f"{HOME}{name}", turn=1, want=want, next_at=AGO), **fields)  # type: ignore[arg-type]


@dataclass
class World:
    """A host with a free lease, its pages and sources, and the site's answers. An unlisted URL answers 200."""

    answers: dict[str, Response | BaseException] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    sources: dict[str, WatchedSource] = field(default_factory=dict)
    state: HostState = field(default_factory=lambda: HostState(interval=1.0))
    busy: list[Busy] = field(default_factory=list)
    broken: Exception | None = None
    robots: CachedRobots | None = None
    asked: list[str] = field(default_factory=list)
    ends: list[Ended] = field(default_factory=list)
    started: list[SeenPage] = field(default_factory=list)
    woken: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    told: list[LogEvent] = field(default_factory=list)
    bugs: list[tuple[str, Exception]] = field(default_factory=list)
    #: The index still shows these pages, although they were settled.
    stale: list[Wanted] = field(default_factory=list)
    late_index: list[SeenPage] = field(default_factory=list)
    looks: int = 0
    now: datetime = NOON

    def __post_init__(self) -> None:
        text = "User-agent: *\nDisallow: /private\n"
        self.robots = self.robots or CachedRobots(
            origin=f"https://{HOST}", state=RobotsState.RULES, fetched_at=NOON, text=text
        )

    def add(self, *items: Wanted) -> None:
        for item in items:
            if isinstance(item, SeenPage):
                self.memory.pages[item.url] = item
            else:
                self.sources[item.source_id] = item

    def steps(self) -> HostTurnSteps:
        return HostTurnSteps(
            polite=Politeness(
                begin=self.begin, end=self.end, load_robots=lambda _origin: self.robots, save_robots=lambda _: None,
                get=self.get, interval=1.0, now=lambda: self.now,
            ),
            wanted=self.wanted,
            aged=self.aged,
            count_aged=lambda _host, after, until: len([at for at, _ in self.aging() if after < at <= until]),
            load=self.memory.pages.get,
            outlook=self.outlook,
            start=self.started.append,
            wake=self.woken.append,
            pages=replace(self.memory.steps(), now=lambda: self.now),
            sources=SourcesSteps(settle=self.settle_source, hand_on=self.readings.append, now=lambda: self.now),
            report=self.told.append,
            failed=lambda url, bug: self.bugs.append((url, bug)),
            now=lambda: self.now,
        )  # fmt: skip

    def begin(self, host: str, *, claimed: bool) -> Lease | Busy:  # noqa: ARG002  # the storage's tests ask for it
        if self.broken:
            raise self.broken
        if self.busy:
            return self.busy.pop(0)
        return Lease(host=host, token="t", taken_at=NOW, state=self.state)

    def end(self, _lease: Lease, ended: Ended) -> None:
        self.ends.append(ended)

    def get(self, url: str, *, headers: Mapping[str, str]) -> Response:  # noqa: ARG002  # of no use to this site
        self.asked.append(url)
        answer = self.answers.get(url, response(200, url.encode(), url=url))
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def settle_source(self, source: WatchedSource) -> None:
        assert self.sources[source.source_id].turn == source.turn
        self.sources[source.source_id] = replace(source, turn=source.turn + 1)

    def everything(self) -> list[Wanted]:
        found: list[Wanted] = [*self.memory.pages.values(), *self.sources.values()]
        return [each for each in found if host_of(_address(each)) == HOST and each.next_at is not None]

    def wanted(self, _host: str, limit: int) -> Sequence[Wanted]:
        due = [each for each in self.everything() if (each.next_at or "") <= instant(self.now)]
        return sorted(due, key=lambda each: (_want(each), each.next_at))[:limit]

    def aging(self) -> list[tuple[str, str]]:
        known = [*self.memory.pages.values(), *self.late_index]
        ages = (each for each in known if each.want is Want.AGING and host_of(each.url) == HOST)
        return sorted((each.since or "", each.url) for each in ages)

    def aged(self, _host: str, after: str, limit: int) -> Sequence[AgedPage]:
        self.looks += 1
        found = [AgedPage(since=since, url=url) for since, url in self.aging() if since > after]
        return found[:limit]

    def outlook(self, _host: str, settled: Collection[Wanted]) -> Outlook:
        old = {each.url for each in settled}
        left = [each for each in [*self.everything(), *self.stale] if each.url not in old]
        moments = [(_want(each), datetime.fromisoformat(each.next_at or "").timestamp()) for each in left]
        return Outlook(
            urgent_at=min((at for want, at in moments if want is not Want.REVISIT), default=None),
            visit_at=min((at for want, at in moments if want is Want.REVISIT), default=None),
            backlog=sum(at <= self.now.timestamp() for _, at in moments),
        )

    def run(self, *asked: SeenPage, claimed: bool = True, most: float = 50.0) -> None:
        """Drives a turn and moves the clock to each moment that the turn waits for.

        It closes the turn if that is too late.
        """
        turn = host_turn(HOST, claimed=claimed, requested=asked, steps=self.steps())
        for moment in turn:
            if moment > NOW + most:
                turn.close()
            else:
                self.now = max(self.now, datetime.fromtimestamp(moment, UTC))

    @property
    def paths(self) -> list[str]:
        return [url.removeprefix(HOME) for url in self.asked]


def _want(item: Wanted) -> Want:
    return item.want if isinstance(item, SeenPage) else Want.ASKED


def _address(item: Wanted) -> str:
    return item.url if isinstance(item, SeenPage) else item.address


def watched(name: str = "feed.xml") -> WatchedSource:
    url = f"{HOME}{name}"
    return WatchedSource(source_id=source_id(url), url=url, added_at=AGO, next_at=AGO)


def test_all_that_is_due_is_asked_for_in_its_order_an_interval_apart() -> None:
    world = World()
    world.add(page("known", Want.REVISIT), page("new"), page("asked", Want.ASKED), watched())
    world.add(page("later", Want.REVISIT, next_at=instant(NOON + timedelta(hours=1))))
    world.run()
    assert world.paths == ["asked", "feed.xml", "new", "known"]
    (ended,) = world.ends
    assert (ended.used, ended.next_at) == (4, NOW + 4.0)
    assert (ended.due_at, ended.backlog) == (NOW + AGES[0] + PATIENCE[0], 0)


def test_the_next_turn_is_due_when_the_first_page_is_wanted_again() -> None:
    world = World()
    world.add(page("new"))
    world.run()
    assert [ended.due_at for ended in world.ends] == [NOW + AGES[0] + PATIENCE[0]]


def test_a_host_of_which_nothing_is_wanted_is_looked_at_twice_more_and_then_sleeps() -> None:
    """The index may show a page hours late, so the host is looked at again."""
    world = World()
    world.add(page("last", Want.REVISIT, visits=9))
    for requests in (1, 1, 0):
        world.state = HostState(interval=1.0, requests=requests)
        world.run()
    assert [(ended.due_at, ended.used) for ended in world.ends] == [
        (NOW + LOOK_AGAIN, 1),
        (NOW + LOOK_AGAIN, 0),
        (inf, 0),
    ]


def test_a_turn_ends_with_its_time_and_says_what_is_left() -> None:
    world = World()
    world.add(*(page(f"{number:02}") for number in range(70)))
    world.run()
    assert len(world.asked) == 51
    (ended,) = world.ends
    assert (ended.backlog, ended.due_at, ended.next_at) == (19, NOW + 51.0, NOW + 51.0)
    assert world.looks == 0, "visits by age come after them"


def test_what_the_index_shows_too_late_is_not_asked_for_again_nor_waited_for() -> None:
    world = World()
    world.add(page("new"))
    world.stale.append(page("new"))
    world.run()
    assert world.paths == ["new"]
    assert [ended.due_at for ended in world.ends] == [NOW + AGES[0] + PATIENCE[0]]


def test_a_page_that_someone_asks_for_is_fetched_though_the_index_does_not_show_it() -> None:
    world = World()
    asked = world.memory.ask(f"{HOME}asked", by="m-1", via=())
    assert asked is not None
    world.add(page("new"))
    world.run(asked, claimed=False)
    assert world.paths == ["asked", "new"]


def test_a_page_that_someone_asks_for_is_wanted_still_if_the_turn_ends_before_it() -> None:
    world = World()
    asked = page("asked", Want.ASKED)
    world.memory.pages[asked.url] = replace(asked, next_at=None)  # the index does not show the page
    world.state = HostState(interval=1.0, next_at=NOW + 100)
    world.run(asked, claimed=False)
    assert world.asked == []
    assert [ended.due_at for ended in world.ends] == [NOW + 100]


HELD, OVER = Busy(free_at=NOW + 60, is_held=True, is_over=False), Busy(free_at=NOW, is_held=False, is_over=True)


@pytest.mark.parametrize("busy", [HELD, OVER], ids=["held", "over"])
def test_a_host_that_another_has_or_whose_turn_was_had_is_left_alone(busy: Busy) -> None:
    world = World(busy=[busy])
    world.add(page("new"))
    world.run()
    assert (world.asked, world.ends) == ([], [])


def test_a_host_whose_lease_cannot_be_written_is_left_to_its_row() -> None:
    world = World(broken=Retry("throttled"))
    world.add(page("new"))
    world.run()
    assert (world.asked, world.ends) == ([], [])
    assert world.told == [("retried", {"host": HOST, "detail": "throttled"})]


def test_a_moment_too_early_is_waited_for() -> None:
    world = World(busy=[Busy(free_at=NOW + 0.4, is_held=False, is_over=False)])
    world.add(page("new"))
    world.run()
    assert world.paths == ["new"]
    assert world.now == NOON + timedelta(seconds=0.4)


def test_a_redirect_within_the_host_is_followed_in_the_same_turn_and_first() -> None:
    world = World({f"{HOME}old": response(301, url=f"{HOME}old", location="/moved")})
    world.add(page("old"), page("other", next_at=instant(NOON - timedelta(minutes=1))))
    world.run()
    assert world.paths == ["old", "moved", "other"]


@pytest.mark.parametrize(("want", "started", "woken"), [(Want.ASKED, 1, 0), (Want.NEW, 0, 1)])
def test_a_redirect_to_another_host_is_started_for_who_asked_and_left_to_the_tick_for_others(
    want: Want, started: int, woken: int
) -> None:
    world = World({f"{HOME}old": response(301, url=f"{HOME}old", location=OTHER)})
    world.add(page("old", want, asked_by="m-1"))
    world.run()
    assert world.paths == ["old"]
    assert [each.url for each in world.started] == [OTHER] * started
    assert world.woken == ["elsewhere.example.org"] * woken


def test_a_source_that_moved_within_its_host_is_read_in_the_same_turn() -> None:
    feed = f"{HOME}feed.xml"
    world = World({feed: response(302, url=feed, location="/new.xml")})
    world.add(watched())
    world.run()
    assert world.paths == ["feed.xml", "new.xml"]
    assert [reading.url for reading in world.readings] == [f"{HOME}new.xml"]


def test_what_a_source_brings_is_fetched_in_the_same_turn_if_it_comes_within_seconds() -> None:
    world = World()
    world.add(watched())
    turn = host_turn(HOST, claimed=True, steps=world.steps())
    waited = []
    for moment in turn:
        waited.append(moment - NOW)
        world.now = max(world.now, datetime.fromtimestamp(moment, UTC))
        if world.readings and world.now > NOON:
            world.add(page("news"))
            world.readings.clear()
    assert world.paths == ["feed.xml", "news"]
    assert max(waited) == 4.5, "and no longer"


def test_a_source_without_news_is_not_waited_for() -> None:
    feed = f"{HOME}feed.xml"
    world = World({feed: response(304, url=feed)})
    world.add(watched())
    world.run()
    assert world.now == NOON


def test_while_robots_txt_cannot_be_read_the_host_waits_and_its_pages_with_it() -> None:
    down = CachedRobots(
        origin=f"https://{HOST}", state=RobotsState.UNREACHABLE, fetched_at=NOON, failures=1, unreachable_since=NOON
    )
    world = World(robots=down)
    world.add(page("new"), page("newer"))
    world.run()
    assert world.asked == []
    assert [ended.due_at for ended in world.ends] == [NOW + 300]
    assert world.memory.pages == {each.url: each for each in (page("new"), page("newer"))}


def test_a_fault_of_aws_ends_the_turn_and_the_host_comes_again_in_a_minute() -> None:
    world = World()
    world.add(page("new"), page("newer"))
    world.memory.settle = _throttled  # type: ignore[method-assign,assignment]
    world.run()
    assert world.paths == ["new"]
    assert [ended.due_at for ended in world.ends] == [NOW + 60]
    assert [event for event, _ in world.told] == ["retried", "ended"]


def _throttled(_page: SeenPage) -> None:
    raise Retry("throttled")


def test_a_page_that_meets_a_bug_costs_its_neighbours_nothing_and_waits_a_day_in_the_end() -> None:
    world = World({f"{HOME}bad": ZeroDivisionError()})
    world.add(page("bad"), page("good", next_at=instant(NOON - timedelta(minutes=1))))
    world.run()
    assert (world.paths.count("bad"), world.paths.count("good")) == (MOST_ATTEMPTS, 1)
    assert [url for url, _ in world.bugs] == [f"{HOME}bad"] * MOST_ATTEMPTS
    bad = world.memory.pages[f"{HOME}bad"]
    assert bad.next_at is not None
    assert bad.next_at >= instant(NOON + timedelta(days=1))


def test_a_source_that_meets_a_bug_is_put_off() -> None:
    world = World({f"{HOME}feed.xml": ZeroDivisionError()})
    world.add(watched())
    world.run()
    assert world.paths == ["feed.xml"]
    (source,) = world.sources.values()
    assert source.next_at == instant(NOON + timedelta(minutes=10))


def test_after_a_crash_each_attempt_is_noted_before_it_is_made() -> None:
    """One of the pages may have ended the function. After the second crash the page waits a day without a request."""
    broken = HostState(interval=1.0, next_at=NOW - 1, token="of a holder that vanished")
    world = World({f"{HOME}bomb": SystemExit()}, state=broken)
    world.add(page("bomb"))
    for attempts in (1, 2):
        with pytest.raises(SystemExit):
            world.run()
        assert world.memory.pages[f"{HOME}bomb"].attempts == attempts
    world.run()
    assert world.paths == ["bomb"] * 2
    assert world.memory.pages[f"{HOME}bomb"].next_at == instant(NOON + timedelta(days=1))


def test_a_good_page_after_a_crash_is_as_before_once_it_is_fetched() -> None:
    world = World(state=HostState(interval=1.0, next_at=NOW - 1, token="of a holder that vanished"))
    world.add(page("good"), watched())
    world.run()
    good = world.memory.pages[f"{HOME}good"]
    assert (good.attempts, good.visits) == (0, 1)
    assert len(world.readings) == 1


def test_visits_that_found_no_room_for_a_day_are_passed_over_and_counted() -> None:
    late = instant(NOON - timedelta(days=1, seconds=1))
    world = World()
    world.add(
        page("late", Want.REVISIT, next_at=late, visits=2), page("missing", Want.REVISIT, next_at=late, missing=1)
    )
    world.add(page("old-news", next_at=late), page("due", Want.REVISIT))
    world.run()
    assert world.paths == ["old-news", "missing", "due"]
    assert [ended.dropped for ended in world.ends] == [1]
    passed = world.memory.pages[f"{HOME}late"]
    assert passed.next_at is not None
    assert (passed.visits, passed.next_at > instant(NOON)) == (3, True)


def aging(name: str, age: float) -> SeenPage:
    """Returns a page that was first fetched so many seconds ago."""
    since = instant(NOON - timedelta(seconds=age))
    return page(name, Want.AGING, since=since, next_at=None, visits=1, etag='"1"', raw=Source(bucket="b", key="k"))


def test_visits_by_age_come_after_all_else_and_only_their_host_knows_of_them() -> None:
    world = World({f"{HOME}old": response(304), f"{HOME}young": response(304), f"{HOME}oldest": response(304)})
    world.add(aging("young", AGES[0] + 20), aging("old", AGES[3] + 30), aging("oldest", AGES[4] - 5), page("new"))
    before = dict(world.memory.pages)
    world.run()
    assert world.paths == ["new", "old", "young"]
    assert {name: world.memory.pages[name] for name in before if "new" not in name} == {
        name: known for name, known in before.items() if "new" not in name
    }
    (ended,) = world.ends
    assert ended.passed[0] == before[f"{HOME}young"].since
    assert ended.passed[3] == before[f"{HOME}old"].since
    assert ended.due_at == NOW + AGES[0] + PATIENCE[0]


def test_a_turn_knows_how_far_the_one_before_came() -> None:
    world = World({f"{HOME}{name}": response(304) for name in ("young", "old")})
    world.add(aging("young", AGES[0] + 20), aging("old", AGES[3] + 30))
    world.run()
    world.state = HostState(interval=1.0, passed=world.ends[0].passed)
    world.run()
    assert world.paths == ["old", "young"]
    assert world.ends[1].passed == world.ends[0].passed


@pytest.mark.parametrize(
    ("answer", "attempts"),
    [(Unreachable(FailureKind.TIMED_OUT), 1), (ValueError("a bug"), 1), (response(404), 0)],
    ids=["no answer", "a bug", "missing"],
)
def test_a_visit_by_age_that_fails_is_tried_again_at_a_time_of_its_own(
    answer: Response | Exception, attempts: int
) -> None:
    world = World({f"{HOME}young": answer})
    world.add(aging("young", AGES[0] + 20))
    world.run(most=0.5)
    young = world.memory.pages[f"{HOME}young"]
    assert (young.attempts, young.want, young.since) == (attempts, Want.REVISIT, None)
    assert young.next_at is not None
    assert world.ends[0].passed[0] == instant(NOON - timedelta(seconds=AGES[0] + 20))


def test_a_visit_by_age_that_aws_breaks_off_is_had_by_the_next_turn() -> None:
    world = World({f"{HOME}young": Retry("throttled")})
    world.add(aging("young", AGES[0] + 20))
    world.run()
    assert world.ends[0].passed[0] < instant(NOON - timedelta(seconds=AGES[0] + 20))


def test_a_page_that_got_a_time_of_its_own_is_passed_by() -> None:
    """The index is a moment late."""
    world = World()
    world.add(replace(aging("young", AGES[0] + 20), want=Want.REVISIT, next_at=instant(NOON + timedelta(hours=1))))
    world.late_index.append(aging("young", AGES[0] + 20))
    world.run()
    assert world.asked == []
    assert world.ends[0].passed[0] == instant(NOON - timedelta(seconds=AGES[0] + 20))


def test_pages_that_are_never_asked_for_take_no_time_from_others() -> None:
    world = World()
    world.add(*(page(f"private/{number}") for number in range(30)), page("public", Want.REVISIT))
    world.run()
    assert world.paths == ["public"]
    assert world.now == NOON
    assert len(world.memory.rejects) == 30
