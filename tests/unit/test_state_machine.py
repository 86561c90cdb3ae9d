"""These tests check the definition of the backfill's state machine, because the local stack does not run all of it."""

import doctest
import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.template import as_list, deployed, statements

DEFINITION = Path(__file__).parents[2] / "statemachines" / "backfill.asl.json"
MAPS = ("Prefix", "Inventory", "List")
LINT = DEFINITION.parents[1] / "scripts" / "lint-state-machine"

#: Step Functions uses these permissions of the role for each integration, and for a distributed map.
#: The source is "IAM policies for using Distributed Map states" in its developer guide.
ASKED = {
    "lambda:invoke": {"lambda:InvokeFunction"},
    "s3:getObject": {"s3:GetObject"},
    "s3:listObjectsV2": {"s3:ListBucket"},
    "s3:putObject": {"s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"},
    "DISTRIBUTED": {
        "states:StartExecution", "states:DescribeExecution", "states:StopExecution", "states:RedriveExecution",
    },
}  # fmt: skip


def _lint() -> ModuleType:
    spec = spec_from_loader("lint_state_machine", SourceFileLoader("lint_state_machine", str(LINT)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


lint = _lint()


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
    # A batch and the rest of it must fit into a state: 256 KB.
    assert found["ItemBatcher"]["MaxInputBytesPerBatch"] <= 200_000
    assert found["ResultWriter"]["Parameters"]["Bucket"] == "${BackfillBucket}"
    assert found["ItemSelector"]["run.$"] == "$$.Execution.Name"


def test_all_maps_do_the_same_with_an_item(states: dict[str, Any]) -> None:
    """Only the names of their states differ, which begin with the map's name."""
    first, *others = (json.dumps(states[name]["ItemProcessor"]).replace(f'"{name}', '"') for name in MAPS)
    assert all(other == first for other in others)


def test_a_state_has_its_name_for_itself_in_the_whole_machine() -> None:
    """Step Functions refuses a repeated name (DUPLICATE_STATE_NAME), even in another map."""
    assert lint.repeated(json.loads(DEFINITION.read_text("utf-8"))) == []
    inner: dict[str, Any] = {"Map": {"ItemProcessor": {"States": {"Done": {}}}}}
    assert lint.repeated({"States": {"Done": {}, **inner}}) == ["Done"]


def test_what_the_script_says_of_itself_holds() -> None:
    """The script's name has no `.py`, so nothing else collects its examples."""
    found = doctest.testmod(lint)
    assert (found.failed, found.attempted > 0) == (0, True)


def test_what_is_left_of_a_batch_goes_round_again_and_what_failed_can_be_redriven(states: dict[str, Any]) -> None:
    inner = states["Prefix"]["ItemProcessor"]["States"]
    assert inner["PrefixIngest"]["Next"] == "PrefixIsSomethingLeft"
    (choice,) = inner["PrefixIsSomethingLeft"]["Choices"]
    assert choice == {"Variable": "$.Items[0]", "IsPresent": True, "Next": "PrefixIngest"}
    # A redrive begins at the state that failed. That state must do the work; it must not be a Fail after the work.
    assert not [name for name, state in inner.items() if state["Type"] == "Fail"]
    (retry,) = inner["PrefixIngest"]["Retry"]
    assert (retry["ErrorEquals"], retry["JitterStrategy"]) == (["States.ALL"], "FULL")


def test_every_kind_of_items_has_its_map(states: dict[str, Any]) -> None:
    chosen = {choice["StringEquals"]: choice["Next"] for choice in states["WhichItems"]["Choices"]}
    assert chosen == {"prefix": "Prefix", "inventory": "Inventory", "list": "List"}


def named(node: Any) -> set[str]:
    """Returns every integration and every mode of the definition, at any depth."""
    match node:
        case dict():
            here = {str(node[key]).rpartition(":states:::")[2] for key in ("Resource", "Mode") if key in node}
            return here.union(*map(named, node.values()))
        case list():
            return set[str]().union(*map(named, node))
    return set()


def test_its_role_allows_what_the_definition_asks_and_nothing_else(states: dict[str, Any]) -> None:
    (policy,) = deployed()["BackfillStateMachineRole"]["Properties"]["Policies"]
    allowed = {action for each in statements(policy) for action in as_list(each["Action"])}
    assert named(states) == ASKED.keys()
    assert allowed == set[str]().union(*ASKED.values())
