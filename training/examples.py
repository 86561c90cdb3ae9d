"""Pages with their truth, as matrices: one example a page."""

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

#: Pages whose truth is faulty: empty, cut short, not of the page, or of a page that is no article.
FAULTY = {"wcxb": frozenset("4893 4681 4677 4621 4912 0339 4072 4694 0310 2498 4271 0285".split())}
#: Sets whose truth leaves out lists, tables and captions, so that their absence says nothing.
_WITHOUT_LISTS = frozenset({"fundus", "aed"})
#: What the pages of each type teach of articles. Handbooks and descriptions of services are set as many articles are:
#: with them word F1 on the articles of sites unseen grew by 0.002, on their worst twentieth by 0.02.
_TYPE_WEIGHTS = {"article": 1.0, "documentation": 0.5, "service": 0.5}
#: Runs matched between these shares are half body: neither label would be true.
_NEITHER = (0.35, 0.6)
#: A snippet labels one run of a page where a body labels all: it counts more.
_SNIPPET_WEIGHT = 3.0
#: A made page has less of what stands amid a body without being it than a real one: it counts for half.
_MADE_WEIGHT = 0.5
#: A page teaches by so many of its runs: with more the figures stay and the fits take twice as long.
_MOST_ROWS = 200


#: The folder of its corpus, and what the truth states of it.
type Page = tuple[Path, dict[str, Any]]
type Truth = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """One page: its runs as columns, the label of each, whether that label is known, what it weighs in fitting, and
    what keeps the page apart in cross-validation.
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
    """Every page of every corpus with its truth."""
    for truth in sorted(corpora.glob("*/truth.jsonl")):
        for row in read_rows(truth).values():
            yield truth.parent, dict(row)


def body_bytes(page: Page) -> bytes:
    """The response of a page: a made one brings it along."""
    corpus, truth = page
    made: str | None = truth.get("html")
    return made.encode() if made else gzip.decompress((corpus / "pages" / f"{truth['id']}.html.gz").read_bytes())


def type_of(truth: Truth) -> str:
    """The page's type; sets that name none hold articles only."""
    return truth.get("page_type") or "article"


def example_of(page: Page) -> Example | None:
    """The example of a page; None for one that cannot be read."""
    corpus, truth = page
    raw = body_bytes(page)
    try:
        tree = page_tree(decode(inflate(raw)))
    except Reject:
        return None
    runs = [run for run in runs_of(tree.body) if run.text] if tree.body else []
    if not runs:
        return None
    matrix, company = first_rows(runs, page_of(tree, None).said())
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
    """What each run weighs in fitting: nothing where its label is not known.

    Of more known ones than _MOST_ROWS as many are left. They weigh as much as all do on a page that its annotators saw;
    a made one is as long as chance has it, and weighs no more than a page of so many runs.
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
