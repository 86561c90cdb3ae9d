"""This module fits the trees, and reads them from the model that the library writes."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.locating.scorer.trees import Trees
from training.examples import Example

#: The settings are chosen by cross-validation: more trees, and a third look, gained under 0.001 each.
SETTINGS: dict[str, Any] = {
    "iterations": 500,
    "depth": 6,
    "learning_rate": 0.06,
    "l2_leaf_reg": 6,
    "rsm": 0.35,
    "border_count": 64,
    "random_seed": 7,
    "thread_count": 2,
    "verbose": 0,
    "allow_writing_files": False,
}


def fit(examples: Sequence[Example], matrices: Sequence[Matrix]) -> Trees:
    """Returns trees that tell body from the rest, fitted on the labelled rows of these examples."""
    known = [example.weights > 0 for example in examples]
    rows = np.vstack([matrix.T[mask] for matrix, mask in zip(matrices, known, strict=True)])
    labels = np.concatenate([example.labels[mask] for example, mask in zip(examples, known, strict=True)])
    weights = np.concatenate([example.weights[mask] for example, mask in zip(examples, known, strict=True)])
    return fit_rows(rows, labels, weights)


def fit_rows(rows: NDArray[Any], labels: NDArray[Any], weights: NDArray[Any], **settings: Any) -> Trees:
    """Returns trees fitted on rows of any kind; `settings` replace those of SETTINGS."""
    model = CatBoostClassifier(**SETTINGS | settings)
    model.fit(rows, labels, sample_weight=weights)
    return _arrays(model)


def _arrays(model: CatBoostClassifier) -> Trees:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.json")
        model.save_model(str(path), format="json")
        stored = json.loads(path.read_text(encoding="utf-8"))
    trees = stored["oblivious_trees"]
    levels = max(len(tree["splits"] or []) for tree in trees)
    features = np.zeros((len(trees), levels), dtype=np.int16)
    borders = np.full((len(trees), levels), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 2**levels), dtype=np.float32)
    for index, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or []):
            features[index, level] = split["float_feature_index"]
            borders[index, level] = split["border"]
        leaves[index, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = stored["scale_and_bias"]
    return Trees(features, borders, leaves * np.float32(scale), float(np.ravel(bias)[0]))
