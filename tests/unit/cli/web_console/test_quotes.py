"""These tests search quotes by speaker, with the other filters, and part after part."""

import re

import pytest

from copydesk.cli.web_console import filters, quotes
from copydesk.cli.web_console.server import Answer
from tests.console_world import NOW, World

pytestmark = pytest.mark.slow

WEBER = "Anna Weber"
_ARTICLE = re.compile(r'data-name="article"><a href="/article/([0-9a-f]{32})">')


def articles(answer: Answer) -> list[str]:
    assert answer.status == 200
    return _ARTICLE.findall(answer.body)


def onward(answer: Answer) -> str:
    found = re.search(r"after=([^&\"]+)\"><bdi>Earlier", answer.body)
    assert found
    return found[1].replace("%3A", ":").replace("%23", "#").replace("%7E", "~")


def test_the_quotes_of_a_person_are_found_in_any_spelling_of_capitals(world: World) -> None:
    page = world.get("/", speaker="  anna WEBER ", site="valley.example.net")
    assert "<q><bdi>We have waited for this day for a very long time,</bdi></q>" in page.body
    assert len(articles(page)) == 16
    assert "Nobody will remember" not in page.body
    assert "John Meyer" in world.get("/", speaker="John Meyer").body


def test_quotes_go_on_without_gap_and_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = articles(world.get("/", speaker=WEBER))
    monkeypatch.setattr(filters, "SHOWN", 20)
    monkeypatch.setattr(quotes, "_PART", 7)
    first = world.get("/", speaker=WEBER)
    second = world.get("/", speaker=WEBER, after=onward(first))
    third = world.get("/", speaker=WEBER, after=onward(second))
    assert articles(first) + articles(second) == whole
    assert len(whole) == 40
    # The hostile page has no quote of hers.
    assert sorted([*whole, *articles(third)]) == sorted(set(world.ids) - {world.ids[-2]})
    assert "Earlier ones" not in third.body


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"site": "HERALD.example.com"}, 16),
        ({"site": "nowhere.example.org"}, 0),
        ({"day": "2026-03-01"}, 17),
        ({"day": "2026-02-28"}, 0),
        ({"flag": "truncated"}, 7),
        ({"words": "bridge river"}, 8),
        ({"words": "bridge river", "site": "news.example.org", "day": "2026-03-02"}, 5),
    ],
)
def test_the_other_filters_hold_for_quotes(world: World, query: dict[str, str], count: int) -> None:
    assert len(articles(world.get("/", speaker=WEBER, **query))) == count


def test_a_filter_that_finds_few_quotes_says_how_many_were_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "LOOKED_AT", 5)
    page = world.get("/", speaker=WEBER, words="no such words")
    assert "Searched: 5 quotes." in page.body
    assert onward(page) < NOW.isoformat()


@pytest.mark.parametrize("name", ["Nobody Atall", "Weber", "…", "<script>alert(1)</script>"])
def test_who_is_not_quoted_is_told_how_names_are_found(world: World, name: str) -> None:
    page = world.get("/", speaker=name)
    assert page.status == 200
    assert "by the whole name" in page.body
    assert "<script>alert" not in page.body


@pytest.mark.parametrize("after", ["2026-03-02", "x", f"2026-03-02#{'0' * 32}", f"2026-13-02#{'0' * 32}#a"])
def test_a_place_of_another_list_is_none_among_quotes(world: World, after: str) -> None:
    assert world.get("/", speaker=WEBER, after=after).status == 400
