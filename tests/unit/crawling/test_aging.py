"""Each page has each of its visits by age once, in time or not at all, whatever happens to the turns."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.aging import AgedPage, Aging
from copydesk.crawling.visits import AGES, DAY, PATIENCE, WINDOWS
from copydesk.web.timestamps import instant

START = datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()


def at(seconds: float) -> str:
    return instant(datetime.fromtimestamp(START + seconds, UTC))


def read(pages: Sequence[float], after: str, limit: int) -> list[AgedPage]:
    return [AgedPage(since=at(page), url=str(page)) for page in sorted(pages) if at(page) > after][:limit]


def aging(pages: Sequence[float], now: float, passed: Sequence[str] = ()) -> Aging:
    return Aging(read=partial(read, pages), passed=list(passed), begun_at=START + now)


def taken(visits: Aging, now: float) -> list[tuple[float, int]]:
    """Takes and does all due visits at once, and returns them."""
    found = []
    while aged := visits.take(START + now):
        visits.done(aged)
        found.append((float(aged.url), aged.visit))
    return found


def test_a_page_is_visited_at_its_ages_and_left_alone_in_the_end() -> None:
    passed: list[str] = []
    for visit, age in enumerate(AGES):
        before = aging([0.0], age - 1, passed)
        assert taken(before, age - 1) == []
        assert before.next_turn_at() == START + age + PATIENCE[visit]
        now = aging([0.0], age, before.passed)
        assert taken(now, age) == [(0.0, visit)]
        passed = now.passed
    assert aging([0.0], AGES[-1] + DAY, passed).next_turn_at() == inf


def test_what_is_due_for_longest_comes_first_whichever_visit_it_is() -> None:
    pages = [0.0, AGES[1] - AGES[0] - 5.0, AGES[1] - AGES[0] + 5.0]
    assert taken(aging(pages, AGES[1] + 10), AGES[1] + 10) == [(pages[1], 0), (0.0, 1), (pages[2], 0)]


def test_what_was_taken_and_not_done_is_taken_by_the_next_turn() -> None:
    pages = [float(number) for number in range(25)]
    first = aging(pages, 700)
    for _ in range(14):
        aged = first.take(START + 700)
        assert aged is not None
        if aged.url != "13.0":
            first.done(aged)
    again = aging(pages, 750, first.passed)
    assert taken(again, 750) == [(page, 0) for page in pages[13:]]


def test_visits_that_found_no_room_give_way_and_are_counted() -> None:
    late = aging([0.0, 10.0, AGES[0] + WINDOWS[0]], AGES[0] + WINDOWS[0] + 5, [at(-1)] * len(AGES))
    assert taken(late, AGES[0] + WINDOWS[0] + 5) == [(10.0, 0), (0.0, 1)]
    assert late.dropped == 1


def test_a_page_of_this_turn_is_waited_for_though_the_index_does_not_show_it() -> None:
    visits = aging([], 0.0)
    assert taken(visits, 0.0) == []
    visits.grow(at(0.0))
    assert visits.next_turn_at() == START + AGES[0] + PATIENCE[0]


def test_what_is_due_and_left_over_is_told_as_the_time_of_first_fetches() -> None:
    visits = aging([float(number) for number in range(30)], 620)
    assert visits.take(START + 620)
    assert visits.behind(START + 620) == [(visits.passed[0], at(620 - AGES[0]))]
    assert aging([], 620).behind(START + 620) == []


@given(
    pages=st.lists(st.floats(0, 3 * DAY), unique_by=lambda page: round(page, 3), max_size=30),
    turns=st.lists(st.tuples(st.floats(1, DAY / 2), st.integers(0, 12), st.booleans()), min_size=1, max_size=40),
)
def test_whatever_befalls_the_turns_no_visit_is_lost_or_had_twice(
    pages: list[float], turns: list[tuple[float, int, bool]]
) -> None:
    """A turn has time for so many visits. A turn that crashes saves nothing, and its visits do not count."""
    now, passed, had, dropped = 0.0, [at(-DAY)] * len(AGES), Counter[tuple[float, int]](), 0
    for wait, most, crashes in [*turns, (1.0, 10_000, False)]:
        now += wait
        known = [page for page in pages if page <= now]
        visits = aging(known, now, passed)
        made: list[tuple[float, int]] = []
        while len(made) < most and (aged := visits.take(START + now)):
            visits.done(aged)
            made.append((float(aged.url), aged.visit))
        if not crashes:
            passed, dropped = visits.passed, dropped + visits.dropped
            had.update(made)
    assert set(had.values()) <= {1}
    # `at` keeps only microseconds.
    due = [(page, visit) for page in pages for visit, age in enumerate(AGES) if page + age <= now - 1e-6]
    assert len([each for each in due if each not in had]) <= dropped
    assert sum(had.values()) + dropped <= len([1 for page in pages for age in AGES if page + age <= now + 1e-6])
