"""The scorer: the model fits its features, and the arrays answer as trees do."""

import json

import numpy as np

from copydesk.extraction.scorer import FIRST_FEATURES, MODEL, SECOND_FEATURES, load_scorer
from copydesk.extraction.scorer.declared import Declared
from copydesk.extraction.scorer.trees import Trees


def test_the_shipped_model_was_made_for_these_features() -> None:
    with np.load(MODEL, allow_pickle=False) as arrays:
        assert tuple(arrays["first_names"]) == FIRST_FEATURES
        assert tuple(arrays["second_names"]) == SECOND_FEATURES


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
