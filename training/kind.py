"""The page model: whether a page is an article, learned from a set of many page types."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.article import LOWEST_SCORE
from copydesk.extraction.locating.scorer.matrix import Matrix
from copydesk.extraction.locating.scorer.trees import Trees
from training.fit import fit_rows

#: Types that must be refused; the others of the mixed set may be read as articles or not.
REFUSED = frozenset({"product", "collection", "listing"})
#: Chosen by the cross-validated figures: of eight weightings the one that refuses the fewest articles.
_DOUBTFUL_WEIGHT, _REFUSED_WEIGHT = 0.05, 2.0
#: Share of the articles that must be kept.
KEPT = 0.98
_SETTINGS = {"iterations": 200, "depth": 4, "learning_rate": 0.06}


def fit_kind(columns: Matrix, types: Sequence[str]) -> Trees:
    labels = np.array([kind == "article" for kind in types])
    weights = np.array([1.0 if kind == "article" else _weight(kind) for kind in types])
    return fit_rows(columns.T, labels, weights, **_SETTINGS)


def _weight(kind: str) -> float:
    return _REFUSED_WEIGHT if kind in REFUSED else _DOUBTFUL_WEIGHT


def kind_figures(probabilities: NDArray[Any], types: Sequence[str], mixed: Sequence[bool]) -> dict[str, float]:
    """What the shipped threshold refuses of each type in mixed sets, and the one that keeps just enough articles."""
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
