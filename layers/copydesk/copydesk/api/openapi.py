"""Generates the OpenAPI 3.1 document from the table of routes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from copydesk import __version__
from copydesk.api.parameters import Parameter
from copydesk.api.problems import BAD_REQUEST, INTERNAL, KINDS, METHOD, PROBLEM_JSON, TOO_LARGE, UNAVAILABLE, Kind
from copydesk.api.routing import Route, Routes
from copydesk.errors import RejectReason
from copydesk.model import Article, Quote, Source, StoredArticle

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
    """Returns the schemas of records and of all records inside them, by name."""
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
    """Returns the schema of an article as `formats` writes it, with the facts of the store beside its own."""
    stored = schemas[StoredArticle.__name__]["properties"]
    own = schemas[Article.__name__]["properties"]
    kept = {name: schema for name, schema in stored.items() if name != "article"}
    return object_of({**kept, **own, "text": {"type": "string"}}, "article_id", "revision", "source", "text")


def _record(kind: type) -> Schema:
    hints = get_type_hints(kind)
    # `more` keeps unknown members of later releases, so it is not in the schema.
    named = (each.name for each in fields(kind) if each.name != "more")
    return object_of({name: _schema(hints[name]) for name in named}, *_required(kind))


def _required(kind: type) -> Iterator[str]:
    """Yields the members that are always present. `to_plain` leaves out empty ones, so these are required numbers."""
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
    """Yields the record types among a record's members."""
    for hint in get_type_hints(kind).values():
        for each in (hint, *get_args(hint)):
            if isinstance(each, type) and is_dataclass(each):
                yield each


#: The problems that every route may answer with.
_EVERYWHERE = (BAD_REQUEST, METHOD, TOO_LARGE, INTERNAL, UNAVAILABLE)
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer"}
_HEADERS: Schema = {
    "ETag": {"description": "Send it back as If-None-Match: 304 if nothing has changed.", "schema": _TEXT},
    "Vary": {"description": "The Accept header chooses the format.", "schema": _TEXT},
}
#: IAM checks the signature before it calls the function, so no route answers an unsigned request.
_SIGNED: Schema = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "AWS Signature Version 4 for the service lambda; the caller may lambda:InvokeFunctionUrl.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


def document(routes: Routes) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Copydesk",
            "version": __version__,
            "description": "Articles, their revisions, quotes and rejects, as they are stored. Every problem is told "
            "as RFC 9457 asks, with a `remedy`.",
        },
        "paths": {route.path: {"get": _operation(route)} for route in routes},
        "components": {"schemas": _schemas(), "securitySchemes": {"sigv4": _SIGNED}},
        "security": [{"sigv4": []}],
    }


def _operation(route: Route) -> Schema:
    return {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": [_parameter(each) for each in route.parameters],
        "responses": {"200": _success(route), "304": {"description": "Nothing has changed."}}
        | dict(_problems((*_EVERYWHERE, *route.problems))),
    }


def _parameter(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }


def _success(route: Route) -> Schema:
    content = {media_type: {"schema": _content(name)} for media_type, name in route.content.items()}
    return {"description": route.summary, "headers": _HEADERS, "content": content}


def _content(name: str | None) -> Schema:
    return reference(name) if name else _TEXT


def _problems(kinds: Iterable[Kind]) -> Iterable[tuple[str, Schema]]:
    """Yields one response per status, because several kinds of problem may share a status."""
    by_status = attrgetter("status")
    for status, alike in groupby(sorted(kinds, key=by_status), key=by_status):
        titles = "; ".join(kind.title for kind in alike)
        yield (
            str(status),
            {
                "description": f"{titles}.",
                "content": {PROBLEM_JSON: {"schema": reference("Problem")}},
            },
        )


def _schemas() -> Schema:
    schemas = record_schemas(StoredArticle, Quote)
    article = flat_article(schemas)
    del schemas["StoredArticle"]
    return schemas | {
        "Article": article,
        "ListedArticle": _listed(article),
        "Articles": list_of("articles", reference("ListedArticle")),
        "Revisions": list_of("revisions", reference("ListedArticle")),
        "SpokenQuote": _spoken(),
        "Quotes": list_of("quotes", reference("SpokenQuote")),
        "Reject": _reject(),
        "Rejects": list_of("rejects", reference("Reject")),
        "Problem": _problem(),
    }


def _listed(article: Schema) -> Schema:
    """Returns the schema of an article as `listed_record` writes it."""
    facts = {name: schema for name, schema in article["properties"].items() if name != "text"}
    return object_of(facts | {"blocks": _COUNT, "quotes": _COUNT}, "article_id", "revision", "blocks", "quotes")


def _spoken() -> Schema:
    return object_of({"quote": reference("Quote"), "article_id": _TEXT, "date": _TEXT}, "quote", "article_id", "date")


def _reject() -> Schema:
    properties: Schema = dict.fromkeys(("reject_id", "detail", "message", "first_seen", "last_seen"), _TEXT)
    properties |= {"reason": {"type": "string", "enum": list(RejectReason)}, "source": reference(Source.__name__)}
    return object_of(properties | {"count": _COUNT}, "reject_id", "reason", "first_seen", "last_seen", "count")


def _problem() -> Schema:
    properties: Schema = dict.fromkeys(("title", "detail", "remedy", "instance"), _TEXT)
    properties |= {"type": {"type": "string", "enum": [kind.uri for kind in KINDS]}, "status": _COUNT}
    return object_of(properties, "type", "title", "status", "detail", "remedy", "instance")
