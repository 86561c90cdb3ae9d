"""A page may state a fact thousands of times. The time of reading grows linearly with the number."""

import json
from collections.abc import Callable

import pytest

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from tests.growth import in_linear_time

pytestmark = pytest.mark.slow

_TEXT = "<p>The ferry company said on Monday that it would run three extra boats a day until the season ends.</p>" * 6
_IN_HEAD = {
    "canonical": "<link rel=canonical href='/news/{0}'>",
    "og:url": "<meta property='og:url' content='https://courier.example/news/{0}'>",
    "shortlink": "<link rel=shortlink href='/?p={0}'>",
    "author": "<meta name=author content='Anna Weber{0}'>",
    "section": "<meta property='article:section' content='Part {0}'>",
    "tag": "<meta property='article:tag' content='Tag {0}'>",
    "picture": "<meta property='og:image' content='https://courier.example/i/picture-{0}.jpg'>",
}
_IN_BODY = {
    "author": "<a rel=author href='/a/{0}'>Anna Weber{0}</a>",
    "byline": "<p class=byline>By Anna Weber{0}</p>",
    "credit": "<figure><img src='/i/pic-{0}.jpg'><figcaption>Boats (Anna Weber{0})</figcaption></figure>",
    "crumb": "<li class=breadcrumb><a href='/c/{0}'>Crumb {0}</a></li>",
    "headline": "<h1>Extra boats {0}</h1>",
    "rights": "<p>© 2024 Courier {0}</p>",
    "tag": "<a rel=tag href='/tag/t{0}'>Tag {0}</a>",
}


def _page(head: str = "", body: str = "") -> str:
    return (
        f"<html lang=en><head>{head}<title>Extra boats</title></head><body>{body}<article><h1>Extra boats</h1>{_TEXT}"
    )


def _many(each: str, count: int) -> str:
    return "".join(each.format(number) for number in range(count))


def _read(page: str) -> None:
    try:
        extract_article(page.encode(), url="https://courier.example/news/x", content_type="text/html; charset=utf-8")
    except Reject:
        return


@pytest.mark.parametrize("each", _IN_HEAD.values(), ids=_IN_HEAD)
def test_what_stands_in_the_head_thousands_of_times(each: str) -> None:
    in_linear_time(_read, lambda count: _page(head=_many(each, count)), 12_000)


@pytest.mark.parametrize("each", _IN_BODY.values(), ids=_IN_BODY)
def test_what_stands_on_the_page_thousands_of_times(each: str) -> None:
    in_linear_time(_read, lambda count: _page(body=_many(each, count)), 6_000)


@pytest.mark.parametrize(
    "stated",
    [
        lambda count: {"author": [{"@type": "Person", "name": f"Anna Weber{number}"} for number in range(count)]},
        lambda count: {"author": [{"@id": f"#p{number}"} for number in range(count)]},
        lambda count: {"articleSection": [f"Part {number}" for number in range(count)]},
        lambda count: {"image": [f"https://courier.example/i/pic-{number}.jpg" for number in range(count)]},
    ],
)
def test_what_json_ld_states_thousands_of_times(stated: Callable[[int], dict[str, object]]) -> None:
    def page(count: int) -> str:
        things = [{"@type": "NewsArticle", "headline": "Extra boats"} | stated(count)]
        people = [{"@type": "Person", "@id": f"#p{number}", "name": f"Anna Weber{number}"} for number in range(count)]
        return _page(head=f"<script type='application/ld+json'>{json.dumps(things + people)}</script>")

    in_linear_time(_read, page, 8_000)


def test_the_parts_of_one_caption() -> None:
    def page(count: int) -> str:
        parts = "<span>Word</span>" * count
        return _page(body=f"<figure><img src=/i/boats.jpg><figcaption>{parts}</figcaption></figure>")

    in_linear_time(_read, page, 12_000)
