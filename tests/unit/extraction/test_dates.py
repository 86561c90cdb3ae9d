"""Dates as far as the text goes, and no further."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.extraction.dates import parse_date


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [
        ("25 April, 2024", "2024-04-25", "25 April, 2024"),
        ("Published on April 25th, 2024 by us", "2024-04-25", "April 25th, 2024"),
        ("Thursday 25 Apr 2024", "2024-04-25", "25 Apr 2024"),
        ("25. April 2024", "2024-04-25", "25. April 2024"),
        ("25 de abril de 2024", "2024-04-25", "25 de abril de 2024"),
        ("le 25 avril 2024", "2024-04-25", "25 avril 2024"),
        ("25.04.2024", "2024-04-25", "25.04.2024"),
        ("2024年4月25日", "2024-04-25", "2024年4月25"),
        ("25/04/2024", "2024-04-25", "25/04/2024"),
        ("2024-04-25", "2024-04-25", "2024-04-25"),
        ("20240425", "2024-04-25", "20240425"),
        ("2024-04-25T09:30:00Z", "2024-04-25T09:30:00+00:00", "2024-04-25T09:30:00Z"),
        ("2024-04-25T09:30:00.123+0200", "2024-04-25T09:30:00+02:00", "2024-04-25T09:30:00.123+0200"),
        ("2024-04-25 09:30", "2024-04-25T09:30:00", "2024-04-25 09:30"),
        ("April 25, 2024 at 9:30 p.m.", "2024-04-25T21:30:00", "April 25, 2024 at 9:30 p.m."),
        ("25.04.24", "2024-04-25", "25.04.24"),
        ("31.12.99", "1999-12-31", "31.12.99"),
        ("2024년 4월 25일", "2024-04-25", "2024년 4월 25"),
        ("2024. április 25.", "2024-04-25", "2024. április 25"),
        ("25 Nisan 2024", "2024-04-25", "25 Nisan 2024"),
        ("25. desember 2024", "2024-12-25", "25. desember 2024"),
        ("25 Απριλίου 2024", "2024-04-25", "25 Απριλίου 2024"),
        ("25.04.2024, 09:30 Uhr", "2024-04-25T09:30:00", "25.04.2024, 09:30"),
    ],
)
def test_a_date_is_read(text: str, value: str, raw: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.value, found.raw) == (value, raw)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "04/05/2024",
        "31 June 2024",
        "no date",
        "2024-13-45",
        "Route 66 in 2024",
        "12345678901",
        "version 1.10.24.3",
        "45 Smarch 2024",
    ],
)
def test_what_is_no_sure_date_is_none(text: str | None) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(("day_first", "value"), [(True, "2024-05-04"), (False, "2024-04-05")])
def test_the_order_of_digits_is_told(day_first: bool, value: str) -> None:
    found = parse_date("04/05/2024", day_first=day_first)
    assert found is not None
    assert found.value == value


@given(st.text(max_size=400))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.raw in text


@pytest.mark.parametrize(
    "text", ["Mark 12, 2021", "Octopus 8, 2022", "Marcus 4, 2020", "Decimal 5, 2020", "Julia 4, 2020"]
)
def test_a_word_that_begins_as_a_month_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["Mar. 12, 2021", "12 marca 2021", "12. März 2021", "12 марта 2021", "12 Mart 2021"])
def test_a_month_is_a_whole_word_in_any_language(text: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.value == "2021-03-12"
