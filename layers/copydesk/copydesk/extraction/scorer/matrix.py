"""The number tables that all of the scorer speaks in."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A row per run, a column per feature.
Matrix = NDArray[np.float32]
#: A value per run.
Column = NDArray[np.floating[Any]]


def shifted(values: Column, offset: int, fill: float) -> Column:
    """The value `offset` rows further on, `fill` beyond the ends."""
    moved = np.full_like(values, fill)
    if abs(offset) >= len(values):
        return moved
    if offset > 0:
        moved[:-offset] = values[offset:]
    else:
        moved[-offset:] = values[:offset]
    return moved


def window_mean(values: Column, reach: int) -> Column:
    """The mean over the rows up to `reach` away."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    index = np.arange(len(values))
    start, end = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    means: Column = ((total[end] - total[start]) / (end - start)).astype(np.float32)
    return means
