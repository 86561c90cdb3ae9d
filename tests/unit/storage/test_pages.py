"""A page has one record and one turn, whoever requests it and however often."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from copydesk.crawling.listings import Entry
from copydesk.crawling.records import SeenPage, Want
from copydesk.errors import Retry, Skip, SkipReason
from copydesk.model import Source
from copydesk.storage.articles.crawled_pages import note_article
from copydesk.storage.operations.models import PageItem
from copydesk.storage.operations.pages import REMEMBERED, Noted, PageStore, wanted_of
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of
from tests.unit.storage.conftest import Answer, Calls, one_by_one, race

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://news.example.org/story?id=1"
FULL = SeenPage(
    url=URL,
    turn=2,
    source_id="0123456789abcdef",
    etag='W/"é"',
    last_modified="Tue, 24 Nov 2026 10:00:00 GMT",
    digest="d" * 64,
    said="s" * 32,
    raw=Source(bucket="raw", key="fetched/é", version_id="v1"),
    fetched_at=instant(NOON),
    since=instant(NOON - timedelta(days=2)),
    visits=3,
    missing=1,
    refused=2,
    gone_at=instant(NOON - timedelta(days=1)),
    moved_to="https://news.example.org/elsewhere",
    asked_by="message-1",
    article_id="a" * 32,
    attempts=1,
    via=("https://news.example.org/first",),
    want=Want.NEW,
    next_at=instant(NOON + timedelta(hours=1)),
)


def store(now: datetime = NOON) -> PageStore:
    return PageStore(now=lambda: now)


def known(**changes: object) -> SeenPage:
    """Stores a page as the table holds it after its first fetch, and returns it."""
    page = store().add(URL, source_id="source")
    assert page is not None
    store().settle(replace(page, want=Want.REVISIT, **changes))  # type: ignore[arg-type]
    found = store().load(URL)
    assert found is not None
    return found


def due_at(now: datetime) -> list[SeenPage]:
    found = wanted_of(host_of(URL), 10, now)
    return [page for page in found if isinstance(page, SeenPage)]


def test_the_full_record_sets_every_field() -> None:
    empty = SeenPage(url="", turn=0)
    assert [each.name for each in fields(SeenPage) if getattr(FULL, each.name) == getattr(empty, each.name)] == []


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(FULL, id="full"),
        pytest.param(SeenPage(url=URL, turn=2), id="bare"),
        pytest.param(replace(FULL, raw=Source(bucket="raw", key="k")), id="unversioned"),
        pytest.param(replace(FULL, next_at=None, want=Want.REVISIT), id="never again"),
        pytest.param(replace(FULL, next_at=None, want=Want.AGING), id="by its age"),
        pytest.param(replace(FULL, url="https://news.example.org/" + "x" * 8_000, etag="e" * 60_000), id="long"),
    ],
)
def test_a_page_comes_back_as_it_was_settled(tables: None, page: SeenPage) -> None:
    first = store().add(page.url, source_id=None)
    assert first is not None
    if page.article_id:
        note_article(page.url, page.article_id)
    store().settle(replace(page, turn=first.turn, article_id=None))
    assert store().load(page.url) == page


def test_a_page_that_was_never_asked_for_gets_no_record_by_its_article(tables: None) -> None:
    note_article(URL, "a" * 32)
    assert store().load(URL) is None


def test_an_unknown_page_is_none(tables: None) -> None:
    assert store().load(URL) is None


def test_of_eight_who_add_a_page_one_has_it(calls: Calls) -> None:
    with one_by_one(calls):
        added = race(lambda: store().add(URL, source_id="source"))
    assert [page for page in added if page] == [store().load(URL)]


def test_a_new_page_is_wanted_at_once(tables: None) -> None:
    page = store().add(URL, source_id=None, via=("https://news.example.org/first",))
    assert page is not None
    assert (page.want, page.next_at) == (Want.NEW, instant(NOON))
    assert due_at(NOON) == [page]


def test_asking_twice_by_one_message_is_asking_once(tables: None) -> None:
    first = store().ask(URL, by="message-1")
    assert first is not None
    assert (first.turn, first.asked_by) == (1, "message-1")
    assert store().ask(URL, by="message-1") == first
    again = store().ask(URL, by="message-2")
    assert again is not None
    assert again.turn == 2
    assert store().load(URL) == replace(first, turn=2, asked_by="message-2")


def test_of_eight_deliveries_of_one_message_one_takes_a_turn(calls: Calls) -> None:
    with one_by_one(calls):
        asked = race(lambda: store().ask(URL, by="message-1"))
    assert {page and page.turn for page in asked} == {1}


def test_a_message_that_was_answered_asks_for_nothing(tables: None) -> None:
    asked = store().ask(URL, by="message-1")
    assert asked is not None
    store().settle(replace(asked, attempts=1))
    tried = store().ask(URL, by="message-1")
    assert tried is not None, "it came to nothing yet"
    store().settle(replace(tried, want=Want.REVISIT, next_at=None))
    assert store().ask(URL, by="message-1") is None


def test_asking_by_hand_voids_what_was_asked_before_and_keeps_what_is_known(tables: None) -> None:
    before = known(etag='"1"', fetched_at=instant(NOON), next_at=instant(NOON))
    asked = store().ask(URL, by="message-1")
    assert asked == replace(before, turn=before.turn + 1, asked_by="message-1", want=Want.ASKED, next_at=instant(NOON))
    with pytest.raises(Skip):
        store().settle(before)


def test_a_stale_turn_is_superseded_and_changes_nothing(tables: None) -> None:
    page = known(etag='"1"')
    store().settle(replace(page, etag='"2"'))
    with pytest.raises(Skip) as skipped:
        store().settle(replace(page, etag='"3"'))
    assert (skipped.value.reason, skipped.value.detail) == (SkipReason.SUPERSEDED, URL)
    assert store().load(URL) == replace(page, etag='"2"', turn=page.turn + 1)


def test_a_page_that_was_forgotten_meanwhile_stays_so(tables: None) -> None:
    page = known()
    for item in PageItem.scan():
        item.delete()
    with pytest.raises(Skip):
        store().settle(page)
    assert store().load(URL) is None


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda: store().add(URL, source_id=None), id="added"),
        pytest.param(lambda: store().ask(URL, by="message-1"), id="asked for"),
        pytest.param(known, id="settled"),
    ],
)
def test_a_page_is_forgotten_long_after_it_was_last_fetched(tables: None, act: Callable[[], object]) -> None:
    act()
    (item,) = PageItem.scan()
    assert item.expires_at == NOON + REMEMBERED


LATER = instant(NOON + timedelta(hours=5))
CHANGED = [
    pytest.param(NOON - timedelta(hours=1), LATER, True, id="changed since"),
    pytest.param(NOON - timedelta(hours=1), None, True, id="changed since, never to be fetched again"),
    pytest.param(NOON + timedelta(minutes=1), LATER, False, id="fetched since"),
    pytest.param(NOON - timedelta(hours=1), instant(NOON - timedelta(hours=3)), False, id="due already"),
]


@pytest.mark.parametrize(("fetched_at", "next_at", "due"), CHANGED)
def test_a_listing_brings_forward_what_changed_since_it_was_fetched(
    tables: None, fetched_at: datetime, next_at: str | None, due: bool
) -> None:
    page = known(fetched_at=instant(fetched_at), next_at=next_at, visits=4)
    noted = store().note(Entry(url=URL, modified="2026-11-24T13:00:00+01:00"), source_id="other")
    assert noted is (Noted.CHANGED if due else Noted.KNOWN)
    expected = replace(page, next_at=instant(NOON), visits=0) if due else page
    assert store().load(URL) == expected
    assert [each.turn for each in due_at(NOON)] == ([page.turn] if due or next_at != LATER else [])


def test_a_page_that_waits_for_its_first_fetch_is_not_brought_forward(tables: None) -> None:
    assert store().note(Entry(url=URL), source_id="source") is Noted.NEW
    added = store().load(URL)
    assert store().note(Entry(url=URL, modified="2099-01-01T00:00:00Z"), source_id="source") is Noted.KNOWN
    assert store().load(URL) == added


@pytest.mark.parametrize("modified", [None, "", "2026-11-24", "2026-11-24T13:00:00", "soon", "0001-01-01T00:00+14:00"])
def test_what_does_not_say_when_it_changed_stays_where_it_is(tables: None, modified: str | None) -> None:
    page = known(fetched_at="2020-01-01T00:00:00.000000Z", next_at=LATER)
    assert store().note(Entry(url=URL, modified=modified), source_id="source") is Noted.KNOWN
    assert store().load(URL) == page


def test_a_page_brought_forward_keeps_its_turn(tables: None) -> None:
    page = known(fetched_at="2020-01-01T00:00:00.000000Z", next_at=LATER)
    store().note(Entry(url=URL, modified=instant(NOON)), source_id="source")
    assert due_at(NOON) == [replace(page, visits=0, next_at=instant(NOON))]


def test_a_page_that_someone_asks_for_is_not_put_behind_by_a_listing(tables: None) -> None:
    known(fetched_at="2020-01-01T00:00:00.000000Z", next_at=LATER)
    asked = store().ask(URL, by="message-1")
    assert store().note(Entry(url=URL, modified=instant(NOON)), source_id="source") is Noted.KNOWN
    assert store().load(URL) == asked


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError"])
def test_a_fault_of_dynamodb_is_a_retry(calls: Calls, code: str) -> None:
    page = known()

    def broken(name: str, *_: object) -> Answer:
        raise ClientError({"Error": {"Code": code}}, name)

    calls.around = broken
    work: list[Callable[[], object]] = [
        lambda: store().add(URL, source_id=None),
        lambda: store().ask(URL, by="m"),
        lambda: store().load(URL),
        lambda: store().settle(page),
        lambda: store().note(Entry(url=URL, modified=LATER), source_id="s"),
        lambda: due_at(NOON),
    ]
    for each in work:
        with pytest.raises(Retry):
            each()


def test_what_an_everyday_fetch_costs(calls: Calls) -> None:
    page = store().add(URL, source_id=None)
    assert page is not None
    store().settle(page)
    store().note(Entry(url=URL), source_id="source")
    store().load(URL)
    assert calls.names == ["PutItem", "UpdateItem", "PutItem", "GetItem"]
