"""These tests check a load's figures from puts and log lines, its pages, and its pictures."""

from xml.etree import ElementTree

import pytest

from bench.load_pages import PAGE_BYTES, SAMPLE_EVERY, pages
from bench.load_run import Figures, Phase, figures
from bench.load_watch import Depth
from bench.plot import Panel, marks, sparkline, svg
from copydesk.extraction import extract_article
from copydesk.model import Source
from copydesk.web.urls import article_id

PHASE = Phase(
    name="A burst",
    began=100.0,
    answered={"a": 101.0, "b": 102.0, "c": 103.0},
    megabytes=6.0,
    depths=[Depth(at=101.0, waiting=2, held=1), Depth(at=103.0, waiting=0, held=1)],
)


def test_waits_are_from_the_puts_answer_to_the_commit() -> None:
    found = figures(PHASE, {"a": ("stored", 101.5), "b": ("stored", 104.0), "c": ("rejected", 104.5)})
    assert found.waits == [0.5, 2.0]
    assert (found.articles, found.seconds, found.rate, found.deepest) == (2, 4.0, 0.5, 3)
    assert found.ends == {"rejected": 1, "stored": 2}


def test_a_page_that_no_log_line_names_is_missing() -> None:
    assert figures(PHASE, {"a": ("stored", 101.5)}).ends == {"missing": 2, "stored": 1}


def test_a_commit_that_a_coarse_clock_puts_before_the_answer_took_no_time() -> None:
    assert figures(PHASE, {"a": ("stored", 100.999)}).waits == [0.0]


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (95, 95), (99, 99)])
def test_percentiles_of_even_waits(percent: int, expected: float) -> None:
    waits = [float(each) for each in range(101)]
    found = Figures(articles=101, seconds=1, megabytes=0, waits=waits, deepest=0, ends={})
    assert found.percentile(percent) == pytest.approx(expected)


@pytest.mark.parametrize(("waits", "expected"), [([], 0), ([2.5], 2.5)], ids=["none", "one"])
def test_percentiles_of_hardly_any_waits(waits: list[float], expected: float) -> None:
    assert Figures(articles=0, seconds=0, megabytes=0, waits=waits, deepest=0, ends={}).percentile(99) == expected


def test_every_page_of_a_load_is_an_article_of_its_own() -> None:
    made = pages(6 * SAMPLE_EVERY, run="test")
    source = Source(bucket="b", key="k")
    read = [(page, extract_article(page.body, url=page.url)) for page in made]
    assert len({article_id(canonical_url=each.canonical_url, url=page.url, source=source) for page, each in read}) == 30


def test_pages_are_as_large_as_real_ones_and_the_same_again() -> None:
    made = pages(30, run="test")
    assert made == pages(30, run="test")
    sizes = {len(page.body) for number, page in enumerate(made) if number % SAMPLE_EVERY}
    assert all(min(abs(size - each) for each in PAGE_BYTES) < 500 for size in sizes)


@pytest.mark.parametrize("points", [[], [(0.0, 0.0)], [(0.0, 1.0), (9.0, 2_000.0)]], ids=["none", "one", "some"])
def test_a_picture_is_xml_that_stays_on_its_page(points: list[tuple[float, float]]) -> None:
    drawn = ElementTree.fromstring(svg([Panel(title="a < b & c", points=points)], across="s", up="n"))  # noqa: S314
    lines = [each.attrib["points"] for each in drawn.iter() if "points" in each.attrib]
    places = [tuple(map(float, place.split(","))) for line in lines for place in line.split()]
    assert all(0 <= x <= 760 and 0 <= y <= 220 for x, y in places)


def test_an_axis_reaches_its_highest_value() -> None:
    for highest in (0, 0.3, 1, 7, 99, 1_000, 123_456):
        assert marks(highest)[-1] >= highest


def test_a_sparkline_keeps_its_peaks_and_its_width() -> None:
    drawn = sparkline([0.0] * 500 + [9.0] + [0.0] * 500, width=20)
    assert len(drawn) == 20
    assert drawn.count("█") == 1
