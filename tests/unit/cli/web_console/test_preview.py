"""These tests preview sources: what they list, what passes, and what is wrong. A preview stores nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pynamodb.connection import Connection

from copydesk.cli.fetching import HastyFetcher
from copydesk.cli.web_console import preview as previews
from copydesk.cli.web_console.server import Answer
from copydesk.crawling.choosing import Choice
from copydesk.crawling.http.messages import Response
from copydesk.crawling.records import WatchedSource, source_id
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant
from tests.console_world import EVIL, NOW, World

pytestmark = pytest.mark.slow

SITE = "https://paper.example.org"
FEED = f"{SITE}/feed.xml"


@pytest.fixture(autouse=True)
def _own_web(world: World) -> Iterator[None]:
    world.web.clear()
    yield
    world.web.clear()


def rss(count: int, *, host: str = SITE, days_old: int = 0) -> str:
    at = f"{NOW - timedelta(days=days_old):%a, %d %b %Y %H:%M:%S +0000}"
    names = [f"{days_old}/{number}" for number in range(count)]
    return "".join(
        f"<item><title>Story {name}</title><link>{host}/{name}</link><pubDate>{at}</pubDate></item>" for name in names
    )


def feed(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Paper</title>{''.join(items)}</channel></rss>"


def look(world: World, url: str = FEED) -> Answer:
    answer = world.post("/sources/look", url=url)
    assert answer.status == 200
    return answer


def facts(answer: Answer) -> dict[str, str]:
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.body)
    return {name: re.sub(r"<[^>]+>", "", told) for name, told in found}


def rows(answer: Answer) -> list[list[str]]:
    """Returns the cells of the entries, without markup."""
    section = answer.body.partition('class="preview"')[2].partition("</section>")[0]
    found = re.findall(r'<tr role="row"><th scope="row".*?</tr>', section)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in found]


def test_a_feed_is_told_by_kind_entries_and_what_passes(world: World) -> None:
    world.web[FEED] = feed(rss(12), rss(3, days_old=40), rss(2, host="https://other.example.com"))
    found = look(world)
    told = facts(found)
    assert told["Kind"] == "RSS feed"
    assert told["Entries"] == "17"
    assert told["Pass its filters"] == "12; left out: 3 older than 30 days, 2 of another site"
    assert told["Permission"].endswith("status 404, all allowed")
    assert "The first 10 of 17 entries" in found.body
    assert rows(found)[0] == ["Story 0/0", f"{SITE}/0/0", "2026-03-02 15:30", "yes"]
    assert len(rows(found)) == 10
    assert f'value="{FEED}"' in found.body


def test_an_entry_says_why_it_would_not_come(world: World) -> None:
    world.web[FEED] = feed(rss(1, days_old=40), rss(1, host="https://other.example.com"))
    assert [row[-1] for row in rows(look(world))] == ["older than 30 days", "of another site"]


def test_a_look_stores_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.web[FEED] = feed(rss(3))
    dispatch, made = Connection.dispatch, set[str]()

    def spied(self: Connection, name: str, arguments: dict[str, object]) -> object:
        made.add(name)
        return dispatch(self, name, arguments)

    monkeypatch.setattr(Connection, "dispatch", spied)
    look(world)
    assert made <= {"Query", "GetItem"}
    assert len(list(SourceStore().list())) == 1


def test_a_home_page_is_told_by_the_feed_that_it_names(world: World) -> None:
    world.web[f"{SITE}/"] = f"<html><head><link rel=alternate type=application/rss+xml href={FEED}></head><body>Hi"
    world.web[FEED] = feed(rss(4))
    told = facts(look(world, f"{SITE}/"))
    assert (told["Kind"], told["Entries"], told["Address"]) == ("RSS feed", "4", FEED)
    assert told["Page"] == f"{SITE}/ names a feed, which is read in its place."
    del world.web[FEED]
    assert "answers 404" in look(world, f"{SITE}/").body


def test_a_page_without_a_feed_is_told_by_its_links(world: World) -> None:
    paths = [f"/2026/03/02/the-story-number-{number}-goes-on" for number in range(3)]
    world.web[f"{SITE}/"] = "<html><body>" + "".join(f"<a href={path}>A story goes on</a>" for path in paths)
    told = facts(look(world, f"{SITE}/"))
    assert (told["Kind"], told["Entries"]) == ("page, read for its links", "3")


@pytest.mark.parametrize(
    ("namespace", "kind"),
    [("xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'", "news sitemap"), ("", "sitemap")],
)
def test_sitemaps_are_told_apart(world: World, namespace: str, kind: str) -> None:
    news = "<news:news><news:publication_date>2026-03-02</news:publication_date><news:title>A</news:title></news:news>"
    world.web[FEED] = f"<urlset {namespace}><url><loc>{SITE}/a</loc>{news if namespace else ''}</url></urlset>"
    assert facts(look(world))["Kind"] == kind


def test_a_sitemap_index_is_told_by_the_sitemaps_that_would_be_watched(world: World) -> None:
    urls = [*(f"{SITE}/{number}.xml" for number in range(120)), "https://other.example.com/x.xml"]
    children = "".join(f"<sitemap><loc>{url}</loc><lastmod>2026-03-01</lastmod></sitemap>" for url in urls)
    world.web[FEED] = f"<sitemapindex>{children}</sitemapindex>"
    found = look(world)
    assert facts(found)["Kind"] == "sitemap index"
    assert facts(found)["Sitemaps"] == "121, of which 100 would be watched"
    assert rows(found)[0] == [f"{SITE}/0.xml", "2026-03-01", "yes"]


@pytest.mark.parametrize(
    ("robots", "content", "said"),
    [
        ("User-agent: *\nDisallow: /", feed(rss(1)), "robots_disallowed"),
        ("", "", "answers 404"),
        ("", "neither this nor that", "neither feed nor sitemap nor page"),
        ("", feed(), "It lists nothing"),
        ("", feed(rss(1), "<item><title>x</title><link>javascript:1</link></item>"), "1 entry without a URL"),
    ],
)
def test_what_is_wrong_with_a_source_is_said(robots: str, content: str, said: str) -> None:
    pages = {FEED: content, f"{SITE}/robots.txt": robots}
    asked: list[str] = []
    assert said in _looked_at(pages, asked)
    assert (FEED in asked) == ("Disallow" not in robots)


def _looked_at(pages: dict[str, str], asked: list[str]) -> str:
    """Returns the preview of FEED, without the tables of AWS."""
    source = WatchedSource(source_id=source_id(FEED), url=FEED, choice=Choice(max_age_days=30), added_at=instant(NOW))

    def get(url: str, **_: object) -> Response:
        asked.append(url)
        found = pages.get(url, "")
        return Response(url=url, status=200 if found else 404, headers=(), body=found.encode(), address="192.0.2.1")

    fetched = HastyFetcher(seconds=20, get=get, now=lambda: NOW, pause=lambda _: None)
    return str(previews.preview(source, previews.look(source, fetched), is_watched=False, now=NOW))


def test_a_hostile_source_writes_no_markup(world: World) -> None:
    said = EVIL.replace("&", "&amp;").replace("<", "&lt;")
    item = f'<item><title>{said.replace("&lt;", "&amp;lt;")}</title><link>{SITE}/"onclick=1</link></item>'
    world.web[FEED] = feed(item, f"<item><title>{said}</title><link>javascript:window.pwned=1</link></item>")
    body = look(world).body
    assert "<script>window" not in body
    assert "<img" not in body
    assert 'href="javascript:' not in body
    assert '"onclick' not in body


@pytest.mark.parametrize("url", ["", "javascript:1", "file:///etc/passwd", "not an address"])
def test_what_is_no_address_is_not_fetched(world: World, url: str) -> None:
    assert world.post("/sources/look", url=url).status == 400
