"""This module fits the model of sureness on held-out pages, and measures its calibration."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.locating.scorer.sureness import FEATURES, Sureness

#: The text of an article is right from this F1 on, by 4-grams of words.
RIGHT = 0.9
#: The penalty of the weights of standardised features, and the number of Newton's steps.
_PENALTY, _STEPS = 3.0, 30
#: The width of a bin in a calibration table, and the fewest pages of a bin.
_BIN, _FEWEST = 0.05, 30
#: The model of a scorer whose articles are not judged yet; it says nothing.
UNFITTED = Sureness(np.zeros(len(FEATURES) + 1))


def fit_sureness(columns: NDArray[np.float64], right: NDArray[np.bool_]) -> Sureness:
    """Returns a logistic regression with a ridge penalty, fitted by Newton's steps.

    `columns` has a row for each article, `right` says which of them are right.
    """
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    rows = np.column_stack([(columns - mean) / spread, np.ones(len(columns))])
    penalty = np.array([*[_PENALTY] * len(FEATURES), 1e-6])
    weights = np.zeros(len(FEATURES) + 1)
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (said - right) + penalty * weights
        curvature = (rows.T * (said * (1 - said))) @ rows + np.diag(penalty)
        weights = weights - np.linalg.solve(curvature, slope)
    scaled = weights[:-1] / spread
    return Sureness(np.array([*scaled, weights[-1] - scaled @ mean]))


def calibration(said: Sequence[float], right: Sequence[bool]) -> list[dict[str, Any]]:
    """Returns, for each bin of predictions, the number of articles, the share that is right and the mean."""
    scores, truth = np.array(said), np.array(right)
    bins = np.minimum((scores / _BIN).astype(int), round(1 / _BIN) - 1)
    table = []
    for number in np.unique(bins).tolist():
        here = bins == number
        if here.sum() >= _FEWEST:
            means = {"said": scores[here].mean(), "right": truth[here].mean()}
            table.append({"from": round(number * _BIN, 2), "pages": int(here.sum())}
                         | {name: round(float(each), 3) for name, each in means.items()})  # fmt: skip
    return table
