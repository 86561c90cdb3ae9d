"""Undoes content encodings (gzip, deflate, brotli and zstd) within a limit of inflated bytes."""

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

from copydesk.errors import Reject, RejectReason

#: The largest page of the public corpora has 7 MB. A larger body than this limit is a dump or a decompression bomb.
MAX_INFLATED_BYTES = 20 * 2**20
#: The most nested encodings. A stored object may be compressed by the server and by its archivist.
_MAX_LAYERS = 3
_GZIP_MAGIC = b"\x1f\x8b\x08"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_STEP = 64 * 1024
#: In RFC 8878 a block of 4 bytes may stand for 128 KiB. A step of this size inflates to 32 MiB at most.
_ZSTD_STEP = 1024
#: The largest window of content on the web (RFC 9659): 8 MiB.
_MAX_ZSTD_WINDOW = 8 * 2**20
#: The most members of a stream. Very many small ones would cost time rather than bytes, and no server makes them.
_MAX_FRAMES = 64
_IDENTITY = frozenset({"", "identity", "aws-chunked"})


def inflate(body: bytes, content_encoding: str | None = None) -> bytes:
    """Returns the content without its encodings: first those declared, then those that its first bytes show.

    If the bytes do not show a declared gzip or zstd, a client has already undone it and kept the header.
    Raises Reject if an encoding is unsupported or broken, or if the content is too large.
    """
    for name in reversed(_names(content_encoding)):
        body = _undo(name, body)
    for _ in range(_MAX_LAYERS):
        shown = _shown(body)
        if shown is None:
            break
        body = _undo(shown, body)
    if len(body) > MAX_INFLATED_BYTES:
        raise Reject(RejectReason.TOO_LARGE, f"over {MAX_INFLATED_BYTES} bytes")
    return body


def _names(content_encoding: str | None) -> list[str]:
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    found = [name for name in names if name not in _IDENTITY]
    unknown = [name for name in found if name not in _DECODERS]
    if unknown or len(found) > _MAX_LAYERS:
        raise Reject(RejectReason.UNSUPPORTED_ENCODING, f"{content_encoding!r}; known are {', '.join(_DECODERS)}")
    return found


def _shown(body: bytes) -> str | None:
    if body.startswith(_GZIP_MAGIC):
        return "gzip"
    return "zstd" if body.startswith(_ZSTD_MAGIC) else None


def _undo(name: str, body: bytes) -> bytes:
    if name in ("gzip", "x-gzip", "zstd") and _shown(body) is None:
        return body
    parts: list[bytes] = []
    size = 0
    try:
        for part in _DECODERS[name](body):
            size += len(part)
            if size > MAX_INFLATED_BYTES:
                raise Reject(RejectReason.TOO_LARGE, f"{name} inflates to over {MAX_INFLATED_BYTES} bytes")
            parts.append(part)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        if name == "br" and body.lstrip()[:1] == b"<":
            return body
        raise Reject(RejectReason.BROKEN_ENCODING, f"{name}: {error}") from error
    return b"".join(parts)


def _gunzip(body: bytes) -> Iterator[bytes]:
    for _ in range(_MAX_FRAMES):
        yield from _zlib_parts(decoder := zlib.decompressobj(16 + zlib.MAX_WBITS), body)
        body = decoder.unused_data
        if not body.startswith(_GZIP_MAGIC):
            return
    raise zlib.error(f"over {_MAX_FRAMES} members")


def _deflate(body: bytes) -> Iterator[bytes]:
    """Inflates deflate content. RFC 9110 means the zlib format, but some servers send the raw stream."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _zlib_parts(zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS), body)


def _zlib_parts(decoder: "zlib._Decompress", body: bytes) -> Iterator[bytes]:
    while body and not decoder.eof:
        yield decoder.decompress(body, _STEP)
        body = decoder.unconsumed_tail
    if not decoder.eof:
        raise zlib.error("the stream ends early")


def _unbrotli(body: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    part = decoder.process(body, output_buffer_limit=_STEP)
    while part or not decoder.can_accept_more_data():
        yield part
        part = decoder.process(b"", output_buffer_limit=_STEP)
    if not decoder.is_finished():
        raise brotli.error("the stream ends early")


def _unzstd(body: bytes) -> Iterator[bytes]:
    for _ in range(_MAX_FRAMES):
        decoder = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW).decompressobj()
        for start in range(0, len(body), _ZSTD_STEP):
            yield decoder.decompress(body[start : start + _ZSTD_STEP])
            if decoder.eof:
                body = decoder.unused_data + body[start + _ZSTD_STEP :]
                break
        else:
            raise zstandard.ZstdError("the stream ends early")
        if not body.startswith(_ZSTD_MAGIC):
            return
    raise zstandard.ZstdError(f"over {_MAX_FRAMES} frames")


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
