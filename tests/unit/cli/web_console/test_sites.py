"""These tests check sites over time: articles by day, facts of articles by day, and habits with the present."""

from collections.abc import Sequence
from concurrent.futures import Future, wait
from datetime import timedelta
from threading import Event

import pytest

from copydesk.cli.web_console import day_counts
from copydesk.cli.web_console import site as site_pages
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Asked
from copydesk.errors import Retry
from tests.console_world import NOW, World, held_counts, labels, numbers

pytestmark = pytest.mark.slow

NEWS, HERALD = "news.example.org", "herald.example.com"


def test_a_site_has_its_articles_by_day_and_its_drift_in_words(world: World) -> None:
    (spark,) = (each for each in labels(world.get("/sites")) if each.startswith("Articles a day"))
    assert spark.startswith("Articles a day from 2026-02-01 to 2026-03-02: 0, 0,")
    assert spark.endswith(" 0, 6, 12. Otherwise since 2026-03-02.")


def test_habits_stand_against_what_there_is_now(world: World) -> None:
    found = labels(world.get("/sites"))
    assert "no date: by habit 0%, now 100% since 2026-03-02" in found
    assert "words: by habit 400, now 90 since 2026-03-02" in found
    # No pages wait in the window, so nothing is said of now.
    assert "no author: by habit 0%" in found


def test_days_beyond_what_is_read_are_unknown_and_not_zero(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_counts, "_COUNTED", 5)
    new = site(world.place, lambda: NOW)(Asked(path="/sites"))
    (spark,) = (each for each in labels(new) if each.startswith("Articles a day"))
    assert "unknown, unknown" in spark
    assert "unknown, 12." in spark
    assert " 0," not in spark


def test_one_site_shows_each_day_by_its_articles(world: World) -> None:
    page = world.get(f"/sites/{NEWS}")
    found = numbers(page, "2026-03-02")
    assert found == {
        "articles": "12", "refused pages": "6", "without a date": "0%", "without an author": "0%",
        "without a picture": "8%", "median words": found["median words"],
    }  # fmt: skip
    assert numbers(page, "2026-02-20")["articles"] == "0"
    assert numbers(page, "2026-02-20")["median words"] == "–"
    assert page.body.count('<span class="warn">since 2026-03-02</span>') == 2
    assert any(each.startswith("Without a date a day") and "By habit 0%." in each for each in labels(page))
    assert f'href="/?site={NEWS}"' in page.body


def test_one_site_shows_its_last_day_by_hours(world: World) -> None:
    page = world.get(f"/sites/{NEWS}").body
    for told in ("<b>The last 24 hours</b>", "18 stored", "6 refused", "3 skipped", "0 withdrawn"):
        assert told in page


def test_refused_pages_are_counted_on_whole_days_only(world: World) -> None:
    """The first hour of the newsroom is that of 16:00 on the day before."""
    page = world.get(f"/sites/{HERALD}")
    assert numbers(page, "2026-03-02")["refused pages"] == "6"
    assert numbers(page, "2026-03-01")["refused pages"] == "–"
    assert "Refusals are counted since 2026-03-01 15:00." in page.body


def test_facts_are_told_only_of_whole_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_pages, "_READ", 13)
    page = world.get(f"/sites/{NEWS}")
    assert "none are told up to 2026-03-01" in page.body
    assert numbers(page, "2026-03-01")["articles"] == "6"
    assert numbers(page, "2026-03-01")["median words"] == "–"
    assert numbers(page, "2026-03-02")["median words"] != "–"


@pytest.mark.parametrize("path", ["/sites/nowhere.example.org", "/sites/%3Cscript%3E"])
def test_a_site_that_is_none_is_said(world: World, path: str) -> None:
    answer = world.get(path)
    assert answer.status == 400
    assert "Nothing is known of the site" in answer.body
    assert "<script>a" not in answer.body
    assert world.get(f"{path}/x").status == 404


def test_many_articles_are_counted_while_the_page_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    is_let = held_counts(monkeypatch)
    pages = site(world.place, lambda: NOW)
    first = pages(Asked(path="/sites"))
    assert "are being counted" in first.body
    assert 'data-poll="1"' in first.body
    assert '<noscript><meta http-equiv="refresh" content="1"></noscript>' in first.body
    assert "Articles a day from 2026-02-01 to 2026-03-02: none known. Otherwise since 2026-03-02." in labels(first)
    is_let.set()
    monkeypatch.setattr(day_counts, "_PATIENCE", 30)
    second = pages(Asked(path="/sites"))
    assert "were counted at 2026-03-02 15:30" in second.body
    assert "data-poll" not in second.body
    assert "refresh" not in second.body
    assert any(" 0, 6, 12. Otherwise" in each for each in labels(second))


@pytest.mark.parametrize(("minutes", "times"), [(0.9, 1), (1.1, 2)])
def test_articles_are_counted_once_a_minute(
    world: World, monkeypatch: pytest.MonkeyPatch, minutes: float, times: int
) -> None:
    asked, counts_of = list[Sequence[str]](), day_counts._counts_of

    def noted(hosts: Sequence[str], days: Sequence[str]) -> day_counts.DayCounts:
        asked.append(hosts)
        return counts_of(hosts, days)

    monkeypatch.setattr(day_counts, "_counts_of", noted)
    moments = iter([NOW, NOW + timedelta(minutes=minutes)])
    pages = site(world.place, lambda: next(moments))
    pages(Asked(path="/sites"))
    pages(Asked(path="/sites"))
    assert asked == [(NEWS,)] * times


def test_counts_that_fail_are_made_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts_of = day_counts._counts_of
    pages = site(world.place, lambda: NOW)

    def failing(_hosts: Sequence[str], _days: Sequence[str]) -> day_counts.DayCounts:
        raise Retry("DynamoDB: throttled")

    monkeypatch.setattr(day_counts, "_counts_of", failing)
    assert pages(Asked(path="/sites")).status == 503
    monkeypatch.setattr(day_counts, "_counts_of", counts_of)
    assert pages(Asked(path="/sites")).status == 200


@pytest.mark.parametrize(("error", "fresh_for"), [(None, 0.9), (Retry("DynamoDB: throttled"), 0)])
def test_counts_that_end_between_two_looks_are_told_however_long_they_took(
    monkeypatch: pytest.MonkeyPatch, error: Retry | None, fresh_for: float
) -> None:
    """A page that looks again would else begin new counts each time, and never show any, nor their failure."""
    is_let = Event()

    def counts_of(_hosts: Sequence[str], _days: Sequence[str]) -> day_counts.DayCounts:
        assert is_let.wait(60)
        if error:
            raise error
        return {NEWS: [1]}

    monkeypatch.setattr(day_counts, "_PATIENCE", 0)
    monkeypatch.setattr(day_counts, "_counts_of", counts_of)
    counter = day_counts.DayCounter()
    begun = counter.of((NEWS,), NOW)
    is_let.set()
    wait([begun.counts])
    told_at = NOW + timedelta(minutes=2)
    assert counter.of((NEWS,), told_at).counts is begun.counts
    if fresh_for:
        assert counter.of((NEWS,), told_at + timedelta(minutes=fresh_for)).counts is begun.counts
    assert counter.of((NEWS,), told_at + timedelta(minutes=fresh_for + 0.2)).counts is not begun.counts


def test_counts_that_nobody_came_back_for_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_counts, "_counts_of", lambda hosts, _days: {host: [] for host in hosts})
    counter, done = day_counts.DayCounter(), Future[day_counts.DayCounts]()
    done.set_result({})
    counter._known[NEWS,] = day_counts.Counting(NOW, done)
    assert counter.of((NEWS,), NOW + timedelta(hours=1)).counts is not done
