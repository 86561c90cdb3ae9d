"""Reads queue messages of every accepted shape into deliveries. It opens no sockets."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import unquote_plus

from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Expect, Source
from copydesk.pipeline.ingest import Arrival
from copydesk.pipeline.messages import Gone, Inline, Pointer, UrlOnly
from copydesk.web.timestamps import parse_instant


def text(fields: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not (value or empty):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be a text, not {type(value).__name__}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} holds half a surrogate pair")
    return value


def optional_text(fields: Mapping[str, Any], name: str) -> str | None:
    return None if fields.get(name) in (None, "") else text(fields, name)


def count(fields: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    value = fields.get(name)
    if type(value) is not int or value < least:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be a whole number of at least {least}")
    return value


def part(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be an object, not {type(value).__name__}")
    return value


#: The prefix of inline content. The message that brought the content also ingests it and is retried until it succeeds.
#: The S3 notification of the object therefore adds nothing.
INLINE_PREFIX = "inline/"
#: The prefix of messages that are too long for their reject.
MESSAGES_PREFIX = "messages/"
#: The prefix of listings of sources that are too long for the message to discover.
LISTINGS_PREFIX = "listings/"
#: The prefix of fetched pages. Fetch itself requests their ingest, through a queue of their own.
FETCHED_PREFIX = "fetched/"
#: S3 notifications cannot exclude a prefix. Those of objects that Copydesk writes itself are skipped here. They include
#: the bodies of articles (`copydesk.storage.articles.items`).
OWN_PREFIXES = (INLINE_PREFIX, MESSAGES_PREFIX, LISTINGS_PREFIX, FETCHED_PREFIX, "bodies/")
_NO_PAGES = tuple(prefix for prefix in OWN_PREFIXES if prefix != FETCHED_PREFIX)

#: The most nested envelopes. The deepest that services build is SNS around EventBridge around a notification.
_DEEPEST = 4
#: HTTP statuses that mean that a page no longer exists (RFC 9110, sections 15.5.5 and 15.5.11). Others are redirects to
#: a front page (15.4) and a legal demand (RFC 7725).
_GONE = frozenset({301, 302, 303, 307, 308, 404, 410, 451})
_CONTENT_TYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8"}
_EXPECTED = (
    'expected an S3 notification (plain, from SNS or EventBridge), {"html" or "text": …, "url": …}, '
    '{"url": …}, {"s3": {"bucket": …, "key": …}} or {"warc": {"bucket": …, "key": …, "offset": …, "length": …}}'
)


def arrivals(body: str, *, sent_at: str) -> Iterator[Arrival]:
    """Yields all that one message requests. An unreadable part becomes a Reject beside the readable ones."""
    try:
        yield from _opened(_parse(body), sent_at, depth=0)
    except (Reject, Skip) as verdict:
        yield verdict


def _parse(body: str) -> Any:
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"not JSON: {type(error).__name__}; {_EXPECTED}") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def is_page(key: str) -> bool:
    """True if an object of the raw bucket is a page that was uploaded or fetched."""
    return not key.startswith(_NO_PAGES)


def _opened(message: Any, sent_at: str, depth: int) -> Iterator[Arrival]:
    """Removes one envelope, or reads the content of the innermost one."""
    if not isinstance(message, dict) or depth > _DEEPEST:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, _EXPECTED)
    match message:
        case {"Event": "s3:TestEvent"}:
            raise Skip(SkipReason.TEST_EVENT)
        case {"Records": [_, *_] as records}:
            yield from (_verdict(record) for record in records)
        case {"Type": "Notification", "Message": str(inner)}:
            yield from _opened(_parse(inner), sent_at, depth + 1)
        case {"source": "aws.s3", "detail-type": kind, "detail": dict(detail)}:
            yield _eventbridge_object(kind, detail, message.get("time"))
        case {"detail-type": _, "detail": dict(detail)}:
            yield from _opened(detail, sent_at, depth + 1)
        case _:
            yield _direct(message, sent_at)


def _verdict(record: Any) -> Arrival:
    try:
        return _notified_object(record)
    except (Reject, Skip) as verdict:
        return verdict


def _notified_object(record: Any) -> Arrival:
    if not isinstance(record, dict) or record.get("eventSource") != "aws:s3":
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"a record that S3 did not write; {_EXPECTED}")
    if not text(record, "eventName").removeprefix("s3:").startswith("ObjectCreated:"):
        raise Skip(SkipReason.NOT_A_NEW_OBJECT, text(record, "eventName"))
    notified = part(record, "s3")
    found = part(notified, "object")
    key = unquote_plus(text(found, "key"))
    pointer = _new_object(text(part(notified, "bucket"), "name"), key, found, version=optional_text(found, "versionId"))
    return replace(pointer, notified_at=_notified_at(record.get("eventTime")))


def _eventbridge_object(kind: Any, detail: dict[str, Any], time: Any) -> Arrival:
    if kind != "Object Created":
        raise Skip(SkipReason.NOT_A_NEW_OBJECT, f"{kind}")
    found = part(detail, "object")
    # An EventBridge event has the plain key; a notification has it URL-encoded.
    key = text(found, "key")
    pointer = _new_object(text(part(detail, "bucket"), "name"), key, found, version=optional_text(found, "version-id"))
    return replace(pointer, notified_at=_notified_at(time))


def _new_object(bucket: str, key: str, fields: dict[str, Any], *, version: str | None) -> Pointer:
    if key.startswith(OWN_PREFIXES):
        raise Skip(SkipReason.OWN_OBJECT, key)
    source = Source(bucket=bucket, key=key, version_id=version)
    return Pointer(source=source, sequencer=optional_text(fields, "sequencer"))


def _notified_at(value: Any) -> str | None:
    """Returns the time of a notification. It only orders objects within one second, so an invalid time is None."""
    return parse_instant(value) if isinstance(value, str) else None


def _direct(message: dict[str, Any], sent_at: str) -> Arrival:
    match message:
        case {"gone": _}:
            return _gone(part(message, "gone"), sent_at)
        case {"s3": dict(pointer)}:
            return Pointer(source=_source(pointer), url=optional_text(message, "url"), expect=_expect(message))
        case {"warc": dict(record)}:
            return Pointer(source=record_source(record), expect=_expect(message))
        case {"html": _} | {"text": _}:
            return _inline(message, sent_at)
        case {"url": _} if len(message) == 1:
            return UrlOnly(url=text(message, "url"))
        case _:
            raise Reject(RejectReason.UNKNOWN_MESSAGE, _EXPECTED)


def _source(pointer: dict[str, Any]) -> Source:
    return Source(
        bucket=text(pointer, "bucket"), key=text(pointer, "key"), version_id=optional_text(pointer, "version_id")
    )


def record_source(record: dict[str, Any]) -> Source:
    """Returns the location of a record in a WARC file: the gzip member at `offset`."""
    return replace(_source(record), offset=count(record, "offset"), length=count(record, "length", least=1))


def _gone(gone: dict[str, Any], sent_at: str) -> Gone:
    status = gone.get("status")
    if not isinstance(status, int) or status not in _GONE:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"status of a page that is gone must be one of {sorted(_GONE)}")
    return Gone(
        page=Pointer(source=_source(part(gone, "s3")), url=text(gone, "url")),
        status=status,
        seen_at=_instant(gone, "seen_at", sent_at=sent_at),
        article_id=optional_text(gone, "article_id"),
    )


def _inline(message: dict[str, Any], sent_at: str) -> Inline:
    kinds = [kind for kind in _CONTENT_TYPES if kind in message]
    if len(kinds) > 1:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, "html and text in one message: which is the article?")
    return Inline(
        content=text(message, kinds[0], empty=True).encode(),
        content_type=_CONTENT_TYPES[kinds[0]],
        url=optional_text(message, "url"),
        fetched_at=_instant(message, "fetched_at", sent_at=sent_at)
        if optional_text(message, "fetched_at")
        else sent_at,
        expect=_expect(message),
    )


def _expect(message: dict[str, Any]) -> Expect | None:
    if (expect := optional_text(message, "expect")) not in (None, "article"):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f'expect is {expect!r:.40}; it can only be "article"')
    return "article" if expect else None


def _instant(fields: dict[str, Any], name: str, *, sent_at: str) -> str:
    instant = parse_instant(text(fields, name))
    if instant is None:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} is no ISO 8601 time with a zone")
    # No page was seen after its message was sent. A clock that is ahead must not block later versions.
    return min(instant, sent_at)
