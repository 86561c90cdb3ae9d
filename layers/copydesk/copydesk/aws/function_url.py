"""Serves the routes behind a Lambda Function URL. Powertools is used only to find the route."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response

from copydesk.api.answering import answer, no_route
from copydesk.api.messages import Answer, Request
from copydesk.api.records import Repository
from copydesk.api.routing import METHODS, Route, Routes

#: The characters that RFC 3986 allows in a path unencoded, and the percent sign of encoded ones.
_PATH_CHARACTERS = "/%:@!$&'()*+,;=-._~"
_TEMPLATE = re.compile(r"\{(\w+)\}")

#: A function that is called with every answer: its request, the path template of its route, and the answer.
type Report = Callable[[Request, str, Answer], None]


def resolver(
    routes: Routes, *, reads: Callable[[], Repository], failed: Callable[[Exception], None], report: Report
) -> LambdaFunctionUrlResolver:
    """Returns the resolver of the routes. `failed` is called with bugs, and `reads` when a request needs the tables."""
    app = LambdaFunctionUrlResolver()
    for route in routes:
        app.route(_rule(route), method=list(METHODS))(_handler(app, route, reads, failed, report))

    def not_found(_error: Exception) -> Response[str]:
        request = _request(app.current_event.raw_event)
        found = no_route(routes, request, lambda route: _matches(route, request.path))
        report(request, "", found)
        return _response(found)

    app.not_found(not_found)
    return app


def as_url_encoded(event: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the event with its path percent-encoded. The local stack decodes it, but routes match the encoded path.

    >>> as_url_encoded({"rawPath": "/speakers/José/quotes"})["rawPath"]
    '/speakers/Jos%C3%A9/quotes'
    """
    return {**event, "rawPath": quote(event["rawPath"], safe=_PATH_CHARACTERS, errors="replace")}


def _handler(
    app: LambdaFunctionUrlResolver,
    route: Route,
    reads: Callable[[], Repository],
    failed: Callable[[Exception], None],
    report: Report,
) -> Callable[..., Response[str]]:
    def handle(**segments: str) -> Response[str]:
        request = _request(app.current_event.raw_event)
        found = answer(route, request, segments=segments, reads=reads(), failed=failed)
        report(request, route.path, found)
        return _response(found)

    return handle


def _request(event: Mapping[str, Any]) -> Request:
    context = event["requestContext"]
    return Request(
        method=context["http"]["method"].upper(),
        path=event["rawPath"],
        query=event.get("rawQueryString") or "",
        headers={name.lower(): value for name, value in event.get("headers", {}).items()},
        request_id=context["requestId"],
    )


def _response(answer: Answer) -> Response[str]:
    return Response(answer.status, content_type=answer.media_type, body=answer.body, headers=dict(answer.headers))


def _rule(route: Route) -> str:
    """Returns a path template in the form of Powertools: a regular expression except for the names."""
    return _TEMPLATE.sub(r"<\1>", route.path.replace(".", r"\."))


def _matches(route: Route, path: str) -> bool:
    return bool(re.fullmatch(_TEMPLATE.sub("[^/]+", route.path.replace(".", r"\.")), path))
