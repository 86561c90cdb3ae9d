"""These tests fill sites themselves: pages in an open window, many sites, and articles that lack facts."""

import re
from datetime import timedelta

import pytest

from copydesk.cli.web_console import sites
from copydesk.pipeline.drift import Fact, Page
from copydesk.storage.operations.hours import Counted, HourStore
from copydesk.storage.operations.sites import SiteStore, load_site
from tests.console_world import NOW, World, labels, numbers, store_article

pytestmark = pytest.mark.slow

NEWS, VALLEY = "news.example.org", "valley.example.net"


def test_the_open_window_tells_of_now(acting: World) -> None:
    store = SiteStore(now=lambda: NOW)
    for _ in range(4):
        store.note(VALLEY, [Page(words=500, dated=True, signed=True)] * 30)
    store.note(VALLEY, [Page(words=500, dated=True)] * 9)
    assert "no author: by habit 0%" in labels(acting.get("/sites"))
    store.note(VALLEY, [Page()])
    found = load_site(VALLEY)
    assert found
    assert sites.present(found, Fact.UNSIGNED) is None
    assert sites.present(found, Fact.REFUSED) == pytest.approx(0.1)
    store.note(VALLEY, [Page(words=500, dated=True, signed=True)])
    assert "no author: by habit 0%, now 90%" in labels(acting.get("/sites"))


def test_many_sites_come_in_parts(acting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SiteStore(now=lambda: NOW)
    for number in range(4):
        store.note(f"{number}.example.com", [Page()])
    monkeypatch.setattr(sites, "_SHOWN", 3)
    first, second = acting.get("/sites"), acting.get("/sites", **{"from": "3"})
    hosts = [re.findall(r'href="/sites/([^"?]+)"><bdi>', page.body) for page in (first, second)]
    assert hosts == [[NEWS, "0.example.com", "1.example.com"], ["2.example.com", "3.example.com"]]
    assert 'href="/sites?from=3"' in first.body
    assert "Further sites" not in second.body
    for start in ("5", "-1", "x", "²", "9" * 50):
        assert acting.get("/sites", **{"from": start}).status == 400


def test_lacks_are_shares_of_the_day(acting: World) -> None:
    said = b"<p>The council of the town met on Monday evening and spoke about the bridge, number %d of them.</p>"
    paragraphs = b"".join(said % number for number in range(8))
    plain = b"<!doctype html><title>A</title><article><h1>A plain story</h1>" + paragraphs
    host = "plain.example.org"
    for number, at in enumerate((NOW, NOW, NOW - timedelta(days=3))):
        store_article(700 + number, at, body=plain, host=host)
    found = acting.get(f"/sites/{host}")
    assert numbers(found, "2026-03-02")["without an author"] == "100%"
    assert numbers(found, "2026-03-02")["without a picture"] == "100%"
    assert numbers(found, "2026-02-27")["articles"] == "1"
    assert "Too few of its pages were seen" in found.body


def test_each_refusal_counts_on_its_day_and_no_reject_that_came_before_ingest(acting: World) -> None:
    for days in (0, 2, 2, 29, 31):
        at = NOW - timedelta(days=days, hours=1)
        HourStore(now=lambda at=at: at).note([(Counted.REFUSED, VALLEY), (Counted.STORED, NEWS)])  # type: ignore[misc]
    page = acting.get(f"/sites/{VALLEY}")
    refused = {day: numbers(page, day)["refused pages"] for day in ("2026-03-02", "2026-03-01", "2026-02-28")}
    assert refused == {"2026-03-02": "1", "2026-03-01": "0", "2026-02-28": "2"}
    assert numbers(page, "2026-02-01")["refused pages"] == "1"
    assert "Refusals are counted since" not in page.body


def test_a_site_that_is_known_by_refusals_alone_has_a_page(acting: World) -> None:
    HourStore(now=lambda: NOW).note([(Counted.REFUSED, "walled.example.org")])
    assert "1 refused" in acting.get("/sites/walled.example.org").body


def test_a_site_without_articles_invents_no_numbers(acting: World) -> None:
    SiteStore(now=lambda: NOW).note("empty.example.org", [Page()])
    page = acting.get("/sites/empty.example.org")
    assert page.body.count('<p class="dim">none known</p>') == 4
    assert "Median words a day from 2026-02-01 to 2026-03-02: none known." in labels(page)
    assert set(numbers(page, "2026-03-02").values()) == {"0", "–"}
