"""The gzip members of a WARC file, one after another, and what lies broken between them.

Every byte of a file is in exactly one member: one that inflates whole, or one that says what is wrong with it and ends
where the next record begins. So damage costs the records it hits, and no other.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

#: A member begins with its two bytes and the one method there is: RFC 1952, section 2.3.1.
_MAGIC = b"\x1f\x8b\x08"
#: How a record begins, once inflated: ISO 28500, section 4.
_RECORD = b"WARC/"
#: With its names and comments a real member's header is far shorter.
_PEEK = 4_096
#: Inflated at once, whatever a member promises.
_STEP = 1 << 20
#: A member that inflates to more is no page, and no video of one: its end is looked for instead of waited for.
_MOST_INFLATED = 1 << 30
_WITH_GZIP_HEADER = 31


class Archive(Protocol):
    """A WARC file: its size, and its bytes from any offset on."""

    @property
    def size(self) -> int: ...

    def chunks(self, offset: int) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`content` is None where it is larger than was asked for, or where it cannot be had: then `damage` says why."""

    offset: int
    length: int
    content: bytes | None = None
    damage: str | None = None


class _Damaged(Exception):
    """What lies here is no member, or not all of one."""


def members(archive: Archive, start: int, end: int, *, limit: int) -> Iterator[Member]:
    """All that begin from `start`, where one does, to before `end`; of contents above `limit` only the end is found."""
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
    """Where the next record begins, at `offset` or after it; the file's size if there is none.

    Whoever asks from the same offset gets the same answer, so a file can be cut anywhere and shared out.
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
    """A member's length, and its content if that is within the limit."""
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
