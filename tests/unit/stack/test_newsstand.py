"""The demonstration's site is read like any other site, and stops at the end."""

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from rich.console import Console

from copydesk.cli.demo_site import visits_table
from copydesk.crawling.listings import ListingKind, read_listing
from copydesk.crawling.robots import judge
from copydesk.stack.newsstand import FEED, ROBOTS, Newsstand, Visit, stories
from copydesk.stack.problems import Problem

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture
def site() -> Iterator[Newsstand]:
    with Newsstand(stories(SAMPLES / "feed.json")) as open_site:
        yield open_site


def get(site: Newsstand, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = (answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    connection.close()
    return found


def test_its_robots_txt_lets_the_pages_be_asked_for(site: Newsstand) -> None:
    _, _, body = get(site, ROBOTS)
    assert all(judge(body.decode(), url).allowed for url in [site.url(FEED), *site.story_urls])
    assert not judge(body.decode(), site.url("/private/letters")).allowed


def test_its_feed_lists_its_stories_in_order(site: Newsstand) -> None:
    _, headers, body = get(site, FEED)
    listing = read_listing(body, url=site.url(FEED), content_type=headers["content-type"])
    assert listing.kind is ListingKind.RSS
    assert [entry.url for entry in listing.entries] == site.story_urls


def test_a_story_is_the_sample_page_to_the_byte(site: Newsstand) -> None:
    for story in site.stories:
        status, headers, body = get(site, story.path)
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert body == story.file.read_bytes()
        assert story.title.split()[0].encode() in gzip.decompress(body)


@pytest.mark.parametrize("path", ["/", "/news/nothing", "/news/../manifest.json", "/private/letters"])
def test_what_it_does_not_have_is_not_found(site: Newsstand, path: str) -> None:
    assert get(site, path)[0] == 404


def test_it_remembers_what_it_was_asked_for(site: Newsstand) -> None:
    get(site, ROBOTS)
    get(site, "/nothing")
    assert [visit.path for visit in site.visits] == [ROBOTS, "/nothing"]


def test_it_closes_with_its_context() -> None:
    with Newsstand(stories(SAMPLES / "feed.json")) as site:
        port = site.port
    with pytest.raises(ConnectionRefusedError):
        HTTPConnection("127.0.0.1", port, timeout=5).request("GET", FEED)


def test_a_list_that_names_a_missing_page_says_so(tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_text('[{"path": "gone.html.gz", "title": "Gone"}]', "utf-8")
    with pytest.raises(Problem, match=r"lists gone\.html\.gz"):
        stories(tmp_path / "feed.json")


def test_visits_are_shown_from_the_first_one_on() -> None:
    console = Console(width=60, record=True)
    console.print(visits_table([Visit(ROBOTS, 100.0), Visit("/news/[b]a", 101.25)]), visits_table([]))
    lines = [line.strip() for line in console.export_text().splitlines()]
    assert lines[:2] == ["+0.0 s  GET /robots.txt", "+1.2 s  GET /news/[b]a"]
