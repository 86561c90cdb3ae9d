"""The model fits its features, and its arrays give the same answers as its trees."""

import json

import numpy as np
import pytest

from copydesk.extraction.locating.scorer import FIRST_FEATURES, MODEL, SECOND_FEATURES, load_scorer, page_kind
from copydesk.extraction.locating.scorer.declared import Declared
from copydesk.extraction.locating.scorer.matrix import Column
from copydesk.extraction.locating.scorer.trees import Trees


def test_the_shipped_model_was_made_for_these_features() -> None:
    with np.load(MODEL, allow_pickle=False) as arrays:
        assert tuple(arrays["first_names"]) == FIRST_FEATURES
        assert tuple(arrays["second_names"]) == SECOND_FEATURES
        assert tuple(arrays["kind_names"]) == page_kind.FEATURES


def test_the_shipped_model_says_what_it_was_made_from() -> None:
    with np.load(MODEL, allow_pickle=False) as arrays:
        made = json.loads(str(arrays["made"]))
    assert {"corpora", "cross_validation", "figures", "settings", "versions"} <= made.keys()


def test_the_model_stays_small() -> None:
    assert MODEL.stat().st_size < 3 * 2**20


def test_trees_answer_level_by_level() -> None:
    trees = Trees(
        features=np.array([[0, 1]], dtype=np.int16),
        borders=np.array([[0.5, 10.0]], dtype=np.float32),
        leaves=np.array([[-2.0, -1.0, 1.0, 2.0]], dtype=np.float32),
        bias=0.0,
    )
    features = np.array([[0, 1, 0, 1], [0, 0, 11, 11]], dtype=np.float32)
    assert np.allclose(trees.probabilities(features), 1 / (1 + np.exp([2.0, 1.0, -1.0, -2.0])))


def test_a_page_without_text_has_no_scores() -> None:
    assert len(load_scorer().scores([], Declared())) == 0


def test_contributions_are_what_each_answer_on_the_way_through_a_tree_changes() -> None:
    trees = load_scorer().second
    matrix = np.random.default_rng(5).random((len(SECOND_FEATURES), 3), dtype=np.float32)
    for column, moved in zip(matrix.T, trees.contributions(matrix).T, strict=True):
        assert moved == pytest.approx(walked(trees, column), abs=1e-5)


def test_contributions_and_the_mean_of_all_leaves_make_the_score() -> None:
    trees = load_scorer().second
    matrix = np.random.default_rng(6).random((len(SECOND_FEATURES), 4), dtype=np.float32)
    log_odds = trees.contributions(matrix).sum(axis=0) + trees.leaves.mean(axis=1, dtype=np.float64).sum() + trees.bias
    assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(trees.probabilities(matrix), abs=1e-5)


def walked(trees: Trees, column: Column) -> list[float]:
    """Returns the same answers by walking one tree after another."""
    moved = [0.0] * len(column)
    for features, borders, leaves in zip(trees.features, trees.borders, trees.leaves, strict=True):
        reachable = leaves
        for feature, border in zip(features.tolist(), borders.tolist(), strict=True):
            kept = reachable[1::2] if column[feature] > border else reachable[::2]
            moved[feature] += float(kept.mean() - reachable.mean())
            reachable = kept
    return moved
