"""The messages of the fetch and discover queues: requests as JSON, and back. Pure: nothing here opens a socket."""

import json
from collections.abc import Mapping
from typing import Any

from copydesk.aws.fields import optional_text, text
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest, ReadRequest
from copydesk.errors import Reject, RejectReason
from copydesk.model import to_plain

_EXPECTED_FETCH = 'expected {"url": "https://…"}'
_EXPECTED_READ = "expected what the schedule sends"


def to_message(request: FetchRequest | ReadRequest) -> str:
    # In ASCII: SQS refuses a message for some characters, and URLs in messages may hold any.
    return json.dumps(to_plain(request))


def fetch_request(body: str) -> FetchRequest:
    """The page that a message asks for; Reject if it asks for none."""
    fields = _fields(body, _EXPECTED_FETCH)
    return FetchRequest(
        url=text(fields, "url"),
        turn=_count(fields, "turn"),
        tries=_count(fields, "tries") or 0,
        via=_via(fields),
        slot=_moment(fields, "slot"),
        hops=_count(fields, "hops") or 0,
    )


def read_request(body: str) -> ReadRequest:
    """The source that a message asks to read; Reject if it names none."""
    fields = _fields(body, _EXPECTED_READ)
    turn = _count(fields, "turn")
    if turn is None:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"turn is missing; {_EXPECTED_READ}")
    return ReadRequest(
        source_id=text(fields, "source_id"),
        turn=turn,
        url=optional_text(fields, "url"),
        via=_via(fields),
        slot=_moment(fields, "slot"),
        hops=_count(fields, "hops") or 0,
    )


def withdrawal(page: SeenPage, *, status: int, seen_at: str) -> str:
    """The message that tells ingest that a page is gone, which article it was, and where its last copy is stored."""
    assert page.raw is not None
    copy = {name: value for name, value in to_plain(page.raw).items() if name != "etag"}
    gone: dict[str, Any] = {"url": page.url, "status": status, "seen_at": seen_at, "s3": copy}
    return json.dumps({"gone": gone | ({"article_id": page.article_id} if page.article_id else {})})


def _fields(body: str, expected: str) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"not JSON: {type(error).__name__}; {expected}") from error
    if not isinstance(fields, dict):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, expected)
    return fields


def _count(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    if type(value) is not int or not 0 <= value < 2**53:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be a whole number")
    return value


def _moment(fields: Mapping[str, Any], name: str) -> float | None:
    value: Any = fields.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < 2**40 else None


def _via(fields: Mapping[str, Any]) -> tuple[str, ...]:
    value = fields.get("via", [])
    if not isinstance(value, list) or not all(isinstance(url, str) for url in value):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, "via must be a list of URLs")
    return tuple(value)
