"""A batch writes a site's habits once, counts no sample twice, and reports a drift once."""

import re
from collections.abc import Callable
from typing import Any

from copydesk.pipeline.drift import WINDOW, Fact, Page, Turn
from copydesk.storage.keys import watched_site_pk
from copydesk.storage.operations.models import SiteItem
from copydesk.storage.operations.sites import SiteStore, list_sites
from tests.unit.storage.conftest import Calls

HOST = "news.example.org"
WELL = Page(words=400, dated=True, signed=True)
NO_DATE = Page(words=400, signed=True)


def test_a_batch_is_one_write_and_a_full_window_one_more(calls: Calls) -> None:
    store = SiteStore()
    for _ in range(WINDOW - 1):
        store.note(HOST, [WELL])
    assert calls.names == ["UpdateItem"] * (WINDOW - 1)
    store.note(HOST, [WELL])
    assert calls.names == ["UpdateItem"] * (WINDOW + 1)
    (site,) = list_sites()
    assert (site.host, site.pages) == (HOST, WINDOW)
    assert site.habits[Fact.UNDATED].mean == 0


def test_a_site_that_loses_its_dates_is_told_once(tables: None) -> None:
    store = SiteStore()
    for _ in range(20):
        assert store.note(HOST, [WELL] * 10) == []
    told = [change for _ in range(20) for change in store.note(HOST, [NO_DATE] * 10)]
    assert [(change.fact, change.turn) for change in told] == [(Fact.UNDATED, Turn.DRIFTED)]
    assert told[0].before == 0
    assert told[0].now > 0.7
    (site,) = list_sites()
    assert site.habits[Fact.UNDATED].since


def test_what_another_function_adds_while_a_window_is_closed_stays(tables: None, calls: Calls) -> None:
    added: list[str] = []

    def add_between(name: str, arguments: dict[str, Any], call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if "REMOVE" in str(arguments) and not added:
            added.append(name)
            SiteItem(watched_site_pk(HOST), HOST).update(actions=SiteStore()._adding([NO_DATE, Page()]))
        return call()

    calls.around = add_between
    SiteStore().note(HOST, [WELL] * WINDOW)
    item = SiteItem.get(watched_site_pk(HOST), HOST)
    assert added
    assert list(map(str, item.window)) == ["400s", "r"]
    assert item.pages == WINDOW + 2
    (site,) = list_sites()
    assert site.habits[Fact.UNDATED].mean == 0


def test_a_window_that_two_functions_close_is_learned_from_once(tables: None, calls: Calls) -> None:
    """Another function closes the window first. The second one changes nothing."""
    closed: list[str] = []

    def close_between(name: str, arguments: dict[str, Any], call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if "REMOVE" in str(arguments) and not closed:
            closed.append(name)
            SiteStore().note(HOST, [NO_DATE])
        return call()

    SiteStore().note(HOST, [WELL] * (WINDOW - 1))
    calls.around = close_between
    assert SiteStore().note(HOST, [WELL]) == []
    item = SiteItem.get(watched_site_pk(HOST), HOST)
    assert list(item.window) == []
    assert (item.turn, item.pages) == (1, WINDOW + 1)


def test_pages_that_were_refused_and_articles_come_back_as_they_were_noted(tables: None) -> None:
    store = SiteStore()
    store.note(HOST, [Page()] * (WINDOW // 2) + [NO_DATE] * (WINDOW // 2))
    (site,) = list_sites()
    assert site.habits[Fact.REFUSED].mean == 0.5
    assert site.habits[Fact.UNDATED].mean == 1
    assert site.habits[Fact.UNSIGNED].mean == 0


def test_a_window_is_emptied_from_its_end_so_that_no_place_moves_before_its_turn(calls: Calls) -> None:
    SiteStore().note(HOST, [WELL] * WINDOW)
    _, closing = calls.made[-1]
    removed = closing["UpdateExpression"].partition("REMOVE ")[2]
    assert list(map(int, re.findall(r"\[(\d+)\]", removed))) == list(range(WINDOW - 1, -1, -1))
