"""Links to other stories between two paragraphs are blocks of their own. No other links are."""

import pytest

from copydesk.extraction import extract_article
from copydesk.extraction.locating.attachments import path_of
from copydesk.extraction.locating.cards import cards
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run, runs_of
from copydesk.model import BlockType
from tests.growth import in_linear_time

_PARAGRAPH = "<p>The council met on {day} to talk about the old bridge, which no lorry may cross since the flood.</p>"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_STORY = "The flood that closed the bridge"


def units(between: str) -> list[tuple[str, ...]]:
    """Returns the texts of the links in each interstitial block of an article with something between two paragraphs."""
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


CARD = (
    '<div class="{names}"><a href="{picture}"><img src="/t.jpg" width="640" height="360"></a>'
    '<div class="media__caption title"><a href="{title}?from=card">{said}</a></div>'
    "<time>23. 12. 2024 13:31</time></div>"
)


def _pictures(between: str) -> list[str | None]:
    page = f"<title>Bridge</title><article><h1>The bridge stays closed</h1>{_PARAGRAPH * 3}{between}{_PARAGRAPH * 2}"
    article = extract_article(page.encode(), url="https://a.example/2026/bridge", content_type="text/html")
    return [block.url for block in article.blocks if block.type is BlockType.IMAGE]


@pytest.mark.parametrize("address", ["/1", "https://www.a.example/1", "//a.example/1#top"])
def test_a_picture_and_a_headline_of_one_page_are_a_link_to_it(address: str) -> None:
    card = CARD.format(names="card embed", picture=address, title=address, said=_STORY)
    assert units(card) == [(_STORY,)]
    assert _pictures(card) == []


@pytest.mark.parametrize(
    ("picture", "title", "said"),
    [
        ("/1", "/2", _STORY),
        ("https://shop.example/1", "https://shop.example/1", "A boat for four persons, blue"),
        ("/1", "/1", "$200 at our shop, in blue or red"),
        ("/i/full.jpg", "/i/full.jpg", "The bridge as it was in spring"),
    ],
)
def test_a_picture_that_leads_elsewhere_is_of_the_article(picture: str, title: str, said: str) -> None:
    card = CARD.format(names="product", picture=picture, title=title, said=said)
    assert _pictures(card) == ["https://a.example/t.jpg"]


def test_a_picture_of_what_the_heading_over_it_names_is_of_the_article() -> None:
    card = CARD.format(names="product", picture="/1", title="/1", said="The Lamp Weekly 3 Boat Review")
    assert _pictures(f"<h3>6. The Lamp Weekly 3 Boat</h3>{card}") == ["https://a.example/t.jpg"]
    assert _pictures(f"<h3>What it costs</h3>{card}") == []


def test_a_card_around_a_part_of_the_text_is_an_entry_of_it() -> None:
    entries = "".join(
        f'<li><a href="/{n}"><img src="/{n}.jpg"></a><a href="/{n}">A bridge of wood in the hills</a>{_PARAGRAPH}</li>'
        for n in range(3)
    )
    page = f"<title>Bridges</title><article><h1>Three old bridges</h1>{_PARAGRAPH}<ul>{entries}</ul></article>"
    article = extract_article(page.encode(), url="https://a.example/2026/bridge", content_type="text/html")
    assert not any(block.type is BlockType.INTERSTITIAL_LINK for block in article.blocks)


def test_cards_take_linear_time() -> None:
    def page(size: int) -> list[Run]:
        card = CARD.format(names="card", picture="/1", title="/2", said=_STORY)
        tree = page_tree(f"<article>{_PARAGRAPH}{card * size}{_PARAGRAPH}</article>")
        assert tree.body is not None
        return runs_of(tree.body)

    def found(runs: list[Run]) -> dict[int, int]:
        ends = [0, len(runs) - 1]
        return cards(runs, ends, path_of(runs, ends), "a.example")

    in_linear_time(found, page, 300)


def test_a_list_of_links_in_a_box_of_related_stories_is_one_unit() -> None:
    links = "".join(f'<li><a href="/{n}">{_STORY}, part {n}</a></li>' for n in range(2))
    assert units(f'<div class="widget--related"><div class="widget__contents"><ul>{links}</ul></div></div>') == [
        (f"{_STORY}, part 0", f"{_STORY}, part 1")
    ]


def test_a_linked_headline_in_capitals_is_no_heading() -> None:
    assert units('<p><strong><a href="/1">ANN LEE LEAVES THE COUNCIL</a></strong></p>') == [
        ("ANN LEE LEAVES THE COUNCIL",)
    ]
    assert units('<p><a href="/1">GET THE NEWS ON THE GO BY CLICKING HERE</a></p>') == []


def test_a_list_that_leads_to_the_whole_of_what_is_summed_up_is_a_link() -> None:
    assert units('<ul><li><a href="/1">Read the entire review</a></li></ul>') == [("Read the entire review",)]
    assert units('<ul><li><a href="/1">Read the review of Ann Lee first</a> for a start</li></ul>') == []


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
