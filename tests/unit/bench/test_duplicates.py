"""Near duplicates of the sample pages are found as promised: each kind of copy is made ten times of each article."""

from functools import cache

import pytest

from bench.duplicates import SAME_STORY, measure, own_pages, pairs_taken_for_copies, taken_for_copies, texts


@cache
def originals() -> list[str]:
    return texts(own_pages())


@pytest.mark.parametrize("name", SAME_STORY)
def test_copies_that_a_desk_calls_the_same_story_are_found_and_no_others(name: str) -> None:
    runs = [measure(originals(), SAME_STORY[name], seed=seed) for seed in range(10)]
    found, copies, wrong = (sum(values) for values in zip(*((r.found, r.copies, r.wrong) for r in runs), strict=True))
    assert copies >= 90
    assert found / copies >= 0.95
    assert wrong == 0


@pytest.mark.parametrize("name", SAME_STORY)
def test_whatever_is_within_three_bits_is_found(name: str) -> None:
    each = measure(originals(), SAME_STORY[name])
    assert each.near_found == each.near


def test_no_two_of_the_sample_articles_are_taken_for_copies() -> None:
    assert pairs_taken_for_copies(originals()) == []


def test_an_article_that_takes_over_a_quarter_of_another_is_no_copy() -> None:
    assert taken_for_copies(originals(), 0.25) == 0
    assert taken_for_copies(originals(), 1) == 1
