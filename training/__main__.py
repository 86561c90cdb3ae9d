"""This module runs `make train`: it reads corpora, prints cross-validated figures and writes the shipped model."""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from multiprocessing import Pool
from multiprocessing.pool import Pool as Workers
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.locating.scorer import FIRST_FEATURES, MODEL, SECOND_FEATURES, TREES, Scorer, second_matrix
from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.locating.scorer.page_kind import FEATURES as KIND_FEATURES
from copydesk.extraction.locating.scorer.sureness import FEATURES as SURENESS_FEATURES
from copydesk.extraction.locating.scorer.sureness import Sureness
from copydesk.extraction.locating.scorer.trees import Trees
from training.examples import Example, Page, example_of, pages_of, type_of
from training.fit import SETTINGS, fit
from training.folds import FOLDS, folds_of
from training.held_out import figures_of, judged, kind_columns_of
from training.kind import fit_kind, kind_figures
from training.long_pages import long_figures, long_pages_of, read_long, write_long
from training.sureness import UNFITTED, calibration, fit_sureness

BUILD = Path("build", "training")
LONG = "long.jsonl.gz"
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
        _train(_with_long(Material.of(kept), workers), workers)
    return 0


@dataclass(frozen=True, slots=True)
class Material:
    """The pages of the training, with their examples and folds.

    The first `annotated` pages are annotated ones, the others are long pages made of them.
    """

    pages: list[Page]
    examples: list[Example]
    folds: Folds
    annotated: int

    @classmethod
    def of(cls, kept: Sequence[tuple[Page, Example]]) -> "Material":
        examples = [example for _, example in kept]
        return cls([page for page, _ in kept], examples, folds_of(examples), len(kept))


def _with_long(material: Material, workers: Workers) -> Material:
    made = long_pages_of(material.pages, material.examples, material.folds.tolist(), workers)
    BUILD.mkdir(parents=True, exist_ok=True)
    write_long(made, BUILD / LONG)
    taught = [page for page in made if page[1]["way"] != "as it was"]
    read = workers.map(example_of, taught, chunksize=4)
    kept = [(page, example) for page, example in zip(taught, read, strict=True) if example]
    _say(f"Made {len(kept)} long pages")
    folds = np.concatenate([material.folds, [page[1]["fold"] for page, _ in kept]])
    more = [page for page, _ in kept], [example for _, example in kept]
    return Material(material.pages + more[0], material.examples + more[1], folds, material.annotated)


def _train(material: Material, workers: Workers) -> None:
    pages, examples, folds = material.pages, material.examples, material.folds
    first = [each.matrix for each in examples]
    firsts = _fit_folds("First look", examples, first, folds)
    second = [
        second_matrix(each.matrix, each.company, firsts[fold].probabilities(each.matrix))
        for each, fold in zip(examples, folds, strict=True)
    ]
    seconds = _fit_folds("Second look", examples, second, folds)
    columns = np.hstack(kind_columns_of(pages, [(firsts[fold], seconds[fold]) for fold in folds], workers))
    types = [type_of(truth) for _, truth in pages]
    kinds = [fit_kind(columns[:, folds != fold], _but(types, folds, fold)) for fold in range(FOLDS)]
    _say("Page kinds fitted")
    scorers = [Scorer(*models, UNFITTED) for models in zip(firsts, seconds, kinds, strict=True)]
    _keep_folds(scorers, material)
    figures = _figures(material, scorers, columns, workers)
    scorers, sureness, figures["calibration"] = _with_sureness(material, scorers)
    _keep_folds(scorers, material)
    print(json.dumps(figures, indent=2), flush=True)
    final = Scorer(fit(examples, first), fit(examples, second), fit_kind(columns, types), sureness)
    _save(final, figures, examples[: material.annotated])


def _figures(material: Material, scorers: Sequence[Scorer], columns: Matrix, workers: Workers) -> dict[str, Any]:
    """Returns the figures of the annotated pages, and those of the long ones."""
    pages, folds = material.pages[: material.annotated], material.folds[: material.annotated]
    types = [type_of(truth) for _, truth in pages]
    held_out = np.array([scorers[fold].kind.probabilities(columns[:, [index]])[0] for index, fold in enumerate(folds)])
    return {
        **figures_of(pages, [scorers[fold] for fold in folds], workers, BUILD),
        "kinds": kind_figures(held_out, types, _of_mixed_sets(pages, types)),
        "long": long_figures(read_long(BUILD / LONG), scorers, workers),
    }


def _with_sureness(material: Material, scorers: list[Scorer]) -> tuple[list[Scorer], Sureness, list[dict[str, Any]]]:
    """Returns the scorers with held-out models of sureness, the model of all folds, and a calibration table."""
    found = judged(material.pages[: material.annotated], BUILD)
    folds = material.folds[found.places]
    fitted = [fit_sureness(found.columns[folds != fold], found.right[folds != fold]) for fold in range(FOLDS)]
    said = [fitted[fold].probability(column) for fold, column in zip(folds, found.columns, strict=True)]
    with_fitted = [replace(scorer, sureness=own) for scorer, own in zip(scorers, fitted, strict=True)]
    return with_fitted, fit_sureness(found.columns, found.right), calibration(said, found.right.tolist())


def _of_mixed_sets(pages: list[Page], types: list[str]) -> list[bool]:
    """Returns which pages are of a corpus that also holds other pages than articles."""
    mixed = {corpus for (corpus, _), kind in zip(pages, types, strict=True) if kind != "article"}
    return [corpus in mixed for corpus, _ in pages]


def _fit_folds(name: str, examples: list[Example], matrices: list[Matrix], folds: Folds) -> list[Trees]:
    """Returns a model per fold, fitted on all the other folds."""
    fitted = []
    for fold in range(FOLDS):
        fitted.append(fit(_but(examples, folds, fold), _but(matrices, folds, fold)))
        _say(f"{name} fitted for fold {fold + 1} of {FOLDS}")
    return fitted


def _but[Value](values: Sequence[Value], folds: Folds, fold: int) -> list[Value]:
    return [value for value, own in zip(values, folds, strict=True) if own != fold]


def _keep_folds(scorers: list[Scorer], material: Material) -> None:
    """Writes the held-out scorers to disk; a later change can then be measured without fitting again."""
    for fold, scorer in enumerate(scorers):
        np.savez_compressed(BUILD / f"fold-{fold}.npz", allow_pickle=False, **_arrays(scorer))
    annotated = zip(material.examples[: material.annotated], material.folds.tolist(), strict=False)
    held_out = {f"{each.corpus}/{each.page_id}": fold for each, fold in annotated}
    (BUILD / "folds.json").write_text(json.dumps(held_out, indent=1), encoding="utf-8")


def _arrays(scorer: Scorer) -> dict[str, Any]:
    trees = {
        f"{name}_{part}": np.array(getattr(getattr(scorer, name), part)) for name in TREES for part in Trees.__slots__
    }
    return trees | {"sureness_weights": scorer.sureness.weights}


def _save(scorer: Scorer, figures: dict[str, Any], examples: list[Example]) -> None:
    made = {
        "corpora": dict(sorted(Counter(example.corpus for example in examples).items())),
        "cross_validation": f"{FOLDS} folds by site and page digest",
        "figures": figures,
        "settings": SETTINGS,
        "versions": {name: version(name) for name in ("catboost", "numpy", "selectolax")},
    }
    looks = {"first": FIRST_FEATURES, "second": SECOND_FEATURES, "kind": KIND_FEATURES}
    features = looks | {"sureness": SURENESS_FEATURES}
    names = {f"{name}_names": np.array(each) for name, each in features.items()}
    members = {**_arrays(scorer), **names, "made": np.array(json.dumps(made, sort_keys=True))}
    np.savez_compressed(MODEL, allow_pickle=False, **members)
    _say(f"Wrote {MODEL.name}: {MODEL.stat().st_size} bytes")


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
