"""These tests find what CloudFormation would refuse in the processed template: cycles and dangling references."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any

import pytest

from tests.template import TEMPLATE, written


def script(name: str) -> Any:
    loader = SourceFileLoader(name.replace("-", "_"), str(TEMPLATE.parent / "scripts" / name))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


processed = script("processed-template")
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {}}


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ({"A": QUEUE | {"Properties": {"x": {"Ref": "B"}}}, "B": QUEUE}, []),
        ({"A": QUEUE | {"Properties": {"x": {"Ref": "B"}}}}, ["A refers to B, which is not there"]),
        ({"A": QUEUE | {"DependsOn": "B"}}, ["A refers to B, which is not there"]),
        ({"A": QUEUE | {"Properties": {"x": {"Fn::Sub": "${B.Arn}/*"}}}}, ["A refers to B, which is not there"]),
        ({"A": QUEUE | {"Properties": {"x": {"Fn::Sub": ["${B}", {"B": "1"}]}}}}, []),
        (
            {"A": QUEUE | {"DependsOn": ["B"]}, "B": QUEUE | {"Properties": {"x": {"Fn::GetAtt": ["A", "Arn"]}}}},
            ["a cycle: A -> B -> A"],
        ),
    ],
    ids=["whole", "a Ref", "DependsOn", "a Sub", "a Sub that brings its own", "a cycle"],
)
def test_what_cannot_be_deployed_is_found(resources: dict[str, Any], found: list[str]) -> None:
    assert list(processed.faults(resources)) == found


def test_each_set_names_parameters_that_there_are() -> None:
    known = written()["Parameters"].keys()
    assert all(each.keys() <= known for each in processed.SETS.values())


def test_every_condition_is_decided_both_ways_by_some_set() -> None:
    template = written()
    defaults = {name: str(each.get("Default", "")) for name, each in template["Parameters"].items()}
    spelled = processed_conditions(template["Conditions"])
    decided = {
        name: {processed.Reading(spelled, {**defaults, **each}).holds(name) for each in processed.SETS.values()}
        for name in spelled
    }
    undecided = {name for name, values in decided.items() if len(values) < 2}
    assert undecided <= LEFT, undecided - LEFT


#: These conditions only change a number.
LEFT = {
    "ConcurrencyIsDefault", "CrawlConcurrencyIsDefault", "HasBucketSuffix", "IsWarmed", "ReservesApi",
    "ReservesPublish", "ShardsTogetherIsDefault",
}  # fmt: skip


def processed_conditions(node: Any) -> Any:
    """Returns conditions with the intrinsics as the transform spells them."""
    match node:
        case dict():
            return {
                f"Fn::{key}" if key in ("Not", "And", "Equals", "Select") else key: processed_conditions(value)
                for key, value in node.items()
            }
        case list():
            return [processed_conditions(value) for value in node]
    return node
