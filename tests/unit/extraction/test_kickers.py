"""The label over a headline is known by its name or by its link. Other lines over a headline are no kickers."""

import pytest

from tests.unit.extraction.heads import head_of_html

HEADLINE = "Council votes to rebuild the old bridge"
TEXT = "<p>" + "The council voted on Monday to rebuild the old stone bridge over the river. " * 3 + "</p>"
URL = "https://www.examplepost.example/a-bridge.html"


def _kicker(over: str, *, head: str = "", url: str = URL) -> str | None:
    body = f"<main><article><header>{over}<div><h1>{HEADLINE}</h1></div></header>{TEXT}</article></main>"
    return head_of_html(body, url=url, head=f"<title>{HEADLINE}</title>{head}").kicker


@pytest.mark.parametrize(
    "over",
    [
        "<p class='kicker'>River life</p>",
        "<p><a class='eyebrow-link' href='/x/y/z/a/b'>River life</a></p>",
        "<div class='meta topiclink'><a href='/rivers?from=top'>River life</a></div>",
        "<p class='post-category'><a href='/news/category/rivers'>River life</a></p>",
        "<a class='x1' href='/rivers'><div class='x2'>River life</div></a>",
        "<ul><li class='identifiers__type'>River life</li><li><time>6 February 2026</time></li></ul>",
        "<span class='rubrik'>River life</span>",
        "<div class='post-info'><ul><li class='terms'>River life</li></ul></div>",
        "<p class='overline'>River life</p><p>6 February 2026</p>",
        "<p class='post-category'><a href='/a/b/c/d/rivers'>River life</a></p>",
        "<p><span>Nature</span><span><a href='/rivers'>River life</a></span></p>",
        "<div class='article_thematique'>River life</div>",
        "<p class='kicker'><span>Nature</span><span>River life</span></p>",
    ],
)
def test_the_label_over_a_headline(over: str) -> None:
    assert _kicker(over) == "River life"


@pytest.mark.parametrize(
    "over",
    [
        "<p>River life</p>",
        "<nav><a href='/rivers'>River life</a></nav>",
        "<ul class='menu'><li><a href='/rivers'>River life</a></li></ul>",
        "<p class='breadcrumb'><a href='/rivers'>River life</a></p>",
        "<p><a href='/'>The Example Post</a></p>",
        "<p><a href='#text'>Skip to the text</a></p>",
        "<p><a href='https://other.example/rivers'>River life</a></p>",
        "<p><a href='/rivers'>Rivers</a> and <a href='/seas'>seas</a></p>",
        "<ul><li><a href='/rivers'>Rivers</a></li><li><a href='/seas'>Seas</a></li></ul>",
        "<p><a href='/rivers/old-bridge'>The council has begun to talk of the bridge and its price</a></p>",
        "<p><a href='/rivers/price'>Is it too dear?</a></p>",
        "<p class='label'>By Ann Lee</p>",
        "<p class='type'>4 min read</p>",
        "<p class='category'>6 February 2026</p>",
        "<p class='category'>12 comments</p>",
        "<p class='category'><a href='/blog'>Back to Blog</a></p>",
        f"<p class='category'>{HEADLINE}</p>",
    ],
)
def test_other_lines_over_a_headline(over: str) -> None:
    assert _kicker(over) is None


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<meta property="article:tag" content="River life"><meta property="article:tag" content="Bridges">', URL),
        ("", "https://www.examplepost.example/river-life/a-bridge.html"),
    ],
)
def test_a_line_over_a_headline_that_says_a_subject_of_the_article(head: str, url: str) -> None:
    assert _kicker("<p>RIVER LIFE</p>", head=head, url=url) == "RIVER LIFE"
    assert _kicker("<p>Advertisement</p>", head=head, url=url) is None


def test_a_writer_is_no_kicker() -> None:
    assert _kicker("<p class='category'>Ann Lee</p>", head='<meta name="author" content="Ann Lee">') is None


def test_the_line_over_a_headline_that_begins_with_its_section() -> None:
    over = "<div><a href='/nature'>Nature</a> <span>River life</span></div><p>3 min read</p>"
    assert _kicker(over, url="https://www.examplepost.example/nature/a-bridge.html") == "River life"
    assert _kicker(over) is None


def test_the_line_over_a_smaller_headline_under_a_trail() -> None:
    trail = f"<nav class='breadcrumb'><a href='/'>Home</a> <h1>{HEADLINE}</h1></nav>"
    body = f"<main>{trail}<header><a href='/rivers'>River life</a><h2>{HEADLINE}</h2></header>{TEXT}</main>"
    assert head_of_html(body, url=URL, head=f"<title>{HEADLINE}</title>").kicker == "River life"


def test_a_named_label_may_be_as_long_as_a_sentence() -> None:
    label = "The second round of the talks on the price of the old stone bridge begins"
    assert _kicker(f"<h2 class='topline'>{label}</h2>") == label
    assert _kicker(f"<p class='category'>{label}</p>") is None
