"""Each run of a made long page has the label that its source page gave it."""

import numpy as np
import pytest

from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import runs_of
from training.longer import Labelled, lengthened, plain

_PARAGRAPHS = [
    f"The {name} bridge was closed for repairs. Nobody knew when it would open." for name in ("old", "new", "long")
]


def _page(words: str, around: str) -> Labelled:
    """Returns a page with three paragraphs of body, a line between them that is no body, a headline and a teaser."""
    body = f"<p>Share</p><p>{_PARAGRAPHS[1]} {words}</p><h2>What next</h2>"
    html = (
        f"<nav>{around}</nav><div class=post><h1>Bridge</h1><p>{_PARAGRAPHS[0]} {words}</p>{body}"
        f"<p>{_PARAGRAPHS[2]} {words}</p></div><aside>Most read</aside>"
    )
    labels = np.array([0, 0, 1, 0, 1, 1, 1, 0], dtype=np.int8)
    return Labelled(f"<body>{html}</body>", labels, np.ones(8, dtype=np.bool_))


def _texts(page: Labelled) -> list[str]:
    body = page_tree(page.html).body
    assert body is not None
    return [run.text for run in runs_of(body) if run.text]


@pytest.mark.parametrize("alike", [True, False])
def test_a_body_goes_on_in_its_container(alike: bool) -> None:
    made = lengthened(_page("Ours.", "Home"), [_page("Theirs.", "Start")], 2_000, alike=alike)
    assert made is not None
    texts = _texts(made)
    assert len(texts) == len(made.labels) == len(made.known)
    own = [text for text, label in zip(texts, made.labels, strict=True) if label]
    assert sum(map(len, own)) >= 2_000
    assert {text for text, label in zip(texts, made.labels, strict=True) if not label} == {
        "Home", "Bridge", "Share", "Most read",
    }  # fmt: skip
    assert texts.count("Bridge") == 1
    assert texts[-1] == "Most read"


def test_the_body_that_stands_again_says_what_other_pages_say() -> None:
    page = _page("Ours.", "Home")
    promoted = "Sign up for our letter, and read each morning what the town is talking about."
    ours = Labelled(page.html.replace("Share", promoted), page.labels, page.known)
    made = lengthened(ours, [_page("Theirs.", "Start")], 2_000, alike=True)
    assert made is not None
    assert made.html.count("Ours.") == 3
    assert made.html.count("Theirs.") > 3
    assert made.html.count(promoted) > 3


def test_a_page_that_is_long_enough_stays_as_it_is() -> None:
    page = _page("Ours.", "Home")
    made = lengthened(page, [_page("Theirs.", "Start")], 0, alike=False)
    assert made is not None
    assert _texts(made) == _texts(page)


def test_a_page_without_a_body_does_not_go_on() -> None:
    page = _page("Ours.", "Home")
    none = Labelled(page.html, np.zeros_like(page.labels), page.known)
    assert lengthened(none, [page], 2_000, alike=True) is None
    assert lengthened(page, [none], 2_000, alike=True) is None


@pytest.mark.parametrize("seed", range(12))
def test_a_plain_page_has_the_paragraphs_of_others(seed: int) -> None:
    made = plain([_page("Theirs.", "Start")], 3_000, seed)
    assert made is not None
    texts = _texts(made)
    assert len(texts) == len(made.labels)
    own = [text for text, label in zip(texts, made.labels, strict=True) if label]
    assert sum(map(len, own)) >= 3_000
    assert set(own) <= {f"{text} Theirs." for text in _PARAGRAPHS}
