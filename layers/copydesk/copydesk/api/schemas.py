"""JSON Schemas of the answers, made from the records themselves: a new field is in the document by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from copydesk.model import Article, StoredArticle

type Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}
_REFERENCE = "#/components/schemas/"


def reference(name: str) -> Schema:
    return {"$ref": _REFERENCE + name}


def record_schemas(*kinds: type) -> dict[str, Schema]:
    """A schema for each record, and for every record that stands in it, by name."""
    found: dict[str, Schema] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if kind.__name__ not in found:
            found[kind.__name__] = _record(kind)
            waiting += _inner(kind)
    return found


def object_of(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def list_of(name: str, item: Schema) -> Schema:
    following = {"type": "string", "description": "The cursor of the next part; absent at the end."}
    return object_of({name: {"type": "array", "items": item}, "next": following}, name)


def flat_article(schemas: dict[str, Schema]) -> Schema:
    """As `formats` writes it: what storing adds and the article's own facts, side by side."""
    stored = schemas[StoredArticle.__name__]["properties"]
    own = schemas[Article.__name__]["properties"]
    kept = {name: schema for name, schema in stored.items() if name != "article"}
    return object_of({**kept, **own, "text": {"type": "string"}}, "article_id", "revision", "source", "text")


def _record(kind: type) -> Schema:
    hints = get_type_hints(kind)
    # What a later release has added (`more`) is beside the members, and nothing is known of it.
    named = (each.name for each in fields(kind) if each.name != "more")
    return object_of({name: _schema(hints[name]) for name in named}, *_required(kind))


def _required(kind: type) -> Iterator[str]:
    """`to_plain` leaves out what is empty, so only what never is can be relied on."""
    for each in fields(kind):
        if each.default is MISSING and each.default_factory is MISSING and each.type in (int, float):
            yield each.name


def _schema(kind: Any) -> Schema:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _schema(next(each for each in arguments if each is not NoneType))
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    if is_dataclass(kind):
        return reference(kind.__name__)  # type: ignore[union-attr]  # a class, not a record
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": list(kind)}
    return _PLAIN[kind]


def _inner(kind: Any) -> Iterator[type]:
    """The records among a record's members."""
    for hint in get_type_hints(kind).values():
        for each in (hint, *get_args(hint)):
            if isinstance(each, type) and is_dataclass(each):
                yield each
