"""These tests check DynamoDB's rules of billing case by case, as its developer guide states them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer

from bench.units import Index, WriteCost, item_size, read_units, tables_of, write_cost

ALL = Index(name="gsi1", keys=("gsi1pk", "gsi1sk"), projected=None)
SOME = Index(name="gsi2", keys=("gsi2pk", "gsi2sk"), projected=frozenset({"headline"}))


def item(**values: Any) -> dict[str, Any]:
    return {name: TypeSerializer().serialize(value) for name, value in ({"pk": "a", "sk": "b"} | values).items()}


KEYS = 2 + 1 + 2 + 1


@pytest.mark.parametrize(
    ("value", "size"),
    [
        pytest.param("", 0, id="no text"),
        pytest.param("naïve", 6, id="text in UTF-8"),
        pytest.param(b"12345", 5, id="bytes"),
        pytest.param(True, 1, id="a boolean"),
        pytest.param(None, 1, id="null"),
        pytest.param(Decimal(0), 1, id="zero"),
        pytest.param(Decimal(7), 2, id="one digit"),
        pytest.param(Decimal(1234), 3, id="four digits"),
        pytest.param(Decimal(1000), 2, id="zeros behind do not count"),
        pytest.param(Decimal("0.005"), 2, id="nor before"),
        pytest.param(Decimal(-1234), 4, id="a minus"),
        pytest.param({"a", "bc"}, 3, id="a set"),
        pytest.param([], 3, id="an empty list"),
        pytest.param(["a", "bc"], 3 + 2 + 3, id="a list"),
        pytest.param({"k": "bc"}, 3 + 1 + 3, id="a map"),
        pytest.param([{"k": ["a"]}], 3 + 1 + (3 + 1 + 1 + (3 + 1 + 1)), id="nested"),
    ],
)
def test_a_value_is_as_large_as_it_is_stored(value: Any, size: int) -> None:
    assert item_size(item(v=value)) == KEYS + 1 + size


def test_base64_on_the_wire_counts_as_the_bytes_it_stands_for() -> None:
    assert item_size({"v": {"B": "MTIzNDU="}}) == 1 + 5


def text(size: int) -> str:
    """Returns a text that makes an item of `size` bytes as its attribute `v`."""
    return "x" * (size - KEYS - 1)


IN_ALL = {"gsi1pk": "s", "gsi1sk": "1"}
IN_SOME = {"gsi2pk": "d", "gsi2sk": "1"}


@pytest.mark.parametrize(
    ("before", "after", "table", "indexes"),
    [
        pytest.param(None, item(), 1, {}, id="a small item"),
        pytest.param(None, item(v=text(1_024)), 1, {}, id="a kilobyte"),
        pytest.param(None, item(v=text(1_025)), 2, {}, id="a byte more"),
        pytest.param(item(v=text(2_500)), item(), 3, {}, id="the larger counts, if it was the old"),
        pytest.param(item(v=text(2_500)), None, 3, {}, id="a deletion counts what goes"),
        pytest.param(None, None, 1, {}, id="a condition on what is not there"),
        pytest.param(None, item(v=text(2_500), **IN_ALL), 3, {"gsi1": 3}, id="an index of all holds all"),
        pytest.param(None, item(v=text(2_500), **IN_SOME), 3, {"gsi2": 1}, id="an index of some holds some"),
        pytest.param(None, item(headline="x" * 1_100, **IN_SOME), 2, {"gsi2": 2}, id="and what it holds counts"),
        pytest.param(None, item(gsi1pk="s"), 1, {}, id="half a key is in no index"),
        pytest.param(item(**IN_ALL), item(**IN_ALL), 1, {}, id="the same again leaves the index"),
        pytest.param(item(**IN_SOME), item(v="1", **IN_SOME), 1, {}, id="a change that the index does not hold"),
        pytest.param(item(**IN_ALL), item(v="1", **IN_ALL), 1, {"gsi1": 1}, id="a change that it holds"),
        pytest.param(
            item(v=text(2_500), **IN_ALL), item(**IN_ALL), 3, {"gsi1": 3}, id="an entry that shrinks costs the larger"
        ),
        pytest.param(
            item(v=text(2_500), **IN_ALL),
            item(**IN_ALL | {"gsi1sk": "2"}),
            3,
            {"gsi1": 3 + 1},
            id="an entry that moves is deleted and put",
        ),
        pytest.param(item(v=text(1_500), **IN_ALL), item(), 2, {"gsi1": 2}, id="an entry that goes"),
    ],
)
def test_a_write_costs_the_larger_item_and_each_index_that_changes(
    before: Any, after: Any, table: int, indexes: dict[str, int]
) -> None:
    cost = write_cost(before, after, (ALL, SOME))
    assert cost == WriteCost(table=table, indexes=indexes)
    assert cost.total == table + sum(indexes.values())


def test_a_transaction_doubles_what_the_table_costs_and_no_index() -> None:
    cost = write_cost(None, item(v=text(1_500), **IN_ALL), (ALL, SOME), transactional=True)
    assert cost == WriteCost(table=4, indexes={"gsi1": 2})


@pytest.mark.parametrize(("size", "units"), [(0, 1), (4_096, 1), (4_097, 2), (20_000, 5)])
def test_a_read_costs_by_four_kilobytes_and_half_of_it_if_it_may_be_stale(size: int, units: int) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2


def test_the_indexes_are_those_of_the_template() -> None:
    tables = tables_of(Path("template.yaml"))
    assert {name: [index.name for index in indexes] for name, indexes in tables.items()} == {
        "ArticlesTable": ["gsi1", "gsi2", "gsi3"],
        "OperationsTable": ["gsi1"],
    }
    (due,) = tables["OperationsTable"]
    assert due.keys == ("gsi1pk", "gsi1sk")
    assert due.projected == frozenset({"url", "turn"})
