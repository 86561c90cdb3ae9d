"""This module finds the IAM permissions that a function's calls need.

It compares them with its role in the template.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from botocore.client import BaseClient

from tests.template import as_list, deployed, of_type, statements

#: These calls need another action than their own name (service authorization reference).
_ACTIONS = {
    "SendMessageBatch": "SendMessage",
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    "DeleteMessageBatch": "DeleteMessage",
    "HeadObject": "GetObject",
    "ListObjectVersions": "ListBucketVersions",
}
_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An action on a resource, by its name in the template: `OperationsTable/index/gsi1`, `RawBucket/inline/x`.

    `keys` are the partition keys that a call of DynamoDB names.
    """

    action: str
    resource: str
    keys: tuple[str, ...] = ()


def asked(service: str, operation: str, arguments: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Asked]:
    """Yields all that one call needs; `names` maps the real names of resources to those of the template."""
    action = f"{service}:{_ACTIONS.get(operation, operation)}"
    match arguments:
        case {"TransactItems": items}:
            for kind, item in ((kind, item) for each in items for kind, item in each.items()):
                yield Asked(action=f"{service}:{_WRITES[kind]}", resource=names[item["TableName"]])
        case {"Bucket": bucket, "Key": key, **more}:
            versioned = "Version" if "VersionId" in more else ""
            yield Asked(action=action + versioned, resource=f"{names.get(bucket, bucket)}/{key}")
        case {"TableName": table, **more}:
            index = f"/index/{more['IndexName']}" if "IndexName" in more else ""
            yield Asked(action=action, resource=names[table] + index, keys=_keys(more))
        case _:
            yield from (Asked(action=action, resource=names[each]) for each in _plainly_named(arguments))


def _plainly_named(arguments: Mapping[str, Any]) -> Iterator[str]:
    match arguments:
        case {"QueueUrl": str(named)} | {"Bucket": str(named)}:
            yield named
        case {"RequestItems": tables}:
            yield from tables
        case {"Entries": entries}:
            yield from (entry["EventBusName"] for entry in entries)
        case _:
            raise AssertionError(f"say here what such a call asks of IAM: {arguments}")


def _keys(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    match arguments:
        case {"KeyConditionExpression": str(expression), "ExpressionAttributeValues": values}:
            place = re.search(r"= (:\w+)", expression)
            assert place, expression
            return (values[place[1]]["S"],)
        case {"TotalSegments": _}:
            return ()
        case {"Key": {"pk": {"S": key}}} | {"Item": {"pk": {"S": key}}}:
            return (key,)
    raise AssertionError(f"a call of DynamoDB without a key: {arguments}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One action on one resource, as a role allows it."""

    action: str
    resource: str
    leading_keys: tuple[str, ...] = ("*",)

    def covers(self, asked: Asked) -> bool:
        return (
            asked.action == self.action
            and fnmatchcase(asked.resource, self.resource)
            and all(any(fnmatchcase(key, pattern) for pattern in self.leading_keys) for key in asked.keys)
        )


@cache
def grants(function: str) -> tuple[Grant, ...]:
    """Returns all that a function's role allows, one action on one resource each."""
    role = deployed()[f"{function.title()}Role"]["Properties"]
    return tuple(
        Grant(action=action, resource=resource, leading_keys=_leading_keys(each))
        for policy in role["Policies"]
        for each in statements(policy)
        for action in as_list(each["Action"])
        for named in as_list(each["Resource"])
        for resource in _resources(named)
    )


def _leading_keys(statement: Mapping[str, Any]) -> tuple[str, ...]:
    condition = statement.get("Condition", {})
    found: Sequence[str] = condition.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", ["*"])
    assert condition.keys() <= {"ForAllValues:StringLike", "Null"}, f"a condition not read here: {condition}"
    return tuple(found)


def _resources(node: Any) -> list[str]:
    match node:
        case {"Split": [str(separator), joined]}:
            return _text(joined).split(separator)
    return [_text(node)]


def _text(node: Any) -> str:
    """Returns the name of a resource in a role, with its intrinsics resolved."""
    match node:
        case str(found):
            return found
        case {"GetAtt": str(found)}:
            return found.removesuffix(".Arn")
        case {"Join": [str(separator), list(parts)]}:
            return separator.join(map(_text, parts))
        case {"Sub": [str(text), dict(values)]}:
            filled = {f"${{{name}}}": _text(value) for name, value in values.items()}
            return re.sub(r"\$\{\w+\}", lambda found: filled[found[0]], text)
        case {"Sub": str(found)}:
            return found.replace("${", "").replace(".Arn}", "")
    raise AssertionError(f"a resource that this reader does not know: {node}")


class Watch:
    """Watches every call to AWS while a function runs: what it needs, and what its role does not allow."""

    #: `load_function` sets the name of the function that runs now.
    running: str | None = None

    def __init__(self) -> None:
        self.asked: set[Asked] = set()
        self.refused: list[Asked] = []

    def heard(self, client: BaseClient, operation: str, arguments: Mapping[str, Any]) -> None:
        if Watch.running is not None:
            service = client.meta.service_model.service_name
            calls = set(asked(service, operation, arguments, _names(Watch.running)))
            self.asked |= calls
            self.refused += [each for each in calls if not any(grant.covers(each) for grant in grants(Watch.running))]


@cache
def resources_by_variable(function: str) -> dict[str, str]:
    """Returns the variables of a function's environment that name a resource, with the resource."""
    variables = of_type(deployed(), "AWS::Serverless::Function")[f"{function.title()}Function"]["Environment"]
    found = variables["Variables"].items()
    return {name: value["Ref"] for name, value in found if isinstance(value, dict) and "Ref" in value}


def _names(function: str) -> dict[str, str]:
    """Returns the template's name of each resource, by its real name in the environment."""
    return {
        os.environ[name]: resource for name, resource in resources_by_variable(function).items() if name in os.environ
    }


@contextmanager
def by_somebody_else() -> Iterator[None]:
    """Excludes the calls that a test itself makes while a function runs."""
    running, Watch.running = Watch.running, None
    yield
    Watch.running = running


def running_as[**P, R](function: str, handler: Callable[P, R]) -> Callable[P, R]:
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        Watch.running = function
        try:
            return handler(*args, **kwargs)
        finally:
            Watch.running = None

    return run
