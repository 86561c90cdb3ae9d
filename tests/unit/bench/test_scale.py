"""These tests check the simulation of a large day in small known cases. One seed always gives the same day."""

import pytest

from bench.scale import Limit, limits, shards_needed
from bench.traffic import Rates, Traffic, simulate
from tests.unit.bench.test_cost import BY_HAND

EVEN = Traffic(articles=86_400 * 100, sites=4, exponent=0.0, night=0.0, burst=0.0)


def limit(name: str, rates: Rates) -> Limit:
    [found] = [each for each in limits(BY_HAND, EVEN, rates) if each.name.startswith(name)]
    return found


def test_an_even_day_has_no_peak_and_sites_as_large_as_each_other() -> None:
    rates = simulate(EVEN)
    assert rates.peak == pytest.approx(100)
    assert (rates.mean, rates.top_site) == (100, 0.25)


def test_a_day_is_busier_at_noon_than_at_night_and_the_same_by_its_seed() -> None:
    rates = simulate(Traffic())
    assert rates == simulate(Traffic())
    assert rates != simulate(Traffic(seed=2))
    assert 1.6 < rates.peak / rates.mean < 5


@pytest.mark.parametrize(
    ("name", "peak"),
    [
        ("day index", 1_000 * 0.8 * 1 / 16),
        ("site index", 1_000 * 0.25 / 4),
        ("counts by hour", 100 * (1 - 0.75**10)),
        ("both tables", 1_000 * 20),
        ("EventBridge", 1_000),
        ("largest site, politeness", 1_000 * 0.3 * 8 * 0.25),
    ],
)
def test_a_limit_is_loaded_by_what_reaches_it(name: str, peak: float) -> None:
    rates = Rates(mean=500, peak=1_000, top_site=0.25)
    assert limit(name, rates).peak == pytest.approx(peak)
    assert limit(name, rates).mean == pytest.approx(peak / 2)


def test_what_is_met_first_stands_first() -> None:
    headrooms = [each.headroom for each in limits(BY_HAND, EVEN, simulate(EVEN))]
    assert headrooms == sorted(headrooms)


def test_shards_have_a_third_to_spare() -> None:
    assert shards_needed(4_000, 1.0) == 6
