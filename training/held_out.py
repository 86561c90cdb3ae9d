"""This module reads pages with scorers that saw no page of their site."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.pool import Pool as Workers
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.metrics import score_body
from bench.score import score
from copydesk.cli.commands.predict import prediction_of
from copydesk.errors import Reject
from copydesk.extraction.article import extract_with
from copydesk.extraction.locating.locate import text_runs, with_media
from copydesk.extraction.locating.scorer import Scorer, run_scores
from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.locating.scorer.page_kind import kind_column
from copydesk.extraction.locating.scorer.sureness import Sureness
from copydesk.extraction.locating.scorer.trees import Trees
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import runs_of
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode
from training.examples import Page, body_bytes, type_of
from training.sureness import RIGHT

_CHUNK = 16


def kind_columns_of(pages: Sequence[Page], looks: Sequence[tuple[Trees, Trees]], workers: Workers) -> list[Matrix]:
    """Returns the page model's column for each page, from the scores of its held-out looks."""
    return workers.starmap(_kind_column, zip(pages, looks, strict=True), chunksize=_CHUNK)


def _kind_column(page: Page, looks: tuple[Trees, Trees]) -> Matrix:
    tree = page_tree(decode(inflate(body_bytes(page))))
    facts = page_of(tree, page[1].get("url"))
    runs = runs_of(tree.body) if tree.body else []
    scores = run_scores(*looks, text_runs(runs), facts.declared()).tolist()
    return kind_column(facts, runs, with_media(runs, scores))


def figures_of(pages: Sequence[Page], scorers: Sequence[Scorer], workers: Workers, folder: Path) -> dict[str, Any]:
    """Returns the figures of each corpus's articles, and writes the predictions to `folder`."""
    articles = [(page, scorer) for page, scorer in zip(pages, scorers, strict=True) if type_of(page[1]) == "article"]
    rows = workers.starmap(predict, articles, chunksize=_CHUNK)
    truths: dict[str, dict[str, Any]] = defaultdict(dict)
    predictions: dict[str, dict[str, Any]] = defaultdict(dict)
    for ((corpus, truth), _), row in zip(articles, rows, strict=True):
        truths[corpus.name][truth["id"]] = truth
        predictions[corpus.name][truth["id"]] = row
    for name, found in predictions.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in found.values())
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {name: asdict(score(truths[name], predictions[name])) for name in truths}


@dataclass(frozen=True, slots=True, eq=False)
class _Noting(Sureness):
    """Records the columns that it is asked about."""

    seen: list[NDArray[np.float64]] = field(default_factory=list)

    def probability(self, column: NDArray[np.float64]) -> float:
        self.seen.append(column)
        return 0.0


def predict(page: Page, scorer: Scorer) -> dict[str, Any]:
    """Returns a prediction, with the column of the article for the model of sureness."""
    truth, noting = page[1], _Noting(scorer.sureness.weights)
    try:
        article = extract_with(replace(scorer, sureness=noting), body_bytes(page), url=truth.get("url"))
    except Reject:
        return {"id": truth["id"]}
    return prediction_of(truth["id"], article) | {"sureness": [column.tolist() for column in noting.seen[-1:]]}


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out articles: `places` are the indices of their pages, `columns` hold the features of sureness.

    `right` says which articles are right.
    """

    places: NDArray[np.int64]
    columns: NDArray[np.float64]
    right: NDArray[np.bool_]


def judged(pages: Sequence[Page], folder: Path) -> Judged:
    """Returns the predictions in a folder, judged by the truth of the pages that have a body."""
    names = {corpus.name for corpus, _ in pages}
    rows = {(name, row["id"]): row for name in names for row in map(json.loads, _lines(folder / f"{name}.jsonl"))}
    found = [(rows.get((corpus.name, truth["id"]), {}), truth.get("body")) for corpus, truth in pages]
    kept = [(place, row, body) for place, (row, body) in enumerate(found) if body and row.get("sureness")]
    return Judged(
        np.array([place for place, _, _ in kept]),
        np.array([row["sureness"][0] for _, row, _ in kept]),
        np.array([score_body(row["text"], body).shingles.f1 > RIGHT for _, row, body in kept]),
    )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
