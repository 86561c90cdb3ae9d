"""This module fits the page model, which says whether a page is an article, on many page types."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.article import LOWEST_SCORE
from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.locating.scorer.trees import Trees
from training.fit import fit_rows

#: Types that must be refused; the other types of the mixed corpus may be read as articles or not.
REFUSED = frozenset({"product", "collection", "listing"})
#: The weights are chosen by cross-validation. Of eight pairs this one refuses the fewest articles.
_DOUBTFUL_WEIGHT, _REFUSED_WEIGHT = 0.05, 2.0
#: The share of the articles that must be kept.
KEPT = 0.98
_SETTINGS = {"iterations": 200, "depth": 4, "learning_rate": 0.06}


def fit_kind(columns: Matrix, types: Sequence[str]) -> Trees:
    labels = np.array([kind == "article" for kind in types])
    weights = np.array([1.0 if kind == "article" else _weight(kind) for kind in types])
    return fit_rows(columns.T, labels, weights, **_SETTINGS)


def _weight(kind: str) -> float:
    return _REFUSED_WEIGHT if kind in REFUSED else _DOUBTFUL_WEIGHT


def kind_figures(probabilities: NDArray[Any], types: Sequence[str], mixed: Sequence[bool]) -> dict[str, float]:
    """Returns the refused share of each type in mixed corpora, and the threshold that keeps just enough articles."""
    kinds = np.array(types)[np.array(mixed)]
    scores = probabilities[np.array(mixed)]
    refused = scores < LOWEST_SCORE
    shares = {kind: round(float(refused[kinds == kind].mean()), 3) for kind in sorted(set(kinds.tolist()))}
    return {
        "threshold": LOWEST_SCORE,
        "threshold_at_98_percent": round(float(np.quantile(scores[kinds == "article"], 1 - KEPT)), 3),
        "refused": round(float(refused[np.isin(kinds, sorted(REFUSED))].mean()), 3),
        **shares,
    }
