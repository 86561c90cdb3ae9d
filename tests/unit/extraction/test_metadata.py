"""These tests read facts of the head: names, places, languages and times. They also check what is left alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.bylines.grammar import declared_names, names_in
from copydesk.extraction.metadata.bylines.names import is_person
from copydesk.extraction.metadata.dated_lines import reader_of
from copydesk.extraction.metadata.dates import date_published_elsewhere, in_local_time
from copydesk.extraction.metadata.head import head_of
from copydesk.extraction.metadata.headline import Shown, shown_headline
from copydesk.extraction.metadata.page import Page, page_of
from copydesk.extraction.metadata.places import dateline_in
from copydesk.extraction.reading.walk import runs_of
from copydesk.web.dates import FoundDate
from tests.growth import in_linear_time


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Roe", ["Jane Roe"]),
        ("ByJane Roe", ["Jane Roe"]),
        ("Von Jane Roe und John Doe", ["Jane Roe", "John Doe"]),
        ("Par Jane Roe et John Doe", ["Jane Roe", "John Doe"]),
        ("Por Jane Roe y John Doe", ["Jane Roe", "John Doe"]),
        ("By Cam E. Roe", ["Cam E. Roe"]),
        ("By Joe S.", ["Joe S."]),
        ("By John Roe Jr.", ["John Roe Jr."]),
        ("By Jane Roe Senior Writer", ["Jane Roe"]),
        ("By Jane RoeSenior Writer", ["Jane Roe"]),
        ("By Jane Roe December 2, 2024", ["Jane Roe"]),
        ("Von Jane Roe am 21. April 2024", ["Jane Roe"]),
        ("By Jane Roe, Staff Reporter", ["Jane Roe"]),
        ("By Anthony Head", ["Anthony Head"]),
        ("AFP", ["AFP"]),
        ("Jun 5", []),
        ("Jane Roe says", []),
        ("Name *", []),
        ("Foto: Jane Roe", []),
    ],
)
def test_names_in_a_byline(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Roe", ["Jane Roe"]),
        ('"Jane Roe"', ["Jane Roe"]),
        ("Jane Roe @janeroe", ["Jane Roe"]),
        ("dpa", ["dpa"]),
        ("The Example Team", ["The Example Team"]),
    ],
)
def test_names_in_a_declared_author(text: str, names: list[str]) -> None:
    assert declared_names(text) == names


def test_a_person_has_two_names_in_capitals() -> None:
    assert is_person("Jane Roe")
    assert is_person("Ólöf O’Roe")
    assert not any(map(is_person, ["Politics", "jane roe", "Home improvement", "April 2024", "Senior Writer"]))


@pytest.mark.parametrize(
    ("html", "declared", "shown"),
    [
        ("<h1>All of it</h1>", [], Shown("All of it")),
        ("<h1><span>River</span><span>All of it</span></h1>", ["River: All of it"], Shown("All of it", "River")),
        ("<h1><span>River</span> <span>All of it</span></h1>", ["All of it"], Shown("All of it", "River")),
        ("<h1><em>All</em> of it</h1>", ["All of it"], Shown("All of it")),
        ("<h1><span>River:</span> <span>All of it</span></h1>", ["River: All of it"], Shown("River: All of it")),
        ("<h1><b><i>River</i> All of it</b></h1>", ["All of it"], Shown("All of it", "River")),
        ("<h1></h1>", ["All of it"], Shown("")),
    ],
)
def test_the_label_in_an_h1(html: str, declared: list[str], shown: Shown) -> None:
    node = LexborHTMLParser(html).css_first("h1")
    assert node is not None
    assert shown_headline(node, declared) == shown


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BERLIN (Reuters) — The vote is over.", "BERLIN"),
        ("NEW YORK, N.Y. – The vote is over.", "NEW YORK"),
        ("Wien (APA) - Die Wahl ist vorbei.", "Wien"),
        ("ST. LOUIS -- The vote is over.", "ST. LOUIS"),
        ("The vote — and what came of it — is over.", None),
        ("EXCLUSIVE — The vote is over.", None),
        ("A well-known author is dead.", None),
        ("", None),
    ],
)
def test_the_place_that_opens_a_text(text: str, place: str | None) -> None:
    assert dateline_in(text) == place


@pytest.mark.parametrize(
    ("declared", "shown", "value"),
    [
        ("2024-04-26T02:30:10+00:00", "2024-04-25T22:30:00", "2024-04-25T22:30:10-04:00"),
        ("2024-04-26T02:30:10+00:00", "2024-04-25T19:30:10-07:00", "2024-04-25T19:30:10-07:00"),
        ("2024-04-26T02:30:10+00:00", "2024-04-25T22:41:00", "2024-04-26T02:30:10+00:00"),
        ("2024-04-26T02:30:10+00:00", "2024-04-25", "2024-04-26T02:30:10+00:00"),
        ("2024-04-26T02:30:10+00:00", "2024-04-26T04:30:00", "2024-04-26T02:30:10+00:00"),
        ("2024-04-26T02:30:10+02:00", "2024-04-25T22:30:00", "2024-04-26T02:30:10+02:00"),
        ("2024-04-26", "2024-04-25T22:30:00", "2024-04-26"),
    ],
)
def test_a_moment_by_the_readers_clock(declared: str, shown: str, value: str) -> None:
    found = in_local_time(FoundDate(declared, declared), [FoundDate(shown, shown)])
    assert found is not None
    assert found.value == value


#: Makers of heads by size, and the size of each.
_HOSTILE: dict[str, tuple[Callable[[int], str], int]] = {
    "deep h1": (lambda size: "<h1>A" + "<span>" * size + "x", 20_000),
    "wide h1": (lambda size: "<h1>" + "<span>a b</span>" * size, 20_000),
    "many h1s": (lambda size: "<h1>x</h1>" * size, 20_000),
    "deep author": (lambda size: "<div class=author>" * size + "Jane Roe", 5_000),
    "long title": (lambda size: "<title>" + "a | " * size, 50_000),
    "deep json": (lambda size: "<script type=application/ld+json>" + "[" * size, 50_000),
    "many authors": (lambda size: "<meta name=author content='" + "Jane Roe, " * size + "'>", 20_000),
}


@pytest.mark.parametrize(("make", "size"), _HOSTILE.values(), ids=_HOSTILE)
def test_a_hostile_head_takes_time_as_its_length(make: Callable[[int], str], size: int) -> None:
    in_linear_time(
        head_of, lambda size: page_of(LexborHTMLParser(make(size)), "https://www.examplepost.example/a"), size
    )


def test_many_labelled_lines_take_time_as_their_count() -> None:
    in_linear_time(head_of, _labelled, size=50_000)


def _labelled(size: int) -> Page:
    """The text is in the middle of so many dated lines."""
    tree = LexborHTMLParser("<h1>a b c</h1>" + "<p>Published by x in 2024</p>" * size)
    assert tree.body is not None
    return replace(page_of(tree, None), runs=tuple(runs_of(tree.body)), text=(size // 2,))


@pytest.mark.parametrize(
    ("told", "date"),
    [
        (["2024-04-25T09:30:00Z"], "2024-04-25T09:30:00+00:00"),
        (["2024-04-25T09:30:00Z", "2024-04-25T09:30:00Z"], "2024-04-25T09:30:00+00:00"),
        (["2024-04-25T09:30:00Z", "2023-01-02T08:00:00Z"], None),
    ],
)
def test_scripts_tell_a_date_where_all_of_them_tell_the_same_day(told: list[str], date: str | None) -> None:
    """If scripts state several days, some belong to other pages, and nobody knows which."""
    scripts = "".join(f'<script>data = {{"datePublished": "{each}"}};</script>' for each in told)
    page = page_of(LexborHTMLParser(f"<h1>Bridge opens</h1><p>The bridge opens.</p>{scripts}"), None)
    found = next(date_published_elsewhere(page, reader_of(page, None)), None)
    assert (found.value.value if found else None) == date
