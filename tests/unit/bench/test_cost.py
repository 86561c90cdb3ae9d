"""These tests compare the cost model with sums by hand, and check that every setting changes what it should."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bench import measured
from bench.cost import Model, Settings, by, total
from bench.cost_report import WATCHING
from bench.measured import Crawl, Fetched, Function, Measured, Stored
from bench.watching import of_watching
from tests.template import written

BY_HAND = Measured(
    page_bytes=100_000,
    blocks=20,
    article_bytes=40_000,
    index_units=1,
    extraction_ms=30,
    ingest=Function(cpu_ms=50, info_bytes=1_000, other_bytes=0),
    publish=Function(cpu_ms=4, info_bytes=0, other_bytes=0),
    visits={
        "first": Stored(writes=20, writes_per_block=0.5, reads=4, rows=2),
        "unchanged": Stored(writes=0, writes_per_block=0, reads=1),
        "edited": Stored(writes=10, writes_per_block=0, reads=4),
    },
    fetches={
        name: Fetched(cpu_ms=10, used={"dynamodb writes": 4})
        for name in ("first", "not_modified", "unchanged", "edited", "turn", "claim")
    },
    crawl=Crawl(
        turns_per_visit=0.5,
        claims_per_visit=0.6,
        function_ms_per_visit=100,
        calls_per_visit=0.01,
        readings_per_new_page=2,
        news_per_reading=0.5,
    ),
)


def dollars(**change: object) -> Mapping[str, float]:
    """Returns the dollars of an uploaded article by stage and item."""
    settings = replace(Settings(), **change)  # type: ignore[arg-type]  # names and kinds of Settings
    return by(Model(BY_HAND, settings).uploaded(), lambda line: f"{line.stage} {line.what}")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("upload S3 put", 5.0),
        ("ingest DynamoDB writes", (20 + 1 + 0.2) * 0.625),
        ("ingest DynamoDB reads", 4 * 0.125),
        ("ingest SQS", 1.2 * 0.40),
        ("ingest Lambda time", (0.050 * 1_769 / 1_024 + 0.0035) * 13.3334),
        ("ingest Lambda calls", 0.02),
        ("ingest logs", 1.0 * (0.50 + 0.0045)),
        ("publish EventBridge", 1.0),
        ("publish DynamoDB writes", 2 * 0.625),
    ],
)
def test_a_line_costs_what_it_does_by_hand(line: str, expected: float) -> None:
    assert dollars()[line] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("change", "line", "difference"),
    [
        ({"blocks": 2.0}, "ingest DynamoDB writes", 10 * 0.625),
        ({"pages": 2.0}, "ingest Lambda time", 0.030 * 1_769 / 1_024 * 13.3334),
        ({"sites": 0.1}, "ingest DynamoDB writes", -2 * 0.9 * 0.625),
        ({"batch": 1}, "ingest SQS", 1.8 * 0.40),
        ({"batch": 1}, "ingest Lambda calls", 0.18),
        ({"log_info": False}, "ingest logs", -1.0 * (0.50 + 0.0045)),
        ({"memory_mb": 1_769}, "ingest DynamoDB writes", 0),
        ({"provisioned": True}, "ingest DynamoDB writes", (20 + 1 + 0.2) * (0.65 / 3.6 / 0.7 - 0.625)),
    ],
)
def test_a_setting_moves_its_lines(change: Mapping[str, object], line: str, difference: float) -> None:
    assert dollars(**change)[line] - dollars()[line] == pytest.approx(difference)


def test_more_memory_than_one_processor_makes_no_page_faster_and_costs_more() -> None:
    line = "ingest Lambda time"
    assert dollars(memory_mb=3_538)[line] == pytest.approx(2 * dollars(memory_mb=1_769)[line])


def test_a_life_without_later_visits_is_a_first_fetch() -> None:
    model = Model(BY_HAND, Settings(revisits=0))
    assert total(model.life()) == pytest.approx(total(model.fetched()))


def test_later_visits_cost_their_shares() -> None:
    model = Model(BY_HAND, Settings(revisits=2, unchanged=0.5, edited=0.0))
    expected = total(model.fetched()) + total(model.not_modified()) + total(model.unchanged())
    assert total(model.life()) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fetch DynamoDB writes", (4 + 0.5 * 4 + 0.6 * 4) * 0.625),
        ("fetch Lambda time", 0.100 * 768 / 1_024 * 13.3334),
        ("fetch Lambda calls", 0.01 * 0.20),
        ("fetch SQS", 3 * 0.01 * 0.40),
        ("dispatch Lambda time", 0.006 * 1_769 / 1_024 * 13.3334),
    ],
)
def test_a_visit_costs_its_page_and_its_share_of_a_turn(line: str, expected: float) -> None:
    visit = by(Model(BY_HAND, Settings()).not_modified(), lambda each: f"{each.stage} {each.what}")
    assert visit[line] == pytest.approx(expected)


def test_work_that_takes_longer_than_waiting_is_what_is_billed() -> None:
    busy = replace(BY_HAND, crawl=replace(BY_HAND.crawl, function_ms_per_visit=1))
    visit = by(Model(busy, Settings()).not_modified(), lambda each: f"{each.stage} {each.what}")
    assert visit["fetch Lambda time"] == pytest.approx((0.010 + 0.5 * 0.010) * 1_769 / 1_024 * 13.3334)


def test_a_visit_that_finds_the_same_words_pays_for_reading_them_and_for_nothing_that_is_kept() -> None:
    busy = replace(BY_HAND, crawl=replace(BY_HAND.crawl, function_ms_per_visit=1))
    lines = Model(busy, Settings()).unchanged()
    assert {line.stage for line in lines} == {"fetch", "dispatch"}
    visit = by(lines, lambda each: f"{each.stage} {each.what}")
    assert visit["fetch Lambda time"] == pytest.approx((0.010 + 0.0316 + 0.5 * 0.010) * 1_769 / 1_024 * 13.3334)


def test_a_new_page_pays_for_the_readings_that_find_it() -> None:
    model = Model(BY_HAND, Settings())
    found = by(model._discover(), lambda each: f"{each.stage} {each.what}")
    readings = 2 * (4 + 3 + 0.5 * 4 + 0.6 * 4)
    assert found["discover DynamoDB writes"] == pytest.approx((readings + 2 + 8) * 0.625)


def test_the_bill_counts_what_watching_costs() -> None:
    assert sum(each.dollars for each in of_watching(written())) == pytest.approx(WATCHING)


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    path.write_bytes(measured.FILE.read_bytes())
    before = measured.read(path)
    measured.keep("fetch", {"first": {"cpu_ms": 1, "used": {}}}, path=path)
    assert measured.read(path) == replace(before, fetches={"first": Fetched(cpu_ms=1, used={})})
