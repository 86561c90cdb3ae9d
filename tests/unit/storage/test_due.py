"""All that is due is found, nothing else, and each is claimed by one worker."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice, product
from typing import Any

from copydesk.crawling.listings import Entry
from copydesk.crawling.records import SeenPage, WatchedSource, source_id
from copydesk.moments import instant
from copydesk.storage.crawl_models import PageItem
from copydesk.storage.due import PAGES, SHARDS, SOURCES, Due, claim, list_due, release, shard_of
from copydesk.storage.keys import page_identity
from copydesk.storage.pages import PageStore
from copydesk.storage.sources import SourceStore
from tests.unit.storage.conftest import Answer, Calls, one_by_one, race

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
HOURS = timedelta(hours=6)


def add_source(url: str, next_at: datetime | None) -> WatchedSource:
    due_at = instant(next_at) if next_at else None
    source = WatchedSource(source_id=source_id(url), url=url, next_at=due_at, added_at=instant(NOON))
    SourceStore().add(source)
    return source


def add_page(url: str, next_at: datetime | None) -> None:
    store = PageStore(now=lambda: NOON)
    store.add(url, source_id=None)
    store.settle(SeenPage(url=url, turn=1, next_at=instant(next_at) if next_at else None))


def urls_in(shard: int) -> Iterator[str]:
    """Addresses whose pages one shard holds."""
    urls = (f"https://news.example.org/{number}" for number in count())
    return (url for url in urls if shard_of(page_identity(url)) == shard)


def due_urls(kind: str, now: datetime = NOON) -> set[str]:
    found = [due.url for due in list_due(kind, now)]
    assert len(found) == len(set(found))
    return set(found)


def test_the_longest_due_comes_first_whatever_its_shard(tables: None) -> None:
    """A tick that ends early must not leave the same shards waiting each time."""
    ages = [(shard * 5 + number * 3) % 16 for shard in range(SHARDS) for number in range(2)]
    for (shard, number), age in zip(product(range(SHARDS), range(2)), ages, strict=True):
        url = next(islice(urls_in(shard), number, None))
        add_page(url, NOON - timedelta(hours=age))
    moments = [due.due_sk.partition("#")[0] for due in list_due(PAGES, NOON)]
    assert moments == sorted(instant(NOON - timedelta(hours=age)) for age in ages)


def test_only_what_is_due_is_found_in_all_shards(tables: None) -> None:
    urls = [next(urls_in(shard)) for shard in range(SHARDS)]
    for number, url in enumerate(urls):
        add_page(url, NOON - timedelta(hours=number))
    add_page("https://news.example.org/soon", NOON + MOMENT)
    add_page("https://news.example.org/never", None)
    add_source("https://news.example.org/feed.xml", NOON)
    assert due_urls(PAGES) == set(urls)
    assert due_urls(SOURCES) == {"https://news.example.org/feed.xml"}
    assert due_urls(PAGES, NOON - timedelta(hours=SHARDS - 1)) == {urls[-1]}
    assert due_urls(PAGES, NOON - timedelta(hours=SHARDS - 1) - MOMENT) == set()


def test_the_longest_due_comes_first_in_its_shard(tables: None) -> None:
    for number, url in enumerate(islice(urls_in(SHARDS - 1), 30)):
        add_page(url, NOON - timedelta(minutes=number * 7 % 30))
    moments = [due.due_sk for due in list_due(PAGES, NOON)]
    assert len(moments) == 30
    assert moments == sorted(moments)


def test_what_fills_several_answers_of_dynamodb_is_found_whole(calls: Calls) -> None:
    urls = set(islice(urls_in(0), 25))
    for url in urls:
        add_page(url, NOON)

    def two_at_a_time(name: str, arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        if name == "Query":
            arguments["Limit"] = 2
        return call()

    calls.around = two_at_a_time
    calls.made.clear()
    assert due_urls(PAGES) == urls
    assert calls.names.count("Query") >= SHARDS - 1 + len(urls) / 2


def test_nothing_due_costs_a_query_a_shard(calls: Calls) -> None:
    assert list(list_due(PAGES, NOON)) == []
    assert calls.names == ["Query"] * SHARDS


def test_of_eight_who_claim_one_has_it(calls: Calls) -> None:
    add_page("https://news.example.org/", NOON)
    (due,) = list_due(PAGES, NOON)
    with one_by_one(calls):
        taken = race(lambda: claim(due, until=NOON + HOURS))
    assert [each and each.turn for each in taken if each] == [due.turn + 1]


def test_what_was_claimed_and_lost_is_due_again_after_its_time(tables: None) -> None:
    add_page("https://news.example.org/", NOON)
    (due,) = list_due(PAGES, NOON)
    first = claim(due, until=NOON + HOURS)
    assert first is not None
    assert due_urls(PAGES, NOON + HOURS - MOMENT) == set()
    (again,) = list_due(PAGES, NOON + HOURS)
    assert (again.identity, again.turn) == (due.identity, first.turn)
    second = claim(again, until=NOON + 2 * HOURS)
    assert second is not None
    assert second.turn == first.turn + 1


def test_what_was_claimed_and_not_sent_is_due_at_once(tables: None) -> None:
    add_page("https://news.example.org/", NOON)
    (due,) = list_due(PAGES, NOON)
    taken = claim(due, until=NOON + HOURS)
    assert taken is not None
    release(taken, at=NOON + MOMENT)
    (again,) = list_due(PAGES, NOON + MOMENT)
    assert (again.identity, again.turn) == (due.identity, taken.turn)


def test_what_was_settled_before_it_is_released_stays_settled(tables: None) -> None:
    source = add_source("https://news.example.org/feed.xml", NOON)
    (due,) = list_due(SOURCES, NOON)
    taken = claim(due, until=NOON + HOURS)
    assert taken is not None
    SourceStore().settle(replace(source, turn=taken.turn, next_at=instant(NOON + 2 * HOURS)))
    release(taken, at=NOON)
    assert due_urls(SOURCES, NOON + HOURS) == set()


def test_a_claimed_page_keeps_all_that_is_known_of_it(tables: None) -> None:
    add_page("https://news.example.org/", NOON)
    before = PageStore().load("https://news.example.org/")
    (due,) = list_due(PAGES, NOON)
    claim(due, until=NOON + HOURS)
    assert before is not None
    expected = replace(before, turn=due.turn + 1, next_at=instant(NOON + HOURS))
    assert PageStore().load("https://news.example.org/") == expected


def test_what_was_settled_since_it_was_found_is_not_claimed(tables: None) -> None:
    source = add_source("https://news.example.org/feed.xml", NOON)
    (due,) = list_due(SOURCES, NOON)
    SourceStore().settle(replace(source, next_at=instant(NOON)))
    assert claim(due, until=NOON + HOURS) is None


def test_what_was_moved_since_it_was_found_is_claimed_where_it_stands_now(tables: None) -> None:
    url = "https://news.example.org/"
    store = PageStore(now=lambda: NOON)
    store.add(url, source_id=None)
    soon = instant(NOON + timedelta(minutes=1))
    store.settle(SeenPage(url=url, turn=1, fetched_at=instant(NOON - HOURS), next_at=soon))
    (due,) = list_due(PAGES, NOON + timedelta(minutes=2))
    store.note(Entry(url=url, modified=instant(NOON)), source_id="source")
    assert claim(due, until=NOON + HOURS) is None
    (moved,) = list_due(PAGES, NOON)
    assert claim(moved, until=NOON + HOURS) is not None


def test_what_was_forgotten_since_it_was_found_does_not_come_back(tables: None) -> None:
    add_page("https://news.example.org/", NOON)
    (due,) = list_due(PAGES, NOON)
    for item in PageItem.scan():
        item.delete()
    assert claim(due, until=NOON + HOURS) is None
    assert list(PageItem.scan()) == []


def test_a_source_is_claimed_under_its_own_id(tables: None) -> None:
    source = add_source("https://news.example.org/feed.xml", NOON)
    (due,) = list_due(SOURCES, NOON)
    taken = claim(due, until=NOON + HOURS)
    until = f"{instant(NOON + HOURS)}#{due.identity}"
    assert taken == Due(pk=due.pk, sk=source.source_id, url=source.url, turn=1, due_sk=until)
    SourceStore().settle(replace(source, turn=1))
    found = SourceStore().load(source.source_id)
    assert found is not None
    assert found.turn == 2
