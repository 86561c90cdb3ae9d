"""A watched source is read as it was saved. Its owner's changes hold even while it is being read."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from copydesk.crawling.choosing import Choice
from copydesk.crawling.records import Memory, SourceStatus, WatchedSource, source_id
from copydesk.errors import Skip, SkipReason
from copydesk.storage.keys import source_pk
from copydesk.storage.operations.pages import wanted_of
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.unit.storage.conftest import Calls, one_by_one, race

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ID = source_id("https://news.example.org/feed.xml")
FULL = WatchedSource(
    source_id=ID,
    url="https://news.example.org/",
    feed_url="https://news.example.org/feed.xml",
    kind="rss",
    status=SourceStatus.PAUSED,
    pause_reason="failed 10 times",
    choice=Choice(include=("/news/*", "*é*"), exclude=("/sport/*",), max_age_days=7, same_site=False),
    interval_seconds=900,
    wait_seconds=1_234,
    next_at=instant(NOON),
    turn=5,
    memory=Memory(etag='"1"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT", digest="d" * 64),
    parent="0123456789abcdef",
    moved_to="https://feeds.example.org/news.xml",
    via=("https://news.example.org/feed.xml",),
    failures=3,
    failing_since=instant(NOON - timedelta(days=1)),
    last_error="timed out",
    added_at=instant(NOON - timedelta(days=2)),
    read_at=instant(NOON),
    entries=40,
    enqueued=1_000_000,
)
BARE = WatchedSource(source_id=ID, url="https://news.example.org/feed.xml", added_at=instant(NOON))


def store() -> SourceStore:
    return SourceStore(now=lambda: NOON)


def added(source: WatchedSource = BARE) -> WatchedSource:
    assert store().add(source)
    return source


def due_at(now: datetime, host: str = "news.example.org") -> list[WatchedSource]:
    found = wanted_of(host, 10, now)
    return [source for source in found if isinstance(source, WatchedSource)]


def test_the_full_record_sets_every_field() -> None:
    empty = replace(BARE, source_id="", url="", added_at="")
    assert [each.name for each in fields(WatchedSource) if getattr(FULL, each.name) == getattr(empty, each.name)] == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(FULL, id="full"),
        pytest.param(BARE, id="bare"),
        pytest.param(replace(BARE, choice=Choice(max_age_days=None, same_site=True)), id="of any age"),
        pytest.param(replace(FULL, choice=Choice(include=("/" + "é" * 400,) * 100)), id="a hundred patterns"),
    ],
)
def test_a_source_comes_back_as_it_was_added(tables: None, source: WatchedSource) -> None:
    added(source)
    assert store().load(ID) == source
    assert list(store().list()) == [source]


def test_an_unknown_source_is_none(tables: None) -> None:
    assert store().load(ID) is None
    assert list(store().list()) == []


def test_a_source_that_is_known_stays_as_it_is(tables: None) -> None:
    added(FULL)
    assert not store().add(BARE)
    assert store().load(ID) == FULL


def test_of_eight_who_add_a_source_one_has_it(calls: Calls) -> None:
    with one_by_one(calls):
        assert sorted(race(lambda: store().add(BARE))) == [False] * 7 + [True]


def test_a_reading_is_remembered_for_the_next_turn(tables: None) -> None:
    source = added()
    store().settle(replace(FULL, turn=source.turn))
    assert store().load(ID) == replace(FULL, turn=1)
    with pytest.raises(Skip) as skipped:
        store().settle(source)
    assert (skipped.value.reason, skipped.value.detail) == (SkipReason.SUPERSEDED, source.url)


def test_a_paused_source_is_not_due_and_a_reading_under_way_is_void(tables: None) -> None:
    reading = added(replace(BARE, next_at=instant(NOON)))
    store().pause(ID, "by hand")
    assert due_at(NOON + timedelta(days=1_000)) == []
    with pytest.raises(Skip):
        store().settle(replace(reading, next_at=instant(NOON)))
    paused = replace(reading, status=SourceStatus.PAUSED, pause_reason="by hand", next_at=None, turn=1)
    assert store().load(ID) == paused


def test_a_source_is_paused_although_a_reading_was_settled_meanwhile(tables: None) -> None:
    listed = added()
    store().settle(replace(listed, entries=7))
    store().pause(listed.source_id, "by hand")
    found = store().load(ID)
    assert found is not None
    assert (found.status, found.entries) == (SourceStatus.PAUSED, 7)


def test_a_resumed_source_is_due_at_once_its_failures_forgotten(tables: None) -> None:
    added(replace(FULL, next_at=None))
    store().resume(FULL)
    expected = replace(FULL, status=SourceStatus.ACTIVE, pause_reason=None, failures=0, failing_since=None, turn=6)
    assert store().load(ID) == replace(expected, next_at=instant(NOON))
    assert [(due.source_id, due.turn) for due in due_at(NOON, "feeds.example.org")] == [(ID, 6)]


def test_a_removed_source_stays_so(tables: None) -> None:
    reading = added(replace(BARE, next_at=instant(NOON)))
    store().keep_known(ID, bytes(8))
    store().remove(ID)
    store().remove(ID)
    store().pause(ID, "by hand")
    store().resume(reading)
    with pytest.raises(Skip):
        store().settle(reading)
    assert due_at(NOON) == []
    assert store().known(ID) == b""
    assert list(store().list()) == []


def test_sources_of_every_shard_are_listed(tables: None) -> None:
    urls = [f"https://e.example/{number}" for number in range(60)]
    sources = [replace(BARE, source_id=source_id(url), url=url) for url in urls]
    assert {source_pk(source.source_id) for source in sources} == {f"SOURCE#{shard}" for shard in range(8)}
    for source in sources:
        store().add(source)
    assert sorted(store().list(), key=lambda source: source.url) == sorted(sources, key=lambda source: source.url)


def test_the_entries_of_a_source_are_known_until_others_are(tables: None) -> None:
    assert store().known(ID) == b""
    for entries in (b"", bytes(range(256)), bytes(8) * 10_000):
        store().keep_known(ID, entries)
        assert store().known(ID) == entries


def test_a_source_that_moved_is_wanted_of_its_new_host(tables: None) -> None:
    source = added(replace(BARE, next_at=instant(NOON)))
    store().settle(replace(source, moved_to="https://feeds.example.org/news.xml"))
    assert due_at(NOON) == []
    assert [found.source_id for found in due_at(NOON, "feeds.example.org")] == [ID]


def test_a_source_of_ten_thousand_entries_is_settled_as_one_small_item(calls: Calls) -> None:
    """An update costs by the size of its item, so the entries are in another item."""
    source = added()
    store().keep_known(ID, bytes(8) * 10_000)
    calls.made.clear()
    store().settle(replace(FULL, turn=source.turn))
    ((name, arguments),) = calls.made
    assert (name, len(str(arguments)) < 3_000) == ("PutItem", True)
