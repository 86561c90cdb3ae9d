"""Redirects end, tries end, and no two that failed together come back together."""

import pytest

from copydesk.crawling.intervals import DAY, REVISITS, until_revisit, wait_after_failure, wait_after_reading
from copydesk.crawling.requests import FIRST_PAUSE, LONGEST_PAUSE, MOST_TRIES, FetchRequest, next_try, redirected
from copydesk.errors import Reject, RejectReason

A, B = "https://a.example/", "https://b.example/"
FINAL = Reject(RejectReason.HOST_UNREACHABLE, "nobody listens")


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


def test_pauses_double_up_to_a_quarter_of_an_hour_and_then_it_is_given_up() -> None:
    request = FetchRequest(url=A, turn=3, via=(B,), slot=5.0)
    pauses = []
    for tries in range(1, MOST_TRIES):
        request, pause = next_try(request, FINAL)
        assert request == FetchRequest(url=A, turn=3, via=(B,), tries=tries)
        pauses.append(pause)
    assert all(
        most / 2 <= pause <= most
        for pause, most in zip(pauses, (FIRST_PAUSE, 60, 120, 240, 480, LONGEST_PAUSE, LONGEST_PAUSE), strict=True)
    )
    with pytest.raises(Reject) as refused:
        next_try(request, FINAL)
    assert refused.value is FINAL


def test_a_message_that_claims_a_million_tries_is_given_up_at_once() -> None:
    with pytest.raises(Reject):
        next_try(FetchRequest(url=A, tries=2**53 - 1), FINAL)


def test_two_that_failed_together_do_not_come_back_together() -> None:
    assert len({next_try(FetchRequest(url=A), FINAL)[1] for _ in range(20)}) > 10


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
