"""A page says which other pages its article has, and which of them is the first."""

import pytest

from copydesk.extraction import extract_article
from copydesk.model import Article

WORDS = [
    "The city council voted on Monday to rebuild the old stone bridge over the river, ending a long dispute.",
    "Work is due to begin in the spring and to last two years, during which a ferry will carry pedestrians.",
    "Shopkeepers on the eastern side had feared that a long closure would cost them most of their customers.",
    "Engineers rejected that plan because the central arch cannot carry any traffic while it is renewed.",
]
SITE = "https://news.example"
DATED = '<meta property="article:published_time" content="2024-05-06">'


def read(url: str, *links: str, head: str = DATED) -> Article:
    """Returns the article of a page whose pager has these links, each as an address or as words and an address."""
    pager = "".join(
        f'<a href="{href}">{words or "page"}</a> '
        for words, _, href in (link.rpartition("|") for link in links)
    )  # fmt: skip
    body = "".join(f"<p>{words}</p>" for words in WORDS)
    page = (
        f"<html lang='en'><head><title>Council votes to rebuild the old bridge</title>{head}</head>"
        f"<body><main><article><h1>Council votes to rebuild the old bridge</h1>{body}</article>"
        f'<div class="pagination">{pager}</div></main></body></html>'
    )
    return extract_article(page.encode(), url=url)


SCHEMES = {
    "parameter": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?page={{}}"),
    "parameter before another": (f"{SITE}/story?id=123456", f"{SITE}/story?page={{}}&id=123456"),
    "bare": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls/{{}}/"),
    "folder": (f"{SITE}/a/old-bridge-falls/", f"{SITE}/a/old-bridge-falls/page/{{}}"),
    "file": (f"{SITE}/a/old-bridge-falls.html", f"{SITE}/a/old-bridge-falls-{{}}.html"),
    "marked file": (f"{SITE}/a/old-bridge-falls.html", f"{SITE}/a/old-bridge-falls_p{{}}.html"),
    "german": (f"{SITE}/a/old-bridge-falls.html", f"{SITE}/a/old-bridge-falls-seite-{{}}.html"),
    "german folder": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls/seite-{{}}"),
    "swedish": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?sida={{}}"),
    "polish": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls/strona-{{}}"),
    "end of the name": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls-page-{{}}/"),
    "slides": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?slide={{}}"),
    "parts": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?part={{}}"),
    "lines": (f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?start={{}}0"),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_pages_name_each_other(name: str) -> None:
    first, other = SCHEMES[name]
    two, three = other.format(2), other.format(3)
    one = read(first, two, three)
    assert (one.first_page, one.next_page, one.pages) == (None, two, (two, three))
    later = read(two, first, three)
    assert later.first_page is not None
    assert (later.first_page.rstrip("/"), later.next_page) == (first.rstrip("/"), three)
    assert later.pages == (later.first_page, three)
    last = read(three, two)
    assert (str(last.first_page).rstrip("/"), last.pages) == (first.rstrip("/"), (two,))
    assert read(two, three).first_page is None


def test_the_link_to_the_page_before_names_page_1() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    head = f'{DATED}<link rel="prev" href="{url}"><link rel="next" href="{url}?page=3">'
    assert read(f"{url}?page=2", head=head).first_page == url


def test_a_canonical_address_names_page_1() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    page = read(f"{url}?page=3", f"{url}?page=2", head=f'{DATED}<link rel="canonical" href="{url}">')
    assert page.first_page == url
    assert page.pages == (url, f"{url}?page=2")


@pytest.mark.parametrize("named", ["?page=1", "/page/1"])
def test_page_1_needs_no_number(named: str) -> None:
    url = f"{SITE}/a/old-bridge-falls"
    assert read(f"{url}{named.replace('1', '2')}", f"{url}{named}").first_page == url


def test_a_number_in_the_name_of_page_1_stays() -> None:
    url = f"{SITE}/a/old-bridge-falls-1.html"
    assert read(f"{SITE}/a/old-bridge-falls-2.html", url).first_page == url


def test_a_site_may_count_from_zero() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    one = read(url, f"2|{url}?page=1", f"3|{url}?page=2")
    assert one.pages == (f"{url}?page=1", f"{url}?page=2")
    three = read(f"{url}?page=2", f"1|{url}?page=0", f"2|{url}?page=1")
    assert (three.first_page, three.pages) == (url, (url, f"{url}?page=1"))


def read_with(pager: str, url: str) -> Article:
    """Returns the article of a page with a pager of its own markup."""
    body = "".join(f"<p>{words}</p>" for words in WORDS)
    html = f"<html lang=en><head>{DATED}</head><body><article><h1>Old bridge</h1>{body}</article>{pager}</body></html>"
    return extract_article(html.encode(), url=url)


#: Pagers of systems that count from zero and link only the neighbours: the links to the page before and the next one.
NEIGHBOURS = {
    "Drupal 7": (
        '<li class="pager-previous"><a href="{}">‹ previous</a></li>',
        '<li class="pager-next"><a href="{}">next ›</a></li>',
        "?page={}",
    ),
    "Drupal 10": (
        '<li class="pager__item pager__item--previous"><a href="{}" rel="prev">‹‹</a></li>',
        '<li class="pager__item pager__item--next"><a href="{}" rel="next">››</a></li>',
        "?page={}",
    ),
    "Joomla": ('<li><a href="{}">Prev</a></li>', '<li><a href="{}">Next</a></li>', "?showall=&start={}"),
}


def neighbours(name: str, at: int, of: int = 3) -> tuple[str, str]:
    """Returns the address of a page of such a system, counted from zero, and its pager."""
    before, following, query = NEIGHBOURS[name]
    url = f"{SITE}/news/12-old-bridge-falls"
    urls = [url if each == 0 else url + query.format(each) for each in range(of)]
    links = before.format(urls[at - 1]) if at else ""
    links += following.format(urls[at + 1]) if at + 1 < of else ""
    return urls[at], f'<ul class="pager pagination">{links}</ul>'


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_a_site_that_counts_from_zero_may_link_only_the_neighbours(name: str) -> None:
    urls = [neighbours(name, at)[0] for at in range(3)]
    one, two, three = (read_with(neighbours(name, at)[1], urls[at]) for at in range(3))
    assert (one.first_page, one.next_page) == (None, urls[1])
    assert (two.first_page, two.next_page) == (urls[0], urls[2])
    assert three.first_page == urls[0]


def test_page_1_of_a_site_that_counts_from_one_is_no_second_page() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    pager = f'<div class="pagination"><a href="{url}">1</a> <a rel="next" href="{url}?page=2">2</a></div>'
    one = read_with(pager, f"{url}?page=1")
    assert (one.first_page, one.pages) == (None, (f"{url}?page=2",))


@pytest.mark.parametrize(("start", "is_article"), [("1", True), ("10", False)])
def test_a_date_alone_does_not_tell_an_article_from_a_shop_that_counts_lines(start: str, *, is_article: bool) -> None:
    """A shop may date its lists too. An article counts its pages: 1, 2, 3."""
    url = f"{SITE}/wine/from-the-river"
    dated = '<meta name="date" content="2024-05-06">'
    assert bool(read(url, f"{url}?start={start}", head=dated).pages) is is_article
    assert bool(read(f"{url}?start={start}", url, head=dated).first_page) is is_article


def test_files_may_count_from_zero() -> None:
    url = f"{SITE}/2024-05/06/content_1234567"
    one = read(f"{url}.shtml", f"2|{url}_1.shtml", f"3|{url}_2.shtml")
    assert one.pages == (f"{url}_1.shtml", f"{url}_2.shtml")
    assert read(f"{url}_1.shtml", f"1|{url}.shtml").first_page == f"{url}.shtml"


@pytest.mark.parametrize(
    "pager",
    [
        '<p>Pages: <a class="post-page-numbers" href="{}">2</a></p>',
        '<nav class="post-nav-links"><a href="{}">2</a></nav>',
        '<div class="wp-pagenavi"><a href="{}">2</a></div>',
        '<nav class="page-numbers"><a href="{}">2</a></nav>',
        '<ol class="list-pages"><li><a href="{}">2</a></li></ol>',
        '<div class="articlePagination"><a href="{}">2</a></div>',
        '<div id="article-index"><ul><li><a href="{}">The ferry</a></li></ul></div>',
    ],
)
def test_pagers_have_many_names(pager: str) -> None:
    url = f"{SITE}/a/old-bridge-falls"
    assert read_with(pager.format(f"{url}/2/"), url).pages == (f"{url}/2/",)


@pytest.mark.parametrize("path", ["старый-мост-упал", "%D0%B1%D1%80%D0%BE%D0%B4-12345678"])
@pytest.mark.parametrize(
    "pager",
    [
        '<div class="pagination"><a href="{}">2</a></div>',
        '<div class="page-links"><a class="post-page-numbers" href="{}">2</a></div>',
    ],
)
def test_a_name_may_be_spelled_in_several_ways(path: str, pager: str) -> None:
    url = f"{SITE}/2024/05/06/{path}"
    assert [each.rpartition("/")[2] for each in read_with(pager.format(f"{url}/2"), url).pages] == ["2"]


def test_a_link_may_spell_the_name_in_another_way() -> None:
    two = read(f"{SITE}/2024/05/06/%D0%B1%D1%80%D0%BE%D0%B4-12345678?page=2", f"{SITE}/2024/05/06/брод-12345678")
    assert two.first_page == f"{SITE}/2024/05/06/брод-12345678"


@pytest.mark.parametrize("href", ["2/", "./2/", "/a/old-bridge-falls/2/", "//news.example/a/old-bridge-falls/2/"])
def test_the_links_of_a_pager_may_be_relative(href: str) -> None:
    pager = f'<div class="pagination"><a href="{href}">2</a></div>'
    assert read_with(pager, f"{SITE}/a/old-bridge-falls/").pages == (f"{SITE}/a/old-bridge-falls/2/",)


@pytest.mark.parametrize("fragment", ["comments", "comment-12", "kommentare", "respond"])
def test_a_link_to_comments_leads_to_no_page_of_the_article(fragment: str) -> None:
    url = f"{SITE}/a/old-bridge-falls"
    assert read(url, f"{url}?page=2#{fragment}").pages == ()
    assert read(url, f"{url}?page=2#content").pages == (f"{url}?page=2",)


def test_a_page_that_shows_all_pages_is_none_of_them() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    views = [f"{url}?page=all", f"{url}?showall=1", f"{url}?seite=all", f"{url}/komplettansicht", f"{url}/singlepage"]
    assert read(url, *views, f"{url}?page=2").pages == (f"{url}?page=2",)


def test_a_pager_of_many_links_names_few_pages() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    assert len(read(url, *(f"{url}?page={number}" for number in range(2, 999))).pages) <= 200
    assert read(url, *(f"{SITE}/a/other-story-{number}" for number in range(10_000))).pages == ()


@pytest.mark.parametrize("other", ["https://other.example", "https://sport.news.example"])
def test_page_1_is_on_the_same_host(other: str) -> None:
    url = f"{SITE}/a/old-bridge-falls?page=2"
    claims = f'{DATED}<link rel="canonical" href="{other}/a/old-bridge-falls">'
    assert read(url, f"{other}/a/old-bridge-falls", head=claims).first_page is None


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        (f"{SITE}/a/old-bridge-falls?page=2", f"{SITE}/a/new-bridge-opens"),
        (f"{SITE}/a/old-bridge-falls?page=2", "https://elsewhere.example/a/old-bridge-falls"),
        (f"{SITE}/politics/page/2", f"{SITE}/politics"),
        (f"{SITE}/category/climate-change/page/2", f"{SITE}/category/climate-change"),
        (f"{SITE}/tag/old-bridge/2", f"{SITE}/tag/old-bridge"),
        (f"{SITE}/?page=2", f"{SITE}/"),
        (f"{SITE}/a/old-bridge-falls/comment-page-2/", f"{SITE}/a/old-bridge-falls/"),
        (f"{SITE}/a/old-bridge-falls/comment-page-2/", f"{SITE}/a/old-bridge-falls/comment-page-1/"),
        (f"{SITE}/a/old-bridge-falls?cpage=2", f"{SITE}/a/old-bridge-falls"),
        (f"{SITE}/viewtopic.php?t=123456&start=10", f"{SITE}/viewtopic.php?t=123456"),
        (f"{SITE}/threads/old-bridge-falls/page-2", f"{SITE}/threads/old-bridge-falls"),
        (f"{SITE}/tag/old-bridge?start=10", f"{SITE}/tag/old-bridge"),
        (f"{SITE}/a/12-old-bridge-falls", f"{SITE}/a/13-new-bridge-opens"),
    ],
)
def test_lists_and_other_stories_have_no_page_1(url: str, linked: str) -> None:
    assert read(url, linked).first_page is None


def test_a_declared_list_has_no_pages() -> None:
    url = f"{SITE}/blog/all-the-stories"
    head = f'{DATED}<script type="application/ld+json">{{"@type": "CollectionPage"}}</script>'
    page = read(f"{url}?page=2", url, f"{url}?page=3", head=head)
    assert (page.first_page, page.pages) == (None, ())


@pytest.mark.parametrize(
    ("head", "is_article"),
    [
        (DATED, True),
        (f'{DATED}<meta property="og:type" content="article">', True),
        ('<script type="application/ld+json">{"@type": "NewsArticle"}</script>', True),
        ("", False),
        ('<meta property="og:type" content="article">', False),
        (f'{DATED}<meta property="og:type" content="website">', False),
        ('<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>', False),
    ],
)
def test_only_a_declared_article_has_pages(head: str, *, is_article: bool) -> None:
    """Shops, lists and forums number their pages too."""
    url = f"{SITE}/a/old-bridge-falls"
    assert bool(read(f"{url}?page=2", url, head=head).first_page) is is_article
    assert bool(read(url, f"{url}?page=2", head=head).pages) is is_article


@pytest.mark.parametrize("start", ["http://news.example", "https://www.news.example"])
def test_a_pager_may_spell_the_site_in_another_way(start: str) -> None:
    two = f"{start}/a/old-bridge-falls?page=2"
    assert read(f"{SITE}/a/old-bridge-falls", two).pages == (two,)
    assert read(f"{SITE}/a/old-bridge-falls?utm_source=mail", two).pages == (two,)


def test_a_page_that_declares_several_articles_is_a_list() -> None:
    things = "".join(
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Story {number}"}}</script>'
        for number in range(2)
    )
    assert read(f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?page=2", head=DATED + things).pages == ()


@pytest.mark.parametrize("path", ["/topic/12345-old-bridge", "/tag/old-bridge-falls"])
def test_a_thread_and_a_list_have_no_pages_of_an_article(path: str) -> None:
    assert read(f"{SITE}{path}", f"{SITE}{path}?page=2").pages == ()


def test_a_pager_of_comments_is_none_of_the_article() -> None:
    url = f"{SITE}/a/old-bridge-falls"
    pager = f'<section class="comments"><div class="pagination"><a href="{url}?page=2">2</a></div></section>'
    body = "".join(f"<p>{words}</p>" for words in WORDS)
    html = f"<html lang=en><head>{DATED}</head><body><article><h1>Old bridge</h1>{body}</article>{pager}</body></html>"
    assert extract_article(html.encode(), url=url).pages == ()
