"""Gradient-boosted oblivious trees as arrays: every level of a tree asks one question of all rows at once.

Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features" (2018), section 4.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.scorer.matrix import Column, Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """`features` and `borders` have a row per tree and a column per level, of which there are at most eight; `leaves`
    has a row of 2**levels values per tree.
    """

    features: NDArray[np.int16]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def probabilities(self, matrix: Matrix) -> Column:
        """The probability of each column of the matrix."""
        features, borders, asked = _questions(self)
        answers = (matrix.take(features, axis=0) > borders).view(np.uint8)
        leaf = answers.take(asked[-1], axis=0)
        for level in asked[-2::-1]:
            leaf += leaf
            leaf |= answers.take(level, axis=0)
        count, size = self.leaves.shape
        places = leaf + np.arange(0, count * size, size)[:, None]
        # No place is out of bounds: "clip" only spares numpy the check.
        total: Column = self.leaves.ravel().take(places, mode="clip").sum(axis=0, dtype=np.float64) + self.bias
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    def contributions(self, values: Column) -> dict[int, float]:
        """How far each of these features moved the score, in log odds: at every level of a tree, the change that its
        answer makes to the mean of the leaves still reachable (Saabas, "Interpreting random forests", 2014).
        """
        moved: dict[int, float] = {}
        for features, borders, leaves in zip(self.features, self.borders, self.leaves, strict=True):
            reachable = leaves
            for feature, border in zip(features.tolist(), borders.tolist(), strict=True):
                # The first level is the lowest bit of a leaf's index: its answers alternate.
                kept = reachable[1::2] if values[feature] > border else reachable[::2]
                moved[feature] = moved.get(feature, 0.0) + float(kept.mean() - reachable.mean())
                reachable = kept
        return moved

    @classmethod
    def from_arrays(cls, arrays: Any, name: str) -> "Trees":
        """The trees stored under a name in a `.npz` file."""
        features, borders, leaves, bias = (arrays[f"{name}_{part}"] for part in cls.__slots__)
        return cls(features, borders, leaves, float(bias))


@lru_cache(maxsize=16)
def _questions(trees: Trees) -> tuple[NDArray[np.int64], Matrix, NDArray[np.int64]]:
    """What the trees ask, each question once, as its feature and its border; and which of them each level asks of each
    tree. More than half of the questions are those of several trees.
    """
    asked = (trees.features.astype(np.int64) << 32) | trees.borders.view(np.uint32)
    _, first, places = np.unique(asked, return_index=True, return_inverse=True)
    features = trees.features.ravel()[first].astype(np.int64)
    return features, trees.borders.ravel()[first, None], places.reshape(asked.shape).T.copy()
