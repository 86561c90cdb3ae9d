"""Counts of all runs at once equal the counts of each run by itself."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.extraction.locating.scorer.context_features import Context
from copydesk.extraction.locating.scorer.texts import Texts
from copydesk.extraction.reading.visibility import Hiding
from copydesk.extraction.reading.walk import Element, Run, runs_of

_LINES = st.lists(st.text(alphabet='aB3 .,?!|"“©é中Жß\u2028', min_size=1, max_size=40), min_size=1, max_size=12)


def _texts(lines: list[str]) -> Texts:
    body = LexborHTMLParser("<body></body>").body
    assert body is not None
    element = Element(body, "body", None, frozenset(), hiding=Hiding.SHOWN, index=0, depth=0)
    return Texts([Run(element, (body,), text) for text in lines])


@given(_LINES)
def test_counts_are_those_of_each_text(lines: list[str]) -> None:
    texts = _texts(lines)
    assert texts.sizes.tolist() == [len(line) for line in lines]
    assert texts.commas.tolist() == [line.count(",") for line in lines]
    assert texts.digits.tolist() == [line.count("3") for line in lines]
    assert texts.asks.tolist() == [line.endswith("?") for line in lines]
    assert texts.starts_upper.tolist() == [line[0] == "B" for line in lines]
    assert texts.upper_words.tolist() == [len(re.findall(r"(?<!B)BB", line)) for line in lines]
    assert texts.sentences.tolist() == [len(re.findall(r"[.?!](?= |$)", line)) for line in lines]
    assert texts.is_upper.tolist() == ["B" in line and not re.search("[aéß]", line) for line in lines]


def _company(markup: str) -> tuple[list[Run], Context]:
    body = LexborHTMLParser(markup).body
    assert body is not None
    runs = [run for run in runs_of(body) if run.text]
    return runs, Context(Texts(runs))


_PARTS = st.recursive(
    st.sampled_from(["<p>One</p>", "Two ", "<li>Three</li>", "<a href=/>Four</a>"]),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: f"<div>{''.join(parts)}</div>"),
    max_leaves=20,
)


@given(_PARTS)
def test_an_element_holds_the_runs_that_stand_in_it(markup: str) -> None:
    runs, company = _company(f"<body>{markup}<p>End</p></body>")
    ones = np.ones(len(runs))
    for run in runs:
        for element in run.element.lineage():
            held = sum(element in other.element.lineage() for other in runs)
            assert company.held(ones, np.array([element.index])).tolist() == [held]
