"""What a route is: the table of routes, the resolver and the OpenAPI document are all made of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.api.messages import Answer, Request
from copydesk.api.parameters import Arguments, Parameter
from copydesk.api.problems import Kind
from copydesk.api.records import Repository

#: What every route takes. HEAD is GET without its body (RFC 9110, section 9.3.2).
METHODS = ("GET", "HEAD", "OPTIONS")
ALLOW = {"Allow": ", ".join(METHODS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request on its way through a route."""

    request: Request
    arguments: Arguments
    reads: Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`path` is an OpenAPI path template; `content` names the schema of what it answers, if it has one, by media type.

    `problems` are those that this route has besides the ones that every route has.
    """

    path: str
    name: str
    summary: str
    handle: Callable[[Call], Answer]
    parameters: tuple[Parameter, ...] = ()
    content: Mapping[str, str | None]
    problems: tuple[Kind, ...] = ()


type Routes = tuple[Route, ...]
type Plain = dict[str, Any]
