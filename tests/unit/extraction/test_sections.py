"""The section comes from the trail, the declarations, the links beside the headline, or the address."""

import pytest

from copydesk.extraction.metadata.head import Head
from tests.growth import in_linear_time
from tests.unit.extraction.heads import head_of_html

HEADLINE = "Council votes to rebuild the old bridge"
TEXT = "<p>" + "The council voted on Monday to rebuild the old stone bridge over the river. " * 3 + "</p>"
URL = "https://www.examplepost.example/the-bridge-of-our-town-is-new-1.html"


LEARN = "<nav><a href='/en-us/learn/rivers'>Our rivers</a><a href='/en-us/learn/rivers/'>Rivers</a></nav>"


def _head(body: str, *, head: str = "", url: str = URL) -> Head:
    return head_of_html(body, url=url, head=f"<title>{HEADLINE}</title>{head}")


def _over(label: str, *, before: str = "", after: str = "") -> str:
    return f"{before}<main><header>{label}<h1>{HEADLINE}</h1>{after}</header>{TEXT}</main>"


def _declared(*names: str) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleSection": [{listed}]}}</script>'


@pytest.mark.parametrize(
    ("trail", "crumbs"),
    [
        ("<nav class='breadcrumb'><a href='/'>Home</a> <a href='/p'>Politics</a></nav>", ("Home", "Politics")),
        ("<nav class='breadcrumb'><a href='/'>Home /</a><a href='/p'>Politics /</a></nav>", ("Home", "Politics")),
        ("<div class='crumbs'><span>Start</span><span>Politik</span></div>", ("Start", "Politik")),
        ("<div class='breadcrumb'>Home › Politics › Old bridge: votes to rebuild it</div>", ("Home", "Politics")),
        ("<p class='breadcrumb'>Home › Politics › The bridge of our town is new</p>", ("Home", "Politics")),
        (f"<div class='breadcrumb'>Home › Politics › River: {HEADLINE}</div>", ("Home", "Politics")),
        ("<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/p'>Politics</a></li>"
         "<li aria-current='page'>Our new bridge</li></ol>", ("Home", "Politics")),
        ("<ol class='breadcrumb'><li><a href='/'>Home</a></li><li>New bridge in the port</li></ol>",
         ("Home", "New bridge in the port")),
        ("<ol class='breadcrumb'><li>You are here</li><li>Home</li><li>Rivers</li><li>Current article</li></ol>",
         ("Home", "Rivers")),
        ("<ol class='crumbs'><li>ホーム</li><li>政治</li><li>記事</li></ol>", ("ホーム", "政治")),
        ("<ol class='crumbs'><li>Rivers</li><li>the-bridge-of-our-town-is-new-1.html</li></ol>", ("Rivers",)),
        ("<ol class='crumbs'><li><a href='/r'>Rivers / Seas</a></li></ol>", ("Rivers / Seas",)),
        ("<nav><a href='/'>Home</a>/<a href='/n'>Nature</a>/<a href='/r'>Rivers</a></nav>",
         ("Home", "Nature", "Rivers")),
    ],
)  # fmt: skip
def test_a_trail_as_a_reader_sees_it(trail: str, crumbs: tuple[str, ...]) -> None:
    head = _head(_over("", before=trail))
    assert (head.breadcrumbs, head.section) == (crumbs, crumbs[-1])


def _listed(*names: str) -> str:
    items = ", ".join(f'{{"position": {place}, "name": "{name}"}}' for place, name in enumerate(names))
    return f'<script type="application/ld+json">{{"@type": "BreadcrumbList", "itemListElement": [{items}]}}</script>'


@pytest.mark.parametrize("line", ["›", "» / >", "<a href=/>›</a>", "<a href=/>Home</a> ›"])
def test_a_line_of_marks_over_the_headline_is_no_trail(line: str) -> None:
    assert _head(_over("", before=f"<p>{line}</p>")).breadcrumbs == ()


@pytest.mark.parametrize(
    ("declared", "crumbs"),
    [
        (("Home", "Seas"), ("Home", "Seas")),
        (("Home", "Blog Index"), ("Home", "Nature", "Rivers")),
        (("Start", "Alle News"), ("Home", "Nature", "Rivers")),
        (("Examplepost",), ("Home", "Nature", "Rivers")),
    ],
)
def test_a_trail_that_is_shown_comes_before_one_that_leads_nowhere(
    declared: tuple[str, ...], crumbs: tuple[str, ...]
) -> None:
    shown = "<p class='breadcrumb'>Home › Nature › Rivers</p>"
    assert _head(_over("", before=shown), head=_listed(*declared)).breadcrumbs == crumbs


def test_a_trail_that_is_shown_goes_on_from_the_declared_one() -> None:
    shown = "<p class='breadcrumb'><a href='/'>Examplepost</a> <a href='/blog'>Blog</a></p>"
    assert _head(_over("", before=shown), head=_listed("Examplepost")).breadcrumbs == ("Examplepost", "Blog")


NEWS = "<nav><a href='/news'>News</a></nav>"
ALONE = '<meta property="article:section" content="Rivers">'
KEYWORDS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "articleSection": "ann lee",'
    ' "keywords": "ann lee, bridge"}</script>'
)
MANY = "<p class='category'>" + "".join(f"<a href='/c/{place}'>Tag {place}</a> " for place in range(6)) + "</p>"
HOME = "<p class='crumbs'><a href='/'>Bridge builders</a> › <a href='/b'>Blog</a></p>"
BELOW = "<p class='post-category'><a href='/c/n'>Nature</a></p>"


@pytest.mark.parametrize(
    ("body", "head", "url", "section"),
    [
        # Of several names, the one counts that the reader sees or that the address has.
        (_over("<p class='crumbs'>Nature › Rivers › Bridges</p>", after=BELOW), "",
         "https://www.examplepost.example/nature/a-bridge/", "Nature"),
        (_over("<p class='crumbs'>Nature › Rivers › Bridges</p>", after=BELOW), "", URL, "Bridges"),
        (_over(""), _declared("Boats", "Old rivers"), "https://www.examplepost.example/old-rivers/b/x", "Old rivers"),
        (_over(""), _declared("news/nature/old-rivers"), URL, "old-rivers"),
        # A link over the headline counts before a keyword.
        (_over("<a href='/news'>News</a>"), KEYWORDS, URL, "News"),
        (_over(""), KEYWORDS, URL, "ann lee"),
        # Other names of the front page, and lists of all articles, are no sections.
        (_over("", before=HOME), "", URL, "Blog"),
        (_over("<p class='crumbs'>Home › All articles</p>"), _declared("Rivers"), URL, "Rivers"),
        (_over("<p class='crumbs'>ニュース › 政治 › その他</p>"), "", URL, "政治"),
        (_over(""), "", "https://www.examplepost.example/blog/2/a-bridge/", None),
        # So many links are tags. The first part of a line without spaces is its section.
        (_over(MANY), "", URL, None),
        (_over("<p><span>Nature</span><span><a href='/r/old'>Old rivers</a></span></p>"), "", URL, "Nature"),
        # A link back is no section, and a writer is none.
        (_over("<p class='category'><a href='/blog'>Back to blog</a></p>"), "", URL, None),
        (_over("<p class='category'>Ann Lee</p>"), '<meta name="author" content="Ann Lee">', URL, None),
    ],
)  # fmt: skip
def test_the_section_that_a_reader_sees(body: str, head: str, url: str, section: str | None) -> None:
    assert _head(body, head=head, url=url).section == section


@pytest.mark.parametrize(
    ("body", "head", "url", "section"),
    [
        # The trail is finer than the declaration, but News may be a section of anything.
        (_over("<p class='breadcrumb'>News › World</p>"), _declared("News"), URL, "World"),
        (_over("<p class='breadcrumb'>Politik › Nachrichten</p>"), "", URL, "Politik"),
        (_over("<p class='breadcrumb'>Home › News</p>"), "", URL, "News"),
        (_over("<p class='breadcrumb'>Home › News</p>"), _declared("Rivers"), URL, "Rivers"),
        # Categories are in alphabetical order, so the shown one counts.
        (_over("<p class='post-category'><a href='/c/r'>Rivers</a></p>"), _declared("Boats", "Rivers"), URL, "Rivers"),
        (_over(""), _declared("Blog", "Rivers"), URL, "Rivers"),
        (_over(""), _declared("News - News"), URL, "News"),
        # The name of the site and the headline are no sections.
        (_over(""), _declared("Examplepost") + '<meta name="section" content="Rivers">', URL, "Rivers"),
        (_over(f"<a class='category' href='/c'>{HEADLINE}</a>"), "", URL, None),
        (_over("<p class='breadcrumb'>Home › Rivers › 2026 › December › 21</p>"), "", URL, "Rivers"),
        (_over(""), _declared("Category: Rivers"), URL, "Rivers"),
        (_over("<p><a href='/more/stories'>How much is a bridge?</a></p>"), "", URL, None),
        # The section is beside the headline.
        (_over("", after="<p>by Ann in <a href='/c/r' rel='category tag'>Rivers</a></p>"), "", URL, "Rivers"),
        (_over("", after="<div class='meta-kategorie'>Flüsse</div>"), "", URL, "Flüsse"),
        (_over("<div><a itemprop='articleSection' href='/r'>Реки</a></div>"), "", URL, "Реки"),
        (_over("<a href='/rivers'><div>Rivers</div></a>"), "", URL, "Rivers"),
        (_over("<h3><a href='/c/nature'>Nature</a> » <a href='/c/rivers'>Rivers</a></h3>"), "", URL, "Rivers"),
        (_over("<div><a href='#share'>Copy</a></div>"), "", URL, None),
        (_over("<div><a href='https://other.example/x'>Follow</a></div>"), "", URL, None),
        (_over("", before="<ul class='menu'><li><a href='/x'>About</a></li></ul>"), "", URL, None),
        (_over("", before="<ul class='navbar rubrics'><li><a href='/x'>About</a></li></ul>"), "", URL, None),
        (f"<div class='post category-rivers'><h1>{HEADLINE}</h1><p>Four notes</p>{TEXT}</div>", "", URL, None),
        # The section is in a menu of WordPress.
        (
            _over("", before="<ul><li class='menu-item menu-item-object-category current-post-ancestor'>"
                             "<a href='/r'>Rivers</a></li></ul>"),
            "", URL, "Rivers",
        ),
        # The address has the words of the link to the section.
        (_over("", before="<nav><a href='/learn/river'>Our rivers</a></nav>"), "",
         "https://www.examplepost.example/en-us/learn/rivers/a-bridge/", "Learn"),
        (_over("", before=LEARN), "",
         "https://www.examplepost.example/en-us/learn/rivers/a-bridge/", "Rivers"),
        (_over("", before="<nav><a href='/nfl'>NFL</a></nav>"), "",
         "https://www.examplepost.example/stories/nfl/a-bridge", "NFL"),
        (_over(""), "", "https://www.examplepost.example/blog/a-bridge/", None),
        (_over(""), "", "https://www.examplepost.example/rivers/a-bridge/", "Rivers"),
        # A folder under a general section is more precise. A folder behind a number is no subject.
        (_over(""), "", "https://www.examplepost.example/story/news/local/old-rivers/2023/12/22/b/1/", "Old rivers"),
        (_over(NEWS), "", "https://www.examplepost.example/story/news/local/old-rivers/2023/12/22/b/1/", "Old rivers"),
        (_over(NEWS), "", "https://www.examplepost.example/news/2023/deep-dive/a-bridge/", "News"),
        (_over(""), "", "https://www.examplepost.example/news/example-post/a-bridge/", "News"),
        # If a page shows one name of the list alone, that name counts.
        (_over(""), _declared("Boats, Old seas, Rivers") + ALONE, URL, "Rivers"),
        (_over(""), _declared("Boats", "Rivers") + ALONE, URL, "Rivers"),
        (_over(""), _declared("Boats") + ALONE, URL, "Boats"),
        # The section is in a line under the text.
        (_over("") + "<p>Posted in <a href='/category/rivers'>Rivers</a></p>", "", URL, "Rivers"),
        (_over("") + "<p><a href='/c/rivers' rel='category'>Rivers</a><a href='/tag/b'>Bridges</a></p>", "", URL,
         "Rivers"),
        (_over("") + "<p><a href='/category/seas'>Seas</a> <a href='/x'>Another story</a></p>", "", URL, None),
        (_over("") + "<p><a href='/category/seas'>Seas</a></p><h3>Another story</h3>", "", URL, None),
    ],
)  # fmt: skip
def test_the_section(body: str, head: str, url: str, section: str | None) -> None:
    assert _head(body, head=head, url=url).section == section


@pytest.mark.parametrize("part", ["<a href='/rivers'>Rivers</a>", "<li class='category'><a href='/c'>C1</a></li>"])
def test_many_links_take_linear_time(part: str) -> None:
    in_linear_time(lambda body: _head(body, url="https://a.example/rivers/a/b"), lambda size: _over(part * size), 3_000)
