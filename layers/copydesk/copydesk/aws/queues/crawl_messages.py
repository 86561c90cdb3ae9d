"""Writes the messages of the crawl as JSON and reads them back. It opens no sockets."""

import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from copydesk.aws.queues.envelopes import optional_text, part, text
from copydesk.crawling.records import Memory, Reading, SeenPage
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source, to_plain

#: The most bytes of a listing inside a message of 1 MB, in base64. SQS bills each 64 KB as a request; an S3 object
#: costs as much as twelve requests.
LONGEST_PACKED = 180_000
#: The most bytes that a listing may inflate to, which is the limit of responses. More is a decompression bomb.
_MOST_BYTES = 100_000_000
_EXPECTED_FETCH = 'expected {"url": "https://…"}'
_EXPECTED_TURNS = 'expected {"hosts": ["…"]}'
_EXPECTED_SHARD = 'expected {"shard": 0}'
_EXPECTED_READING = "expected what a host's turn sends"


def asked_url(body: str) -> str:
    """Returns the URL that a message requests. Raises Reject if there is none."""
    return text(_fields(body, _EXPECTED_FETCH), "url")


def to_hosts(hosts: Sequence[str]) -> str:
    """Returns the message that starts the turns of hosts."""
    # The message is ASCII, because SQS refuses some characters and a host name may contain any.
    return json.dumps({"hosts": list(hosts)})


def hosts_of(body: str) -> list[str]:
    """Returns the hosts that a message names. Raises Reject if there are none."""
    hosts = _fields(body, _EXPECTED_TURNS).get("hosts")
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) and host for host in hosts):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, _EXPECTED_TURNS)
    return list(dict.fromkeys(hosts))


def to_shard(shard: int) -> str:
    """Returns the message that requests the dispatch of a shard's hosts."""
    return json.dumps({"shard": shard})


def shard_of(body: str) -> int:
    """Returns the shard that a message names. Raises Reject if there is none."""
    shard = _count(_fields(body, _EXPECTED_SHARD), "shard")
    if shard is None:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, _EXPECTED_SHARD)
    return shard


def to_reading(reading: Reading, *, keep: Callable[[str, bytes], str]) -> str:
    """Returns the message with what a source lists. `keep` stores a long listing elsewhere and returns its key."""
    packed = gzip.compress(reading.content, mtime=0)
    message = {
        "source_id": reading.source_id,
        "turn": reading.turn,
        "url": reading.url,
        "content_type": reading.content_type,
        "memory": to_plain(reading.memory),
    }
    if len(packed) * 4 // 3 > LONGEST_PACKED:
        return json.dumps(message | {"key": keep(reading.memory.digest or "", packed)})
    return json.dumps(message | {"listing": b64encode(packed).decode("ascii")})


def reading_of(body: str, *, load: Callable[[str], bytes]) -> Reading:
    """Returns the listing of a source from its message. Raises Reject if the message is invalid."""
    fields = _fields(body, _EXPECTED_READING)
    turn, memory = _count(fields, "turn"), part(fields, "memory")
    if turn is None:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"turn is missing; {_EXPECTED_READING}")
    key = optional_text(fields, "key")
    return Reading(
        source_id=text(fields, "source_id"),
        turn=turn,
        url=text(fields, "url"),
        content_type=optional_text(fields, "content_type"),
        memory=Memory(**{name: optional_text(memory, name) for name in ("etag", "last_modified", "digest")}),
        content=_unpacked(load(key) if key else _decoded(text(fields, "listing"))),
    )


def to_ingest(source: Source) -> str:
    """Returns the message that requests the ingest of a fetched page."""
    copy = {"bucket": source.bucket, "key": source.key}
    return json.dumps({"s3": copy | ({"version_id": source.version_id} if source.version_id else {})})


def withdrawal(page: SeenPage, *, status: int, seen_at: str) -> str:
    """Returns the message that a page is gone, with its article if known and the location of its last copy."""
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


def _decoded(packed: str) -> bytes:
    try:
        return b64decode(packed, validate=True)
    except ValueError as error:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"listing is no base64; {_EXPECTED_READING}") from error


def _unpacked(packed: bytes) -> bytes:
    try:
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        content = inflater.decompress(packed, _MOST_BYTES)
    except zlib.error as error:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"listing is no gzip; {_EXPECTED_READING}") from error
    if not inflater.eof:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"listing is cut short or too long; {_EXPECTED_READING}")
    return content
