"""Reads WARC files in S3 by byte ranges: one record by its offset, or all records of a part."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from copydesk.aws.faults import translated_faults
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.pipeline.messages import RawPage
from copydesk.web.timestamps import instant
from copydesk.web.warc import Member, captured, read_member

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: The bytes of one request. A million requests cost 0.4 dollars, so a terabyte costs 0.1 dollars.
CHUNK = 4 << 20
#: The bytes allowed for a record's WARC and HTTP headers, besides its page.
MOST_HEADERS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Archive:
    """One version of a WARC file. It caches the chunks read last. `stored_at` is the time at which S3 stored it."""

    client: "S3Client"
    source: Source
    size: int
    stored_at: str
    _kept: dict[int, bytes] = field(default_factory=dict)

    def chunks(self, offset: int) -> Iterator[bytes]:
        while offset < self.size:
            number, skipped = divmod(offset, CHUNK)
            chunk = self._chunk(number)[skipped:]
            yield chunk
            offset += len(chunk)

    def record(self, member: Member) -> Source:
        """Returns the raw page that a reject or an article of this member names."""
        return replace(self.source, offset=member.offset, length=member.length)

    def _chunk(self, number: int) -> bytes:
        if number not in self._kept:
            found = get_range(self.client, self.source, number * CHUNK, min(self.size, (number + 1) * CHUNK))
            # The previous chunk is kept, because it is read again after a damaged member.
            for old in self._kept.keys() - {number - 1}:
                del self._kept[old]
            self._kept[number] = found.content
        return self._kept[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Some bytes of an object and the version that they belong to. `whole` is the object's size in bytes."""

    content: bytes
    whole: int
    source: Source
    stored_at: str

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self, offset: int) -> Iterator[bytes]:
        if offset < len(self.content):
            yield self.content[offset:]


def open_archive(source: Source, *, client: "S3Client") -> S3Archive:
    """Opens the current version of a file. It requests one byte, because the answer contains the file's size."""
    first = get_range(client, source, 0, 1)
    return S3Archive(client=client, source=first.source, size=first.whole, stored_at=first.stored_at)


def get_range(client: "S3Client", source: Source, start: int, end: int) -> Range:
    """Reads the bytes from `start` to before `end`, of the version that the source names, if it names one."""
    named = {"VersionId": source.version_id, "IfMatch": source.etag}
    with translated_faults():
        found = client.get_object(
            Bucket=source.bucket,
            Key=source.key,
            Range=f"bytes={start}-{end - 1}",
            **{name: value for name, value in named.items() if value},  # type: ignore[arg-type]  # optional texts
        )
        content = found["Body"].read()
    version_id, etag = found.get("VersionId", source.version_id), found["ETag"].strip('"')
    return Range(
        content=content,
        # S3 may answer a range that covers the whole object as if no range had been requested.
        whole=int(found.get("ContentRange", f"/{found['ContentLength']}").rpartition("/")[2]),
        source=replace(source, version_id=version_id, etag=etag),
        stored_at=instant(found["LastModified"]),
    )


def read_record(source: Source, *, client: "S3Client", limit: int) -> RawPage:
    """Reads the page of one record by its offset and length, in one call."""
    start, length = source.offset or 0, source.length or 0
    if length > limit:
        raise Reject(RejectReason.TOO_LARGE, f"{length} bytes, of at most {limit}")
    found = get_range(client, source, start, start + length)
    return page_of(read_member(found, 0, limit=limit + MOST_HEADERS), found.source, found.stored_at, limit=limit)


def page_of(member: Member, source: Source, stored_at: str, *, limit: int) -> RawPage:
    """Returns the page of a member. Raises Reject if it is broken, and Skip if it is another kind of record."""
    if member.damage:
        raise Reject(RejectReason.BROKEN_RECORD, member.damage)
    if member.content is None:
        raise Reject(RejectReason.TOO_LARGE, f"inflates to more than {limit} bytes")
    page = captured(member.content)
    return RawPage(
        body=page.body,
        url=page.url,
        content_type=page.content_type,
        content_encoding=page.content_encoding,
        # No page was fetched after its file was stored. A clock that was ahead must not block later versions.
        fetched_at=min(page.captured_at, stored_at),
        source=source,
        robots_tag=page.robots_tag,
    )
