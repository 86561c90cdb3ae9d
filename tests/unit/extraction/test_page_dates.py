"""The dates of a page come from its declarations and its lines. These tests also have contradictory ones."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.head import Head, head_of
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.walk import runs_of

URL = "https://www.examplepost.example/news/boats"
SENTENCE = "The ferry company runs three extra boats a day between the harbour and the outer islands until autumn. "


def head(
    around: str = "", *, opening: str = "", under: str = "", url: str = URL, lang: str = "en", meta: str = ""
) -> Head:
    """Returns the head of a page with this markup under its headline, in its first line, and under its text."""
    text = f"<p>{opening}{SENTENCE}</p><p>{SENTENCE * 2}</p>"
    html = f'<html lang="{lang}"><head>{meta}</head><body><h1>Extra boats</h1>{around}{text}{under}</body></html>'
    tree = LexborHTMLParser(html)
    assert tree.body is not None
    runs = tuple(runs_of(tree.body))
    return head_of(
        replace(page_of(tree, url), runs=runs, text=tuple(i for i, run in enumerate(runs) if SENTENCE[:60] in run.text))
    )


@pytest.mark.parametrize(
    ("line", "lang", "published", "modified"),
    [
        (
            '<time itemprop="dateModified" datetime="2024-03-05T19:20:45+01:00">'
            "02/03/2024 01:57 | Actualizado a 05/03/2024 19:20</time>",
            "es",
            "2024-03-02T01:57:00",
            "2024-03-05T19:20:45+01:00",
        ),
        (
            '<time itemprop="dateModified" datetime="2024-03-05">2 March | updated 5 March</time>',
            "en",
            None,
            "2024-03-05",
        ),
        (
            "<p>Veröffentlicht am 02.03.2024, aktualisiert am 05.03.2024</p>",
            "de",
            "2024-03-02",
            "2024-03-05",
        ),
        ("<p>Updated 5 March 2024 | Published 2 March 2024</p>", "en", "2024-03-02", "2024-03-05"),
        (
            '<p>Updated <time datetime="2024-03-05">5 March</time>, '
            'published <time datetime="2024-03-02">2 March</time></p>',
            "en",
            "2024-03-02",
            "2024-03-05",
        ),
        (
            "<p>입력 2024.03.02. 오전 9:15 수정 2024.03.05. 오후 3:15</p>",
            "ko",
            "2024-03-02T09:15:00",
            "2024-03-05T15:15:00",
        ),
        ("<p>नई दिल्ली, 2 मार्च 2024, अपडेट: 5 मार्च 2024</p>", "hi", "2024-03-02", "2024-03-05"),
        ("<p>تاریخ انتشار: ۱۴۰۲/۱۲/۱۲ | به‌روزرسانی: ۱۴۰۲/۱۲/۱۵</p>", "fa", "2024-03-02", "2024-03-05"),
        ("<p>เผยแพร่ 2 มี.ค. 2567 ปรับปรุง 5 มี.ค. 2567</p>", "th", "2024-03-02", "2024-03-05"),
        ("<p>02/03/2024 | cập nhật 05/03/2024</p>", "vi", "2024-03-02", "2024-03-05"),
        (
            '<time class="published" datetime="2024-03-05">Last updated on March 5, 2024</time>',
            "en",
            None,
            "2024-03-05",
        ),
    ],
)
def test_a_line_that_tells_both_gives_each_its_day(
    line: str, lang: str, published: str | None, modified: str | None
) -> None:
    found = head(line, lang=lang)
    assert (found.date_published, found.date_modified) == (published, modified)


@pytest.mark.parametrize(
    ("line", "lang", "url", "day"),
    [
        ("<p>Posted 3/2/24 9:15 AM ET</p>", "en-US", URL, "2024-03-02"),
        ("<p>Posted 3/2/24</p>", "en-GB", URL, "2024-02-03"),
        ("<p>Posted 3/2/24</p>", "en", URL, None),
        ("<p>03.02.2024</p>", "en-US", URL, "2024-03-02"),
        ("<p>03.02.2024</p>", "de", URL, "2024-02-03"),
        ("<p>Kultur, 2.11.22</p>", "de", URL, "2022-11-02"),
        ("<p>Version 2.11.22</p>", "en", URL, None),
        ("<p>26 | 01 | 2022</p>", "de", URL, "2022-01-26"),
        ("<p>Apr 042013</p>", "en", URL, "2013-04-04"),
        ("", "en", "https://www.examplepost.example/2024/mar/02/boats", "2024-03-02"),
        ("", "en", "https://www.examplepost.example/boats-20240302", "2024-03-02"),
        ("", "en", "https://www.examplepost.example/boats?campaign=x_20240302", None),
        ("", "de", "https://www.examplepost.example/02-03-2024/boats", "2024-03-02"),
    ],
)
def test_orders_of_day_and_month(line: str, lang: str, url: str, day: str | None) -> None:
    found = head(line, lang=lang, url=url).date_published
    assert (found[:10] if found else None) == day


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("LONDON, March 2, 2024 /NewsWire/ -- ", "2024-03-02"),
        ("NORTH BAY, Ontario, March 2, 2024 (GLOBE EXAMPLE) -- ", "2024-03-02"),
        ("Paris, le 2 mars 2024 – ", "2024-03-02"),
        ("Karlsruhe, (12.11.2021). ", "2021-11-12"),
        ("(21. November 2022) ", "2022-11-21"),
        ("北京, 2024年3月2日 /PRNewswire/ -- ", "2024-03-02"),
        ("On March 2, 2024 – a Saturday – it began. ", None),
        ("The plan of March 2, 2024 -- it is old -- was dropped. ", None),
    ],
)
def test_the_dateline_that_opens_the_text_has_its_date(opening: str, day: str | None) -> None:
    found = head(opening=opening)
    assert found.date_published == day
    assert found.provenance.get("date_published") == ("dateline" if day else None)


@pytest.mark.parametrize(
    "markup",
    [
        '<div itemscope itemtype="https://schema.org/Comment"><span itemprop="datePublished">2024-03-02</span></div>',
        '<ol class="comment-list"><li><meta itemprop="datePublished" content="2024-03-02"></li></ol>',
        '<div itemscope itemtype="http://schema.org/Review"><time itemprop="datePublished" datetime="2024-03-02">'
        "</time></div>",
        '<div id="comments"><p>Posted on March 2, 2024 by a reader</p></div>',
    ],
)
def test_the_dates_of_readers_words_are_not_the_pages(markup: str) -> None:
    assert head(under=20 * "<p>A line</p>" + markup).date_published is None


def test_the_property_of_an_article_is_its_date() -> None:
    date = '<meta itemprop="datePublished" content="2024-03-02">'
    markup = f'<div itemscope itemtype="https://schema.org/Article">{date}</div>'
    assert head(markup).date_published == "2024-03-02"


def test_the_day_that_most_sources_name_wins_where_none_is_declared() -> None:
    lines = '<p>Kyiv, 24 April 2024</p><div class="published"><time datetime="2024-04-28">28 April 2024</time></div>'
    found = head(lines, url="https://www.examplepost.example/2024/04/28/boats")
    assert found.date_published == "2024-04-28"
    assert [(each.field, each.value) for each in found.conflicts] == [("date_published", "2024-04-24")]


def test_a_declared_day_is_not_voted_on() -> None:
    meta = '<meta property="article:published_time" content="2024-04-27">'
    found = head("<p>28 April 2024</p>", url="https://www.examplepost.example/2024/04/28/boats", meta=meta)
    assert found.date_published == "2024-04-27"


@pytest.mark.parametrize(
    ("published", "modified", "conflicts"),
    [
        ("2024-03-05T09:00:00Z", "2024-03-02T09:00:00Z", [("date_modified", "meta", "2024-03-05")]),
        ("2024-03-05", "2024-03-04T23:00:00Z", [("date_modified", "meta", "2024-03-05")]),
        ("2024-03-05T09:00:00Z", "2024-03-05T04:00:00Z", []),
        ("2024-03-05T00:30:00+02:00", "2024-03-04T22:00:00Z", []),
        ("2024-03-05", "2024-03-06", []),
    ],
)
def test_a_change_a_day_before_the_publication_is_a_conflict(
    published: str, modified: str, conflicts: list[tuple[str, str, str]]
) -> None:
    meta = "".join(
        f'<meta property="article:{name}_time" content="{value}">'
        for name, value in (("published", published), ("modified", modified))
    )
    found = head(meta=meta)
    assert [(each.field, each.source, each.value) for each in found.conflicts] == conflicts


def test_two_lines_that_a_template_glues_are_read_apart() -> None:
    found = head("<div>HealthMAY 22, 2024Updated: JANUARY 02, 2026</div>")
    assert (found.date_published, found.date_modified) == ("2024-05-22", "2026-01-02")


def test_a_byline_under_the_text_says_when() -> None:
    others = "<p>Share</p>" * 4
    assert head(under=f"{others}<p>Author: Harbour7 am 29.12.2024</p>").date_published == "2024-12-29"
    assert head(under=f"{others}<p>The bridge of 29.12.2024</p>").date_published is None
