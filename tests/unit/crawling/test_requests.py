"""Redirects end, and waits grow up to a limit."""

import pytest

from copydesk.crawling.http.messages import redirected
from copydesk.crawling.visits import DAY, REVISITS, until_revisit, wait_after_failure, wait_after_reading
from copydesk.errors import Reject, RejectReason

A, B = "https://a.example/", "https://b.example/"


def test_the_way_to_a_target_grows_by_the_page_that_names_it() -> None:
    assert redirected((), A, B) == (A,)
    assert redirected(("1", "2", "3", "4"), A, B) == ("1", "2", "3", "4", A)


@pytest.mark.parametrize(
    ("via", "target", "said"),
    [
        ((), A, "a circle"),
        ((B,), B, "a circle"),
        (("1", "2", "3", "4", "5"), B, "more than 5"),
        (("1",) * 1_000, B, "more than 5"),
        (("1", "2", "3", "4", "5"), "https://b.example/" + "x" * 8_000, "more than 5"),
    ],
)
def test_a_way_that_leads_nowhere_is_a_reject(via: tuple[str, ...], target: str, said: str) -> None:
    with pytest.raises(Reject, match=said) as refused:
        redirected(via, A, target)
    assert refused.value.reason is RejectReason.TOO_MANY_REDIRECTS
    assert len(refused.value.detail) < 300


@pytest.mark.parametrize(
    ("wait", "found_new", "after"),
    [(120, True, 120), (121, True, 120), (DAY, False, DAY), (DAY, True, DAY // 2), (0, False, 120), (10**9, True, DAY)],
)
def test_a_source_is_read_within_two_minutes_and_a_day(wait: int, found_new: bool, after: int) -> None:
    assert wait_after_reading(wait, found_new=found_new) == after


@pytest.mark.parametrize(
    ("wait", "failures", "after"), [(120, 0, 120), (120, 1, 240), (DAY, 1, DAY), (1, 10**6, 65_536)]
)
def test_a_source_that_fails_is_read_less_often_but_daily(wait: int, failures: int, after: int) -> None:
    assert wait_after_failure(wait, failures) == after


@pytest.mark.parametrize(
    ("visits", "seconds"), [(-1, REVISITS[0]), (0, REVISITS[0]), (7, REVISITS[-1]), (8, None), (10**6, None)]
)
def test_a_page_is_visited_less_and_less_and_then_no_more(visits: int, seconds: int | None) -> None:
    assert until_revisit(visits) == seconds
