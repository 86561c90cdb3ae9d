"""Pages read by scorers that saw no page of their site."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.pool import Pool as Workers
from pathlib import Path
from typing import Any

from bench.score import score
from copydesk.content_encoding import inflate
from copydesk.errors import Reject
from copydesk.extraction.article import extract_with
from copydesk.extraction.decoding import decode
from copydesk.extraction.locate import text_runs, with_media
from copydesk.extraction.metadata.page import page_of
from copydesk.extraction.parsing import parse
from copydesk.extraction.scorer import Scorer, run_scores
from copydesk.extraction.scorer.kind import kind_column
from copydesk.extraction.scorer.matrix import Matrix
from copydesk.extraction.scorer.trees import Trees
from copydesk.extraction.walk import runs_of
from copydesk.local.predict import prediction_of
from training.examples import Page, body_bytes, type_of

_CHUNK = 16


def kind_columns_of(pages: Sequence[Page], looks: Sequence[tuple[Trees, Trees]], workers: Workers) -> list[Matrix]:
    """The page model's column for each page, from the scores of its held-out looks."""
    return workers.starmap(_kind_column, zip(pages, looks, strict=True), chunksize=_CHUNK)


def _kind_column(page: Page, looks: tuple[Trees, Trees]) -> Matrix:
    tree = parse(decode(inflate(body_bytes(page))))
    facts = page_of(tree, page[1].get("url"))
    runs = runs_of(tree.body) if tree.body else []
    scores = run_scores(*looks, text_runs(runs), facts.said()).tolist()
    return kind_column(facts, runs, with_media(runs, scores))


def figures_of(pages: Sequence[Page], scorers: Sequence[Scorer], workers: Workers, folder: Path) -> dict[str, Any]:
    """The figures of each corpus's articles; the predictions themselves are left in `folder`, to look at."""
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


def predict(page: Page, scorer: Scorer) -> dict[str, Any]:
    truth = page[1]
    try:
        return prediction_of(truth["id"], extract_with(scorer, body_bytes(page), url=truth.get("url")))
    except Reject:
        return {"id": truth["id"]}
