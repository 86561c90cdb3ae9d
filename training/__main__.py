"""`make train`: corpora in, cross-validated figures and the shipped model out."""

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from bench.score import score
from copydesk.errors import Reject
from copydesk.extraction.article import extract_with
from copydesk.extraction.scorer import FIRST_FEATURES, MODEL, SECOND_FEATURES, Scorer, second_matrix
from copydesk.extraction.scorer.matrix import Matrix
from training.examples import Example, example_of, pages_of
from training.fit import SETTINGS, fit
from training.folds import FOLDS, folds_of

Page = tuple[Path, dict[str, Any]]
_BUILD = Path("build", "training")


def main(argv: Sequence[str]) -> int:
    corpora = Path(argv[0])
    pages = list(pages_of(corpora))
    if not pages:
        print(f"Training: no corpora in {corpora}", file=sys.stderr)
        return 1
    print(f"Reading {len(pages)} pages", flush=True)
    with Pool() as pool:
        read = pool.map(example_of, pages, chunksize=16)
        kept = [(page, example) for page, example in zip(pages, read, strict=True) if example]
        figures = _train([page for page, _ in kept], [example for _, example in kept], pool)
    print(json.dumps(figures, indent=2))
    return 0


def _train(pages: list[Page], examples: list[Example], pool: Any) -> dict[str, Any]:
    folds = folds_of(examples)
    firsts = [fit(*_all_but(examples, [each.matrix for each in examples], folds, fold)) for fold in range(FOLDS)]
    print("First look fitted", flush=True)
    held_out = [firsts[fold].probabilities(each.matrix) for fold, each in zip(folds, examples, strict=True)]
    matrices = [second_matrix(each.matrix, each.company, first) for each, first in zip(examples, held_out, strict=True)]
    scorers = [Scorer(firsts[fold], fit(*_all_but(examples, matrices, folds, fold))) for fold in range(FOLDS)]
    print("Second look fitted", flush=True)
    _keep_folds(scorers, examples, folds)
    figures = _figures(pages, [scorers[fold] for fold in folds], pool)
    final = Scorer(fit(examples, [each.matrix for each in examples]), fit(examples, matrices))
    _save(final, figures, examples)
    return figures


def _all_but(
    examples: list[Example], matrices: list[Matrix], folds: np.ndarray[Any, Any], fold: int
) -> tuple[list[Example], list[Matrix]]:
    others = np.flatnonzero(folds != fold)
    return [examples[index] for index in others], [matrices[index] for index in others]


def _figures(pages: list[Page], scorers: list[Scorer], pool: Any) -> dict[str, Any]:
    """Each page extracted whole by the scorer that saw none of its site."""
    rows = pool.starmap(_predict, zip(pages, scorers, strict=True), chunksize=16)
    truths: dict[str, dict[str, Any]] = defaultdict(dict)
    predictions: dict[str, dict[str, Any]] = defaultdict(dict)
    for (corpus, truth), row in zip(pages, rows, strict=True):
        truths[corpus.name][truth["id"]] = truth
        predictions[corpus.name][truth["id"]] = row
    _keep(predictions)
    return {name: asdict(score(truths[name], predictions[name])) for name in truths}


def _predict(page: Page, scorer: Scorer) -> dict[str, Any]:
    corpus, truth = page
    body = gzip.decompress((corpus / "pages" / f"{truth['id']}.html.gz").read_bytes())
    try:
        article = extract_with(scorer, body, url=truth.get("url"))
    except Reject:
        return {"id": truth["id"]}
    return {
        "id": truth["id"],
        "text": article.text,
        "headline": article.headline,
        "authors": [author.name for author in article.authors],
        "date_published": article.date_published,
    }


def _keep(predictions: dict[str, dict[str, Any]]) -> None:
    """The held-out predictions, to look at."""
    for name, rows in predictions.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in rows.values())
        (_BUILD / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _keep_folds(scorers: list[Scorer], examples: list[Example], folds: np.ndarray[Any, Any]) -> None:
    """The held-out scorers, so that a change after them can be measured without fitting again."""
    _BUILD.mkdir(parents=True, exist_ok=True)
    for fold, scorer in enumerate(scorers):
        np.savez_compressed(_BUILD / f"fold-{fold}.npz", allow_pickle=False, **_arrays(scorer))
    held_out = {f"{each.corpus}/{each.page_id}": int(fold) for each, fold in zip(examples, folds, strict=True)}
    (_BUILD / "folds.json").write_text(json.dumps(held_out, indent=1), encoding="utf-8")


def _arrays(scorer: Scorer) -> dict[str, Any]:
    return {
        f"{look}_{part}": np.array(getattr(trees, part))
        for look, trees in (("first", scorer.first), ("second", scorer.second))
        for part in ("features", "borders", "leaves", "bias")
    }


def _save(scorer: Scorer, figures: dict[str, Any], examples: list[Example]) -> None:
    counts: dict[str, int] = defaultdict(int)
    for example in examples:
        counts[example.corpus] += 1
    made = {
        "corpora": dict(sorted(counts.items())),
        "cross_validation": f"{FOLDS} folds by site and page digest",
        "figures": figures,
        "settings": SETTINGS,
        "versions": {name: version(name) for name in ("catboost", "numpy", "selectolax")},
    }
    names = {"first_names": np.array(FIRST_FEATURES), "second_names": np.array(SECOND_FEATURES)}
    members = {**_arrays(scorer), **names, "made": np.array(json.dumps(made, sort_keys=True))}
    np.savez_compressed(MODEL, allow_pickle=False, **members)
    print(f"Wrote {MODEL.name}: {MODEL.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
