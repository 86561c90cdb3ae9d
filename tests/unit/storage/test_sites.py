"""A site's habits in DynamoDB: one write a batch, no sample twice, and a drift told once."""

from copydesk.drift import WINDOW, Fact, Page, Turn
from copydesk.storage.sites import SiteStore, list_sites
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
    store = SiteStore()
    closing = SiteStore()
    store.note(HOST, [WELL] * (WINDOW - 1))
    meanwhile: list[str] = []

    def add_between(name: str, arguments: dict[str, object], call: object) -> object:
        if "REMOVE" in str(arguments) and not meanwhile:
            meanwhile.append(name)
            store.note("other.example.org", [WELL])
        return call()  # type: ignore[operator]

    calls.around = add_between  # type: ignore[assignment]
    closing.note(HOST, [WELL] * 3)
    closing.note(HOST, [NO_DATE])
    assert {site.host: site.pages for site in list_sites()} == {HOST: WINDOW + 3, "other.example.org": 1}


def test_pages_that_were_refused_and_articles_come_back_as_they_were_noted(tables: None) -> None:
    store = SiteStore()
    store.note(HOST, [Page()] * (WINDOW // 2) + [NO_DATE] * (WINDOW // 2))
    (site,) = list_sites()
    assert site.habits[Fact.REFUSED].mean == 0.5
    assert site.habits[Fact.UNDATED].mean == 1
    assert site.habits[Fact.UNSIGNED].mean == 0
