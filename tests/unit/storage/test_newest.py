"""The newest articles are read in one call from a small table, and day by day from a large one."""

from datetime import date

import pytest

from copydesk.storage import ArticleStore, keys
from copydesk.storage.articles import listing
from copydesk.storage.articles.listing import newest
from tests.unit.storage.conftest import Calls
from tests.unit.storage.test_days import stored

pytestmark = pytest.mark.slow

TODAY = date(2024, 4, 27)


@pytest.fixture
def ids(store: ArticleStore) -> list[str]:
    """Returns ids of five days, the newest first. One day has no articles, and one has dates without a time."""
    dates = [f"2024-04-{day}T{hour:02}:30:00" for day in (23, 24, 26, 28) for hour in range(0, 24, 3)] + [
        "2024-04-26"
    ] * 3
    made = {stored(store, number, date=date): date for number, date in enumerate(dates)}
    return sorted(made, key=lambda each: f"{made[each]}#{each}", reverse=True)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the table count as larger than one call returns."""
    monkeypatch.setattr(listing, "_SMALL", 5)
    monkeypatch.setattr(listing, "DAYS", 8)


def test_a_small_table_is_read_in_one_call(ids: list[str], calls: Calls) -> None:
    found = newest(1_000, today=TODAY)
    assert found.ids == ids
    assert found.back_to is None
    assert calls.names == ["Scan"]


@pytest.mark.usefixtures("large")
def test_a_large_table_is_read_day_by_day_as_far_as_is_needed(ids: list[str], calls: Calls) -> None:
    found = newest(19, today=TODAY)
    assert found.ids == ids[:19]
    assert found.back_to == "2024-04-26"
    assert calls.names.count("Query") == keys.DAY_SHARDS * 3


@pytest.mark.usefixtures("large")
def test_a_large_table_is_read_back_so_many_days_and_says_so(ids: list[str], calls: Calls) -> None:
    days: list[str] = []
    found = newest(1_000, today=TODAY, on_day=days.append)
    assert found.ids == ids
    assert (days[0], days[-1], len(days)) == ("2024-04-28", found.back_to, 8)
    assert calls.names.count("Query") == keys.DAY_SHARDS * 8


@pytest.mark.parametrize("small", [5, 5_000])
def test_what_is_before_a_place_goes_on_with_it(ids: list[str], small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_SMALL", small)
    monkeypatch.setattr(listing, "DAYS", 8)
    met: list[str] = []
    before: str | None = None
    while part := newest(4, today=TODAY, before=before).places:
        met += [place.rpartition("#")[2] for place in part]
        before = part[-1]
    assert met == ids
    assert newest(4, today=TODAY, before="2024-04-24").ids == ids[-8:-4]
    assert newest(4, today=TODAY, before="2024-04-24T03:00:00").ids == ids[-9:-5]


def test_a_table_of_just_so_many_is_small(ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for small in (len(ids) - 1, len(ids), len(ids) + 1):
        monkeypatch.setattr(listing, "_SMALL", small)
        assert newest(7, today=TODAY).ids == ids[:7]


def test_an_empty_table_has_none(store: ArticleStore) -> None:
    assert store
    found = newest(10, today=TODAY)
    assert (found.places, found.back_to) == ((), None)


@pytest.mark.usefixtures("large")
def test_a_date_in_the_future_is_found_before_a_later_one(store: ArticleStore, ids: list[str]) -> None:
    ahead = stored(store, 999, date="2031-01-01T00:00:00")
    assert ahead not in newest(1_000, today=TODAY).ids
    assert newest(1_000, today=TODAY, before="2031-01-02").ids == [ahead]
