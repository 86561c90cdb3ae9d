"""Articles of any length keep their paragraphs, whatever their text and their layout."""

from collections import Counter
from collections.abc import Sequence

import pytest

from copydesk.extraction import extract_article
from copydesk.extraction.article import MOST_CHARACTERS, MOST_KEPT
from tests.long_pages import SETTINGS, TEXTS, long_page
from tests.sweeps import sized, thinned

_URL = "https://courier.example/2024/the-railway"
_LONG = sized((150_000,), (60_000, 150_000))
#: An article must keep this share of its paragraphs.
_KEPT = 0.99


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("text", TEXTS)
def test_an_article_keeps_its_paragraphs(text: str, setting: str) -> None:
    assert _kept(*long_page(text, setting, 20_000)) >= _KEPT


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("text", thinned(list(TEXTS), 2))
@pytest.mark.parametrize("characters", _LONG)
def test_a_long_article_keeps_its_paragraphs(text: str, setting: str, characters: int) -> None:
    assert _kept(*long_page(text, setting, characters)) >= _KEPT


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("text", thinned(["prose", "dialogue", "always one"], 3))
def test_a_very_long_article_keeps_its_paragraphs(text: str, setting: str) -> None:
    assert _kept(*long_page(text, setting, 400_000)) >= _KEPT


@pytest.mark.slow
@pytest.mark.parametrize("setting", ["article", "body only", "article in a page", "unnamed in a page"])
@pytest.mark.parametrize(
    ("text", "count", "characters"),
    [
        # The headings, lists and pictures of a layout count too.
        pytest.param("short lines", MOST_KEPT * 2 // 3, MOST_CHARACTERS, id="runs"),
        pytest.param("prose", MOST_KEPT, MOST_CHARACTERS * 0.95, id="characters"),
    ],
)
def test_an_article_as_long_as_the_limits_allow_keeps_its_paragraphs(
    text: str, count: int, characters: float, setting: str
) -> None:
    assert _kept(*long_page(text, setting, int(characters), count)) >= _KEPT


def test_what_stands_around_a_long_article_stays_out() -> None:
    for setting in ("article in a page", "div in a page", "unnamed in a page"):
        html, _ = long_page("prose", setting, 150_000)
        text = extract_article(html.encode(), url=_URL, content_type="text/html; charset=utf-8").text
        assert "All rights reserved" not in text
        assert "Most read" not in text


def _kept(html: str, paragraphs: Sequence[str]) -> float:
    """Returns the share of the paragraphs that are lines of the article's text, each as often as on the page."""
    text = extract_article(html.encode(), url=_URL, content_type="text/html; charset=utf-8").text
    return (Counter(paragraphs) & Counter(text.split("\n"))).total() / len(paragraphs)
