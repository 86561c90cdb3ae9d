"""A backfill within a table's quota throttles no key, whatever the order of its pages."""

import pytest

from bench.hot_keys import busiest, of_many_hosts, of_one_host, shuffled
from bench.scale import PARTITION_WRITES, TABLE_WRITES
from copydesk.cli.backfill.prices import MOST_OF_ONE_HOST, SECONDS_A_PAGE, WRITE_UNITS_AN_ARTICLE

PAGES = 30_000
OF_THE_QUOTA = int(TABLE_WRITES * SECONDS_A_PAGE / WRITE_UNITS_AN_ARTICLE)


@pytest.mark.parametrize("at_once", [10, OF_THE_QUOTA, MOST_OF_ONE_HOST])
def test_a_million_pages_of_one_host_and_day_keep_below_what_a_key_takes(at_once: int) -> None:
    assert max(busiest(of_one_host(PAGES), at_once=at_once).values()) < PARTITION_WRITES


def test_more_at_once_would_be_too_much_for_one_host() -> None:
    assert busiest(of_one_host(PAGES), at_once=2 * MOST_OF_ONE_HOST)["SITE"] > PARTITION_WRITES


def test_shuffled_pages_spread_over_the_keys() -> None:
    pages = of_many_hosts(PAGES)
    hot, cool = (busiest(each, at_once=100)["SITE"] for each in (pages, shuffled(pages)))
    assert cool < hot / 2


def test_twice_as_many_at_once_are_twice_as_hot() -> None:
    one, two = (busiest(of_one_host(PAGES), at_once=count)["SITE"] for count in (50, 100))
    assert 1.6 < two / one < 2.2
