"""This package scores how likely each run of a page is a part of its article.

Trees that are fitted to annotated pages look at the runs twice. The second look sees the first one's scores around each
run. So it keeps a short line amid the article and drops a long one beside it. `training/` makes the model; `model.npz`
names what it was made from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from copydesk.extraction.locating.scorer import context_features, declared, run_features
from copydesk.extraction.locating.scorer.context_features import Context
from copydesk.extraction.locating.scorer.declared import Declared, declared_matrix
from copydesk.extraction.locating.scorer.matrix import Column, Matrix
from copydesk.extraction.locating.scorer.run_features import PHRASES, own_matrix
from copydesk.extraction.locating.scorer.sureness import Sureness
from copydesk.extraction.locating.scorer.texts import Texts
from copydesk.extraction.locating.scorer.trees import Trees
from copydesk.extraction.reading.walk import Run

MODEL = Path(__file__).with_name("model.npz")
FIRST_FEATURES = (*run_features.FEATURES, *declared.FEATURES, *context_features.FEATURES)
#: The names of the tree models in a model file.
TREES = ("first", "second", "kind")
SECOND_FEATURES = (*FIRST_FEATURES, *context_features.SECOND_FEATURES)


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """The models: two looks at every run, one look at the page (`kind`) and one at the text (`sureness`)."""

    first: Trees
    second: Trees
    kind: Trees
    sureness: Sureness

    def scores(self, runs: Sequence[Run], declared: Declared) -> Column:
        """Returns a probability for each run of text."""
        return run_scores(self.first, self.second, runs, declared)


def run_scores(first: Trees, second: Trees, runs: Sequence[Run], declared: Declared) -> Column:
    """Returns the scores that two looks give each run of text."""
    if not runs:
        return np.zeros(0, dtype=np.float32)
    return second.probabilities(second_rows(first, runs, declared))


def second_rows(first: Trees, runs: Sequence[Run], declared: Declared) -> Matrix:
    """Returns the rows of SECOND_FEATURES, after a first look; there is at least one run."""
    matrix, context = first_rows(runs, declared)
    return second_matrix(matrix, context, first.probabilities(matrix))


def first_rows(runs: Sequence[Run], declared: Declared) -> tuple[Matrix, Context]:
    """Returns the rows of FIRST_FEATURES and the context of the runs; there is at least one run."""
    texts = Texts(runs)
    context = Context(texts)
    mine = own_matrix(texts)
    matrix = np.concatenate([mine, declared_matrix(texts, declared), context.first_look(mine[PHRASES])])
    return matrix, context


def second_matrix(matrix: Matrix, context: Context, first: Column) -> Matrix:
    """Returns the rows of SECOND_FEATURES, from those of the first look and its scores."""
    return np.concatenate([matrix, context.second_look(first)])


@cache
def load_scorer(path: Path = MODEL) -> Scorer:
    """Returns the scorer in a model file; it is read once per process."""
    with np.load(path, allow_pickle=False) as arrays:
        first, second, kind = (Trees.from_arrays(arrays, name) for name in TREES)
        return Scorer(first, second, kind, Sureness.from_arrays(arrays, "sureness"))
