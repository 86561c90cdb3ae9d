"""Chromium opens the HTML of hostile pages in all formats. It must run nothing of them and request nothing."""

from itertools import islice

import pytest
from playwright.sync_api import Browser

from tests.fuzz.browsing import Output, sampled, tripped
from tests.fuzz.classes.grammar import PAYLOADS

_SEED, _OUTPUTS = 6, 300
#: The grammar makes most of the pages, because its pages are the most hostile and the quickest to read.
_PAGES = {"made by grammar": range(50), "mutated pages": range(15), "json-ld": range(8), "charsets": range(4)}


def test_a_browser_runs_nothing_of_hostile_pages(browser: Browser) -> None:
    outputs = list(islice(sampled(_PAGES, _SEED), _OUTPUTS))
    assert len(outputs) > 200
    assert list(tripped(browser, outputs)) == []


@pytest.mark.parametrize(
    "payload", [each for each in PAYLOADS if each.startswith(("<img", "<script", "<svg o", "<obj"))]
)
def test_the_wires_are_tripped_over(browser: Browser, payload: str) -> None:
    assert list(tripped(browser, [Output(name="it/0/html", html=f"<p>{payload}", pictures=True)]))


def test_only_whole_articles_may_ask_for_pictures(browser: Browser) -> None:
    picture = '<img src="https://a.example/a.jpg">'
    assert list(tripped(browser, [Output(name="it/0/html", html=picture, pictures=True)])) == []
    assert list(tripped(browser, [Output(name="it/0/pieces", html=picture)])) == [
        "it/0/pieces: asked for https://a.example/a.jpg"
    ]
