"""A site that changes its pages is found soon, and one that does not raises hardly any alarm."""

import random
from collections.abc import Callable, Sequence

import pytest

from copydesk.pipeline.drift import WINDOW, Change, Fact, Habit, Page, Turn, after_window

SEED = 7


def made_up(chance: random.Random, count: int) -> list[Page]:
    """Returns a site's pages in bursts of similar ones, such as agency copy without authors or a day of long reads."""
    refused, undated, unsigned = (chance.choice(shares) for shares in ((0, 0.1), (0, 0.1), (0, 0.2, 0.5)))
    octaves, spread = chance.uniform(7.5, 10), chance.uniform(0.5, 0.9)
    pages: list[Page] = []
    while len(pages) < count:
        shares = [share and chance.betavariate(share * 12, (1 - share) * 12) for share in (refused, undated, unsigned)]
        for _ in range(chance.choice([5, 20])):
            words = max(20, int(2 ** chance.gauss(octaves, spread)))
            dated, signed = chance.random() >= shares[1], chance.random() >= shares[2]
            pages.append(Page() if chance.random() < shares[0] else Page(words=words, dated=dated, signed=signed))
    return pages[:count]


def judged(pages: Sequence[Page]) -> list[tuple[int, Change]]:
    """Returns each change with the number of pages after which it was found."""
    habits: dict[Fact, Habit] = {}
    told: list[tuple[int, Change]] = []
    for start in range(0, len(pages) - WINDOW + 1, WINDOW):
        habits, changes = after_window(habits, pages[start : start + WINDOW], at="2026-11-24T00:00:00Z")
        told += [(start + WINDOW, change) for change in changes]
    return told


def test_sites_that_stay_as_they_are_raise_hardly_an_alarm() -> None:
    """The limit is one alarm in 50,000 pages."""
    chance = random.Random(SEED)  # noqa: S311  # no secret
    alarms = [change for _ in range(100) for _, change in judged(made_up(chance, 3_000)) if change.turn is Turn.DRIFTED]
    assert len(alarms) <= 6, alarms


BROKEN: dict[Fact, Callable[[Page], Page]] = {
    Fact.REFUSED: lambda _: Page(),
    Fact.UNDATED: lambda page: page if page.words is None else Page(words=page.words, signed=page.signed),
    Fact.UNSIGNED: lambda page: page if page.words is None else Page(words=page.words, dated=page.dated),
    Fact.LENGTH: lambda page: (
        page if page.words is None else Page(words=page.words // 3, dated=page.dated, signed=page.signed)
    ),
}


#: The least numbers of found sites, of 40. If lengths vary much, a text of a third of the length is not found.
FOUND = {Fact.REFUSED: 38, Fact.UNDATED: 38, Fact.UNSIGNED: 30, Fact.LENGTH: 26}


@pytest.mark.parametrize("fact", BROKEN)
def test_a_site_that_changes_its_page_is_found_within_200_pages_and_told_once(fact: Fact) -> None:
    chance = random.Random(SEED)  # noqa: S311  # no secret
    found = 0
    for _ in range(40):
        before, after = made_up(chance, 1_000), [BROKEN[fact](page) for page in made_up(chance, 200)]
        turns = [number for number, change in judged([*before, *after]) if change.fact is fact and number > 1_000]
        found += len(turns) == 1
    assert found >= FOUND[fact]


def test_a_drift_that_passes_has_recovered_and_one_that_stays_has_settled() -> None:
    well, bad = [Page(words=400, dated=True, signed=True)] * WINDOW, [Page(words=400, signed=True)] * WINDOW
    passing = [change.turn for _, change in judged(well * 8 + bad * 4 + well * 4)]
    staying = [change.turn for _, change in judged(well * 8 + bad * 30)]
    assert passing == [Turn.DRIFTED, Turn.RECOVERED]
    assert staying == [Turn.DRIFTED, Turn.SETTLED]


@pytest.mark.parametrize(("odd", "turns"), [((1_600, 100, 1_600), []), ((1_600, 1_600, 1_600), [Turn.DRIFTED])])
def test_windows_are_a_drift_only_where_all_are_far_to_one_side(odd: Sequence[int], turns: list[Turn]) -> None:
    windows = [[Page(words=words, dated=True, signed=True)] * WINDOW for words in (*[400] * 8, *odd)]
    assert [change.turn for _, change in judged([page for window in windows for page in window])] == turns
