"""These tests check sites over time: articles by day, facts of articles by day, and habits with the present."""

import pytest

from copydesk.cli.web_console import site, sites
from tests.console_world import World, labels, numbers

pytestmark = pytest.mark.slow

NEWS, HERALD = "news.example.org", "herald.example.com"


@pytest.fixture(autouse=True)
def _uncounted() -> None:
    sites._counts_of.cache_clear()


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
    monkeypatch.setattr(sites, "_COUNTED", 5)
    (spark,) = (each for each in labels(world.get("/sites")) if each.startswith("Articles a day"))
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
    monkeypatch.setattr(site, "_READ", 13)
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
