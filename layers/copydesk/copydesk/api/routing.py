"""Defines a route. The table of routes, the resolver and the OpenAPI document consist of these records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.api.messages import Answer, Request
from copydesk.api.parameters import Arguments, Parameter
from copydesk.api.problems import Kind
from copydesk.api.records import Repository

#: The methods of every route. HEAD is GET without the body (RFC 9110, section 9.3.2).
METHODS = ("GET", "HEAD", "OPTIONS")
ALLOW = {"Allow": ", ".join(METHODS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to a route, with its arguments and the functions that read."""

    request: Request
    arguments: Arguments
    reads: Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route. `path` is an OpenAPI path template.

    `content` maps the media types of its answers to the name of their schema, or None if they have none. `problems` are
    those that it may raise besides the common ones.
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
