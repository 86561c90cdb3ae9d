"""This module explains an extraction: the score of each run, the features that moved it, and where the run went."""

from dataclasses import dataclass

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from copydesk.errors import Reject
from copydesk.extraction.article import MOST_RUNS, check_limit
from copydesk.extraction.locating.later_pages import scores_of_text
from copydesk.extraction.locating.locate import choose, text_runs, with_media
from copydesk.extraction.locating.scorer import SECOND_FEATURES, load_scorer, second_rows
from copydesk.extraction.locating.scorer.matrix import Column
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.metadata.pagination import series_of
from copydesk.extraction.plain_text import is_plain_text
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run, runs_of
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode_page

_REASONS = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature, its value for the run, and how far it moved the score, in log odds."""

    feature: str
    value: float
    moved: float


@dataclass(frozen=True, slots=True)
class Explained:
    """One run of text: `element` is its tag and first two class names, `fate` where the run went.

    `reasons` holds the features that moved the score most, the strongest first.
    """

    element: str
    text: str
    score: float
    fate: str
    reasons: tuple[Reason, ...]


def explain_page(
    body: bytes, *, url: str | None = None, content_type: str | None = None, content_encoding: str | None = None
) -> tuple[Explained, ...]:
    """Returns every run of text of an HTML page, in order; an empty tuple for plain text.

    Raises Reject if the bytes cannot be decoded or the page has too many runs, as extraction does.
    """
    text = decode_page(inflate(body, content_encoding), content_type, url).text
    return () if is_plain_text(text, content_type) else _explain_html(page_tree(text), url)


def _explain_html(tree: LexborHTMLParser, url: str | None) -> tuple[Explained, ...]:
    if tree.body is None or tree.body.parent is None:
        return ()
    scorer = load_scorer()
    runs = runs_of(tree.body)
    check_limit(len(runs), MOST_RUNS, "runs of text")
    text = text_runs(runs)
    if not text:
        return ()
    page = page_of(tree, url)
    declared = page.declared()
    rows = second_rows(scorer.first, text, declared)
    scores = scorer.second.probabilities(rows).tolist()
    weighed = with_media(runs, scores)
    weighed = scores_of_text(runs, weighed) if series_of(page).first else weighed
    fates = [fate for run, fate in zip(runs, _fates(runs, weighed, declared.images), strict=True) if run.text]
    return tuple(
        Explained(_element(run), run.text, score, fate, _reasons(row, moved))
        for run, score, fate, row, moved in zip(
            text, scores, fates, rows.T, scorer.second.contributions(rows).T, strict=True
        )
    )


def _fates(runs: list[Run], scores: list[float], images: frozenset[str]) -> list[str]:
    fates = ["left out"] * len(runs)
    try:
        located = choose(runs, scores, images)
    except Reject:
        return fates
    for index in located.text:
        fates[index] = "article"
    for index in located.company:
        fates[index] = "with a picture, or a link to another story"
    return fates


def _element(run: Run) -> str:
    names = run.element.node.attributes.get("class") or ""
    return ".".join([run.element.tag, *names.split()[:2]])


def _reasons(row: Column, moved: Column) -> tuple[Reason, ...]:
    strongest = np.argsort(-np.abs(moved), kind="stable")[:_REASONS].tolist()
    return tuple(Reason(SECOND_FEATURES[each], float(np.round(row[each], 3)), float(moved[each])) for each in strongest)
