"""`make train`: corpora in, cross-validated figures and the shipped model out."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from multiprocessing import Pool
from multiprocessing.pool import Pool as Workers
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.scorer import FIRST_FEATURES, MODEL, SECOND_FEATURES, Scorer, second_matrix
from copydesk.extraction.scorer.kind import FEATURES as KIND_FEATURES
from copydesk.extraction.scorer.matrix import Matrix
from copydesk.extraction.scorer.trees import Trees
from training.examples import Example, example_of, pages_of, type_of
from training.fit import SETTINGS, fit
from training.folds import FOLDS, folds_of
from training.held_out import Page, figures_of, kind_columns_of
from training.kind import fit_kind, kind_figures

BUILD = Path("build", "training")
type Folds = NDArray[np.int64]


def main(argv: Sequence[str]) -> int:
    corpora = Path(argv[0])
    pages = list(pages_of(corpora))
    if not pages:
        print(f"Training: no corpora in {corpora}", file=sys.stderr)
        return 1
    _say(f"Reading {len(pages)} pages")
    with Pool() as workers:
        read = workers.map(example_of, pages, chunksize=16)
        kept = [(page, example) for page, example in zip(pages, read, strict=True) if example]
        _train([page for page, _ in kept], [example for _, example in kept], workers)
    return 0


def _train(pages: list[Page], examples: list[Example], workers: Workers) -> None:
    folds = folds_of(examples)
    first = [each.matrix for each in examples]
    firsts = _fit_folds(examples, first, folds)
    _say("First look fitted")
    second = [
        second_matrix(each.matrix, each.company, firsts[fold].probabilities(each.matrix))
        for each, fold in zip(examples, folds, strict=True)
    ]
    seconds = _fit_folds(examples, second, folds)
    _say("Second look fitted")
    columns = np.hstack(kind_columns_of(pages, [(firsts[fold], seconds[fold]) for fold in folds], workers))
    types = [type_of(truth) for _, truth in pages]
    kinds = [fit_kind(columns[:, folds != fold], _but(types, folds, fold)) for fold in range(FOLDS)]
    _say("Page kinds fitted")
    scorers = [Scorer(*models) for models in zip(firsts, seconds, kinds, strict=True)]
    _keep_folds(scorers, examples, folds)
    held_out = np.array([kinds[fold].probabilities(columns[:, [index]])[0] for index, fold in enumerate(folds)])
    figures = figures_of(pages, [scorers[fold] for fold in folds], workers, BUILD)
    figures["kinds"] = kind_figures(held_out, types, _of_mixed_sets(pages, types))
    print(json.dumps(figures, indent=2))
    final = Scorer(fit(examples, first), fit(examples, second), fit_kind(columns, types))
    _save(final, figures, examples)


def _of_mixed_sets(pages: list[Page], types: list[str]) -> list[bool]:
    """Which pages are of a set that holds other pages than articles."""
    mixed = {corpus for (corpus, _), kind in zip(pages, types, strict=True) if kind != "article"}
    return [corpus in mixed for corpus, _ in pages]


def _fit_folds(examples: list[Example], matrices: list[Matrix], folds: Folds) -> list[Trees]:
    """A model per fold, fitted on all the others."""
    return [fit(_but(examples, folds, fold), _but(matrices, folds, fold)) for fold in range(FOLDS)]


def _but[Value](values: Sequence[Value], folds: Folds, fold: int) -> list[Value]:
    return [value for value, own in zip(values, folds, strict=True) if own != fold]


def _keep_folds(scorers: list[Scorer], examples: list[Example], folds: Folds) -> None:
    """The held-out scorers, so that a change after them can be measured without fitting again."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for fold, scorer in enumerate(scorers):
        np.savez_compressed(BUILD / f"fold-{fold}.npz", allow_pickle=False, **_arrays(scorer))
    held_out = {f"{each.corpus}/{each.page_id}": int(fold) for each, fold in zip(examples, folds, strict=True)}
    (BUILD / "folds.json").write_text(json.dumps(held_out, indent=1), encoding="utf-8")


def _arrays(scorer: Scorer) -> dict[str, Any]:
    return {
        f"{name}_{part}": np.array(getattr(getattr(scorer, name), part))
        for name in Scorer.__slots__
        for part in Trees.__slots__
    }


def _save(scorer: Scorer, figures: dict[str, Any], examples: list[Example]) -> None:
    made = {
        "corpora": dict(sorted(Counter(example.corpus for example in examples).items())),
        "cross_validation": f"{FOLDS} folds by site and page digest",
        "figures": figures,
        "settings": SETTINGS,
        "versions": {name: version(name) for name in ("catboost", "numpy", "selectolax")},
    }
    features = {"first": FIRST_FEATURES, "second": SECOND_FEATURES, "kind": KIND_FEATURES}
    names = {f"{name}_names": np.array(each) for name, each in features.items()}
    members = {**_arrays(scorer), **names, "made": np.array(json.dumps(made, sort_keys=True))}
    np.savez_compressed(MODEL, allow_pickle=False, **members)
    _say(f"Wrote {MODEL.name}: {MODEL.stat().st_size} bytes")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
