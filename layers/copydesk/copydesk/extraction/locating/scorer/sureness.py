"""This module computes the probability that an extracted text is the page's article, hardly a sentence more or less.

It is a logistic regression over the scorer's output for a page. `training/sureness.py` fits it on annotated pages that
the scorer has not seen. A text is right there if its F1 against the truth, by 4-grams of words, is above 0.9.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: The first four features are log odds. `expected` is the F1 that the scores predict, and `mean` the mean score of the
#: chosen text. `doubtful` is the mean score of the least sure tenth of its runs. `kind` is the probability that the
#: page is an article. `lost` is the share of lost words. `runs`, `gaps`, `page_runs` and `chars` count what was chosen
#: and what the page has. `lost` and the counts are logarithms of 1 + value. `share` is the chosen part of the page's
#: text.
FEATURES = "expected mean doubtful kind lost runs gaps page_runs chars share".split()
_CLOSEST = 1e-3
#: More than this many runs from one chosen run to the next make a gap.
_GAP = 3


@dataclass(frozen=True, slots=True, eq=False)
class Sureness:
    """`weights` has a value for each of FEATURES, then the constant."""

    weights: NDArray[np.float64]

    def probability(self, column: NDArray[np.float64]) -> float:
        return float(1 / (1 + np.exp(-(self.weights[:-1] @ column + self.weights[-1]))))

    @classmethod
    def from_arrays(cls, arrays: Any, name: str) -> "Sureness":
        """Returns the regression that is stored under a name in a `.npz` file."""
        return cls(arrays[f"{name}_weights"])


def sureness_column(
    sizes: Sequence[int], scores: Sequence[float], chosen: Sequence[int], *, kind: float, lost: float
) -> NDArray[np.float64]:
    """Returns the values of FEATURES of one article.

    `sizes` and `scores` have the characters and the score of each run of the page. `chosen` are the indices of its
    text. `kind` is the probability that the page is an article, `lost` the share of words that were lost.
    """
    length, score, text = np.array(sizes, dtype=np.float64), np.array(scores), np.array(chosen)
    good, weight = score * length, max(length[text].sum(), 1.0)
    expected = 2 * good[text].sum() / max(weight + good.sum(), 1.0)
    lowest = np.sort(score[text])[: max(1, len(text) // 10)].mean()
    counts = (lost, len(text), (np.diff(text) > _GAP).sum(), (length > 0).sum(), weight)
    odds = _log_odds(np.array([expected, good[text].sum() / weight, lowest, kind]))
    return np.concatenate([odds, np.log1p(np.array(counts, dtype=np.float64)), [weight / max(length.sum(), 1.0)]])


def _log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    bounded = np.clip(probabilities, _CLOSEST, 1 - _CLOSEST)
    odds: NDArray[np.float64] = np.log(bounded / (1 - bounded))
    return odds
