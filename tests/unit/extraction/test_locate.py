"""Which runs are the article, given how likely each is a part of it."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.errors import Reject
from copydesk.extraction.locate import choose
from copydesk.extraction.walk import Run, runs_of

LONG = "A paragraph of an article, which is long enough to stand for some twenty words of a text that people read. " * 2


def _runs(markup: str) -> list[Run]:
    body = LexborHTMLParser(f"<body>{markup}").body
    assert body is not None
    return runs_of(body)


def test_where_all_is_sure_only_what_is_likely_is_taken() -> None:
    runs = _runs(f"<p>{LONG}</p>" * 6)
    assert choose(runs, [0.99, 0.98, 0.55, 0.3, 0.01, 0.02]).text == (0, 1, 2)


def test_a_page_of_doubtful_runs_is_read_from_a_lower_score_on() -> None:
    runs = _runs(f"<p>{LONG}</p>" * 8)
    assert choose(runs, [0.6, 0.35, 0.4, 0.3, 0.35, 0.3, 0.02, 0.01]).text == (0, 1, 2, 3, 4, 5)


def test_a_doubtful_heading_between_two_texts_is_theirs() -> None:
    runs = _runs(f"<p>{LONG}</p><h2>What comes next</h2><p>{LONG}</p><h2>Most read</h2><p>{LONG}</p>")
    assert choose(runs, [0.99, 0.3, 0.99, 0.1, 0.01]).text == (0, 1, 2)


def test_a_caption_is_no_text() -> None:
    runs = _runs(f"<p>{LONG}</p><figure><img src=/a.jpg><figcaption>The bridge</figcaption></figure><p>{LONG}</p>")
    located = choose(runs, [0.99, 0.0, 0.9, 0.99])
    assert (located.text, located.company) == ((0, 3), frozenset({1, 2}))


def test_where_nothing_is_likely_the_likeliest_long_paragraph_is_taken() -> None:
    runs = _runs(f"<p>Sign up for our letter</p><p>{LONG}{LONG}</p><p>All rights reserved</p>")
    assert choose(runs, [0.03, 0.06, 0.01]).text == (1,)


@pytest.mark.parametrize("scores", [[], [0.0, 0.0], [0.01, 0.02]], ids=["no runs", "no score", "low scores"])
def test_a_page_without_likely_runs_is_refused(scores: list[float]) -> None:
    with pytest.raises(Reject):
        choose(_runs(f"<p>{LONG}</p>" * len(scores)), scores)
