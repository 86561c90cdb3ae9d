"""The headline is the one that a reader sees, not a title for search engines, a template or a site."""

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.metadata.head import Head
from copydesk.extraction.metadata.headline import Shown, shown_headline
from copydesk.extraction.metadata.titles import without_site
from copydesk.extraction.reading.walk import headline_index, runs_of
from tests.unit.extraction.heads import head_of_html

HEADLINE = "Council votes to rebuild the old bridge"
SEARCH = "Old bridge: rebuilding, costs and dates"
TEXT = "<p>" + "The council voted on Monday to rebuild the old stone bridge over the river. " * 3 + "</p>"
URL = "https://www.examplepost.example/politics/old-bridge.html"


def _head(body: str, head: str = "", url: str = URL) -> Head:
    return head_of_html(body, url=url, head=head)


def _titles(seen: str, **others: str) -> str:
    things = {"@type": "NewsArticle", "headline": seen, **others}
    return f'<title>{seen}</title><script type="application/ld+json">{json.dumps(things)}</script>'


@pytest.mark.parametrize(
    "trail",
    [
        f'<div class="breadcrumb"><a href="/">Home</a><h1>{SEARCH}</h1></div>',
        f'<div id="breadcrumbs"><ol><li><h1>{SEARCH}</h1></li></ol></div>',
        f'<div aria-label="Breadcrumb"><span><h1>{SEARCH}</h1></span></div>',
        f"<nav><ul><li><h1>{SEARCH}</h1></li></ul></nav>",
        f'<ul><li><a href="/">Home</a></li><li><h1 data-breadcrumb-headline>{SEARCH}</h1></li></ul>',
        f'<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li><h1>{SEARCH}</h1></li></ol>',
    ],
)
@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_an_h1_in_a_navigation_bar_is_no_headline(trail: str, tag: str) -> None:
    body = f'{trail}<main><span class="kicker">River</span><{tag}>{HEADLINE}</{tag}>{TEXT}</main>'
    for head in (_titles(HEADLINE), _titles(SEARCH, alternativeHeadline=HEADLINE)):
        assert _head(body, head).headline == HEADLINE
    tree = LexborHTMLParser(body)
    assert tree.body is not None
    runs = runs_of(tree.body)
    assert runs[headline_index(runs, len(runs) - 1)].text == HEADLINE


@pytest.mark.parametrize("title", [HEADLINE, f"{HEADLINE} | Politics | The Example Post"])
def test_an_unseen_h1_is_no_headline_where_a_heading_is(title: str) -> None:
    unseen = f'<h1 class="sr-only">{title}</h1>'
    head = f"<title>{title}</title>"
    assert _head(f"{unseen}<main><h2>{HEADLINE}</h2>{TEXT}</main>", head).headline == HEADLINE
    assert (_head(f"{unseen}<main><h2>What it costs</h2>{TEXT}</main>", head).headline or "").startswith(HEADLINE)


def test_an_h1_in_a_bar_is_the_headline_where_no_heading_repeats_a_title() -> None:
    body = f"<nav><h1>{HEADLINE}</h1></nav><main><h2>What it costs</h2>{TEXT}</main>"
    assert _head(body, _titles(HEADLINE)).headline == HEADLINE


def test_the_label_in_a_heading_under_a_bar_is_the_kicker() -> None:
    body = f"<nav><h1>River: {SEARCH}</h1></nav><main><h2><span>River</span> <b>{HEADLINE}</b></h2>{TEXT}</main>"
    head = _head(body, _titles(f"River: {SEARCH}") + f'<meta property="og:title" content="{HEADLINE}">')
    assert (head.headline, head.kicker) == (HEADLINE, "River")


@pytest.mark.parametrize(
    ("html", "declared", "text"),
    [
        ("<h1>All of it <small>02.02.2026 • Press</small></h1>", [], "All of it"),
        ("<h1>All of it<time>2 February 2026</time></h1>", [], "All of it"),
        ("<h1><span>All of it</span> <small>2 February 2026</small></h1>", [], "All of it"),
        ("<h1>All of it <span>Premium</span></h1>", ["All of it"], "All of it"),
        ("<h1>All of <small>it</small></h1>", [], "All of it"),
        (
            "<h1>All of it <small>since 2 May 2026</small></h1>",
            ["All of it since 2 May 2026"],
            "All of it since 2 May 2026",
        ),
    ],
)
def test_a_line_of_small_type_is_no_part_of_the_headline(html: str, declared: list[str], text: str) -> None:
    node = LexborHTMLParser(html).css_first("h1")
    assert node is not None
    assert shown_headline(node, declared) == Shown(text)


@pytest.mark.parametrize("own", ["The Blog Single", "Blog Details", "Single Post", "News", "Article"])
def test_the_title_of_a_template_is_no_headline(own: str) -> None:
    assert _head(f"<h1>{own}</h1><main>{TEXT}</main>", _titles(HEADLINE)).headline == HEADLINE


@pytest.mark.parametrize(
    ("title", "url", "plain"),
    [
        ("旧码头将改建成公园-新华网", None, "旧码头将改建成公园"),
        ("旧码头将改建成公园_新闻频道_港口网", None, "旧码头将改建成公园"),
        ("駅の北側に新しい図書館 - 港デジタル", None, "駅の北側に新しい図書館"),
        ("역 북쪽에 새 도서관 - 항구일보", None, "역 북쪽에 새 도서관"),
        ("北京-上海", None, "北京-上海"),
        ("A storm is coming – Westlamp Stories", "https://stories.westlamp.example/a", "A storm is coming"),
        ("A storm is coming » The Daily Lamp", "https://dailylamp.example/a", "A storm is coming"),
        ("A storm is coming – what to do", "https://dailylamp.example/a", "A storm is coming – what to do"),
    ],
)
def test_a_title_without_the_name_of_its_site(title: str, url: str | None, plain: str) -> None:
    assert without_site(title, None, url) == plain


@pytest.mark.parametrize(
    ("body", "head", "section"),
    [
        ("", '<meta property="article:section" content="Sport">', "Sport"),
        ("", '<meta property="article:section" content="Sport;Rowing">', "Sport"),
        ("", '<meta property="article:section" content="Arts, Books, Music">', "Arts"),
        ("", '<meta property="article:section" content="Arts, and more">', "Arts, and more"),
        ("", '<meta property="article:section" content="Uncategorized">', "Politics"),
        ('<a href="/politics/">City politics</a>', "", "City politics"),
        (
            '<div class="breadcrumb"><a href="/">Home</a> › <a href="/n">News</a> › <a href="/r">River</a></div>',
            "",
            "River",
        ),
    ],
)
def test_the_section(body: str, head: str, section: str) -> None:
    assert _head(f"{body}<h1>{HEADLINE}</h1>{TEXT}", _titles(HEADLINE) + head).section == section


@pytest.mark.parametrize("path", ["/", "/old-bridge", "/2024/05/old-bridge", "/en/old-bridge", "/article/old-bridge"])
def test_an_address_without_a_section_tells_none(path: str) -> None:
    url = f"https://www.examplepost.example{path}"
    assert _head(f"<h1>{HEADLINE}</h1>{TEXT}", _titles(HEADLINE), url).section is None


@pytest.mark.parametrize(
    ("body", "head", "name"),
    [
        ("", '<meta property="og:site_name" content="The Example Post">', "The Example Post"),
        (
            "",
            '<meta property="og:site_name" content="examplepost.example"><meta name="application-name" content="EP">',
            "EP",
        ),
        ("", '<meta property="og:site_name" content="examplepost.example">', "examplepost.example"),
        ("", f"<title>{HEADLINE} | Example Post</title>", "Example Post"),
        ('<header><a class="logo" href="/"><img alt="Lamp Weekly logo" src="/l.png"></a></header>', "", "Lamp Weekly"),
        ("", '<script type="application/ld+json">{"@type": "WebSite", "name": "Lamp Weekly"}</script>', "Lamp Weekly"),
        ("", "", None),
    ],
)
def test_the_name_of_the_site(body: str, head: str, name: str | None) -> None:
    assert _head(f"{body}<h1>{HEADLINE}</h1>{TEXT}", head).site_name == name


@pytest.mark.parametrize(
    ("between", "line", "under", "told"),
    [
        ("", "The town votes for stone, and the price goes up.", "By Jane Roe", True),
        ("<p>28 April 2026</p><p>4 min read</p>", "The town votes for stone and for its price.", "By Jane Roe", True),
        ("<p>28. April 2026</p>", "Der Rat stimmt für Stein und für den Preis.", "Kolumne von Jane Roe", True),
        ("<p>Another line of the page</p>", "The town votes for stone and for its price.", "By Jane Roe", False),
        ("", "The record of the whole meeting of the council:", "By Jane Roe", False),
        ("", "The town votes for stone, and the price goes up.", "The mayor is glad", False),
    ],
)
def test_the_line_between_a_headline_and_its_byline(between: str, line: str, under: str, *, told: bool) -> None:
    text = "<p>" + "The council voted on Monday to rebuild the old stone bridge over the river. " * 3 + "</p>"
    body = f"<main><h1>The old bridge</h1>{between}<div>{line}</div><div>{under}</div>{text}</main>"
    head = head_of_html(body, url="https://www.examplepost.example/a-bridge.html", head="<title>The old bridge</title>")
    assert (head.description == line) == told


@pytest.mark.parametrize("author", ["Jane Roe", "Jane Roe & Ann Lee"])
def test_the_line_between_a_headline_and_the_name_of_a_declared_author(author: str) -> None:
    line, text = (
        "The town votes for stone, and the price goes up.",
        "<p>" + "The council voted to rebuild it. " * 6 + "</p>",
    )
    body = f"<main><h1>The old bridge</h1><div>{line}</div><div><a href='/jane'>Jane Roe</a></div>{text}</main>"
    head = head_of_html(body, url="https://a.example/a.html", head=f'<meta name="author" content="{author}">')
    assert (head.description == line) == (author == "Jane Roe")


def test_the_sites_name_after_an_h1_is_no_part_of_the_headline() -> None:
    site = '<meta property="og:site_name" content="Harbour Post">'
    assert _head(f"<h1>{HEADLINE} – Harbour Post</h1>{TEXT}", _titles(HEADLINE) + site).headline == HEADLINE
    assert _head(f"<h1>{HEADLINE} – a report</h1>{TEXT}", _titles(HEADLINE) + site).headline == f"{HEADLINE} – a report"
