"""The OpenAPI 3.1 document of the routes, generated from the table that answers them."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from copydesk import __version__
from copydesk.api.parameters import Parameter
from copydesk.api.problems import BAD_REQUEST, INTERNAL, KINDS, METHOD, PROBLEM_JSON, TOO_LARGE, UNAVAILABLE, Kind
from copydesk.api.routing import Route, Routes
from copydesk.api.schemas import Schema, flat_article, list_of, object_of, record_schemas, reference
from copydesk.errors import RejectReason
from copydesk.model import Quote, Source, StoredArticle

#: What any route may answer.
_EVERYWHERE = (BAD_REQUEST, METHOD, TOO_LARGE, INTERNAL, UNAVAILABLE)
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer"}
_HEADERS: Schema = {
    "ETag": {"description": "Send it back as If-None-Match: 304 if nothing has changed.", "schema": _TEXT},
    "Vary": {"description": "The Accept header chooses the format.", "schema": _TEXT},
}
#: IAM checks the signature before the function is called: no answer of a route is for the unsigned.
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
    """One response for each status: several kinds of problem may share it."""
    by_status = attrgetter("status")
    for status, alike in groupby(sorted(kinds, key=by_status), key=by_status):
        told = "; ".join(kind.title for kind in alike)
        yield (
            str(status),
            {
                "description": f"{told}.",
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
    """As `listed_record` writes it."""
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
