"""This module turns pages with their truth into matrices, one example per page."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.score import read_rows
from copydesk.errors import Reject
from copydesk.extraction.locating.scorer import first_rows
from copydesk.extraction.locating.scorer.context_features import Context
from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run, runs_of
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode
from copydesk.web.domains import registrable_domain
from training.labels import UNKNOWN, is_in_list_or_table, matched_shares, snippet_labels

#: Pages whose truth is faulty: empty, cut short, of another page, or of a page that is no article.
FAULTY = {"wcxb": frozenset("4893 4681 4677 4621 4912 0339 4072 4694 0310 2498 4271 0285".split())}
#: Corpora whose truth leaves out lists, tables and captions, so that their absence says nothing.
_WITHOUT_LISTS = frozenset({"fundus", "aed"})
#: The weight of each type of page; other types weigh nothing. Handbooks and descriptions of services look like many
#: articles. They raise word F1 on unseen sites by 0.002, and on their worst twentieth by 0.02.
_TYPE_WEIGHTS = {"article": 1.0, "documentation": 0.5, "service": 0.5}
#: Runs whose matched share is between these are half body, and neither label would be true.
_NEITHER = (0.35, 0.6)
#: The weight of a page with snippets. A snippet labels one run, where a body labels all.
_SNIPPET_WEIGHT = 3.0
#: The weight of a made page. It has less foreign text amid its body than a real one.
_MADE_WEIGHT = 0.5
#: The most runs of a page that are used. With more, the figures stay and the fits take twice as long.
_MOST_ROWS = 200


#: A page: the folder of its corpus, and its truth.
type Page = tuple[Path, dict[str, Any]]
type Truth = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """One page: its runs as columns, with label and weight.

    `known` says which labels are known. `site` and `digest` keep a page on one side in cross-validation.
    """

    corpus: str
    page_id: str
    site: str
    digest: str
    matrix: Matrix
    company: Context
    labels: NDArray[np.int8]
    known: NDArray[np.bool_]
    weights: NDArray[np.float64]


def pages_of(corpora: Path) -> Iterator[Page]:
    """Yields every page of every corpus with its truth."""
    for truth in sorted(corpora.glob("*/truth.jsonl")):
        for row in read_rows(truth).values():
            yield truth.parent, dict(row)


def body_bytes(page: Page) -> bytes:
    """Returns the response of a page; a made page has it in its truth."""
    corpus, truth = page
    made: str | None = truth.get("html")
    return made.encode() if made else gzip.decompress((corpus / "pages" / f"{truth['id']}.html.gz").read_bytes())


def type_of(truth: Truth) -> str:
    """Returns the page's type; corpora that name none hold only articles."""
    return truth.get("page_type") or "article"


def example_of(page: Page) -> Example | None:
    """Returns the example of a page, or None if it cannot be read."""
    corpus, truth = page
    raw = body_bytes(page)
    try:
        tree = page_tree(decode(inflate(raw)))
    except Reject:
        return None
    runs = [run for run in runs_of(tree.body) if run.text] if tree.body else []
    if not runs:
        return None
    matrix, company = first_rows(runs, page_of(tree, None).declared())
    labels, known = _labels(corpus.name, truth, runs)
    return Example(
        corpus=corpus.name,
        page_id=truth["id"],
        site=registrable_domain(truth.get("url") or "") or f"{corpus.name}/{truth['id']}",
        digest=hashlib.sha256(raw).hexdigest(),
        matrix=matrix,
        company=company,
        labels=labels,
        known=known,
        weights=_weights(truth, runs, known),
    )


def _labels(corpus: str, truth: Truth, runs: list[Run]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    if "labels" in truth:
        return truth["labels"], truth["known"]
    texts = [run.text for run in runs]
    body = truth.get("body")
    shares = (
        matched_shares(texts, body)
        if body
        else snippet_labels(texts, truth.get("with") or [], truth.get("without") or [])
    )
    labels = (shares >= _NEITHER[1]).astype(np.int8)
    doubtful = (shares == UNKNOWN) | ((shares > _NEITHER[0]) & (shares < _NEITHER[1]))
    if corpus in _WITHOUT_LISTS:
        listed = np.array([is_in_list_or_table(run) and run.link_share < 0.5 for run in runs])
        doubtful |= listed & (labels == 0)
    if truth["id"] in FAULTY.get(corpus, ()):
        doubtful |= True
    return labels, ~doubtful


def _weights(truth: Truth, runs: list[Run], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Returns the weight of each run in fitting; it is 0 if the label is not known.

    Of more known runs than _MOST_ROWS only that many keep a weight. On annotated pages they weigh as much as all of
    them. On made pages, whose length is chosen by chance, they weigh less than that.
    """
    made = "labels" in truth
    source = _MADE_WEIGHT if made else 1.0 if truth.get("body") else _SNIPPET_WEIGHT
    scale = _TYPE_WEIGHTS.get(type_of(truth), 0.0) * source
    weights = np.where(known, np.log1p([len(run.text) for run in runs]) / np.sqrt(len(runs)) * scale, 0.0)
    some = np.flatnonzero(weights)
    if len(some) <= _MOST_ROWS:
        return weights
    left = np.random.default_rng(len(some)).choice(some, _MOST_ROWS, replace=False)
    thinned = np.zeros_like(weights)
    thinned[left] = weights[left] * (len(some) / _MOST_ROWS) ** (0.5 if made else 1.0)
    return thinned
