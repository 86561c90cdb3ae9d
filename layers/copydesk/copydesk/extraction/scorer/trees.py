"""Gradient-boosted oblivious trees as arrays: every level of a tree asks one question of all rows at once.

Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features" (2018), section 4.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.scorer.matrix import Column, Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """`features` and `borders` have a row per tree and a column per level; `leaves` a row of 2**levels values."""

    features: NDArray[np.int16]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def probabilities(self, matrix: Matrix) -> Column:
        """The probability of each column of the matrix."""
        count, levels = self.features.shape
        leaf = np.zeros((count, matrix.shape[1]), dtype=np.int32)
        leaf += (np.arange(count, dtype=np.int32) << levels)[:, None]
        for level in range(levels):
            answers = matrix[self.features[:, level]] > self.borders[:, level, None]
            leaf += answers.view(np.uint8) * np.int32(1 << level)
        total = self.leaves.ravel().take(leaf).sum(axis=0, dtype=np.float64) + self.bias
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
