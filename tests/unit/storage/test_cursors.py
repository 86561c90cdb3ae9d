"""These tests read a day in pages, and the changes since a time."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from copydesk.errors import Skip
from copydesk.storage import ArticleStore, BadCursor, changes_since, keys, part_of_day, read_article
from copydesk.storage.articles import listing
from copydesk.storage.articles.models import HeadItem
from tests.unit.storage.conftest import Calls
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate

pytestmark = pytest.mark.slow

DAY = "2024-04-25"


def store_many(store: ArticleStore, count: int, *, date: str = DAY) -> None:
    for number in range(count):
        made = article("one", date_published=f"{date}T10:{number:02}:00Z")
        store.store(replace(candidate(made), article_id=f"{number * 7:032x}"))


def walk(limit: int) -> list[str]:
    seen, cursor = [], None
    while True:
        page = part_of_day(DAY, after=cursor, limit=limit)
        seen += [head.stored.article.date_published or "" for head in page.items]
        if (cursor := page.next) is None:
            return seen


@pytest.mark.parametrize("limit", [1, 7, 23, 24, 200])
def test_a_day_is_walked_whole_and_in_order_in_pages_of_any_size(store: ArticleStore, limit: int) -> None:
    store_many(store, 23)
    seen = walk(limit)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 23


def test_a_page_costs_one_query_a_shard_and_one_read_of_its_heads(store: ArticleStore, calls: Calls) -> None:
    store_many(store, 30)
    calls.made.clear()
    part_of_day(DAY, limit=20)
    assert calls.names == ["Query"] * keys.DAY_SHARDS + ["BatchGetItem"]


def test_an_article_that_comes_or_goes_between_two_pages_moves_no_other(store: ArticleStore) -> None:
    store_many(store, 6)
    first = part_of_day(DAY, limit=3)
    store.store(replace(candidate(article("new", date_published=f"{DAY}T23:00:00Z")), article_id="f" * 32))
    HeadItem(f"ARTICLE#{7 * 3:032x}", "HEAD").delete()
    second = part_of_day(DAY, after=first.next, limit=3)
    dates = [head.stored.article.date_published or "" for head in (*first.items, *second.items)]
    assert [date[14:16] for date in dates] == ["05", "04", "03", "02", "01", "00"]


def test_an_empty_day_is_a_page_of_nothing(store: ArticleStore) -> None:
    page = part_of_day(DAY)
    assert (page.items, page.next) == ((), None)


BAD = {
    "empty": "",
    "no place": "x",
    "of another day": f"2024-04-26T12:00:00#{ARTICLE_ID}",
    "with more after it": f"{DAY}T12:00:00#{ARTICLE_ID}\n",
    "without an id": f"{DAY}T12:00:00#",
    "in other digits": f"{DAY}T１２:00:00#{ARTICLE_ID}",
    "another key": "ARTICLE#1",
    "huge": "A" * 1_000_001,
}


@pytest.mark.parametrize("cursor", BAD.values(), ids=BAD.keys())
def test_a_cursor_that_no_page_gave_is_refused_before_anything_is_asked(calls: Calls, cursor: str) -> None:
    with pytest.raises(BadCursor, match=f"not a position of {DAY}"):
        part_of_day(DAY, after=cursor)
    assert calls.names == []


@pytest.mark.parametrize("day", ["", "2024-02-30", "20240425", "yesterday", "2024-04-25#0", "2024-W17-4"])
def test_what_is_no_day_is_refused(calls: Calls, day: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        part_of_day(day)
    assert calls.names == []


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_of_an_impossible_size_is_refused(calls: Calls, limit: int) -> None:
    with pytest.raises(ValueError, match="a part holds 1 to 200"):
        part_of_day(DAY, limit=limit)


@dataclass
class Clock:
    """This is the writer's own time, which is later than the fetch."""

    at: str = MORNING

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self.at)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(tables: None, clock: Clock) -> ArticleStore:
    return ArticleStore(retention=timedelta(days=30), now=clock)


def changed(since: str = NOON) -> list[int]:
    return [int(head.stored.article_id, 16) for head in changes_since(since, today=DAY)]


def put(store: ArticleStore, number: int, text: str = "one", *, at: str = MORNING, date: str = "1999-01-01") -> None:
    made = replace(candidate(article(text, date_published=date), at=at), article_id=f"{number:032x}")
    with suppress(Skip):
        store.store(made)


def test_a_change_is_found_by_when_it_was_stored_whatever_its_page_states(timed: ArticleStore, clock: Clock) -> None:
    put(timed, 1)
    put(timed, 2)
    put(timed, 3)
    clock.at = EVENING
    put(timed, 4, at=MORNING)  # This article is stored late, after an earlier fetch.
    put(timed, 2, "two", at=NOON)
    timed.withdraw(f"{1:032x}", seen_at=NOON)
    put(timed, 3, at=NOON)  # This article is read again without a change.
    assert sorted(changed()) == [1, 2, 4]
    assert sorted(changed(MORNING)) == [1, 2, 3, 4]


def test_an_article_that_is_moved_to_a_later_fetch_is_no_change_and_one_that_is_back_is(
    timed: ArticleStore, clock: Clock
) -> None:
    put(timed, 1)
    put(timed, 2)
    timed.withdraw(f"{2:032x}", seen_at="2024-04-25T09:00:00.000000Z")
    clock.at = EVENING
    for number in (1, 2):
        put(timed, number, at=NOON)
    assert changed() == [2]


def test_changes_of_a_small_table_are_a_scan_of_a_large_one_a_query_for_each_key_of_a_day(
    timed: ArticleStore, clock: Clock, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.at = EVENING
    for number in range(5):
        put(timed, number)
    calls.made.clear()
    assert sorted(changed("2012-01-01T00:00:00Z")) == [0, 1, 2, 3, 4]
    assert calls.names == ["Scan", "BatchGetItem"]
    monkeypatch.setattr(listing, "_SMALL", 2)
    calls.made.clear()
    assert sorted(changed()) == [0, 1, 2, 3, 4]
    assert calls.names.count("Query") == keys.DAY_SHARDS
    assert calls.names.count("BatchGetItem") == 1


@pytest.mark.parametrize("instant", ["", "2024-04-25", "2024-04-25T12:00:00", "noon"])
def test_changes_since_no_point_in_time_are_refused(store: ArticleStore, instant: str) -> None:
    with pytest.raises(ValueError, match="no point in time"):
        list(changes_since(instant, today=DAY))


def test_an_article_of_300_blocks_is_read_in_one_call_however_often_it_was_revised(
    store: ArticleStore, calls: Calls
) -> None:
    texts = [f"paragraph {number}: " + "word " * 80 for number in range(300)]
    for number, at in enumerate((MORNING, NOON, EVENING)):
        store.store(candidate(article(*texts, f"edit {number}"), at=at))
    calls.made.clear()
    found = read_article(ARTICLE_ID)
    assert found is not None
    assert len(found.article.blocks) == 301
    assert calls.names == ["GetItem"]
