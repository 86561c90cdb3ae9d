"""The wanted pages of a host come in order and once. Pages that the index shows late are found too."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from copydesk.crawling.listings import Entry
from copydesk.crawling.records import SeenPage, Want, WatchedSource, source_id
from copydesk.errors import Retry
from copydesk.storage.operations.pages import Noted, PageStore, aged, count_aged, count_due, next_wanted, wanted_of
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.unit.storage.conftest import Answer, Calls

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOST = "news.example.org"
HOME = f"https://{HOST}/"


def pages(now: datetime = NOON) -> PageStore:
    return PageStore(now=lambda: now)


def add_source(path: str, next_at: datetime) -> WatchedSource:
    url = f"{HOME}{path}"
    source = WatchedSource(source_id=source_id(url), url=url, next_at=instant(next_at), added_at=instant(NOON))
    SourceStore().add(source)
    return source


def revisit(path: str, next_at: datetime | None) -> SeenPage:
    """Returns a fetched page that is visited again at a time."""
    page = pages().add(f"{HOME}{path}", source_id=None)
    assert page is not None
    known = replace(page, want=Want.REVISIT, next_at=instant(next_at) if next_at else None)
    pages().settle(known)
    return replace(known, turn=2)


def wanted(now: datetime = NOON, limit: int = 50) -> list[str]:
    return [item.url.removeprefix(HOME) for item in wanted_of(HOST, limit, now)]


def test_what_is_asked_for_comes_first_then_what_is_new_then_what_is_known(tables: None) -> None:
    revisit("known", NOON - timedelta(days=3))
    pages(NOON - timedelta(hours=2)).add(f"{HOME}new", source_id="s")
    pages(NOON - timedelta(hours=3)).add(f"{HOME}newer", source_id="s")
    add_source("feed.xml", NOON - timedelta(minutes=5))
    pages().ask(f"{HOME}asked", by="m-1")
    assert wanted() == ["feed.xml", "asked", "newer", "new", "known"]
    assert wanted(limit=2) == ["feed.xml", "asked"]


def test_only_what_is_due_is_wanted_and_only_of_its_host(tables: None) -> None:
    revisit("due", NOON)
    revisit("soon", NOON + timedelta(microseconds=1))
    revisit("never", None)
    pages().add("https://elsewhere.example.org/story", source_id=None)
    pages().add(f"https://{HOST}:8443/story", source_id=None)
    assert wanted() == ["due"]
    assert count_due(HOST, NOON) == 1


def test_what_is_wanted_comes_as_it_is_stored(tables: None) -> None:
    asked = pages().ask(f"{HOME}asked", by="m-1", via=(HOME,))
    source = add_source("feed.xml", NOON - timedelta(minutes=5))
    assert wanted_of(HOST, 10, NOON) == [source, asked]


def test_a_page_that_was_settled_meanwhile_is_not_wanted_though_the_index_shows_it(calls: Calls) -> None:
    page = pages().add(f"{HOME}story", source_id=None)
    assert page is not None

    def settled_meanwhile(name: str, _arguments: dict[str, Any], call: Callable[[], Answer]) -> Answer:
        answer = call()
        if name == "Query" and answer["Count"]:
            calls.around = lambda _name, _arguments, call: call()
            pages().settle(replace(page, want=Want.REVISIT, next_at=instant(NOON + timedelta(hours=1))))
        return answer

    calls.around = settled_meanwhile
    assert wanted_of(HOST, 10, NOON) == []


def test_the_outlook_is_the_earliest_of_each_kind(tables: None) -> None:
    assert next_wanted(HOST, []) == {}
    known = revisit("known", NOON + timedelta(hours=3))
    revisit("known-later", NOON + timedelta(hours=4))
    source = add_source("feed.xml", NOON + timedelta(hours=2))
    sooner, later = instant(NOON + timedelta(hours=2)), instant(NOON + timedelta(hours=3))
    assert next_wanted(HOST, []) == {Want.ASKED: sooner, Want.REVISIT: later}
    assert next_wanted(HOST, [source]) == {Want.REVISIT: later}
    assert next_wanted(HOST, [source, known]) == {Want.REVISIT: instant(NOON + timedelta(hours=4))}


def test_a_backlog_of_fifty_thousand_is_not_read_to_find_ten(calls: Calls) -> None:
    for number in range(60):
        pages().add(f"{HOME}{number}", source_id=None)
    calls.made.clear()
    assert len(wanted_of(HOST, 10, NOON)) == 10
    assert calls.names == ["Query", "Query", "BatchGetItem"]
    assert [arguments.get("Limit") for name, arguments in calls.made if name == "Query"] == [20, 20]


def test_an_idle_host_costs_three_queries(calls: Calls) -> None:
    assert wanted_of(HOST, 10, NOON) == []
    assert calls.names == ["Query"] * 3


def aging(path: str, since: datetime) -> SeenPage:
    """Returns a page that was first fetched at a time and is visited by its age."""
    page = pages().add(f"{HOME}{path}", source_id=None)
    assert page is not None
    known = replace(page, want=Want.AGING, since=instant(since), next_at=None)
    pages().settle(known)
    return replace(known, turn=2)


def test_pages_that_are_visited_by_their_age_come_in_the_order_of_their_first_fetch(tables: None) -> None:
    for number in (2, 0, 3, 1):
        aging(str(number), NOON + timedelta(microseconds=number))
    revisit("known", NOON)
    found = aged(HOST, "", 10)
    assert [entry.url.removeprefix(HOME) for entry in found] == ["0", "1", "2", "3"]
    assert aged(HOST, found[1].since, 1) == found[2:3]
    assert count_aged(HOST, found[0].since, found[2].since) == 2
    assert wanted() == ["known"]
    assert list(next_wanted(HOST, [])) == [Want.REVISIT]


def test_reading_and_counting_pages_by_age_takes_one_query_each(calls: Calls) -> None:
    for number in range(30):
        aging(str(number), NOON + timedelta(seconds=number))
    calls.made.clear()
    assert len(aged(HOST, "", 10)) == 10
    assert count_aged(HOST, "", "~") == 30
    assert calls.names == ["Query"] * 2


def test_an_edit_of_an_aging_page_moves_nothing_in_the_index(tables: None) -> None:
    page = aging("edited", NOON)
    before = aged(HOST, "", 10)
    pages().settle(replace(page, digest="d" * 64, fetched_at=instant(NOON + timedelta(hours=1))))
    assert aged(HOST, "", 10) == before


def test_a_page_that_someone_asks_for_or_that_its_site_calls_changed_leaves_its_age(tables: None) -> None:
    asked, changed = aging("asked", NOON), aging("changed", NOON)
    pages().settle(replace(changed, fetched_at=instant(NOON)))
    pages().ask(asked.url, by="m-1")
    assert pages(NOON + timedelta(hours=2)).note(
        Entry(url=changed.url, modified=instant(NOON + timedelta(hours=1))), source_id="s"
    ) is Noted.CHANGED  # fmt: skip
    assert aged(HOST, "", 10) == []
    assert wanted(NOON + timedelta(hours=2)) == ["asked", "changed"]
    stands = {item.url: item for item in wanted_of(HOST, 9, NOON + timedelta(hours=2)) if isinstance(item, SeenPage)}
    assert stands[asked.url].since == asked.since, "it ages on when it was fetched"
    assert (stands[changed.url].since, stands[changed.url].visits) == (None, 0)


def test_a_listing_makes_new_pages_wanted_and_changed_ones_again(tables: None) -> None:
    assert pages().note(Entry(url=f"{HOME}a"), source_id="s") is Noted.NEW
    assert pages().note(Entry(url=f"{HOME}a", modified="2099-01-01T00:00:00Z"), source_id="s") is Noted.KNOWN
    page = pages().load(f"{HOME}a")
    assert page is not None
    later = replace(page, want=Want.REVISIT, fetched_at=instant(NOON), next_at=instant(NOON + timedelta(days=1)))
    pages().settle(later)
    assert wanted() == []
    changed = Entry(url=f"{HOME}a", modified="2026-11-24T13:30:00+01:00")
    assert pages().note(changed, source_id="s") is Noted.CHANGED
    assert wanted() == ["a"]


@pytest.mark.parametrize(
    "work", [lambda: wanted_of(HOST, 1, NOON), lambda: next_wanted(HOST, []), lambda: count_due(HOST, NOON)]
)
def test_a_fault_of_dynamodb_is_a_retry(calls: Calls, work: Callable[[], object]) -> None:
    def broken(name: str, *_: object) -> Answer:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, name)

    calls.around = broken
    with pytest.raises(Retry):
        work()
