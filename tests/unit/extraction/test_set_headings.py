"""Some headings are paragraphs by their element. They are bold, named, large, or in capitals."""

import pytest

from copydesk.extraction import extract_article
from copydesk.model import BlockType

_TEXT = "<p>The team from the north won {number} games in a row, and its coach said that it was not done yet.</p>"


def headings(line: str) -> list[str]:
    body = "".join([_TEXT.format(number=3), _TEXT.format(number=4), line, _TEXT.format(number=5)])
    page = f"<title>Games</title><article><h1>The north wins again</h1>{body}</article>"
    article = extract_article(page.encode(), url="https://a.example/1", content_type="text/html; charset=utf-8")
    return [block.text for block in article.blocks if block.type is BlockType.HEADER]


@pytest.mark.parametrize(
    "line",
    [
        "<p>TIP-INS</p>",
        "<p>POINT GUARDS BEHAVE</p>",
        "<p>ЧТО ДАЛЬШЕ</p>",
        "<p><b>What comes next</b></p>",
        '<p class="subhead">What comes next</p>',
        '<p><span style="font-weight: bold">What comes next</span></p>',
    ],
)
def test_a_short_line_set_apart_is_a_heading(line: str) -> None:
    assert len(headings(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "<p>BAAR, SWITZERLAND</p>",
        "<p>NATO</p>",
        "<p>(AP)</p>",
        "<p>BOSTON 3 NEW YORK 4 AFTER 9 (FINAL)</p>",
        "<p>THIS PRODUCT IS NOT TO BE USED BY ANY CHILD WHO IS NOT OBSERVED</p>",
        "<p>THE NORTH WON.</p>",
        '<p><a href="/next">READ THE NEXT STORY</a></p>',
        "<p>They won again today</p>",
    ],
)
def test_what_only_looks_like_one_is_none(line: str) -> None:
    assert headings(line) == []
