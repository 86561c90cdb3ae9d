"""A Lambda Function URL in front of the routes: Powertools finds the route, and nothing else is left to it."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response

from copydesk.api.answering import answer, no_route
from copydesk.api.messages import Answer, Request
from copydesk.api.records import Repository
from copydesk.api.routing import METHODS, Route, Routes

#: What RFC 3986 lets a path hold as it is, and the percent signs of what is encoded already.
_PATH_CHARACTERS = "/%:@!$&'()*+,;=-._~"
_TEMPLATE = re.compile(r"\{(\w+)\}")

#: Told of every answer: its request, the path template of its route, the answer itself.
type Report = Callable[[Request, str, Answer], None]


def resolver(
    routes: Routes, *, reads: Callable[[], Repository], failed: Callable[[Exception], None], report: Report
) -> LambdaFunctionUrlResolver:
    """`failed` is told of bugs. `reads` is called once a request needs it."""
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
    """The event with its path percent-encoded: the local stack decodes it, and routes are matched before decoding.

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


def _response(found: Answer) -> Response[str]:
    return Response(found.status, content_type=found.media_type, body=found.body, headers=dict(found.headers))


def _rule(route: Route) -> str:
    """A path template as Powertools writes it: a regular expression but for the names."""
    return _TEMPLATE.sub(r"<\1>", route.path.replace(".", r"\."))


def _matches(route: Route, path: str) -> bool:
    return bool(re.fullmatch(_TEMPLATE.sub("[^/]+", route.path.replace(".", r"\.")), path))
