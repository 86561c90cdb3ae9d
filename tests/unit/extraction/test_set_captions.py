"""Captions and credits are with their picture on a page, whatever their names and their depth."""

import pytest

from copydesk.extraction import extract_article
from copydesk.model import Article, BlockType

BASE = "https://www.examplepost.example/news/boats"
HOST = "https://img.example.org"
IMAGE = f'<img src="{HOST}/i/harbour-at-dawn.jpg" width="900" height="600">'
TEXT = "<p>The ferry company said on Monday that it would run three extra boats a day until the end of the season.</p>"
BODY = "".join(TEXT.replace("three", number) for number in ("three", "four", "five", "six", "seven"))
CAMP = "Passengers wait at the pier"


def _page(unit: str, *, head: str = "") -> Article:
    html = (
        f"<html lang=en><head><title>Extra boats | Example Post</title>{head}</head><body><main><article>"
        f"<h1>Extra boats to the islands</h1>{BODY}{unit}{BODY.replace('boats', 'ferries')}</article></main></body>"
        "</html>"
    )
    return extract_article(html.encode(), url=BASE, content_type="text/html")


def _captions_and_credits(unit: str) -> list[tuple[str | None, str | None]]:
    article = _page(unit)
    assert CAMP not in article.text
    return [(block.caption, block.credit) for block in article.blocks if block.type is BlockType.IMAGE]


@pytest.mark.parametrize(
    "unit",
    [
        # The class names mean nothing.
        f'<div class="x1"><div class="y2">{IMAGE}<div class="z3">{CAMP}</div><div>Getty Images</div></div></div>',
        f'<div class="x1"><picture>{IMAGE}</picture><div>{CAMP}</div><p>Getty Images</p></div>',
        f'<div class="media"><div class="media-a">{IMAGE}</div><div class="z"><p>{CAMP}. Getty Images</p></div></div>',
        f"<center><div>{IMAGE}</div><div><em>{CAMP} (Photo: Getty Images)</em></div></center>",
        f'<div class="embedbox">{IMAGE}<br><em>{CAMP} (Getty Images)</em></div>',
        # Inline elements have telling names.
        f'<div class="wrap"><div>{IMAGE}</div><span class="legend">{CAMP} (Getty Images)</span></div>',
        f'<div class="wrap">{IMAGE}<div><span class="pic-caption">{CAMP}</span></div><a class="imageCredit" href="/g">'
        "Getty Images</a></div>",
        # The words are deep, or the picture's figure has other words.
        f"<figure><div><div>{IMAGE}</div></div><figcaption><section><div><div><div class=caption><p>{CAMP}</p></div>"
        "<div class=by><p>Getty Images</p></div></div></div></section></figcaption></figure>",
        f"<figure><div><div>{IMAGE}<span>Getty Images</span></div></div><div><figcaption>{CAMP}</figcaption></div>"
        "</figure>",
        f"<figure><span>{IMAGE}</span><span><figcaption>{CAMP}</figcaption><cite>Getty Images</cite></span></figure>",
        f"<figure><picture>{IMAGE}<figcaption><p><span>{CAMP}</span><span>Credit: Getty Images</span></p></figcaption>"
        "</picture></figure>",
        # A list has one picture.
        f'<ul><li><div class="wrap">{IMAGE}</div><div class="caption"><div>{CAMP}</div><div>{CAMP}</div>'
        '<span class="credit">Photo: Getty Images</span></div></li></ul>',
    ],
)
def test_what_stands_under_a_picture_is_its_caption(unit: str) -> None:
    [(caption, credit)] = _captions_and_credits(unit)
    assert ((caption or "").rstrip("."), credit) == (CAMP, "Getty Images")


def test_a_cite_in_a_figure_is_the_maker_however_unknown() -> None:
    [picture] = _captions_and_credits(
        f"<figure>{IMAGE}<span><figcaption>{CAMP}</figcaption><cite>Harbour Survey</cite></span></figure>"
    )
    assert picture == (CAMP, "Harbour Survey")


@pytest.mark.parametrize(
    "unit",
    [
        f'<div class="author-box">{IMAGE}<p>Nora Lind</p></div>',
        f'<div class="product">{IMAGE}<p>Life jacket</p></div>',
        f'<div class="x1">{IMAGE}<p><a href="/story">Ten more piers to see this summer</a></p></div>',
        f'<div class="x1">{IMAGE}<p>One.</p><p>Two.</p><p>Three.</p></div>',
        f'<div class="x1">{IMAGE}<p>Share</p></div>',
        f'<div class="x1"><p>Menu</p>{IMAGE}<p>Ferry lines</p></div>',
        f'<div class="x1">{IMAGE}<p>2 / 12</p></div>',
        f'<div class="writer-profile"><div><figure>{IMAGE}</figure><dl><dt>Nora Lind</dt><dd>City desk</dd></dl></div>'
        "</div>",
        f'<div class="x1"><img src="{HOST}/i/clock.svg"><div>60 min.</div></div>',
        f'<figure><div class="x1"><div><div><div>{IMAGE}</div></div></div></div><div><a class="x-close">Close</a></div>'
        "</figure>",
        f"<figure>{IMAGE}<a>4</a></figure>",
        f'<div class="x1">{IMAGE}<div>von Nora Lind</div></div>',
        f'<div class="x1">{IMAGE}By Nora Lind Berg</div>',
        f'<div class="x1">{IMAGE}<div>The boats of the week <input name="mail"></div></div>',
        f'<aside class="links"><a href="/s"><figure>{IMAGE}</figure></a><div><a class="links-caption" href="/s">'
        "Ten more piers to see this summer</a></div></aside>",
    ],
)
def test_other_words_beside_a_picture_are_no_caption(unit: str) -> None:
    assert [caption for caption, _ in _captions_and_credits(unit)] in ([None], [])
    assert not any(words in _page(unit).text for words in ("Close", "Ten more piers", "City desk"))


def test_a_paragraph_of_the_article_is_no_caption() -> None:
    article = _page(f"<div>{IMAGE}{TEXT.replace('ferry', 'boat')}</div>")
    assert "The boat company said" in article.text
    assert [block.caption for block in article.blocks if block.type is BlockType.IMAGE] == [None]


@pytest.mark.parametrize(
    "inside", ["<div><p>New</p><h4>Piers to see</h4></div>", "<div><h5>Piers to see</h5><span>4 May</span></div>"]
)
def test_a_picture_in_a_link_with_a_headline_leads_to_another_story(inside: str) -> None:
    assert _captions_and_credits(f'<div class="x1"><a href="/piers"><div>{IMAGE}</div>{inside}</a></div>') == []
    assert (
        _captions_and_credits(f'<div><a href="{HOST}/i/harbour-at-dawn-2000.jpg"><div>{IMAGE}</div>{inside}</a></div>')
        != []
    )
