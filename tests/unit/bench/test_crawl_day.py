"""The simulated day gives the same answers as the storage, and no page is requested twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.crawl_day import aged, populate, run_day
from bench.crawl_hosts import BEGIN
from bench.crawl_world import World
from bench.traffic import Traffic, possible_share
from copydesk.crawling.http.messages import Response
from copydesk.crawling.politeness import TURN_SECONDS, Busy, Ended, Lease
from copydesk.crawling.records import SeenPage, Want, WatchedSource, source_id
from copydesk.pipeline.host_turn import CHUNK, host_turn
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import HostStore, list_due
from copydesk.storage.operations.pages import PageStore, next_wanted, wanted_of
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.unit.storage.conftest import tables

__all__ = ["tables"]

HOST = "h1.example"
SHARD = turn_shard(HOST)


def test_a_small_day_asks_for_everything_once_politely_and_in_time() -> None:
    world = World(seed=3)
    news = populate(world, articles=300, hosts=40)
    functions = run_day(world, news, minutes=240)
    assert (world.unwanted, world.violations) == (0, 0)
    assert len(world.late[Want.NEW]) > 20
    assert max(world.late[Want.ASKED]) <= 60 + 60
    assert world.overslept <= 600 + 120
    assert functions.seconds > 0
    assert all(row.state.token is None for row in world.rows.values()), "every lease was given back"


def test_functions_that_die_and_ticks_that_come_twice_change_nothing_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.crawl_day._DIE", 0.9)
    monkeypatch.setattr("bench.crawl_day._TWICE", 0.5)
    world = World(seed=4)
    news = populate(world, articles=300, hosts=10)
    functions = run_day(world, news, minutes=240)
    assert functions.died > 5
    assert (world.unwanted, world.violations) == (0, 0)


def test_a_host_with_more_than_it_can_answer_has_a_backlog_and_later_visits_are_passed_over() -> None:
    world = World(seed=5, interval=60.0)
    for number in range(100):
        late = BEGIN.timestamp() - (2 * 86_400 if number % 2 else 100)
        url = f"https://{HOST}/{number}"
        world.put(url, aged(url, 0, late + number))
    world.pass_all(HOST, BEGIN.timestamp() - 3 * 86_400)
    world.wake(HOST)
    run_day(world, [], minutes=30)
    # Pages of two days drop their visits at ten minutes, an hour and six hours. They still have the one at a day.
    assert (world.dropped, world.unwanted, world.violations) == (3 * 50, 0, 0)
    assert 20 < world.backlog < 100


def test_what_someone_asks_for_goes_before_fifty_thousand_pages_of_a_sitemap() -> None:
    """This holds during a turn too. The page waits only for the part of the list that was read at once."""
    world, asked = World(seed=6), list[str]()
    for number in range(50_000):
        world.add(f"https://{HOST}/{number:05}", source_id="sitemap")

    def ask(path: str) -> None:
        url = f"https://{HOST}/{path}"
        world.put(url, SeenPage(url=url, turn=1, want=Want.ASKED, next_at=instant(world.moment)))

    def get(url: str, *, headers: Mapping[str, str]) -> Response:
        asked.append(url.rpartition("/")[2])
        if len(asked) == 15:
            ask("second")
        return World.get(world, url, headers=headers)

    ask("first")
    steps = world.steps()
    turn = host_turn(HOST, claimed=False, steps=replace(steps, polite=replace(steps.polite, get=get)))
    until = world.now + TURN_SECONDS
    while (moment := next(turn)) <= until:
        world.now = max(world.now, moment)
    turn.close()
    assert asked[0] == "first"
    assert asked.index("second") - 15 <= CHUNK
    assert world.backlog == 50_000 - len(asked) + 2


@pytest.fixture
def both(tables: None) -> tuple[World, HostStore]:
    world = World(seed=1)
    return world, HostStore(interval=1.0, now=lambda: world.moment)


def due(world: World) -> tuple[list[str], list[str]]:
    stored = [each.host for each in list_due(SHARD, world.moment)]
    simulated = [host for host, row in world.rows.items() if row.due is not None and row.due <= world.now]
    return sorted(stored), sorted(simulated)


def test_hosts_are_handed_out_leased_and_woken_as_the_storage_does_it(both: tuple[World, HostStore]) -> None:
    world, store = both
    for step in range(40):
        world.now = BEGIN.timestamp() + 13 * step
        now_due, simulated = due(world)
        assert now_due == simulated, step
        if step % 5 == 0:
            store.wake(HOST)
            world.wake(HOST)
        for each in list_due(SHARD, world.moment):
            assert store.claim(each) == world.claim(each.host)
        leases = store.begin(HOST, claimed=True), world.begin(HOST, claimed=True)
        assert type(leases[0]) is type(leases[1])
        if step % 7 == 3:
            store.wake(HOST)
            world.wake(HOST)
        for lease, end in zip(leases, (store.end, world.end), strict=True):
            if isinstance(lease, Lease) and step % 3:
                ended = Ended(
                    interval=1.0, next_at=world.now + 2, failures=0, failing_since=None, used=1, due_at=world.now + 30
                )
                end(lease, ended)
            elif isinstance(lease, Busy):
                assert (lease.is_held, lease.is_over) == (leases[0].is_held, leases[0].is_over)  # type: ignore[union-attr]


def test_what_is_wanted_comes_in_the_order_of_the_storage(both: tuple[World, HostStore]) -> None:
    world, _ = both
    store, moment = PageStore(now=lambda: world.moment), world.moment
    for number in range(12):
        url, at = f"https://{HOST}/{number}", instant(moment + timedelta(minutes=number % 5 - 2))
        page = store.add(url, source_id=None)
        assert page is not None
        want = (Want.NEW, Want.REVISIT)[number % 2]
        changed = replace(page, want=want, next_at=at)
        store.settle(changed)
        world.put(url, replace(changed, turn=2))
    feed = f"https://{HOST}/feed.xml"
    source = WatchedSource(source_id=source_id(feed), url=feed, next_at=instant(moment), added_at=instant(moment))
    SourceStore().add(source)
    world.put(feed, source)
    stored, simulated = wanted_of(HOST, 5, moment), world.wanted_of(HOST, 5)
    assert [item.next_at for item in stored] == [item.next_at for item in simulated]
    assert [isinstance(item, SeenPage) for item in stored] == [isinstance(item, SeenPage) for item in simulated]
    first = {want: datetime.fromisoformat(at).timestamp() for want, at in next_wanted(HOST, []).items()}
    outlook = world.outlook(HOST, [])
    assert outlook.visit_at == first[Want.REVISIT]
    assert outlook.urgent_at == min(first[Want.ASKED], first[Want.NEW])


def test_of_many_requests_only_those_within_each_sites_budget_are_possible() -> None:
    assert possible_share(240e6, Traffic(), budget=86_400) == pytest.approx(0.58, abs=0.02)
    assert datetime.fromtimestamp(BEGIN.timestamp(), UTC) == BEGIN
