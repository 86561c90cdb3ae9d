"""This module splits pages by site, so that no site, and no copy of a page, is on both sides."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.examples import Example

FOLDS = 5
_SEED = 7


def folds_of(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Returns the fold of each example; sites that share a page byte for byte count as one."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for example in examples:
        parent[root(f"site {example.site}")] = root(f"digest {example.digest}")
    groups = [root(f"site {example.site}") for example in examples]
    order = sorted(set(groups))
    np.random.default_rng(_SEED).shuffle(order)
    fold = {group: index % FOLDS for index, group in enumerate(order)}
    return np.array([fold[group] for group in groups])
