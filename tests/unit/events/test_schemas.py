"""The schemas are a promise: each is valid, accepts its own examples, and never takes anything back."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from copydesk.events.records import EVENT_VERSION, EventKind
from tests.unit.events.making import SCHEMAS, closed

#: These are the promises at the first publication of each version. A new optional member may add a line. A line that
#: must go needs a new version beside the old one.
PROMISES: dict[str, list[str]] = json.loads((Path(__file__).parent / "promises.json").read_text("utf-8"))


def read(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))


NAMES = sorted(path.stem for path in SCHEMAS.glob("*.json"))


def promises(schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """Yields a line for each promise: that a member exists, its type, and whether it is always there."""
    for name in (*schema.get("required", ()), *schema.get("else", {}).get("required", ())):
        yield f"{at}{name} is always there"
    for name, member in schema.get("properties", {}).items():
        yield f"{at}{name} is {_type(member)}"
        yield from promises(member, f"{at}{name}.")
        yield from promises(member.get("items", {}), f"{at}{name}[].")


def _type(member: dict[str, Any]) -> str:
    told = {word: member[word] for word in ("type", "const", "enum", "format", "pattern") if word in member}
    items = f" of {_type(member['items'])}" if "items" in member else ""
    return json.dumps(told, sort_keys=True) + items


def test_there_is_a_schema_for_every_event_as_it_is_sent() -> None:
    assert {f"{kind}.v{EVENT_VERSION}" for kind in EventKind} <= set(NAMES)
    assert set(NAMES) == set(PROMISES)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema_and_its_examples_keep_it(name: str) -> None:
    schema = read(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:copydesk:{name.replace('.v', ':v')}"
    assert schema["properties"]["version"]["const"] == int(name.rpartition(".v")[2])
    assert any("truncated" in example for example in schema["examples"])
    for example in schema["examples"]:
        Draft202012Validator(closed(schema)).validate(example)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_without_what_is_always_there_does_not_keep_its_schema(name: str) -> None:
    schema = read(name)
    always = {*schema["required"], *schema.get("else", {}).get("required", ())}
    for member in always:
        example = {key: value for key, value in schema["examples"][0].items() if key != member}
        with pytest.raises(ValidationError):
            Draft202012Validator(schema).validate(example)


@pytest.mark.parametrize("name", NAMES)
def test_no_promise_is_taken_back(name: str) -> None:
    broken = set(PROMISES[name]) - set(promises(read(name)))
    assert not broken, "consumers rely on it: leave it, and make a new version of the schema beside this one"


@pytest.mark.parametrize("name", NAMES)
def test_every_promise_is_written_down(name: str) -> None:
    assert set(promises(read(name))) <= set(PROMISES[name]), "add the new lines to promises.json"


def _without_member(schema: dict[str, Any]) -> None:
    del schema["properties"]["headline"]


def _other_type(schema: dict[str, Any]) -> None:
    schema["properties"]["changes"]["properties"]["blocks_added"]["items"]["type"] = "object"


def _not_always(schema: dict[str, Any]) -> None:
    schema["required"].remove("revision")


def _inner_not_always(schema: dict[str, Any]) -> None:
    schema["properties"]["changes"]["properties"]["blocks_edited"]["items"]["required"].remove("after")


@pytest.mark.parametrize("damage", [_without_member, _other_type, _not_always, _inner_not_always])
def test_what_would_break_a_consumer_is_noticed(damage: Any) -> None:
    schema = deepcopy(read("article.revised.v1"))
    damage(schema)
    assert set(PROMISES["article.revised.v1"]) - set(promises(schema))
