"""Links to other stories between two paragraphs are blocks of their own, and nothing else that leads away is."""

import pytest

from copydesk.extraction import extract_article
from copydesk.model import BlockType

_PARAGRAPH = "<p>The council met on {day} to talk about the old bridge, which no lorry may cross since the flood.</p>"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_STORY = "The flood that closed the bridge"


def units(between: str) -> list[tuple[str, ...]]:
    """The texts of the links in each interstitial block of an article with something between two paragraphs."""
    paragraphs = [_PARAGRAPH.format(day=day) for day in _DAYS]
    body = "".join([*paragraphs[:3], between, *paragraphs[3:]])
    page = f"<title>Bridge</title><article><h1>The bridge stays closed</h1>{body}</article>"
    article = extract_article(
        page.encode(), url="https://a.example/2026/bridge", content_type="text/html; charset=utf-8"
    )
    assert all(day in article.text for day in _DAYS)
    assert _STORY not in article.text
    found = (block for block in article.blocks if block.type is BlockType.INTERSTITIAL_LINK)
    return [tuple(item.text for item in block.items) for block in found]


@pytest.mark.parametrize(
    "between",
    [
        f'<p><a href="/1">{_STORY}</a></p>',
        f'<div class="related"><a href="/1"><span><img src="/t.jpg"></span><div>{_STORY}</div></a></div>',
        f'<div class="teaser"><span><a href="/1">{_STORY}</a></span><div><a href="/d">City desk</a></div></div>',
        f'<div class="ad">Anzeige</div><h3>Lesen Sie auch</h3><figure></figure><h4><a href="/1">{_STORY}</a></h4>',
        f'<p>Learn more: <a href="/1">{_STORY}</a></p>',
        f'<figure><img src="/p.jpg"><figcaption>A view</figcaption></figure><p><a href="/1">{_STORY}</a></p>',
    ],
)
def test_a_link_to_another_story_is_one(between: str) -> None:
    assert units(between) == [(_STORY,)]


def test_links_under_one_label_are_one_unit() -> None:
    links = "".join(f'<p><a href="/{n}">{_STORY}, part {n}</a></p>' for n in range(3))
    assert [len(unit) for unit in units(f"<h3>Read more</h3>{links}")] == [3]


@pytest.mark.parametrize(
    "between",
    [
        '<div class="wp-block-button"><a href="/shop">Buy the book about the flood now</a></div>',
        '<div class="tags"><a href="/t">Bridges and floods of the north</a></div>',
        '<div class="share"><a href="/s">Share this on all your networks</a></div>',
        '<div class="author-bio"><a href="/ann">More texts of Ann Lee here</a></div>',
        '<div><a href="/more">More</a></div>',
        f'<div><a href="/letter">{"Our letter comes each morning with the news of the town. " * 4}</a></div>',
    ],
)
def test_what_else_leads_away_is_none(between: str) -> None:
    assert units(between) == []
