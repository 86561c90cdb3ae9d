"""These tests check the results of `make bench` about drift on a few sites."""

import random

import pytest

from bench.drift import KINDS, SEEDS, Kind, false_alarms, made_up, main, pages_until_found, published
from copydesk.pipeline.drift import Fact

SEED = SEEDS[0]
BIG = [kind for kind in KINDS if kind.name != "half of the text"]


@pytest.mark.parametrize("kind", BIG, ids=lambda kind: kind.name)
def test_a_big_change_of_a_site_is_found_within_150_pages(kind: Kind) -> None:
    took = pages_until_found(kind, SEED, sites=8)
    assert all(pages and pages <= 150 for pages in took)


def test_sites_that_stay_as_they_are_hardly_raise_an_alarm() -> None:
    """The limit is one alarm in 25,000 pages. The benchmark counts more pages."""
    alarms, pages = false_alarms(SEED, sites=20)
    assert pages == 100_000
    assert alarms <= 4


def test_a_change_that_changes_nothing_is_not_found() -> None:
    nothing = Kind(name="nothing", fact=Fact.UNDATED, breaking=lambda page: page)
    assert pages_until_found(nothing, SEED, sites=8).count(None) >= 7


def test_a_seed_makes_the_same_sites_again() -> None:
    one, other = (random.Random(SEED) for _ in range(2))  # noqa: S311  # no secret
    assert published(made_up(one), 100, one) == published(made_up(other), 100, other)


def test_the_table_has_a_line_for_each_change(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.drift.false_alarms", lambda _: (1, 100_000))
    monkeypatch.setattr("bench.drift.pages_until_found", lambda *_: [60, 90, None, None])
    main([SEED])
    out = capsys.readouterr().out
    assert "10.0 a million" in out
    assert [out.count(kind.name) for kind in KINDS] == [1] * len(KINDS)
    assert "50%" in out
