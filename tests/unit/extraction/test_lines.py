"""A picture in a line counts as words, signs separate lines, and no sentence is cut."""

import pytest
from bs4 import BeautifulSoup

from copydesk.extraction.blocks.split import split

BASE = "https://www.examplepost.example/news/boats"


def _said(fragment: str) -> list[tuple[str, str]]:
    soup = BeautifulSoup(fragment, "html.parser", multi_valued_attributes=None)
    return [(str(draft.type), draft.text or draft.url or "") for draft in split(soup, BASE)]


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        ('<img class="wp-smiley" src="/images/core/emoji/72x72/1f642.png" alt="🙂">', "🙂"),
        ('<img src="/twemoji/1f642.svg" alt="🙂">', "🙂"),
        ('<img src="/i/7.png" alt="👍🏽">', "👍🏽"),
        ('<img src="/i/7.png" alt=":-)">', ":-)"),
        ('<img class="emoji" src="/i/7.png" alt=":harbour:">', ":harbour:"),
        ('<picture><source srcset="/emoji/7.webp"><img src="/emoji/7.png" alt="🙂"></picture>', "🙂"),
        ('<img src="/i/star.png" width="16" height="16" alt="star">', "star"),
        ('<img src="/i/star.svg" style="height: 1.2em" alt="star">', "star"),
        ('<img src="/i/pin.png" width="12" height="12" alt="">', ""),
        ('<img src="/track.gif" width="1" height="1">', ""),
        ('<noscript><img src="/track.gif" width="1" height="1"></noscript>', ""),
    ],
)
def test_a_picture_in_a_line_is_its_alternative_text(picture: str, said: str) -> None:
    line = " ".join(f"The mate smiled {said} and read the gauge.".split())
    assert _said(f"<p>The mate smiled {picture} and read the gauge.</p>") == [("paragraph", line)]
    assert _said(f"<ul><li>The mate smiled {picture} and read the gauge.</li></ul>") == [("list", line)]


def test_an_icon_beside_a_line_says_nothing() -> None:
    assert _said('<p><img src="/i/pdf.png" width="16" alt="PDF"> The report.</p>') == [("paragraph", "The report.")]


PHOTO = '<img src="/i/boat.jpg" width="800" alt="A boat">'
URL = "https://www.examplepost.example/i/boat.jpg"


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        (
            f"<p>So it is.{PHOTO}Then it was.</p>",
            [("paragraph", "So it is."), ("image", URL), ("paragraph", "Then it was.")],
        ),
        (f"<p>{PHOTO}So it is.</p>", [("image", URL), ("paragraph", "So it is.")]),
        (f"<p>The mate saw {PHOTO} and smiled.</p>", [("paragraph", "The mate saw and smiled."), ("image", URL)]),
        (
            f"<p>The mate saw <a href='/i'>{PHOTO}</a> and smiled.</p>",
            [("paragraph", "The mate saw and smiled."), ("image", URL)],
        ),
    ],
)
def test_a_picture_of_its_own_is_a_block_and_cuts_no_sentence(fragment: str, said: list[tuple[str, str]]) -> None:
    assert _said(fragment) == said


LEAD = "Two boats lay at the quay on Monday, and nobody knew whose they were."
SHORT = "Two boats at the quay"
BODY = "<p>The mate smiled and read the gauge.</p>" * 4


@pytest.mark.parametrize(
    ("fragment", "caption"),
    [
        (f'<img src="/i/boat.jpg" alt="{LEAD}"><p>{LEAD}</p>{BODY}', None),
        (f'<p><img src="/i/boat.jpg" alt="{LEAD}"></p><p>{LEAD}</p>{BODY}', None),
        (f'<figure><img src="/i/boat.jpg" alt="{LEAD}"></figure><p>{LEAD}</p>{BODY}', None),
        (f'<div><a href="/i"><img src="/i/boat.jpg" alt="{LEAD}"></a></div><div>{LEAD}</div>{BODY}', None),
        (f'<div><img src="/i/boat.jpg" alt="{LEAD}"><p>{LEAD}</p></div>{BODY}', LEAD),
        (f'<p><img src="/i/boat.jpg" alt="{LEAD}"><br>{LEAD}</p>{BODY}', LEAD),
        (f'<figure><img src="/i/boat.jpg" alt="{LEAD}"><p>{LEAD}</p></figure>{BODY}', LEAD),
        (f'<p><img src="/i/boat.jpg" alt="{SHORT}"></p><p>{SHORT}</p>{BODY}', SHORT),
    ],
)
def test_a_paragraph_in_the_words_of_a_picture_is_its_caption_only_beside_it(
    fragment: str, caption: str | None
) -> None:
    drafts = split(BeautifulSoup(f"<article>{fragment}</article>", "html.parser"), BASE)
    assert drafts[0].caption == caption
    assert (LEAD in [draft.text for draft in drafts]) is (caption is None)


@pytest.mark.parametrize("line", ["___", "* * *", "------------", "– – –", "⁂", "~~~"])
def test_a_line_of_signs_is_a_divider(line: str) -> None:
    assert [kind for kind, _ in _said(f"<p>So it is.</p><p>{line}</p><p>Then it was.</p>")] == [
        "paragraph",
        "divider",
        "paragraph",
    ]


@pytest.mark.parametrize("line", ["So -", "**", "1 - 2 - 3", "-", "___ metres"])
def test_a_line_of_words_or_of_few_signs_is_none(line: str) -> None:
    assert "divider" not in [kind for kind, _ in _said(f"<p>So it is.</p><p>{line}</p>")]


def test_words_that_their_style_sets_on_lines_of_their_own_are_not_glued() -> None:
    dates = '<span style="display:block">Dates</span><span style="display: flex">March 2021</span>'
    assert _said(f"<div>{dates}</div>") == [("paragraph", "Dates March 2021")]


def test_a_table_may_list_in_its_cells() -> None:
    rows = "".join(
        f"<tr><td>{day}</td><td><ul><li>10 to 12</li><li>13 to 18</li></ul></td></tr>" for day in ("Mo", "Tu")
    )
    assert _said(f"<table>{rows}</table>") == [("table", "Mo\t10 to 12 13 to 18\nTu\t10 to 12 13 to 18")]
    menu = "".join(f"<tr><td>{day}</td><td><ul><li><a href='/n'>News</a></li></ul></td></tr>" for day in ("Mo", "Tu"))
    assert "table" not in [kind for kind, _ in _said(f"<table>{menu}</table>")]


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("<ul><strong>Ferries</strong> – the Ada, the Bob</ul>", "Ferries – the Ada, the Bob"),
        (
            "<ul><li>It is cheap</li>It floats, <em>too</em></li><li>It is fast</li></ul>",
            "It is cheap\nIt floats, too\nIt is fast",
        ),
        ("<ol>\n<li>First</li>\n<!-- second -->\n<li>Third</li>\n</ol>", "First\nThird"),
        ("<ul><li>Rivers<ul>Ruhr, <b>Ems</b></ul></li></ul>", "Rivers\nRuhr, Ems"),
        ("<ul><a href=/a>Ada</a> | <a href=/b>Bob</a></ul>", "Ada\nBob"),
        ("<dl>Terms of trade<dt>Tide</dt><dd>comes and goes</dd></dl>", "Terms of trade\nTide comes and goes"),
    ],
)
def test_words_that_stand_in_no_entry_of_a_list_are_an_entry(fragment: str, said: str) -> None:
    assert _said(fragment) == [("list", said)]
