"""This module checks records against the standards, by the standards' own schemas (tests/schemas)."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

SCHEMAS = Path(__file__).parents[2] / "schemas"
#: RFC 3986, appendix A: an address is a scheme and allowed characters; a percent sign has two digits.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or (_URI.fullmatch(value) is not None and value.count("#") < 2)


def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    datetime.fromisoformat(value)
    return _DATE_TIME.fullmatch(value) is not None


#: jsonschema itself checks neither format without further packages.
FORMATS = FormatChecker(formats=())
FORMATS.checks("uri")(_is_uri)
FORMATS.checks("date-time", raises=ValueError)(_is_date_time)


@cache
def _ans() -> dict[str, dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = json.loads((SCHEMAS / "ans-0.10.12.json").read_text(encoding="utf-8"))
    return schemas


@cache
def _ans_validator(path: str) -> Validator:
    resources = [(f"ans:{name}", DRAFT4.create_resource(each)) for name, each in _ans().items()]
    return Draft4Validator(_ans()[path], registry=Registry().with_resources(resources), format_checker=FORMATS)


@cache
def _ninjs_validator() -> Validator:
    schema = json.loads((SCHEMAS / "ninjs-3.1.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FORMATS)


def ninjs_faults(record: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in _ninjs_validator().iter_errors(record)]


def ans_faults(story: Any) -> list[str]:
    """Checks the story by its schema and each element by its own, because the story's schema leaves elements open."""
    found = [*_ans_validator("story.json").iter_errors(story)]
    for element in elements(story):
        found += _ans_validator(_ans_path(element["type"])).iter_errors(element)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def elements(story: Any) -> Iterator[Any]:
    for element in story.get("content_elements", []):
        yield element
        yield from elements(element)


def _ans_path(kind: str) -> str:
    return next(path for path in _ans() if path.endswith((f"/{kind}.json",)) or path == f"{kind}.json")


@cache
def _vocabulary() -> dict[str, Any]:
    vocabulary: dict[str, Any] = json.loads((SCHEMAS / "schemaorg-12.0.json").read_text(encoding="utf-8"))
    return vocabulary


def schemaorg_faults(node: Any) -> list[str]:
    return list(_node_faults({name: value for name, value in node.items() if name != "@context"}, "$"))


def _node_faults(node: dict[str, Any], path: str) -> Iterator[str]:
    kind = node.get("@type")
    if kind is not None and kind not in _vocabulary()["types"]:
        yield f"{path}: no type {kind}"
    for name, value in node.items():
        if not name.startswith("@"):
            yield from _property_faults(kind, name, value, f"{path}.{name}")


def _property_faults(kind: str | None, name: str, value: Any, path: str) -> Iterator[str]:
    known = _vocabulary()["properties"].get(name)
    if known is None:
        yield f"{path}: no such property"
        return
    if kind is not None and not _ancestry(kind) & set(known["domain"]):
        yield f"{path}: not of {kind}"
    for each in value if isinstance(value, list) else [value]:
        if not _is_of(each, known["range"]):
            yield f"{path}: {each!r:.80} is none of {known['range']}"
        if isinstance(each, dict):
            yield from _node_faults(each, path)


def _ancestry(kind: str) -> set[str]:
    types = _vocabulary()["types"]
    return {kind}.union(*(_ancestry(parent) for parent in types.get(kind, [])))


def _is_of(value: Any, kinds: list[str]) -> bool:
    if isinstance(value, dict):
        return "@type" not in value or bool(_ancestry(value["@type"]) & set(kinds))
    if isinstance(value, bool):
        return "Boolean" in kinds
    if isinstance(value, int):
        return bool({"Integer", "Number"} & set(kinds))
    return isinstance(value, str) and any(_reads_as(value, kind) for kind in kinds)


def _reads_as(value: str, kind: str) -> bool:
    if kind in ("Date", "DateTime"):
        return _is_iso(value)
    if kind == "Duration":
        return re.fullmatch(r"PT\d+M", value) is not None
    return kind == "Text" or (kind == "URL" and _is_uri(value))


def _is_iso(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
