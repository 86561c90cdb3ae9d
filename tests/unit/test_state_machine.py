"""The backfill's state machine, as it is written: what the local stack does not run, it must at least say right."""

import json
from pathlib import Path
from typing import Any

import pytest

DEFINITION = Path(__file__).parents[2] / "statemachines" / "backfill.asl.json"
MAPS = ("Prefix", "Inventory", "List")


@pytest.fixture(scope="module")
def states() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DEFINITION.read_text("utf-8"))["States"]
    return found


@pytest.mark.parametrize("name", MAPS)
def test_every_map_is_distributed_in_batches_and_takes_its_limits_from_the_run(
    states: dict[str, Any], name: str
) -> None:
    found = states[name]
    assert found["ItemProcessor"]["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert found["ItemBatcher"]["MaxItemsPerBatchPath"] == "$.batch"
    assert found["MaxConcurrencyPath"] == "$.concurrency"
    assert found["ToleratedFailurePercentagePath"] == "$.tolerated_failure_percentage"
    # A batch and what is left of it must fit into a state: 256 KB.
    assert found["ItemBatcher"]["MaxInputBytesPerBatch"] <= 200_000
    assert found["ResultWriter"]["Parameters"]["Bucket"] == "${BackfillBucket}"
    assert found["ItemSelector"]["run.$"] == "$$.Execution.Name"


def test_all_maps_do_the_same_with_an_item(states: dict[str, Any]) -> None:
    first, *others = (states[name]["ItemProcessor"] for name in MAPS)
    assert all(other == first for other in others)


def test_what_is_left_of_a_batch_goes_round_again_and_what_failed_can_be_redriven(states: dict[str, Any]) -> None:
    inner = states["Prefix"]["ItemProcessor"]["States"]
    assert inner["Ingest"]["Next"] == "IsSomethingLeft"
    assert inner["IsSomethingLeft"]["Choices"] == [{"Variable": "$.Items[0]", "IsPresent": True, "Next": "Ingest"}]
    # A redrive begins at the state that failed: that must be the one with the work, and not a Fail after it.
    assert not [name for name, state in inner.items() if state["Type"] == "Fail"]
    (retry,) = inner["Ingest"]["Retry"]
    assert (retry["ErrorEquals"], retry["JitterStrategy"]) == (["States.ALL"], "FULL")


def test_every_kind_of_items_has_its_map(states: dict[str, Any]) -> None:
    chosen = {choice["StringEquals"]: choice["Next"] for choice in states["WhichItems"]["Choices"]}
    assert chosen == {"prefix": "Prefix", "inventory": "Inventory", "list": "List"}
