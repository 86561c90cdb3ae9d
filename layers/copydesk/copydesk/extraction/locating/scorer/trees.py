"""This module evaluates gradient-boosted oblivious trees as arrays: each level asks one question of all rows at once.

Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features" (2018), section 4, describe them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.locating.scorer.matrix import Column, Matrix

#: The most columns that are evaluated at once; nine pages in ten have fewer.
_MOST_COLUMNS = 512


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """`features` and `borders` have a row per tree and a column per level. A tree has at most eight levels.

    `leaves` has a row of 2**levels values per tree.
    """

    features: NDArray[np.int16]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def probabilities(self, matrix: Matrix) -> Column:
        """Returns the probability of each column of the matrix.

        Wide matrices are evaluated in parts: work that exceeds the processor's cache takes ten times as long.
        """
        parts = -(-matrix.shape[1] // _MOST_COLUMNS)
        if parts <= 1:
            return self._probabilities(matrix)
        return np.concatenate([self._probabilities(part) for part in np.array_split(matrix, parts, axis=1)])

    def _probabilities(self, matrix: Matrix) -> Column:
        features, borders, questions = _questions(self)
        answers = (matrix.take(features, axis=0) > borders).view(np.uint8)
        leaf = answers.take(questions[-1], axis=0)
        for level in questions[-2::-1]:
            leaf += leaf
            leaf |= answers.take(level, axis=0)
        count, size = self.leaves.shape
        places = leaf + np.arange(0, count * size, size)[:, None]
        # No index is out of bounds; "clip" spares numpy the check.
        total: Column = self.leaves.ravel().take(places, mode="clip").sum(axis=0, dtype=np.float64) + self.bias
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    def contributions(self, matrix: Matrix) -> Matrix:
        """Returns how far each feature moved the score of each column, in log odds.

        At every level of a tree, that is the change in the mean of the leaves that are still reachable. The method is
        Saabas's ("Interpreting random forests", 2014).
        """
        means = self._reachable_means()
        moved = np.zeros(matrix.shape, dtype=np.float32)
        for column, values in enumerate(matrix.T):
            change = np.diff(self._met(means, values), axis=1)
            moved[:, column] = np.bincount(self.features.ravel(), weights=change.ravel(), minlength=len(matrix))
        return moved

    def _reachable_means(self) -> list[NDArray[np.float64]]:
        """Returns, for each number of answers given, the mean of the leaves that each combination leaves reachable."""
        # The first level is the lowest bit of a leaf's index.
        count, levels = self.features.shape
        by_answers = (self.leaves.reshape(count, -1, 1 << given) for given in range(levels + 1))
        return [leaves.mean(axis=1, dtype=np.float64) for leaves in by_answers]

    def _met(self, means: list[NDArray[np.float64]], values: Column) -> NDArray[np.float64]:
        """Returns the means on one column's way through each tree, from all of its leaves to one."""
        levels = self.features.shape[1]
        answers = (values[self.features] > self.borders).astype(np.int64) << np.arange(levels)
        reached = np.concatenate([np.zeros((len(answers), 1), np.int64), np.cumsum(answers, axis=1)], axis=1)
        trees = np.arange(len(answers))
        return np.stack([mean[trees, reached[:, given]] for given, mean in enumerate(means)], axis=1)

    @classmethod
    def from_arrays(cls, arrays: Any, name: str) -> "Trees":
        """Returns the trees stored under a name in a `.npz` file."""
        features, borders, leaves, bias = (arrays[f"{name}_{part}"] for part in cls.__slots__)
        return cls(features, borders, leaves, float(bias))


@lru_cache(maxsize=16)
def _questions(trees: Trees) -> tuple[NDArray[np.int64], Matrix, NDArray[np.int64]]:
    """Returns features and borders of the distinct questions, and the question that each level of each tree asks.

    More than half of the questions are shared by several trees.
    """
    questions = (trees.features.astype(np.int64) << 32) | trees.borders.view(np.uint32)
    _, first, places = np.unique(questions, return_index=True, return_inverse=True)
    features = trees.features.ravel()[first].astype(np.int64)
    return features, trees.borders.ravel()[first, None], places.reshape(questions.shape).T.copy()
