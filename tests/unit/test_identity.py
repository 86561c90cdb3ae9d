"""These tests check an article's identity by tables of canonical addresses, wrong and honest, and of spellings."""

import pytest

from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.metadata.site import canonical_url
from copydesk.extraction.reading.tree import page_tree
from copydesk.model import Source
from copydesk.web.urls import article_id, identity_of

OBJECT = Source(bucket="raw", key="page.html")
SITE = "https://www.news.example"
STORY = f"{SITE}/2024/05/old-bridge-falls"


def head(canonical: str | None = None, *, og: str | None = None, short: str | None = None) -> str:
    parts = (
        f'<link rel="canonical" href="{canonical}">' if canonical is not None else "",
        f'<meta property="og:url" content="{og}">' if og is not None else "",
        f'<link rel="shortlink" href="{short}">' if short is not None else "",
    )
    return f"<html><head>{''.join(parts)}</head><body><p>Words"


def identity(url: str | None, html: str = "", source: Source = OBJECT) -> str:
    page = page_of(page_tree(html), url)
    return article_id(canonical_url=canonical_url(page)[0], url=page.url, source=source)


#: A wrong canonical address of a template, a platform or another owner, and two pages that must stay two articles.
WRONG = [
    ("a section", "/news/", "/news/old-bridge-falls", "/news/new-bridge-opens"),
    ("a section without its slash", "/news", "/news/2024/12", "/news/2024/13"),
    ("a section of long name", "/international-business-news", "/international-business-news/12",
     "/international-business-news/13"),
    ("the latest of a section", "/international-business-news/latest", "/international-business-news/12",
     "/international-business-news/13"),
    ("a language", "/en", "/en/old-bridge-falls", "/en/new-bridge-opens"),
    ("an index file", "/index.php", "/old-bridge-falls", "/new-bridge-opens"),
    ("the index file of articles", "/index.php", "/index.php?id=12", "/index.php?id=13"),
    ("the front page", "/", "/old-bridge-falls", "/new-bridge-opens"),
    ("the front page of articles", "/", "/?p=12", "/?p=13"),
    ("a section of short links", "/news/", "/?p=12", "/?p=13"),
    ("a script without its query", "/article.asp", "/article.asp?id=12", "/article.asp?id=13"),
    ("a script in a long section", "/local-news-and-events/article.php", "/local-news-and-events/article.php?id=12",
     "/local-news-and-events/article.php?id=13"),
    ("a script beside it", "/local-news-and-events/home", "/local-news-and-events/article.php?id=12",
     "/local-news-and-events/article.php?id=13"),
    ("the latest, with a query", "/local-news-and-events/latest", "/local-news-and-events/old-bridge?x=a",
     "/local-news-and-events/new-bridge?x=a"),
    ("a section's first story", "/local-news/old-bridge-falls-12345", "/local-news",
     "/local-news/old-bridge-falls-12345"),
    ("the front page's first story", "/old-bridge-falls-12345", "/", "/old-bridge-falls-12345"),
    ("a hole at the end", "/old-bridge-falls/https:%2F%2Fwww.news.example", "/old-bridge-falls", "/new-bridge-opens"),
    ("a query without its id", "/article?section=business-news", "/article?section=business-news&id=12",
     "/article?section=business-news&id=13"),
    ("a search", "/search?q=", "/old-bridge-falls", "/new-bridge-opens"),
    ("two slashes", "//", "/old-bridge-falls", "/new-bridge-opens"),
    ("an error page", "/404", "/old-bridge-falls", "/new-bridge-opens"),
    ("an error page of numbered stories", "/404.html", "/story/4041", "/story/4042"),
    ("undefined", "undefined", "/news/old-bridge-falls", "/news/new-bridge-opens"),
    ("a hole", "{{ page.url }}", "/old-bridge-falls", "/new-bridge-opens"),
    ("a hole in a path", "/news/{{ slug }}", "/news/old-bridge-falls", "/news/new-bridge-opens"),
    ("another story", "/2024/05/some-other-story", "/2024/05/old-bridge-falls", "/2024/05/new-bridge-opens"),
    ("a story whose slug begins so", "/bridge-falls-in-the-night", "/bridge", "/bridge-falls"),
    ("an id less", "/old-bridge-falls", "/old-bridge-falls-12", "/old-bridge-falls-13"),
    ("page 1 of a query", "/old-bridge-falls", "/old-bridge-falls", "/old-bridge-falls?page=2"),
    ("page 1 of a path", "/old-bridge-falls", "/old-bridge-falls", "/old-bridge-falls/2"),
    ("page 1 of a named path", "/old-bridge-falls", "/old-bridge-falls", "/old-bridge-falls/page/2"),
    ("page 1 before the slug", "/news/old-bridge-falls", "/news/old-bridge-falls", "/news/page/2/old-bridge-falls"),
    ("page 2 of page 1", "/old-bridge-falls/2", "/old-bridge-falls", "/old-bridge-falls/2"),
    ("the original of a translation", "/en/old-bridge-falls", "/en/old-bridge-falls", "/fr/old-bridge-falls"),
    ("the original without a language", "/old-bridge-falls", "/old-bridge-falls", "/pt-br/old-bridge-falls"),
    ("the original by parameter", "/old-bridge-falls", "/old-bridge-falls", "/old-bridge-falls?lang=fr"),
    ("another owner", "/@alice/old-bridge-falls-0a1b2c", "/@alice/old-bridge-falls-0a1b2c",
     "/@mallory/old-bridge-falls-0a1b2c"),
    ("another home directory", "/~alice/old-bridge-falls", "/~alice/old-bridge-falls", "/~mallory/old-bridge-falls"),
]  # fmt: skip


@pytest.mark.parametrize(("canonical", "one", "other"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
@pytest.mark.parametrize("as_og_url", [False, True], ids=["canonical", "og:url"])
def test_a_wrong_canonical_merges_no_stories(canonical: str, one: str, other: str, *, as_og_url: bool) -> None:
    html = head(og=canonical) if as_og_url else head(canonical)
    assert identity(SITE + one, html) != identity(SITE + other, html)
    assert {identity(SITE + one), identity(SITE + other)} == {identity(SITE + one, html), identity(SITE + other, html)}


#: These platforms have many owners under one registrable domain. The public suffix list may count them as one.
PLATFORMS = (
    "substack.com wordpress.com medium.com tumblr.com livejournal.com weebly.com ghost.io blogspot.com github.io"
    " wixsite.com typepad.com over-blog.com hatenablog.com beehiiv.com webflow.io"
)


@pytest.mark.parametrize("platform", PLATFORMS.split())
def test_no_owner_of_a_platform_speaks_for_another(platform: str) -> None:
    victim, page = f"https://alice.{platform}/p/old-bridge-falls", f"https://mallory.{platform}/p/old-bridge-falls"
    assert identity(page, head(victim)) == identity(page) != identity(victim)


@pytest.mark.parametrize(
    "canonical",
    [
        "https://news.example.org/2024/05/old-bridge-falls",
        "https://archive.news.example/2024/05/old-bridge-falls",
        "https://news.example:8443/2024/05/old-bridge-falls",
        "https://user:secret@www.news.example/2024/05/old-bridge-falls",
        "ftp://www.news.example/2024/05/old-bridge-falls",
        "javascript:void(0)",
        "http://[::1",
        "",
    ],
)
def test_what_is_no_web_address_of_the_host_counts_for_nothing(canonical: str) -> None:
    assert identity(STORY, head(canonical)) == identity(STORY)
    assert article_id(canonical_url=canonical, url=STORY, source=OBJECT) == identity(STORY)


#: An honest canonical address, and the address at which its page was fetched.
HONEST = [
    ("AMP by path", "/2024/05/old-bridge-falls/", "/2024/05/old-bridge-falls/amp/"),
    ("AMP before the path", "/2024/05/old-bridge-falls", "/amp/2024/05/old-bridge-falls"),
    ("AMP by file", "/2024/05/old-bridge-falls.html", "/2024/05/old-bridge-falls.amp.html"),
    ("AMP by query", "/old-bridge-falls", "/old-bridge-falls?outputType=amp"),
    ("AMP by host", "/old-bridge-falls", "https://amp.news.example/old-bridge-falls"),
    ("mobile", "/old-bridge-falls", "https://m.news.example/old-bridge-falls"),
    ("mobile, with another path", "/world/old-bridge-falls-12345.html", "https://mobile.news.example/a/12345"),
    ("mobile in the middle", "https://en.news.example/wiki/Bridge", "https://en.m.news.example/wiki/Bridge"),
    ("print", "/2024/05/old-bridge-falls-12345", "/print/old-bridge-falls-12345"),
    ("tracking", "/old-bridge-falls", "/old-bridge-falls?utm_source=x&fbclid=y&srsltid=z&at_campaign=64"),
    ("a referrer", "/old-bridge-falls", "/old-bridge-falls?ref=home-page"),
    ("a vendor's number", "/old-bridge-falls-12345", "/old-bridge-falls-12345?ito=1490&mod=home_2"),
    ("another section", "/economy/old-bridge-falls-12345", "/world/old-bridge-falls-12345"),
    ("a dated path", "/2024/05/old-bridge-falls", "/old-bridge-falls"),
    ("an undated path", "/old-bridge-falls", "/2024/05/12/old-bridge-falls"),
    ("a longer slug of one number", "/world/2024/old-bridge-falls-12345", "/story/12345"),
    ("a slug after a number", "/questions/12345/old-bridge-falls", "/questions/12345"),
    ("a word after a date", "/fire", "/2024/05/12/fire"),
    ("a number of the path", "/docs/current/sql-select.html", "/docs/18/sql-select.html"),
    ("a forum's session", "/viewtopic.php?t=167", "/viewtopic.php?t=167&sid=58428beaa14598c2e02d93ad5c773e4d"),
    ("an id at the end", "/world/old-bridge-falls-12345.html", "/world/old-bridge-falls"),
    ("an id before", "/world/12345-old-bridge-falls", "/old-bridge-falls"),
    ("a query for a path", "/world/12345/old-bridge-falls", "/article.php?id=12345&section=3"),
    ("a path for a query", "/article?id=12345", "/world/12345"),
    ("a parameter more", "/article?id=12345&layout=full", "/article?id=12345"),
    ("an extension", "/old-bridge-falls.html", "/old-bridge-falls"),
    ("http", "http://www.news.example/old-bridge-falls", "/old-bridge-falls"),
    ("no www", "https://news.example/old-bridge-falls", "/old-bridge-falls"),
    ("no slash", "/old-bridge-falls", "/old-bridge-falls/"),
    ("an index file", "/old-bridge-falls/", "/old-bridge-falls/index.html"),
    ("a session", "/story.jsp?id=12", "/story.jsp;jsessionid=0A1B.node2?id=12"),
    ("a session in the query", "/story.php?id=12", "/story.php?id=12&PHPSESSID=0a1b"),
    ("another case", "/world/Old-Bridge-Falls", "/World/old-bridge-falls"),
    ("another alphabet", "/новости/старый-мост", "/2024/%D1%81%D1%82%D0%B0%D1%80%D1%8B%D0%B9-%D0%BC%D0%BE%D1%81%D1%82"),
    ("a fragment", "/old-bridge-falls", "/old-bridge-falls#comments"),
    ("one owner", "/@alice/old-bridge-falls-0a1b2c", "/@alice/old-bridge-falls-0a1b2c?source=home"),
    ("a page of one number", "/2024/old-bridge-falls?page=2", "/old-bridge-falls?page=2"),
]  # fmt: skip


@pytest.mark.parametrize(("canonical", "page"), [row[1:] for row in HONEST], ids=[row[0] for row in HONEST])
@pytest.mark.parametrize("as_og_url", [False, True], ids=["canonical", "og:url"])
def test_an_honest_canonical_joins(canonical: str, page: str, *, as_og_url: bool) -> None:
    url = page if page.startswith("http") else SITE + page
    owner = canonical if canonical.startswith("http") else SITE + canonical
    html = head(og=canonical) if as_og_url else head(canonical)
    assert identity(url, html) == identity(owner, html) == identity(owner)


@pytest.mark.parametrize(
    "html",
    [
        head(STORY, short="/?p=12"),
        head(STORY, og=STORY),
        head(og=STORY),
        head(STORY, short="https://www.news.example/?p=12"),
    ],
    ids=["shortlink", "og:url", "og:url alone", "absolute shortlink"],
)
def test_a_short_link_joins_its_long_form(html: str) -> None:
    assert identity(f"{SITE}/?p=12", html) == identity(STORY, html)


@pytest.mark.parametrize("url", [f"{SITE}/?p=12", f"{SITE}/node/12"])
def test_a_short_link_that_nothing_ties_stays_alone(url: str) -> None:
    assert identity(url, head(STORY)) == identity(url)
    assert identity(url, head(STORY, short="/?p=13")) == identity(url)


JOINED = [
    "http://www.news.example/2024/05/old-bridge-falls",
    "https://news.example/2024/05/old-bridge-falls/",
    "https://m.news.example/2024/05/old-bridge-falls",
    "https://mobile.news.example/2024/05/old-bridge-falls",
    "https://amp.news.example/2024/05/old-bridge-falls",
    f"{STORY}/amp/",
    f"{STORY}?amp=1",
    f"{STORY}?ref=amp",
    f"{STORY}?ref=12",
    f"{STORY};jsessionid=0A1B2C3D.node1",
    f"{STORY}/index.html",
    f"{STORY}?utm_campaign=a&gclid=b&at_medium=rss&ns_source=x&ito=1490",
    f"{STORY}#comments",
    f"{STORY}#:~:text=bridge",
    "HTTPS://WWW.NEWS.EXAMPLE:443/2024/05/old-bridge-falls",
]


@pytest.mark.parametrize("url", JOINED)
def test_spellings_of_one_page_have_one_id(url: str) -> None:
    assert identity(url) == identity(STORY)


APART = [
    ("/#!/story/12", "/#!/story/13"),
    ("/#/story/12", "/#/story/13"),
    ("/app#!story-12", "/app#!story-13"),
    ("/story?at_id=12", "/story?at_id=13"),
    ("/story?ns_id=12", "/story?ns_id=13"),
    ("/story?ito=12", "/story?ito=13"),
    ("/story?mc_id=12", "/story?mc_id=13"),
    ("/story?ref=12", "/story?ref=13"),
    ("/article.php?ref=old-bridge-falls", "/article.php?ref=new-bridge-opens"),
    ("/?source=old-bridge-falls", "/?source=new-bridge-opens"),
    ("/tag/amp", "/tag"),
    ("/topics/amp/", "/topics/"),
    ("/amp", "/"),
    ("/lamp", "/l"),
    ("/story/12", "/story/13"),
    ("/Story", "/story"),
    ("/index.php?p=12", "/index.php?p=13"),
]


@pytest.mark.parametrize(("one", "other"), APART, ids=[one for one, _ in APART])
def test_spellings_of_two_pages_have_two_ids(one: str, other: str) -> None:
    assert identity(SITE + one) != identity(SITE + other)


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("m.example.co.uk", "example.co.uk"),
        ("m.com", "m.com"),
        ("www.m.com", "m.com"),
        ("amp.co.uk", "amp.co.uk"),
        ("m.blogspot.com", "m.blogspot.com"),
        ("m.news.example:8443", "news.example:8443"),
        ("192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_host_keeps_what_its_owner_registered(host: str, served: str) -> None:
    address = identity_of(f"https://{host}/story")
    assert address
    assert address.netloc == served


OUTSIDE_THE_HEAD = [
    '<html><head></head><body><div class="comment"><link rel="canonical" href="{0}"></div><p>Words',
    '<html><head></head><body><meta property="og:url" content="{0}"><p>Words',
    '<html><head><!-- <link rel="canonical" href="{0}"> --></head><body><p>Words',
    '<html><head><script>"<link rel=canonical href={0}>"</script></head><body><p>Words',
    '<html><body><p>Words</p></body></html><link rel="canonical" href="{0}">',
]


@pytest.mark.parametrize("html", OUTSIDE_THE_HEAD)
def test_only_the_head_names_a_page(html: str) -> None:
    page = f"{SITE}/read/old-bridge-falls"
    assert canonical_url(page_of(page_tree(html.format(STORY)), page)) == (None, [])
    assert page_of(page_tree(html.format(STORY)), None).url is None


def test_a_refused_canonical_is_a_conflict() -> None:
    found, conflicts = canonical_url(page_of(page_tree(head("/news/", og="/news/")), STORY))
    assert found is None
    assert [(each.field, each.source, each.value) for each in conflicts] == [
        ("canonical_url", "link rel=canonical", f"{SITE}/news/")
    ]


def test_after_a_wrong_canonical_an_honest_og_url_counts() -> None:
    found, conflicts = canonical_url(page_of(page_tree(head("/news/", og=STORY)), f"{SITE}/world/old-bridge-falls"))
    assert found == STORY
    assert [each.value for each in conflicts] == [f"{SITE}/news/"]


@pytest.mark.parametrize(("html", "source"), [(head(STORY), "link rel=canonical"), (head("/", og=STORY), "og:url")])
def test_an_upload_is_the_page_that_its_head_names(html: str, source: str) -> None:
    page = page_of(page_tree(html), None)
    assert (page.url, page.url_source) == (STORY, source)
    assert identity(None, html) == identity(STORY)


@pytest.mark.parametrize(
    "canonical",
    ["/2024/05/old-bridge-falls", f"{SITE}/", f"{SITE}/news", f"{SITE}/en", f"{SITE}/404", f"{SITE}/undefined",
     f"{SITE}/search?q=bridge", f"{SITE}/search/old-bridge-falls", f"{SITE}/index.php", f"{SITE}/{{{{ page.url }}}}",
     f"{SITE}/news?page=2", f"{SITE}/page-not-found", "https://", "undefined", ""],
)  # fmt: skip
def test_an_upload_that_names_no_article_is_its_object(canonical: str) -> None:
    other = Source(bucket="raw", key="other.html")
    assert identity(None, head(canonical)) == identity(None)
    assert identity(None, head(canonical), other) != identity(None, head(canonical))
