"""This module defines the number tables of the scorer, and small operations on them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A row per feature and a column per run. One feature of all runs is one stretch of memory.
Matrix = NDArray[np.float32]
#: A value per run.
Column = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def stacked(rows: Mapping[str, Column | Counts | Flags], names: Sequence[str]) -> Matrix:
    """Returns the rows of named features as one table, in the order of `names`. Raises KeyError if a row is missing."""
    return np.array([rows[name] for name in names], dtype=np.float32)


def levelled(name: str, rows: Any) -> dict[str, Column | Counts]:
    """Returns rows by the names `name_0`, `name_1` and so on."""
    return {f"{name}_{level}": row for level, row in enumerate(rows)}


def shifted[Number: np.generic](values: NDArray[Number], offset: int, fill: float) -> NDArray[Number]:
    """Returns the value `offset` runs further on, or `fill` beyond the ends; the rows of a table are shifted alike."""
    moved = np.full_like(values, fill)
    if abs(offset) >= values.shape[-1]:
        return moved
    if offset > 0:
        moved[..., :-offset] = values[..., offset:]
    else:
        moved[..., -offset:] = values[..., :offset]
    return moved


def window_mean(values: Column, reach: int) -> Column:
    """Returns the mean over the runs up to `reach` away."""
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    index = np.arange(len(values))
    start, end = np.maximum(index - reach, 0), np.minimum(index + reach + 1, len(values))
    means: Column = ((total[end] - total[start]) / (end - start)).astype(np.float32)
    return means
