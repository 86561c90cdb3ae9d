"""Describes failures as problems (RFC 9457), each with a remedy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.api.messages import Answer

#: The media type of problems (RFC 9457, section 3).
PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of problem. `name` is the stable end of its type URI; the title may change."""

    name: str
    status: int
    title: str

    @property
    def uri(self) -> str:
        return f"urn:problem-type:copydesk:{self.name}"


BAD_REQUEST = Kind(name="bad-request", status=400, title="The request cannot be understood")
BAD_CURSOR = Kind(name="bad-cursor", status=400, title="The cursor does not belong to this list")
NOT_FOUND = Kind(name="not-found", status=404, title="There is no such record")
NO_ROUTE = Kind(name="no-such-route", status=404, title="There is no such route")
METHOD = Kind(name="method-not-allowed", status=405, title="The route does not take this method")
NOT_ACCEPTABLE = Kind(name="not-acceptable", status=406, title="None of the formats on offer is accepted")
WITHDRAWN = Kind(name="withdrawn", status=410, title="The article was withdrawn")
EXPIRED = Kind(name="revision-expired", status=410, title="The revision is no longer kept")
TOO_LARGE = Kind(name="answer-too-large", status=413, title="The answer is larger than can be sent")
INTERNAL = Kind(name="internal", status=500, title="Something broke here")
UNAVAILABLE = Kind(name="unavailable", status=503, title="The tables do not answer at the moment")

KINDS = (
    BAD_REQUEST, BAD_CURSOR, NOT_FOUND, NO_ROUTE, METHOD, NOT_ACCEPTABLE, WITHDRAWN, EXPIRED,
    TOO_LARGE, INTERNAL, UNAVAILABLE,
)  # fmt: skip


class Problem(Exception):
    """An exception that stops a request. `remedy` is what the caller can do, `more` adds members to the problem."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        remedy: str,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.remedy = remedy
        self.more = more or {}
        self.headers = headers or {}

    def answer(self, request_id: str) -> Answer:
        body = {
            "type": self.kind.uri,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "remedy": self.remedy,
            "instance": f"urn:uuid:{request_id}",
            **self.more,
        }
        return Answer(
            status=self.kind.status,
            body=json.dumps(body, ensure_ascii=False),
            media_type=PROBLEM_JSON,
            headers={"Cache-Control": "no-store", **self.headers},
        )
