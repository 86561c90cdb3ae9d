"""A date has only the parts that its text states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.web.dates import parse_date


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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("प्रकाशित: 2 मार्च 2024, 09:15 बजे", "2024-03-02T09:15:00"),
        ("२ मार्च २०२४", "2024-03-02"),
        ("2 फरवरी 2024", "2024-02-02"),
        ("12 सितम्बर 2023", "2023-09-12"),
        ("২ মার্চ ২০২৪", "2024-03-02"),
        ("২১শে ফেব্রুয়ারি ২০২৪", "2024-02-21"),
        ("১৫ই আগস্ট ২০২৪, ১০:৩০", "2024-08-15T10:30:00"),
        ("২ মাৰ্চ ২০২৪", "2024-03-02"),
        ("۲ مارچ ۲۰۲۴ء", "2024-03-02"),
        ("2 مارس 2024", "2024-03-02"),
        ("2 ابريل 2024", "2024-04-02"),
        ("2 آذار/مارس 2024", "2024-03-02"),
        ("السبت 2 كانون الثاني 2024", "2024-01-02"),
        ("٢ تشرين الأول ٢٠٢٤", "2024-10-02"),
        ("2 غشت 2024", "2024-08-02"),
        ("2 جويلية 2024", "2024-07-02"),
        ("21 شعبان 1445 هـ - 2 مارس 2024م", "2024-03-02"),
        ("٢٠٢٤-٠٣-٠٢", "2024-03-02"),
        ("2 במרץ 2024", "2024-03-02"),
        ("2 மார்ச் 2024", "2024-03-02"),
        ("2 మార్చి 2024", "2024-03-02"),
        ("2 මාර්තු 2024", "2024-03-02"),
        ("២ មីនា ២០២៤", "2024-03-02"),
        ("2 наурыз 2024", "2024-03-02"),
        ("2024 жылғы 2 наурыз", "2024-03-02"),
        ("2 tháng 3, 2024", "2024-03-02"),
        ("ngày 2 tháng 3 năm 2024", "2024-03-02"),
        ("2 Tháng Mười Hai, 2024", "2024-12-02"),
        ("2024 m. kovo 2 d.", "2024-03-02"),
        ("2024. gada 2. marts", "2024-03-02"),
        ("2024ko martxoaren 2a", "2024-03-02"),
        ("2 d’abril del 2024", "2024-04-02"),
        ("marzo 2 de 2024", "2024-03-02"),
        ("ika-2 ng Marso 2024", "2024-03-02"),
        ("2 KASIM 2024", "2024-11-02"),
        ("3 月 2, 2024", "2024-03-02"),
        ("2024.03.02. 오후 3:15", "2024-03-02T15:15:00"),
        ("2024年3月2日 下午3:15", "2024-03-02T15:15:00"),
        ("２０２４年３月２日", "2024-03-02"),
        ("二〇二四年十二月二十一日", "2024-12-21"),
        ("02/mar/2024", "2024-03-02"),
        ("02-Mar-24", "2024-03-02"),
        ("2 March ’24", "2024-03-02"),
        ("(21. November 2022) Die Stadt", "2022-11-21"),
    ],
)
def test_dates_of_many_languages_and_digits(text: str, value: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.value == value
    assert found.raw in text


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("۱۴۰۲/۱۲/۱۲", "", "2024-03-02"),
        ("1402/12/12 09:15", "fa", "2024-03-02T09:15:00"),
        ("1402.12.12", "fa-IR", "2024-03-02"),
        ("1402/12/12", "en", None),
        ("شنبه ۱۲ اسفند ۱۴۰۲ - ۱۵:۳۰", "", "2024-03-02T15:30:00"),
        ("۱۲ اسفند‌ماه ۱۴۰۲", "", "2024-03-02"),
        ("۱۲ حوت ۱۴۰۲", "", "2024-03-02"),
        ("12 Esfand 1402", "en", "2024-03-02"),
        ("۱۴۰۳/۱۲/۳۰", "", "2025-03-20"),
        ("۱۴۰۲/۱۲/۳۰", "", None),
        ("۱۳۶۹/۰۱/۰۱", "", "1990-03-21"),
        ("2 มีนาคม 2567", "", "2024-03-02"),
        ("๒ มีนาคม พ.ศ. ๒๕๖๗", "", "2024-03-02"),
        ("2 มี.ค. 67 09:15 น.", "", "2024-03-02T09:15:00"),
        ("2 มี.ค. 24", "", "2024-03-02"),
        ("2 มีนาคม 2024", "th", "2024-03-02"),
        ("22/03/2567", "th", "2024-03-22"),
        ("22/03/2567", "en", None),
        ("令和6年3月2日", "", "2024-03-02"),
        ("令和六年三月二日", "", "2024-03-02"),
        ("令和元年5月1日", "", "2019-05-01"),
        ("㋿6年3月2日", "", "2024-03-02"),
        ("平成31年4月30日", "", "2019-04-30"),
        ("2024年(令和6年)3月2日", "", "2024-03-02"),
        ("2024（令和6）年3月2日", "", "2024-03-02"),
        ("令和6.3.2", "", "2024-03-02"),
        ("R6.3.2", "ja", "2024-03-02"),
        ("R6.3.2", "en", None),
        ("民國113年3月2日", "", "2024-03-02"),
        ("113/03/02", "zh-TW", "2024-03-02"),
        ("113/03/02", "zh-CN", None),
        ("24.03.02", "ko", "2024-03-02"),
        ("1445/8/21", "ar", None),
        ("२०८०-११-१९", "ne", None),
    ],
)
def test_years_are_read_by_the_calendars_of_their_readers(text: str, language: str, value: str | None) -> None:
    found = parse_date(text, language=language)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "day_first", "value"),
    [
        ("12.16.2025", None, "2025-12-16"),
        ("01/25/26", None, "2026-01-25"),
        ("3/2/24", None, None),
        ("3/2/24 9:15 AM ET", False, "2024-03-02T09:15:00"),
        ("3/2/24", True, "2024-02-03"),
        ("03.02.2024", None, "2024-02-03"),
        ("03.02.2024", False, "2024-03-02"),
        ("Sat, 03/09/2024 - 09:15", None, "2024-03-09T09:15:00"),
        ("Samedi 09/03/2024", False, "2024-03-09"),
        ("Tue 03/09/2024", None, "2024-09-03"),
        ("Wed 03/09/2024", None, None),
        ("Sat 3/9/24", None, "2024-03-09"),
        ("12/03/2021-09:30", True, "2021-03-12T09:30:00"),
    ],
)
def test_the_order_is_settled_by_the_calendar_the_weekday_or_the_readers(
    text: str, day_first: bool | None, value: str | None
) -> None:
    found = parse_date(text, day_first=day_first)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    "text",
    [
        "File No. 12/03/2021",
        "Ref: 20210312",
        "File 20210312-7",
        "Drucksache Nr. 12.03.2021",
        "Az.: 12/03/2021",
        "Case 2021-03-12",
        "#20240302",
        "123-12-03-2021",
        "12/03/2021-77",
        "ver 2024.03.02",
        "12 May 24 people",
        "5 mai -50 %",
        "5 mai -14:30",
        "5 - 12.2024",
    ],
)
def test_a_number_of_something_else_is_no_date(text: str) -> None:
    assert parse_date(text, day_first=True) is None


@given(st.text(alphabet="0123456789۱۲年月日元十二令和RH./- :,abcMarchมี.ค", max_size=60))
def test_any_mix_of_the_parts_of_dates_gives_a_date_or_none(text: str) -> None:
    found = parse_date(text, language="ja")
    assert found is None or found.raw in text
