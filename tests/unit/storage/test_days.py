"""The articles of a day are read all, once and in order, in small pages."""

from dataclasses import replace
from hashlib import md5

import pytest

from copydesk.errors import Retry
from copydesk.storage import ArticleStore, keys
from copydesk.storage.articles import listing
from copydesk.storage.articles.listing import stream_day, stream_site
from tests.unit.storage.conftest import Answer, Calls
from tests.unit.storage.making import article, candidate

pytestmark = pytest.mark.slow

DAY = "2024-04-25"


def stored(store: ArticleStore, number: int, *, date: str, host: str = "example.org") -> str:
    article_id = md5(str(number).encode(), usedforsecurity=False).hexdigest()
    made = article("one", headline=str(number), date_published=date)
    store.store(replace(candidate(replace(made, host=host)), article_id=article_id))
    return article_id


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_AT_ONCE", 3)


@pytest.fixture
def ids(store: ArticleStore) -> list[str]:
    """Stores forty timed articles of the day, one without a time, and neighbours of the day before and after.

    Returns the day's ids.
    """
    stored(store, 100, date="2024-04-24T23:59:59")
    stored(store, 101, date="2024-04-26")
    first = [stored(store, 50, date=DAY)]
    return first + [stored(store, number, date=f"{DAY}T00:{number:02}:00") for number in range(40)]


def test_a_day_is_all_its_articles_in_order(ids: list[str], small_pages: None) -> None:
    assert [stop.head.stored.article_id for stop in stream_day(DAY)] == ids


def test_a_day_goes_on_after_any_cursor(ids: list[str], small_pages: None) -> None:
    stops = list(stream_day(DAY))
    for at in (0, 1, 17, 40):
        rest = stream_day(DAY, after=stops[at].cursor)
        assert [stop.head.stored.article_id for stop in rest] == ids[at + 1 :]


def test_a_time_as_cursor_keeps_the_articles_of_that_very_second(ids: list[str]) -> None:
    rest = [stop.head.stored.article_id for stop in stream_day(DAY, after=f"{DAY}T00:30:00")]
    assert rest == ids[31:]


def test_a_day_is_read_as_far_as_it_is_asked_for(ids: list[str], small_pages: None, calls: Calls) -> None:
    stops = stream_day(DAY)
    next(stops)
    assert calls.names.count("Query") == keys.DAY_SHARDS
    assert {arguments["Limit"] for name, arguments in calls.made if name == "Query"} == {100}


def test_a_day_without_articles_is_empty(store: ArticleStore) -> None:
    assert list(stream_day("1999-12-31")) == []


def test_a_site_is_its_articles_between_two_days(store: ArticleStore, small_pages: None) -> None:
    ids = [stored(store, number, date=f"2024-04-{number:02}T12:00:00") for number in range(1, 20)]
    stored(store, 30, date="2024-04-05T12:00:00", host="other.org")
    found = stream_site("example.org", after="2024-04-05", before="2024-04-10~")
    assert [stop.head.stored.article_id for stop in found] == ids[4:10]


def test_a_throttled_page_is_to_be_retried(ids: list[str], small_pages: None, calls: Calls) -> None:
    stops = stream_day(DAY)
    next(stops)

    def throttled(*_: object) -> Answer:
        raise Retry("throttled")

    calls.around = throttled
    with pytest.raises(Retry):
        list(stops)
