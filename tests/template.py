"""This module reads template.yaml as it is written, and as CloudFormation reads it with given parameters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
ACCOUNT = "123456789012"

#: CloudFormation knows these values by itself. They only need to differ in the tests.
_PSEUDO = {
    "AWS::AccountId": ACCOUNT, "AWS::Region": "us-east-1", "AWS::Partition": "aws",
    "AWS::StackName": "copydesk", "AWS::URLSuffix": "amazonaws.com",
}  # fmt: skip
_NOTHING = object()


class _Loader(yaml.CSafeLoader):
    """Reads CloudFormation's short tags as the functions that they stand for."""


def _intrinsic(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {tag: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {tag: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _intrinsic)


def written(path: Path = TEMPLATE) -> dict[str, Any]:
    template: dict[str, Any] = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506  # a SafeLoader
    return template


def deployed(**parameters: str) -> dict[str, Any]:
    """Returns the resources of a stack with these parameters, and with defaults for the others.

    Conditions are decided, and references to parameters are filled in. References to resources stay.
    """
    template = written()
    values = {name: each.get("Default") for name, each in template["Parameters"].items()} | _PSEUDO | parameters
    reading = _Reading(template.get("Conditions", {}), values)
    resources = {name: each for name, each in template["Resources"].items() if reading.holds(each.get("Condition"))}
    for each in resources.values():
        if each["Type"] == "AWS::Serverless::Function":
            each["Properties"] = template["Globals"]["Function"] | each["Properties"]
    found: dict[str, Any] = reading.read(resources)
    return found


def broken_rules(**parameters: str) -> dict[str, str]:
    """Returns the rules that these parameters break, with the message of each."""
    template = written()
    values = {name: each.get("Default") for name, each in template["Parameters"].items()} | parameters
    reading = _Reading(template["Conditions"], values)
    return {
        name: assertion["AssertDescription"]
        for name, rule in template["Rules"].items()
        if reading.is_true(rule["RuleCondition"])
        for assertion in rule["Assertions"]
        if not reading.is_true(assertion["Assert"])
    }


def of_type(resources: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def statements(policy: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class _Reading:
    def __init__(self, conditions: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        self._conditions = conditions
        self._values = values

    def holds(self, name: str | None) -> bool:
        return name is None or self.is_true(self._conditions[name])

    def read(self, node: Any) -> Any:
        match node:
            case {"If": [str(name), then, otherwise]}:
                return self.read(then if self.holds(name) else otherwise)
            case {"Ref": "AWS::NoValue"}:
                return _NOTHING
            case {"Ref": str(name)} if name in self._values:
                return self._values[name]
            case {"Sub": str(text)}:
                return {"Sub": self._filled(text)} if "${" in self._filled(text) else self._filled(text)
            case dict():
                read = {key: self.read(value) for key, value in node.items()}
                return {key: value for key, value in read.items() if value is not _NOTHING}
            case list():
                return [value for value in map(self.read, node) if value is not _NOTHING]
        return node

    def _filled(self, text: str) -> str:
        for name, value in self._values.items():
            text = text.replace(f"${{{name}}}", str(value))
        return text

    def is_true(self, condition: Any) -> bool:
        match condition:
            case {"Not": [inner]}:
                return not self.is_true(inner)
            case {"And": [*inner]}:
                return all(map(self.is_true, inner))
            case {"Equals": [left, right]}:
                return str(self._plain(left)) == str(self._plain(right))
            case {"Condition": str(name)}:
                return self.holds(name)
        raise AssertionError(f"a condition of a form that this reader does not know: {condition}")

    def _plain(self, node: Any) -> Any:
        match node:
            case {"Ref": str(name)}:
                return self._values[name]
            case {"Select": [int(place), {"Ref": str(name)}]}:
                return str(self._values[name]).split(",")[place]
        return node
