"""`copydesk extract URL` fetches the other pages of an article, as politely as the first, and joins them."""

import json
from collections.abc import Iterator
from functools import partial

import pytest

from copydesk.cli import extracting, fetching
from copydesk.cli.main import main
from tests.unit.cli.test_fetching import Web
from tests.unit.extraction.test_joining import DATED, ONE, THREE, TWO

SITE = "https://news.example.org"
URLS = [f"{SITE}/a/old-bridge-falls", f"{SITE}/a/old-bridge-falls?page=2", f"{SITE}/a/old-bridge-falls?page=3"]
ROBOTS = f"{SITE}/robots.txt"


def html(number: int, texts: tuple[str, ...]) -> str:
    pager = "".join(f'<a href="{url}">{each}</a>' for each, url in enumerate(URLS, 1) if each != number)
    body = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f"<html lang=en><head>{DATED}<title>Old bridge falls</title></head>"
        f"<article><h1>Old bridge falls</h1>{body}</article>"
        f'<div class="pagination">{pager}</div></html>'
    )


PAGES = {
    url: (200, html(number, texts)) for number, (url, texts) in enumerate(zip(URLS, (ONE, TWO, THREE), strict=True), 1)
}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    web = Web({ROBOTS: (200, "User-agent: *\nAllow: /"), **PAGES})
    serve(web, monkeypatch)
    yield web
    extracting._fetch.cache_clear()


def serve(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "fetcher", lambda: partial(Web.fetch, web))
    extracting._fetch.cache_clear()


def read(capsys: pytest.CaptureFixture[str], url: str) -> tuple[list[str], list[str | None], str]:
    """Returns the texts and the pages of the blocks, and what is on stderr."""
    assert main(["extract", url]) == 0
    written = capsys.readouterr()
    blocks = json.loads(written.out)["blocks"]
    return [each["text"] for each in blocks], [each.get("page") for each in blocks], written.err


@pytest.mark.usefixtures("web")
def test_the_pages_of_an_article_are_joined(capsys: pytest.CaptureFixture[str]) -> None:
    texts, pages, _ = read(capsys, URLS[0])
    assert texts == [*ONE, *TWO, *THREE]
    assert pages == [None] * 3 + [URLS[1]] * 3 + [URLS[2]] * 3


def test_each_page_waits_its_turn(web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    read(capsys, URLS[0])
    assert [url for url in web.asked if url != ROBOTS] == URLS
    assert web.waited[:1] == [1.0]


@pytest.mark.usefixtures("web")
def test_a_later_page_is_read_alone(capsys: pytest.CaptureFixture[str]) -> None:
    texts, _, _ = read(capsys, URLS[1])
    assert texts == list(TWO)


def test_a_page_that_fails_is_reported_and_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    robots = "User-agent: *\nDisallow: /a/old-bridge-falls?page=2"
    serve(Web({ROBOTS: (200, robots), **PAGES}), monkeypatch)
    texts, _, told = read(capsys, URLS[0])
    assert texts == [*ONE, *THREE]
    assert f"{URLS[1]} is left out" in told
    extracting._fetch.cache_clear()
