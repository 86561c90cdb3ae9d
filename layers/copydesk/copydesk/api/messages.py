"""Defines requests and answers over HTTP, independent of their transport."""

from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request.

    `path` and `query` are percent-encoded, header names are lower case, `request_id` is the platform's.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: str = ""
    media_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
