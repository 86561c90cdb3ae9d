"""One worker at a time has a host. It is handed out once, and none of its wanted pages is forgotten."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count, pairwise
from math import inf
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.crawling.politeness import CLAIM_SECONDS, LEASE_SECONDS, MAXIMUM_CLOCK_SKEW, TURN_ENDS, Busy, Ended, Lease
from copydesk.errors import Retry
from copydesk.storage.keys import turn_shard
from copydesk.storage.operations.hosts import DueHost, list_due, load_states
from copydesk.storage.operations.models import HostItem
from copydesk.web.timestamps import instant
from tests.sweeps import sized
from tests.unit.storage.conftest import Answer, Calls, one_by_one, race
from tests.unit.storage.host_world import START, Fate, Plan, World

HOST = "news.example"
_HOSTS = count()


@pytest.fixture
def world(tables: None) -> World:
    return World(interval=1.0)


def due(world: World, host: str = HOST) -> list[DueHost]:
    return list(list_due(turn_shard(host), START + timedelta(seconds=world.time)))


def take(world: World, host: str = HOST, *, claimed: bool = False) -> Lease:
    got = world.store().begin(host, claimed=claimed)
    assert isinstance(got, Lease), got
    return got


def busy(world: World, *, claimed: bool = False) -> Busy:
    got = world.store().begin(HOST, claimed=claimed)
    assert isinstance(got, Busy), got
    return got


def ended(world: World, *, after: float = 1.0, due_after: float | None = None, **fields: Any) -> Ended:
    now = START.timestamp() + world.time
    due_at = None if due_after is None else now + due_after
    whole: dict[str, Any] = {"interval": 1.0, "failures": 0, "failing_since": None, "used": 1} | fields
    return Ended(next_at=now + after, due_at=due_at, **whole)


plans = st.builds(
    Plan,
    clock=st.floats(-MAXIMUM_CLOCK_SKEW / 2, MAXIMUM_CLOCK_SKEW / 2),
    takes=st.one_of(st.floats(0, 3), st.just(15.0)),
    requests=st.integers(1, 40),
    fate=st.sampled_from(Fate),
    late=st.floats(0.05, 100),
    deliveries=st.integers(1, 2),
)
ticks = st.lists(st.tuples(st.floats(0, 90), st.floats(-0.5, 0.5)), min_size=4, max_size=9)


@pytest.mark.slow
@given(plans=st.lists(plans, min_size=1, max_size=5), ticks=ticks, interval=st.floats(0.1, 10), asked=st.booleans())
@settings(max_examples=sized(15, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_befalls_its_turns_a_host_is_asked_by_one_at_a_time_and_in_the_end_for_all(
    tables: None, plans: list[Plan], ticks: list[tuple[float, float]], interval: float, asked: bool
) -> None:
    world = World(interval=interval)
    hosts = [f"host-{next(_HOSTS)}.example" for _ in range(2)]
    for host in hosts:
        world.want(host, 5)
    time = 0.0
    for wait, clock in ticks:
        time += wait
        # A schedule may tick twice.
        world.at(time, lambda clock=clock: world.tick(plans, clock=clock))  # type: ignore[misc]
        world.at(time + 0.02, lambda clock=clock: world.tick(plans, clock=clock))  # type: ignore[misc]
    if asked:
        world.at(time / 2, lambda: world.begin(hosts[0], Plan(), claimed=False))
    world.run(time + 3 * CLAIM_SECONDS)
    for _ in range(40):
        if not any(world.wanted[host] for host in hosts):
            break
        world.at(world.time + 60, lambda: world.tick([Plan(requests=3)]))
        world.run(world.time + 2 * CLAIM_SECONDS)
    for host in hosts:
        for (_, end), (start, _) in pairwise(world.requests[host]):
            assert start >= end, "two requests at a time"
            # The table keeps times in milliseconds.
            assert start - end >= interval - MAXIMUM_CLOCK_SKEW - 2e-3
        assert world.wanted[host] == 0, "forgotten"


def test_a_turn_is_over_before_its_lease() -> None:
    assert TURN_ENDS + MAXIMUM_CLOCK_SKEW < LEASE_SECONDS < CLAIM_SECONDS


def test_of_eight_who_begin_a_turn_one_has_it(calls: Calls) -> None:
    world = World(interval=1.0)
    with one_by_one(calls):
        got = race(lambda: world.store().begin(HOST, claimed=False))
    assert sum(isinstance(each, Lease) for each in got) == 1


def test_of_eight_who_claim_a_host_one_has_it(calls: Calls) -> None:
    world = World(interval=1.0)
    world.store().wake(HOST)
    (seen,) = due(world)
    with one_by_one(calls):
        assert sorted(race(lambda: world.store().claim(seen))) == [False] * 7 + [True]


def test_a_claimed_turn_is_had_once_however_often_its_message_comes(world: World) -> None:
    world.store().wake(HOST)
    (seen,) = due(world)
    assert world.store().claim(seen)
    lease = take(world, claimed=True)
    assert busy(world, claimed=True).is_held
    world.store().end(lease, ended(world, due_after=60))
    world.time = 10
    assert busy(world, claimed=True).is_over


def test_a_turn_whose_message_was_lost_is_handed_out_again(world: World) -> None:
    world.store().wake(HOST)
    (seen,) = due(world)
    world.store().claim(seen)
    world.time = CLAIM_SECONDS - 1
    assert not world.store().claim(seen)
    world.time = CLAIM_SECONDS
    assert due(world) == [seen]
    assert world.store().claim(seen)


def test_a_host_whose_turn_lasts_is_not_handed_out(world: World) -> None:
    """This holds whoever began the turn. The host is due in the index until its turn ends."""
    world.store().wake(HOST)
    (seen,) = due(world)
    take(world)
    assert not world.store().claim(seen)
    world.time = LEASE_SECONDS + MAXIMUM_CLOCK_SKEW + 1.0
    assert world.store().claim(seen), "its holder is gone"


def test_a_crashed_holder_delays_its_host_by_its_lease_and_is_known_to_have_crashed(world: World) -> None:
    assert not take(world).found_broken
    world.time = LEASE_SECONDS + MAXIMUM_CLOCK_SKEW + 0.9
    assert busy(world).is_held
    world.time += 0.1
    assert take(world).found_broken


def test_a_late_holder_cannot_end_the_turn_of_another(world: World) -> None:
    late = take(world)
    world.time = 100.0
    take(world)
    assert not world.store().end(late, ended(world, after=0.0, due_after=0))
    assert busy(world).is_held


def test_the_interval_counts_from_the_end_of_the_turn(world: World) -> None:
    lease = take(world)
    world.time = 5.0
    assert world.store().end(lease, ended(world, after=2.0, due_after=2.0, interval=2.0))
    world.time = 6.9
    refused = busy(world)
    assert (refused.is_held, refused.is_over) == (False, False)
    assert refused.free_at == START.timestamp() + 7.0
    world.time = 7.0
    assert take(world).state.interval == 2.0


def test_what_is_woken_while_its_turn_lasts_is_due_as_soon_as_it_is_free(world: World) -> None:
    lease = take(world)
    world.store().wake(HOST)
    world.time = 5.0
    assert world.store().end(lease, ended(world, after=2.0, due_after=3_600.0))
    assert [each.due for each in due_at(world, 7.0)] == [instant(START + timedelta(seconds=7))]
    world.time = 8.0
    lease = take(world)
    world.store().end(lease, ended(world, due_after=3_600.0))
    assert due_at(world, 60.0) == [], "it was told once"


def due_at(world: World, time: float) -> list[DueHost]:
    return list(list_due(turn_shard(HOST), START + timedelta(seconds=time)))


def test_waking_brings_a_turn_forward_and_never_puts_it_off(world: World) -> None:
    world.store().wake(HOST, instant(START + timedelta(seconds=50)))
    assert due_at(world, 49.0) == []
    world.store().wake(HOST)
    world.store().wake(HOST, instant(START + timedelta(seconds=90)))
    assert [each.due for each in due_at(world, 0.0)] == [instant(START)]


def test_a_host_is_not_woken_before_it_may_be_asked(world: World) -> None:
    world.store().end(take(world), ended(world, after=600.0, due_after=3_600.0, failures=3, failing_since=1.0))
    world.store().wake(HOST)
    assert due_at(world, 599.0) == []
    assert len(due_at(world, 600.0)) == 1


def test_a_host_that_was_handed_out_is_not_handed_out_twice_because_it_is_woken(world: World) -> None:
    world.store().wake(HOST)
    (seen,) = due(world)
    world.store().claim(seen)
    world.time = 1.0
    world.store().wake(HOST)
    assert due(world) == [seen]
    assert not world.store().claim(seen)


def test_a_host_whose_holder_crashed_can_be_woken(world: World) -> None:
    take(world)
    world.time = LEASE_SECONDS + 10
    world.store().wake(HOST)
    assert len(due(world)) == 1


def test_a_lease_for_another_hosts_robots_txt_leaves_its_turn_where_it_was(world: World) -> None:
    world.store().wake(HOST, instant(START + timedelta(seconds=500)))
    world.store().end(take(world), ended(world))
    assert due_at(world, 499.0) == []
    assert len(due_at(world, 500.0)) == 1


def test_a_host_that_sleeps_is_in_no_list_until_it_is_woken(world: World) -> None:
    world.store().wake(HOST)
    world.store().end(take(world), ended(world, used=0, due_after=inf))
    assert due_at(world, 1e9) == []
    assert load_states([HOST])[HOST].requests == 0
    world.time = 10.0
    world.store().wake(HOST)
    assert [each.requests for each in due_at(world, 10.0)] == [1], "it is not taken for one that is idle again"


def test_the_longest_due_comes_first(world: World) -> None:
    shard, hosts = turn_shard(HOST), [HOST]
    hosts += [each for each in (f"{n}.example" for n in range(3_000)) if turn_shard(each) == shard][:10]
    for number, host in enumerate(hosts):
        world.store().wake(host, instant(START + timedelta(seconds=number * 7 % 11)))
    world.time = 11.0
    assert [each.due for each in due(world)] == sorted(each.due for each in due(world))
    assert {each.host for each in due(world)} == set(hosts)


def test_how_far_visits_by_age_came_is_kept_with_the_host(world: World) -> None:
    first = take(world)
    assert first.state.passed == ()
    world.store().end(first, ended(world))
    passed = tuple(instant(START + timedelta(days=day)) for day in range(7))
    world.time = 2.0
    world.store().end(take(world), ended(world, passed=passed))
    world.time = 4.0
    assert take(world).state.passed == passed


def test_a_day_is_counted_and_the_next_begins_anew(world: World) -> None:
    world.store().end(take(world), ended(world, used=7, dropped=2, backlog=40))
    world.time = 100.0
    world.store().end(take(world), ended(world, used=3, dropped=1))
    state = load_states([HOST])[HOST]
    assert (state.day, state.used, state.dropped, state.backlog) == ("2026-01-01", 10, 3, 0)
    world.time = 86_400.0
    world.store().end(take(world), ended(world, used=1))
    state = load_states([HOST])[HOST]
    assert (state.day, state.used, state.dropped) == ("2026-01-02", 1, 0)
    assert load_states(["never.example"]) == {}


def test_what_a_turn_costs(world: World, calls: Calls) -> None:
    world.store().wake(HOST)
    (seen,) = due(world)
    calls.made.clear()
    world.store().claim(seen)
    world.store().end(take(world, claimed=True), ended(world, due_after=60))
    assert calls.names == ["UpdateItem"] * 3


def test_a_lease_whose_answer_was_lost_is_still_held(world: World, calls: Calls) -> None:
    def twice(_name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        call()
        return call()

    calls.around = twice
    lease = take(world)
    assert not world.store().end(lease, ended(world)), "the second try finds it gone"
    assert HostItem.get(f"HOST#{HOST}", "TURN").token is None


@pytest.mark.parametrize(
    "fault",
    [
        ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem"),
        ClientError({"Error": {"Code": "InternalServerError"}}, "UpdateItem"),
        ReadTimeoutError(endpoint_url="https://dynamodb"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_a_fault_of_dynamodb_is_a_retry(world: World, calls: Calls, fault: Exception) -> None:
    def broken(*_: Any) -> Answer:
        raise fault

    calls.around = broken
    for work in (lambda: take(world), lambda: world.store().wake(HOST), lambda: due(world)):
        with pytest.raises(Retry):
            work()


def test_what_is_no_passing_fault_is_not_hidden(world: World, calls: Calls) -> None:
    def broken(*_: Any) -> Answer:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "UpdateItem")

    calls.around = broken
    with pytest.raises(ClientError):
        take(world)


def test_a_host_is_forgotten_after_thirty_days(world: World) -> None:
    world.store().end(take(world), ended(world))
    world.time = 86_400.0
    world.store().end(take(world), ended(world, used=0))
    assert HostItem.get(f"HOST#{HOST}", "TURN").expires_at == START + timedelta(days=30)
    world.time += 10.0
    world.store().end(take(world), ended(world, used=1))
    assert HostItem.get(f"HOST#{HOST}", "TURN").expires_at == START + timedelta(days=31, seconds=10)


@pytest.mark.parametrize("fate", Fate, ids=str)
def test_a_turn_of_each_fate_leaves_the_host_to_be_had(world: World, fate: Fate) -> None:
    world.want(HOST, 4)
    world.tick([Plan(fate=fate)])
    world.run(2 * CLAIM_SECONDS)
    for _ in range(8):
        world.tick([Plan()])
        world.run(world.time + 2 * CLAIM_SECONDS)
    assert world.wanted[HOST] == 0
