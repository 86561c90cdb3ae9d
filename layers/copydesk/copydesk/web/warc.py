"""Reads WARC files in the form of CC-NEWS, with one gzip member per record, into pages or descriptions of the damage.

warcio parses the headers of both protocols and the chunks, and tolerates the usual mistakes of crawlers. It is
imported with the first record. Queues may bring none for days, and the import would lengthen each cold start.
"""

import hashlib
import zlib
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.web.robots_directives import as_one
from copydesk.web.timestamps import parse_instant

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders


# Every byte of a file belongs to exactly one member. A damaged member ends where the next record begins. So damage
# affects only the records that it hits.

#: The first bytes of a gzip member: two of magic, and the only method (RFC 1952, section 2.3.1).
_MAGIC = b"\x1f\x8b\x08"
#: The beginning of an inflated record (ISO 28500, section 4).
_RECORD = b"WARC/"
#: The bytes in which a member's header must end. Real headers with names and comments are far shorter.
_PEEK = 4_096
#: The most bytes that are inflated at once, whatever a member promises.
_STEP = 1 << 20
#: The most inflated bytes of a member. A larger one is no page, and its end is found by searching for the next record.
_MOST_INFLATED = 1 << 30
_WITH_GZIP_HEADER = 31


class Archive(Protocol):
    """A WARC file: its size in bytes, and its bytes from any offset on."""

    @property
    def size(self) -> int: ...

    def chunks(self, offset: int) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A gzip member. `content` is None if it is larger than the limit, or if it is damaged, as `damage` describes."""

    offset: int
    length: int
    content: bytes | None = None
    damage: str | None = None


class _Damaged(Exception):
    """The bytes are not a member, or not a complete one."""


def members(archive: Archive, start: int, end: int, *, limit: int) -> Iterator[Member]:
    """Yields the members that begin from `start` to before `end`. Of contents above `limit` only the end is found."""
    at = start
    while at < end:
        member = read_member(archive, at, limit=limit)
        yield member
        at += member.length


def read_member(archive: Archive, offset: int, *, limit: int) -> Member:
    try:
        length, content = _inflated(archive, offset, limit)
    except _Damaged as damage:
        following = next_record(archive, offset + 1)
        return Member(offset=offset, length=following - offset, damage=str(damage))
    return Member(offset=offset, length=length, content=content)


def next_record(archive: Archive, offset: int) -> int:
    """Returns the offset of the next record at or after `offset`, or the file's size if there is none.

    The same offset always gives the same answer, so a file can be cut anywhere and its parts processed separately.
    """
    at, before = offset, b""
    for chunk in archive.chunks(offset):
        seen = before + chunk
        found = seen.find(_MAGIC)
        while found >= 0:
            if _begins_record(archive, at - len(before) + found):
                return at - len(before) + found
            found = seen.find(_MAGIC, found + 1)
        at += len(chunk)
        before = seen[-len(_MAGIC) + 1 :]
    return archive.size


def _begins_record(archive: Archive, offset: int) -> bool:
    inflater = zlib.decompressobj(_WITH_GZIP_HEADER)
    begun = b""
    try:
        for chunk in archive.chunks(offset):
            begun += inflater.decompress(chunk[:_PEEK], len(_RECORD) - len(begun))
            if len(begun) == len(_RECORD) or len(chunk) >= _PEEK or inflater.eof:
                break
    except zlib.error:
        return False
    return begun == _RECORD


def _inflated(archive: Archive, offset: int, limit: int) -> tuple[int, bytes | None]:
    """Returns a member's length and its content, or None in place of a content above the limit."""
    inflater = zlib.decompressobj(_WITH_GZIP_HEADER)
    content, size, taken = bytearray(), 0, 0
    for chunk in archive.chunks(offset):
        taken += len(chunk)
        for piece in _pieces(inflater, chunk):
            size += len(piece)
            content += piece if size <= limit else b""
            if size > _MOST_INFLATED:
                raise _Damaged(f"inflates to more than {_MOST_INFLATED} bytes")
        if inflater.eof:
            return taken - len(inflater.unused_data), bytes(content) if size <= limit else None
    raise _Damaged("the file ends within it")


def _pieces(inflater: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    left = chunk
    try:
        while left and not inflater.eof:
            yield inflater.decompress(left, _STEP)
            left = inflater.unconsumed_tail
    except zlib.error as error:
        raise _Damaged(f"no gzip member: {error}") from error


#: The content types that an article can have.
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A page as a crawler received it. Chunking is removed from the body, but content encoding is not."""

    url: str
    captured_at: str
    body: bytes
    content_type: str | None
    content_encoding: str | None
    robots_tag: str | None


def captured(record: bytes) -> Captured:
    """Returns the page of a record. Raises Skip for another kind of record, and Reject if it is broken."""
    headers, block = _opened(record)
    uri = headers.get_header("WARC-Target-URI", "").strip("<>")
    if not uri.startswith(("http://", "https://")):
        raise Skip(SkipReason.NOT_A_PAGE, "a response of another protocol")
    captured_at = parse_instant(headers.get_header("WARC-Date", ""))
    if captured_at is None:
        raise _broken("its WARC-Date is no time")
    http, sent = _response(block)
    is_chunked = http.get_header("Transfer-Encoding", "").lower() == "chunked"
    _check_digests(headers, block, sent, is_chunked=is_chunked)
    return Captured(
        url=uri,
        captured_at=captured_at,
        body=_unchunked(sent) if is_chunked else sent,
        content_type=http.get_header("Content-Type"),
        content_encoding=http.get_header("Content-Encoding"),
        robots_tag=as_one([value for name, value in http.headers if name.lower() == "x-robots-tag"]) or None,
    )


def _opened(record: bytes) -> tuple["StatusAndHeaders", bytes]:
    """Returns a response's WARC headers, and its block with exactly the length that they state."""
    stream = BytesIO(record)
    headers = _headers(stream, "WARC/")
    kind = headers.get_header("WARC-Type", "")
    if kind != "response":
        raise Skip(SkipReason.NOT_A_PAGE, f"a record of the type {kind[:40]!a}")
    stated = headers.get_header("Content-Length", "")
    if not (stated.isascii() and stated.isdecimal()):
        raise _broken("it states no Content-Length")
    start, length = stream.tell(), int(stated)
    block, rest = record[start : start + length], record[start + length :]
    if len(block) < length:
        raise _broken(f"its Content-Length is {length}, and {len(block)} bytes are there")
    if rest.strip(b"\r\n"):
        several = "several records in one gzip member: run `warcio recompress` on the file"
        raise _broken(several if b"WARC/" in rest else f"it goes on behind its Content-Length of {length}")
    return headers, block


def _response(block: bytes) -> tuple["StatusAndHeaders", bytes]:
    stream = BytesIO(block)
    http = _headers(stream, "HTTP/")
    # The status line after "HTTP/" has the version, the status and its reason.
    status = f"{http.statusline}  ".split(" ")[1]
    if not (status.isascii() and status.isdecimal()):
        raise _broken("its response has no status")
    if status != "200":
        raise Skip(SkipReason.NOT_A_PAGE, f"status {status[:10]}")
    kind = http.get_header("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _PAGES:
        raise Skip(SkipReason.NOT_A_PAGE, f"of the type {kind[:80]!a}")
    return http, stream.read()


def _headers(stream: BytesIO, protocol: str) -> "StatusAndHeaders":
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    try:
        return StatusAndHeadersParser([protocol]).parse(stream)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise _broken(f"it does not begin as {protocol[:-1]} does") from error


def _unchunked(sent: bytes) -> bytes:
    from warcio.bufferedreaders import ChunkedDataReader

    return bytes(ChunkedDataReader(BytesIO(sent)).read())


def _check_digests(headers: "StatusAndHeaders", block: bytes, sent: bytes, *, is_chunked: bool) -> None:
    """Checks the digests. That of a chunked or truncated payload is ignored, as what it covers is unclear."""
    checked = [("WARC-Block-Digest", block)]
    if not is_chunked and headers.get_header("WARC-Truncated") is None:
        checked.append(("WARC-Payload-Digest", sent))
    for name, content in checked:
        if not _matches(headers.get_header(name, ""), content):
            raise _broken(f"its {name} is of other bytes")


def _matches(stated: str, content: bytes) -> bool:
    """True if bytes have a digest in base 16 or 32. A digest by an unknown method always passes.

    >>> _matches("sha1:OZYBHTQO4D3NPIDVQ6IS5ORRATH2VPAV", b"page"), _matches("sha1:" + "0" * 40, b"page")
    (True, False)
    """
    method, _, value = stated.partition(":")
    if method.lower() not in {"md5", "sha1", "sha256", "sha512"}:
        return True
    digest = hashlib.new(method, content, usedforsecurity=False).digest()
    return value.strip().upper().rstrip("=") in {digest.hex().upper(), b32encode(digest).decode().rstrip("=")}


def _broken(what: str) -> Reject:
    return Reject(RejectReason.BROKEN_RECORD, what)
