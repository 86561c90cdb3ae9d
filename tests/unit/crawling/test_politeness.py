"""When those who are refused come back."""

import pytest

from copydesk.crawling.politeness import (
    LONGEST_WAIT,
    HostState,
    expected_free,
    may_stay_at_door,
    slot_to_book,
    wait_without_slot,
)
from copydesk.urls import host_of

NOW = 1_000_000.0


def state(*, interval: float = 1.0, hold: float = 0.0, taken: float | None = None, **known: float) -> HostState:
    token = None if taken is None else "token"
    failures = int(known.pop("failures", 0))
    moments = {name: NOW + seconds for name, seconds in known.items()}
    return HostState(
        interval=interval, hold=hold, token=token, taken_at=NOW + (taken or 0.0), failures=failures, **moments
    )


@pytest.mark.parametrize(
    ("host", "seconds"),
    [
        pytest.param(state(next_at=5), 5.0, id="between two requests"),
        pytest.param(state(next_at=30, taken=0, interval=0), 1.0, id="the first request to a host"),
        pytest.param(state(next_at=30, taken=0, hold=4), 5.0, id="a request that has just begun"),
        pytest.param(state(next_at=30, taken=-3, hold=4), 2.0, id="a request that is nearly done"),
        pytest.param(state(next_at=30, taken=-8, hold=4), 9.0, id="a request that takes longer than others"),
        pytest.param(state(next_at=3, taken=-28, hold=4), 3.0, id="a lease that ends before"),
        pytest.param(state(next_at=30, taken=0.9, hold=0.1), 1.1, id="a holder whose clock is ahead"),
    ],
)
def test_a_host_is_expected_to_be_free(host: HostState, seconds: float) -> None:
    assert expected_free(host, NOW) - NOW == pytest.approx(seconds)


def test_no_slot_is_further_off_than_a_message_can_wait() -> None:
    assert slot_to_book(state(next_at=1, line_at=LONGEST_WAIT), NOW) == NOW + LONGEST_WAIT
    assert slot_to_book(state(next_at=1, line_at=LONGEST_WAIT + 1), NOW) is None


@pytest.mark.parametrize(
    ("slot", "next_at", "stays"),
    [
        pytest.param(None, 0.5, False, id="without a slot"),
        pytest.param(NOW - 2, 0.5, True, id="just missed"),
        pytest.param(NOW - 11, 0.5, False, id="long after its slot"),
        pytest.param(NOW, 60.0, False, id="the host was told to wait"),
    ],
)
def test_who_may_stay_at_the_door(slot: float | None, next_at: float, stays: bool) -> None:
    assert may_stay_at_door(state(next_at=next_at), slot, NOW) is stays


@pytest.mark.parametrize(
    ("host", "shortest", "longest"),
    [
        pytest.param(state(next_at=1, line_at=2_000), 600, 900, id="a long line"),
        pytest.param(state(next_at=60, failures=3), 60, 360, id="an open circuit that ends soon"),
        pytest.param(state(next_at=20_000, failures=12), 600, 900, id="an open circuit that ends late"),
        pytest.param(state(next_at=-5, failures=3), 1, 300, id="an open circuit that has ended"),
    ],
)
def test_those_without_a_slot_are_spread_by_chance(host: HostState, shortest: int, longest: int) -> None:
    waits = [wait_without_slot(host, now=NOW, chance=iter([chance]).__next__).seconds for chance in (0.0, 1.0)]
    assert (min(waits), max(waits)) == (shortest, longest)


def test_the_host_of_a_url_has_its_port_where_it_is_its_own() -> None:
    assert host_of("http://[2001:db8::1]:8080/story") == "[2001:db8::1]:8080"
