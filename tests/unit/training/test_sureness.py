"""A stated sureness is right as often as it says, on articles outside the training."""

import numpy as np
import pytest

from copydesk.extraction.locating.scorer.sureness import FEATURES, sureness_column
from training.sureness import UNFITTED, calibration, fit_sureness


def test_what_is_said_holds_as_often_as_it_says() -> None:
    chance = np.random.default_rng(1)
    columns = chance.normal(size=(4_000, len(FEATURES))) * np.arange(1, len(FEATURES) + 1)
    right = chance.random(4_000) < 1 / (1 + np.exp(-(1.5 * columns[:, 0] - 0.2 * columns[:, 3] + 0.5)))
    fitted = fit_sureness(columns[:2_000], right[:2_000])
    said = [fitted.probability(column) for column in columns[2_000:]]
    table = calibration(said, right[2_000:].tolist())
    assert len(table) > 10
    # This is twice the standard error of the share in a bin of 30 pages.
    assert max(abs(each["said"] - each["right"]) for each in table) < 0.18
    assert min(said) < 0.1 < 0.9 < max(said)


def test_a_model_that_was_not_fitted_says_nothing() -> None:
    assert UNFITTED.probability(np.ones(len(FEATURES))) == 0.5


def test_a_table_leaves_out_bins_of_few_pages() -> None:
    assert calibration([0.42] * 30 + [0.93] * 29, [True] * 15 + [False] * 44) == [
        {"from": 0.4, "pages": 30, "said": 0.42, "right": 0.5}
    ]


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [([0.99, 0.98, 0.97, 0.01], [0, 1, 2]), ([0.0, 0.0], [1]), ([1.0], [0])],
    ids=["sure", "no score at all", "one run"],
)
def test_a_column_is_finite_and_has_a_value_for_each_feature(scores: list[float], chosen: list[int]) -> None:
    column = sureness_column([100] * len(scores), scores, chosen, kind=1.0, lost=0.0)
    assert column.shape == (len(FEATURES),)
    assert np.isfinite(column).all()


def test_doubt_lowers_what_the_scores_promise() -> None:
    sure = sureness_column([100] * 4, [0.99, 0.99, 0.99, 0.0], [0, 1, 2], kind=0.99, lost=0.0)
    doubtful = sureness_column([100] * 4, [0.99, 0.6, 0.99, 0.45], [0, 1, 2], kind=0.99, lost=0.0)
    assert (doubtful[:3] < sure[:3]).all()
