"""One request at a time to a host, an interval after each, and a line in which nobody waits for ever."""

import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.crawling.politeness import LONGEST_WAIT, MAXIMUM_CLOCK_SKEW, Lease, Wait, WaitReason
from copydesk.errors import Retry
from copydesk.storage.hosts import HostLeases
from copydesk.storage.operations_models import HostItem
from tests.unit.storage.conftest import Answer, Calls
from tests.unit.storage.host_world import DEADLINE, START, Fate, Plan, World

pytestmark = pytest.mark.slow

HOST = "news.example"
_HOSTS = count()


@pytest.fixture
def world(tables: None) -> World:
    return World(host=HOST, interval=1.0)


def take(world: World, *, slot: float | None = None) -> Lease:
    got = world.leases().acquire(HOST, owner="test", seconds=DEADLINE, slot=slot)
    assert isinstance(got, Lease), got
    return got


def refused(world: World, *, slot: float | None = None) -> Wait:
    got = world.leases().acquire(HOST, owner="test", seconds=DEADLINE, slot=slot)
    assert isinstance(got, Wait), got
    return got


def fail(world: World, *, retry_after: float | None = None) -> None:
    world.leases().release(take(world), interval=1.0, failed=True, retry_after=retry_after)


def next_free(world: World) -> float:
    return HostItem.get(f"HOST#{HOST}", "LEASE").next_at - START.timestamp()


plans = st.builds(
    Plan,
    arrives=st.floats(0, 60),
    clock=st.floats(-MAXIMUM_CLOCK_SKEW / 2, MAXIMUM_CLOCK_SKEW / 2),
    takes=st.one_of(st.floats(0, 3), st.just(DEADLINE)),
    fate=st.sampled_from(Fate),
    late=st.floats(0.05, 3),
)


@given(plans=st.lists(plans, min_size=2, max_size=9), interval=st.floats(0, 10))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_two_in_flight_every_interval_kept_and_everyone_served(
    tables: None, plans: list[Plan], interval: float
) -> None:
    world = World(host=f"host-{next(_HOSTS)}.example", interval=interval)
    world.run(plans)
    assert world.served == len(plans)
    for (_, end), (start, _) in pairwise(world.requests):
        # A microsecond is what datetime keeps.
        assert start >= end
        assert start - end >= interval - MAXIMUM_CLOCK_SKEW - 1e-5


def test_real_threads_never_ask_at_once(calls: Calls) -> None:
    atomic = threading.Lock()

    def one_by_one(_name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        # As in DynamoDB; moto checks and writes in two steps.
        with atomic:
            return call()

    calls.around = one_by_one
    leases = HostLeases(interval=0.01)
    guard = threading.Lock()
    flying: list[int] = []
    served: list[int] = []

    def work(worker: int) -> None:
        until = time.monotonic() + 20
        got = 0
        while got < 3 and time.monotonic() < until:
            lease = leases.acquire(HOST, owner=str(worker), seconds=5)
            if isinstance(lease, Wait):
                time.sleep(0.005 * worker)
                continue
            assert guard.acquire(blocking=False), "two requests in flight"
            flying.append(worker)
            time.sleep(0.002)
            guard.release()
            got += leases.release(lease, interval=0.01, failed=False)
        served.append(got)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert served == [3] * 8
    assert len(flying) == 24


def test_a_host_in_a_long_line_is_kept_busy(tables: None) -> None:
    chance = random.Random(7)  # noqa: S311  # no secret
    world = World(host=HOST, interval=10.0)
    size = 50
    world.run([Plan(arrives=0.2 * number, takes=1.0, late=chance.random() * 0.3) for number in range(size)])
    last_start = world.requests[-1][0]
    assert (size - 1) * 11.0 / last_start >= 0.9
    assert len(world.waits) / size <= 8


def test_a_lease_costs_one_write_and_its_release_another(world: World, calls: Calls) -> None:
    world.leases().release(take(world), interval=1.0, failed=False)
    assert calls.names == ["UpdateItem", "UpdateItem"]


def test_one_refused_costs_two_writes_and_no_read(world: World, calls: Calls) -> None:
    take(world)
    calls.made.clear()
    assert refused(world).reason is WaitReason.IN_FLIGHT
    assert calls.names == ["UpdateItem", "UpdateItem"]


def test_the_interval_counts_from_the_end_of_the_request(world: World) -> None:
    lease = take(world)
    world.time = 5.0
    assert world.leases().release(lease, interval=2.0, failed=False)
    world.time = 6.9
    assert refused(world).reason is WaitReason.INTERVAL
    world.time = 7.0
    take(world)


def test_an_unused_lease_leaves_the_host_as_it_was(world: World) -> None:
    world.leases().release(take(world), interval=1.0, failed=True)
    world.time = 50.0
    before = HostItem.get(f"HOST#{HOST}", "LEASE")
    lease = take(world)
    world.time = 51.0
    assert world.leases().release(lease, interval=99.0, failed=False, used=False)
    after = HostItem.get(f"HOST#{HOST}", "LEASE")
    assert after.attribute_values | {"expires_at": None} == before.attribute_values | {"expires_at": None}
    take(world)


def test_a_crashed_holder_delays_its_host_by_its_lease_and_no_more(world: World) -> None:
    take(world)
    world.time = DEADLINE + MAXIMUM_CLOCK_SKEW + 0.9
    refused(world)
    world.time += 0.1
    take(world)


def test_a_late_holder_cannot_release_the_lease_of_another(world: World) -> None:
    late = take(world)
    world.time = 60.0
    take(world)
    assert not world.leases().release(late, interval=0.0, failed=False)
    assert refused(world).reason is WaitReason.IN_FLIGHT


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [
        pytest.param(None, 10.0, id="none"),
        pytest.param(120.0, 120.0, id="two minutes"),
        pytest.param(0.0, 10.0, id="at once"),
        pytest.param(-5.0, 10.0, id="in the past"),
        pytest.param(float("nan"), 10.0, id="not a number"),
        pytest.param(float("inf"), 86_400.0, id="never"),
        pytest.param(1e12, 86_400.0, id="in thirty thousand years"),
    ],
)
def test_a_failing_host_is_left_alone_as_long_as_it_asks(world: World, retry_after: float | None, pause: float) -> None:
    fail(world, retry_after=retry_after)
    assert next_free(world) == pytest.approx(pause)
    assert refused(world).reason is WaitReason.BACK_OFF


def test_three_failures_open_the_circuit_and_one_success_closes_it(world: World, calls: Calls) -> None:
    for pause in (10.0, 20.0, 60.0, 120.0, 240.0):
        fail(world)
        assert next_free(world) - world.time == pytest.approx(pause)
        world.time += pause
    fail(world)
    calls.made.clear()
    wait = refused(world)
    assert (wait.reason, wait.slot, wait.failing_since) == (WaitReason.CIRCUIT_OPEN, None, START.timestamp())
    assert calls.names == ["UpdateItem"]
    world.time += 480.0
    probe = take(world)
    assert refused(world).reason is WaitReason.CIRCUIT_OPEN
    world.leases().release(probe, interval=1.0, failed=False)
    world.time += 1.0
    assert take(world).state.failing_since is None


def test_an_open_circuit_lasts_six_hours_at_most(world: World) -> None:
    for _ in range(25):
        fail(world)
        world.time = next_free(world)
    fail(world)
    assert next_free(world) - world.time == pytest.approx(6 * 3_600)
    assert 0 < refused(world).seconds <= LONGEST_WAIT


def test_each_of_those_who_wait_has_a_slot_of_its_own(world: World) -> None:
    lease = take(world)
    world.leases().release(lease, interval=2.0, failed=False)
    slots = [refused(world).slot or 0.0 for _ in range(5)]
    assert [later - sooner for sooner, later in pairwise(slots)] == pytest.approx([2.0 / 0.95] * 4, abs=1e-3)
    assert slots[0] - START.timestamp() == pytest.approx(2.0)


def test_a_line_longer_than_a_message_can_wait_books_nothing(world: World, calls: Calls) -> None:
    world.leases().release(take(world), interval=100.0, failed=False)
    while refused(world).slot is not None:
        pass
    calls.made.clear()
    wait = refused(world)
    assert (wait.slot, wait.seconds) == (None, 750)
    assert calls.names == ["UpdateItem"]


def test_a_line_that_nobody_came_from_is_forgotten(world: World) -> None:
    world.leases().release(take(world), interval=10.0, failed=False)
    for _ in range(50):
        refused(world)
    world.time = 60.0
    world.leases().release(take(world), interval=10.0, failed=False)
    assert refused(world).seconds == 10


def test_one_who_just_misses_its_slot_stays_at_the_door(world: World, calls: Calls) -> None:
    world.leases().release(take(world), interval=4.0, failed=False)
    for _ in range(20):
        refused(world)
    calls.made.clear()
    wait = refused(world, slot=START.timestamp())
    assert (wait.seconds, wait.slot) == (4, START.timestamp())
    assert calls.names == ["UpdateItem"]


def test_one_long_after_its_slot_goes_to_the_end_of_the_line(world: World) -> None:
    world.leases().release(take(world), interval=4.0, failed=False)
    for _ in range(20):
        refused(world)
    assert refused(world, slot=START.timestamp() - 300).seconds > 80


def test_two_who_book_the_same_first_slot_get_two(world: World, calls: Calls) -> None:
    take(world)
    others: list[Wait] = []

    def another_first(name: str, arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if len(calls.made) == 3:  # the lease, the refusal, and now the booking
            others.append(refused(world))
        return call()

    calls.around = another_first
    mine = refused(world)
    assert mine.slot != others[0].slot


def test_a_lease_whose_answer_was_lost_is_still_held(world: World, calls: Calls) -> None:
    def twice(name: str, arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        call()
        return call()

    calls.around = twice
    lease = take(world)
    assert not world.leases().release(lease, interval=1.0, failed=False), "the second try finds it gone"
    assert HostItem.get(f"HOST#{HOST}", "LEASE").token is None


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
    with pytest.raises(Retry):
        take(world)


def test_what_is_no_passing_fault_is_not_hidden(world: World, calls: Calls) -> None:
    def broken(*_: Any) -> Answer:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "UpdateItem")

    calls.around = broken
    with pytest.raises(ClientError):
        take(world)


def test_a_host_is_forgotten_after_thirty_days(world: World) -> None:
    world.leases().release(take(world), interval=1.0, failed=False)
    expires: datetime | None = HostItem.get(f"HOST#{HOST}", "LEASE").expires_at
    assert expires == START + timedelta(days=30)
