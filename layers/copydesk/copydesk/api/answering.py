"""Turns a request into an answer. Every failure becomes a problem, never a stack trace."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from copydesk.api.etags import body_etag, is_held
from copydesk.api.messages import Answer, Request
from copydesk.api.parameters import read_arguments
from copydesk.api.problems import INTERNAL, METHOD, NO_ROUTE, TOO_LARGE, UNAVAILABLE, Problem
from copydesk.api.records import Repository
from copydesk.api.routing import ALLOW, METHODS, Call, Route, Routes
from copydesk.errors import Retry

#: The most bytes of a body. Lambda takes an answer of 6,291,556 bytes as JSON, with headers and quotation marks.
LARGEST_BODY = 6_000_000
#: A failure that outlasts DynamoDB's own back-off may last some seconds (RFC 9110, section 10.2.3).
_RETRY_AFTER = {"Retry-After": "2"}
#: Only the client may cache an answer, and must revalidate it before each use, as an article may be withdrawn.
_ALWAYS = {"Cache-Control": "private, no-cache", "Vary": "Accept", "X-Content-Type-Options": "nosniff"}


def answer(
    route: Route,
    request: Request,
    *,
    segments: Mapping[str, str],
    reads: Repository,
    failed: Callable[[Exception], None],
) -> Answer:
    """Returns the answer of a route. `segments` are percent-encoded path parameters; `failed` is called with a bug."""
    try:
        found = _called(route, request, segments, reads)
    except Problem as problem:
        found = problem.answer(request.request_id)
    except Retry:
        found = _unavailable().answer(request.request_id)
    except Exception as error:  # a bug: it is logged, and never shown to the client
        failed(error)
        found = _internal().answer(request.request_id)
    return _finished(request, found)


def no_route(routes: Routes, request: Request, path_matches: Callable[[Route], bool]) -> Answer:
    """Returns 405 if the path belongs to a route, because only the method is wrong; else 404."""
    problem = _method(request) if any(map(path_matches, routes)) else _no_route(routes)
    return _finished(request, problem.answer(request.request_id))


def _called(route: Route, request: Request, segments: Mapping[str, str], reads: Repository) -> Answer:
    if request.method == "OPTIONS":
        return Answer(status=204, headers=ALLOW)
    arguments = read_arguments(route.parameters, segments=segments, query=request.query)
    found = route.handle(Call(request=request, arguments=arguments, reads=reads))
    # A character takes at most six bytes (\u0000), so most answers need not be measured.
    if len(found.body) * 6 > LARGEST_BODY and (size := _size(found.body)) > LARGEST_BODY:
        raise _too_large(size)
    return found


def _finished(request: Request, answer: Answer) -> Answer:
    headers = {**_ALWAYS, **answer.headers}
    if answer.status == 200:
        etag = headers.setdefault("ETag", body_etag(answer.body))
        if is_held(etag, request.headers.get("if-none-match")):
            answer = Answer(status=304)
    body = "" if request.method == "HEAD" else answer.body
    return replace(answer, body=body, headers=headers)


def _size(body: str) -> int:
    """Returns the bytes of a body as a string in Lambda's own JSON, which escapes quotation marks and line ends."""
    return len(json.dumps(body, ensure_ascii=False).encode())


def _too_large(size: int) -> Problem:
    return Problem(
        TOO_LARGE,
        f"It has {size:,} bytes, and the way back carries {LARGEST_BODY:,}.",
        remedy="An article: ask for its head (?blocks=false) or its text (?format=text). A list: for fewer (?limit=…).",
    )


def _method(request: Request) -> Problem:
    return Problem(
        METHOD,
        f"{ascii(request.method)[1:-1][:20]} is not for reading.",
        remedy=f"Use one of {', '.join(METHODS)}.",
        headers=ALLOW,
    )


def _no_route(routes: Routes) -> Problem:
    return Problem(
        NO_ROUTE,
        "The path is none of the routes'. A slash within a name is written %2F.",
        remedy="Use one of `routes`; /openapi.json describes them.",
        more={"routes": [route.path for route in routes]},
    )


def _unavailable() -> Problem:
    return Problem(
        UNAVAILABLE, "A table is throttled, or its article is being edited.", remedy="Ask again in some seconds.",
        headers=_RETRY_AFTER,
    )  # fmt: skip


def _internal() -> Problem:
    return Problem(
        INTERNAL, "It is logged under the id in `instance`.", remedy="Ask again; if it stays so, report the id."
    )
