"""These tests choose the runs of the article from the likelihood of each run."""

from itertools import chain

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.errors import Reject
from copydesk.extraction.locating.locate import choose
from copydesk.extraction.reading.walk import Run, runs_of

LONG = "A paragraph of an article, which is long enough to stand for some twenty words of a text that people read. " * 2


def _runs(markup: str) -> list[Run]:
    body = LexborHTMLParser(f"<body>{markup}").body
    assert body is not None
    return runs_of(body)


def _paragraphs(count: int) -> list[str]:
    return [f"<p>{number} {LONG}</p>" for number in range(count)]


def test_where_all_is_sure_only_what_is_likely_is_taken() -> None:
    runs = _runs("".join(_paragraphs(6)))
    assert choose(runs, [0.99, 0.98, 0.55, 0.3, 0.01, 0.02]).text == (0, 1, 2)


def test_a_page_of_doubtful_runs_is_read_from_a_lower_score_on() -> None:
    runs = _runs("".join(_paragraphs(8)))
    assert choose(runs, [0.6, 0.35, 0.4, 0.3, 0.35, 0.3, 0.02, 0.01]).text == (0, 1, 2, 3, 4, 5)


def test_a_doubtful_heading_between_two_texts_is_theirs() -> None:
    one, two, three = _paragraphs(3)
    runs = _runs(f"{one}<h2>What comes next</h2>{two}<h2>Most read</h2>{three}")
    assert choose(runs, [0.99, 0.3, 0.99, 0.1, 0.01]).text == (0, 1, 2)


def test_a_refrain_is_whole_where_most_of_it_is_chosen() -> None:
    one, two = _paragraphs(2)
    runs = _runs(f"{one}{two}{one}{one}{one}<aside>{one}</aside>")
    assert choose(runs, [0.99, 0.9, 0.98, 0.2, 0.98, 0.1]).text == (0, 1, 2, 3, 4)
    assert choose(runs, [0.99, 0.9, 0.98, 0.2, 0.2, 0.1]).text == (0, 1, 2)


def test_a_caption_is_no_text() -> None:
    runs = _runs(f"<p>{LONG}</p><figure><img src=/a.jpg><figcaption>The bridge</figcaption></figure><p>{LONG}</p>")
    located = choose(runs, [0.99, 0.0, 0.9, 0.99])
    assert (located.text, located.company) == ((0, 3), frozenset({1, 2}))


def test_where_nothing_is_likely_the_likeliest_long_paragraph_is_taken() -> None:
    runs = _runs(f"<p>Sign up for our letter</p><p>{LONG}{LONG}</p><p>All rights reserved</p>")
    assert choose(runs, [0.03, 0.06, 0.01]).text == (1,)


APART = "<p>Most read this week on the whole of our site</p>" * 4
SURE = [0.99, 0.98]


@pytest.mark.parametrize("after", [True, False], ids=["after the article", "before it"])
def test_a_doubtful_stretch_apart_from_a_sure_article_is_left_out(after: bool) -> None:
    parts = [f"<p>{LONG}</p><p>{LONG}</p>", APART, "<p>Sign up for the letter that we send each week</p>"]
    scores = [SURE, [0.0] * 4, [0.6]]
    if not after:
        parts, scores = parts[::-1], scores[::-1]
    chosen = choose(_runs("".join(parts)), [*chain.from_iterable(scores)]).text
    assert chosen == ((0, 1) if after else (5, 6))


def test_a_stretch_apart_stays_where_it_is_sure_or_near_or_a_standfirst_or_nothing_else_is_sure() -> None:
    article = f"<p>{LONG}</p><p>{LONG}</p>"
    line = "<p>Sign up for the letter that we send each week</p>"
    assert choose(_runs(article + APART + line), [*SURE, 0, 0, 0, 0, 0.7]).text == (0, 1, 6)
    assert choose(_runs(article + APART[: len(APART) // 4 * 3] + line), [*SURE, 0, 0, 0, 0.6]).text == (0, 1, 5)
    assert choose(_runs(article + APART + line), [0.8, 0.8, 0, 0, 0, 0, 0.6]).text == (0, 1, 6)
    standfirst = "<p class=standfirst>The town built a bridge, and nobody walks over it.</p>"
    assert choose(_runs(standfirst + APART + article), [0.6, 0, 0, 0, 0, *SURE]).text == (0, 5, 6)


PLACEHOLDER = "<div><p>This embed cannot be shown without your consent to cookies.</p></div>"
TEXTS = [f"{number} {LONG}" for number in range(4)]


def _all_sure(markup: str) -> tuple[int, ...]:
    runs = _runs(markup)
    return choose(runs, [0.99] * len(runs)).text


def test_a_text_that_stands_all_over_the_page_is_taken_once() -> None:
    paragraphs = [f"<p>{text}</p>" for text in TEXTS]
    assert _all_sure(PLACEHOLDER.join(paragraphs)) == (0, 1, 2, 4, 6)
    assert _all_sure(PLACEHOLDER.join(paragraphs[:3])) == (0, 1, 2, 3, 4)


def test_an_article_that_stands_twice_is_taken_once() -> None:
    article = "".join(f"<p>{text}</p>" for text in TEXTS)
    assert _all_sure(f"<div class=phone>{article}</div><div class=desktop>{article}</div>") == (0, 1, 2, 3)


def test_a_text_that_repeats_itself_is_taken_whole() -> None:
    refrain = "<p>Over the bridge, over the bridge, nobody walks over the bridge.</p>"
    assert _all_sure("".join(f"<p>{text}</p>{refrain}" for text in TEXTS)) == tuple(range(8))
    chapters = f"<section><h2>One more</h2><p>{LONG}</p><p>{LONG}</p></section>" * 20
    assert len(_all_sure(chapters)) == 60


def test_a_question_that_an_interview_asks_of_everyone_is_kept_each_time() -> None:
    question = "<p>What made you open a bakery on this street, of all places?</p>"
    answers = "".join(f"<section>{question}<p>{text}</p></section>" for text in TEXTS)
    assert _all_sure(answers) == tuple(range(8))


def test_a_cell_that_several_rows_share_is_kept_in_each() -> None:
    shared = "<td>Run easy or rest, or thirty minutes of something else</td>"
    rows = "".join(f"<tr><td>{text}</td>{shared}{shared}</tr>" for text in TEXTS)
    assert _all_sure(f"<table>{rows}</table>") == tuple(range(12))


@pytest.mark.parametrize("scores", [[], [0.0, 0.0], [0.01, 0.02]], ids=["no runs", "no score", "low scores"])
def test_a_page_without_likely_runs_is_refused(scores: list[float]) -> None:
    with pytest.raises(Reject):
        choose(_runs(f"<p>{LONG}</p>" * len(scores)), scores)
