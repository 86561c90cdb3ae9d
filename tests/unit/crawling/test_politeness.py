"""These tests check when a host's next turn is due, and how many requests a host answers in a day."""

from math import inf

import pytest

from copydesk.crawling.politeness import CALM, LOOK_AGAIN, budget, next_turn, pause_after
from copydesk.web.urls import host_of

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("next_at", "urgent_at", "visit_at", "due"),
    [
        pytest.param(NOW + 1, NOW - 500, None, NOW + 1, id="work is left: as soon as the host is free"),
        pytest.param(NOW + 1, None, NOW - 500, NOW + 1, id="visits are left: the same"),
        pytest.param(NOW + 1, NOW + 60, NOW + 700, NOW + 60, id="something is wanted later"),
        pytest.param(NOW + 1, None, NOW + 20, NOW + CALM, id="a visit is wanted soon: others join it"),
        pytest.param(NOW + 1, None, NOW + 700, NOW + 700, id="a visit is wanted later"),
        pytest.param(NOW + 7_200, NOW + 600, NOW, NOW + 7_200, id="an open circuit lasts longer"),
        pytest.param(NOW + 1, None, NOW + 30 * 86_400, NOW + LOOK_AGAIN, id="wanted in a month: looked at before"),
        pytest.param(NOW + 1, None, None, NOW + LOOK_AGAIN, id="nothing is wanted: looked at all the same"),
        pytest.param(NOW + 86_400, None, None, NOW + 86_400, id="told to wait a day"),
    ],
)
def test_the_next_turn_is_due(next_at: float, urgent_at: float | None, visit_at: float | None, due: float) -> None:
    assert next_turn(next_at=next_at, urgent_at=urgent_at, visit_at=visit_at, now=NOW) == due


@pytest.mark.parametrize(
    ("urgent_at", "visit_at", "due"),
    [(None, None, inf), (NOW + 90_000, None, NOW + 90_000), (None, NOW + 1e6, NOW + 1e6), (NOW - 1, NOW + 5, NOW + 1)],
)
def test_after_a_look_for_nothing_a_host_sleeps_until_it_is_wanted(
    urgent_at: float | None, visit_at: float | None, due: float
) -> None:
    found = next_turn(next_at=NOW + 1, urgent_at=urgent_at, visit_at=visit_at, now=NOW, was_idle=True)
    assert found == due


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [(None, 10.0), (120.0, 120.0), (0.0, 10.0), (-5.0, 10.0), (float("inf"), 86_400.0), (1e12, 86_400.0)],
)
def test_a_failing_host_is_left_alone_as_long_as_it_asks(retry_after: float | None, pause: float) -> None:
    assert pause_after(failures=1, interval=1.0, retry_after=retry_after) == pause


def test_a_host_without_an_interval_has_a_budget_all_the_same() -> None:
    assert budget(0.0) == 86_400


def test_the_host_of_a_url_has_its_port_where_it_is_its_own() -> None:
    assert host_of("http://[2001:db8::1]:8080/story") == "[2001:db8::1]:8080"
