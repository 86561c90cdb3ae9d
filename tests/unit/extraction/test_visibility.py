"""Text that a reader does not see is no part of the article. Text that a script shows is."""

import pytest

from copydesk.extraction import extract_article
from copydesk.extraction.reading.visibility import hiding
from copydesk.model import Article

_MARKER = "Marker words that no reader of the page sees"
_SENTENCES = (
    "The ferry company said on Monday that it would run three extra boats a day until the end of September.",
    "Residents had asked for more room on the morning crossing for years, and handed a petition to the council.",
    "Two of the three vessels were built in the nineties and were taken out of service after a fire.",
    "The council will pay a third of the cost, which the mayor put at four million crowns a season.",
    "Fishermen are less pleased with the plan, since the wash of the larger boats breaks over the low wall.",
)
_PARAGRAPHS = [f"<p>{each} {each.replace('the', 'this').replace('The', 'This')}</p>" for each in _SENTENCES]

_HIDDEN = [
    'style="display:none"',
    'style="display : none !important"',
    'STYLE="DISPLAY:NONE"',
    "style='color:red; display: none;'",
    'style="/* no */display:none"',
    'style="display:block;display:none"',
    'style="visibility: hidden"',
    'style="visibility:collapse"',
    'style="content-visibility:hidden"',
    'style="position:absolute;clip:rect(0 0 0 0)"',
    'style="position: absolute; clip: rect(1px, 1px, 1px, 1px)"',
    'style="clip-path: inset(50%)"',
    'style="font-size:0"',
    'style="font-size: 0px"',
    'style="text-indent:-9999px"',
    'style="position:absolute; left:-10000px"',
    'style="position:fixed;top:-999em"',
    'style="position:absolute;width:1px;height:1px;overflow:hidden"',
    'class="post-vh go-vh"',
    "hidden",
    'hidden=""',
    'hidden="hidden"',
    "popover",
    'class="sr-only"',
    'class="srOnly"',
    'class="sr-only focus:not-sr-only"',
    'class="visually-hidden"',
    'class="u-visuallyHidden"',
    'class="VisuallyHidden_root__x3Ab"',
    'class="visuallyhidden"',
    'class="screen-reader-text"',
    'class="screen-reader-only"',
    'class="show-for-sr"',
    'class="slds-assistive-text"',
    'class="element-invisible"',
    'class="note d-none"',
    'class="hidden"',
    'class="is-hidden"',
    'class="invisible"',
    'class="ng-hide"',
    'class="tooltip-content"',
]
_SHOWN = [
    'class="field field--label-visually_hidden"',
    'style="display:block"',
    'style="display:none;display:block"',
    'style="opacity:0"',
    'style="max-height:0;overflow:hidden"',
    'style="font-size:0.9em"',
    'style="text-indent:-1em"',
    'style="margin-left:-20px"',
    'style="background:url(display:none.png)"',
    'hidden="until-found"',
    'aria-hidden="true"',
    'class="hidden-xs"',
    'class="hidden-mobile"',
    'class="md:hidden"',
    'class="d-md-none"',
    'class="d-none d-md-block"',
    'class="hidden lg:inline-flex"',
    'class="md:sr-only"',
    'class="hidden-treasures"',
    'class="sr-5 members-only"',
    'class="print:hidden"',
    'class="collapse"',
    'class="not-sr-only"',
]
_BLOCKS = ("p", "div", "section")


def _page(*paragraphs: str) -> Article:
    head = "<html lang=en><title>Extra boats</title><main><article><h1>Extra boats</h1>"
    page = f"{head}{''.join(paragraphs)}</article></main>"
    return extract_article(page.encode(), url="https://www.example.com/story")


@pytest.mark.parametrize("how", _HIDDEN)
@pytest.mark.parametrize("tag", _BLOCKS)
def test_a_hidden_block_is_no_text(tag: str, how: str) -> None:
    article = _page(*_PARAGRAPHS[:3], f"<{tag} {how}>{_MARKER}, put here by a tracker.</{tag}>", *_PARAGRAPHS[3:])
    assert _MARKER not in article.text
    assert article.text.count("\n\n") == len(_PARAGRAPHS) - 1


@pytest.mark.parametrize("how", _HIDDEN)
@pytest.mark.parametrize("tag", ["span", "b", "a", "em", "small"])
def test_a_hidden_part_of_a_sentence_is_no_text(tag: str, how: str) -> None:
    article = _page(*_PARAGRAPHS[:4], _PARAGRAPHS[4].replace("less", f"less <{tag} {how}>{_MARKER}</{tag}>"))
    assert _MARKER not in article.text
    assert "are less pleased" in article.text


@pytest.mark.parametrize("how", _SHOWN)
def test_what_a_reader_can_see_is_text(how: str) -> None:
    article = _page(*_PARAGRAPHS[:3], f"<p {how}>{_SENTENCES[0]} Seen.</p>", f"<p>Seen <span {how}>too</span>.</p>")
    assert "Seen." in article.text
    assert "Seen too" in article.text


@pytest.mark.parametrize("how", _HIDDEN)
def test_a_body_that_a_script_shows_is_the_article(how: str) -> None:
    assert _page(f"<div {how}>", *_PARAGRAPHS, "</div>").text == _page(*_PARAGRAPHS).text


def test_parts_that_react_streams_behind_the_page_are_text() -> None:
    streamed = "".join(f'<div hidden id="S:{n:x}">{each}</div>' for n, each in enumerate(_PARAGRAPHS, start=9))
    page = f"<html lang=en><title>Extra boats</title><body><main><h1>Extra boats</h1></main>{streamed}"
    article = extract_article(page.encode(), url="https://www.example.com/story")
    assert article.text == _page(*_PARAGRAPHS).text


def test_hidden_dialogs_beside_a_short_article_are_no_text() -> None:
    dialogs = "".join(
        f"<section style='display:none'><h3>Welcome back, {name}</h3><p>{_MARKER}. Please sign in, so that the paper "
        f"knows who writes, and read the rules for comments before you send one. {name}.</p></section>"
        for name in ("reader", "subscriber", "member", "friend", "stranger", "guest", "writer", "editor")
    )
    page = (
        f"<html lang=en><title>Extra boats</title><body><main><article><h1>Extra boats</h1>{''.join(_PARAGRAPHS[:3])}"
    )
    article = extract_article(f"{page}</article></main>{dialogs}".encode(), url="https://www.example.com/story")
    assert _MARKER not in article.text
    assert article.text


_FOLDED = [
    "<button aria-expanded=false>What it costs</button><div hidden>{}</div>",
    "<button aria-expanded=false aria-controls=a1>Show</button><div id=a1 hidden>{}</div>",
    "<h3><button aria-expanded=false>What it costs</button></h3><div hidden>{}</div>",
    "<button data-bs-target='#a1'>Show</button><div id=a1 style='display:none'>{}</div>",
    "<div class=accordion-item><h3>What it costs</h3><div class=accordion-body hidden>{}</div></div>",
    "<div role=tabpanel hidden>{}</div>",
]


@pytest.mark.parametrize("part", _FOLDED)
def test_what_a_reader_can_unfold_is_text(part: str) -> None:
    folded = part.format(f"<p>{_SENTENCES[0]} Unfolded.</p>")
    assert "Unfolded." in _page(*_PARAGRAPHS[:3], folded, *_PARAGRAPHS[3:]).text


def test_a_closed_dialog_is_hidden_and_closed_details_are_not() -> None:
    article = _page(
        *_PARAGRAPHS,
        f"<dialog><p>{_MARKER}.</p></dialog><details><summary>More</summary><p>{_SENTENCES[0]} Seen.</p></details>",
    )
    assert _MARKER not in article.text
    assert "Seen." in article.text


@pytest.mark.parametrize(
    ("outer", "inner", "is_hidden"),
    [
        ("visibility:hidden", "visibility:visible", False),
        ("font-size:0", "font-size:16px", False),
        ("font-size:0", "visibility:visible", True),
        ("visibility:hidden", "font-size:16px", True),
        ("display:none", "display:block", True),
        ("display:none", "visibility:visible", True),
    ],
)
def test_an_element_sets_back_what_it_inherits(outer: str, inner: str, *, is_hidden: bool) -> None:
    assert bool(hiding("p", {"style": inner}, hiding("div", {"style": outer}))) is is_hidden
