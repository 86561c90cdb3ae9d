"""Reads raw pages from S3, and saves inline and fetched pages there."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.archives import read_record
from copydesk.aws.faults import error_code, translated_faults, verdict
from copydesk.aws.queues.envelopes import FETCHED_PREFIX, INLINE_PREFIX
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.pipeline.messages import Delivery, Fetched, Inline, Pointer, RawPage
from copydesk.web.robots_directives import as_one
from copydesk.web.timestamps import instant, parse_instant
from copydesk.web.urls import host_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef


#: The longest URL kept as metadata; S3 keeps 2 KB of metadata with an object.
_LONGEST_URL = 1_800
#: The content types of uploads that do not know their type.
_NO_CONTENT_TYPE = frozenset({"binary/octet-stream", "application/octet-stream", ""})


def load(delivery: Delivery, *, client: "S3Client", raw_bucket: str, limit: int) -> RawPage:
    """Loads the page of a delivery. An inline page is saved first, so that it has a raw page in S3."""
    if isinstance(delivery, Inline):
        return _save_inline(delivery, client, raw_bucket)
    if delivery.source.offset is not None:
        page = read_record(delivery.source, client=client, limit=limit)
        return replace(page, expect=delivery.expect)
    return _read_object(delivery, client, limit)


def _read_object(pointer: Pointer, client: "S3Client", limit: int) -> RawPage:
    source = pointer.source
    with translated_faults():
        if source.version_id:
            found = client.get_object(Bucket=source.bucket, Key=source.key, VersionId=source.version_id)
        else:
            found = client.get_object(Bucket=source.bucket, Key=source.key)
        if found["ContentLength"] > limit:
            found["Body"].close()
            raise Reject(RejectReason.TOO_LARGE, f"{found['ContentLength']} bytes, of at most {limit}")
        return _raw_page(pointer, found, found["Body"].read())


def _raw_page(pointer: Pointer, response: "GetObjectOutputTypeDef", body: bytes) -> RawPage:
    source = Source(
        bucket=pointer.source.bucket,
        key=pointer.source.key,
        version_id=response.get("VersionId", pointer.source.version_id),
        etag=response["ETag"].strip('"'),
    )
    page = page_of_object(
        body, source, response["Metadata"], stored_at=instant(response["LastModified"]),
        content_type=response.get("ContentType", ""), content_encoding=response.get("ContentEncoding", ""),
    )  # fmt: skip
    return replace(
        page,
        url=pointer.url or page.url,
        sequencer=pointer.sequencer,
        notified_at=pointer.notified_at,
        expect="article" if pointer.expect else page.expect,
    )


def page_of_object(
    body: bytes,
    source: Source,
    metadata: Mapping[str, str],
    *,
    stored_at: str,
    content_type: str,
    content_encoding: str,
) -> RawPage:
    """Returns the page of an object with these headers."""
    return RawPage(
        body=body,
        url=metadata.get("url") or None,
        content_type=None if content_type in _NO_CONTENT_TYPE else content_type,
        content_encoding=_content_encoding(content_encoding),
        fetched_at=_fetched_at(metadata.get("fetched-at", ""), stored_at=stored_at),
        source=source,
        gone_at=parse_instant(metadata.get("gone-at", "")),
        robots_tag=metadata.get("x-robots-tag"),
        expect="article" if metadata.get("expect", "").strip().lower() == "article" else None,
    )


def _fetched_at(stated: str, *, stored_at: str) -> str:
    """Returns the stated time of the fetch, or the time of storing if that is earlier.

    No page was fetched after it was stored. A clock that was ahead must not block later versions.
    """
    fetched_at = parse_instant(stated)
    return min(fetched_at, stored_at) if fetched_at else stored_at


def _content_encoding(header: str) -> str | None:
    """Returns the encodings of the page itself, without `aws-chunked`, which belongs to its upload."""
    encodings = [name for part in header.split(",") if (name := part.strip().lower()) not in ("", "aws-chunked")]
    return ", ".join(encodings) or None


def _save_inline(page: Inline, client: "S3Client", bucket: str) -> RawPage:
    return RawPage(
        body=page.content,
        url=page.url,
        content_type=page.content_type,
        content_encoding=None,
        fetched_at=page.fetched_at,
        source=_put_once(page, client, inline_source(page, bucket)),
        expect=page.expect,
    )


def _put_once(page: Inline, client: "S3Client", target: Source) -> Source:
    try:
        return _put(page, client, target, IfNoneMatch="*")
    except (ClientError, BotoCoreError) as error:
        if isinstance(error, ClientError) and error_code(error) == "PreconditionFailed":
            return _saved_before(page, client, target)
        raise verdict(error) from error


def _saved_before(page: Inline, client: "S3Client", target: Source) -> Source:
    """Returns the object that another message, or an earlier try, has saved. Its key is a digest, so its bytes are
    equal.

    If that came from an earlier fetch, it is written again, because the raw bucket must show what was seen last.
    """
    try:
        found = client.head_object(Bucket=target.bucket, Key=target.key)
        if (parse_instant(found["Metadata"].get("fetched-at", "")) or "") < page.fetched_at:
            return _put(page, client, target)
    except (ClientError, BotoCoreError) as error:
        raise verdict(error) from error
    return replace(target, version_id=found.get("VersionId"), etag=found["ETag"].strip('"'))


def _put(page: Inline, client: "S3Client", target: Source, **condition: str) -> Source:
    metadata = {"fetched-at": page.fetched_at} | ({"url": ascii_url(page.url)} if page.url else {})
    metadata |= {"expect": page.expect} if page.expect else {}
    saved = client.put_object(
        Bucket=target.bucket,
        Key=target.key,
        Body=page.content,
        ContentType=page.content_type,
        Metadata=metadata,
        **condition,  # type: ignore[arg-type]  # one optional text
    )
    return replace(target, version_id=saved.get("VersionId"), etag=saved["ETag"].strip('"'))


def inline_source(page: Inline, bucket: str) -> Source:
    """Returns the location at which an inline page is saved. It depends on the content and the URL."""
    attributes = [page.url or "", *([page.expect] if page.expect else [])]
    digest = sha256(page.content + b"\0" + "\0".join(attributes).encode()).hexdigest()
    kind = "html" if page.content_type.startswith("text/html") else "txt"
    return Source(bucket=bucket, key=f"{INLINE_PREFIX}{digest}.{kind}")


def ascii_url(url: str) -> str:
    encoded = quote(url, safe="!#$%&'()*+,/:;=?@[]~")
    if len(encoded) > _LONGEST_URL:
        raise Reject(RejectReason.INVALID_URL, f"longer than {_LONGEST_URL} characters, which S3 cannot keep beside it")
    return encoded


#: The most bytes of metadata with names, of the 2 KB that S3 keeps. Optional values beyond it are left out.
_MOST_METADATA = 2_000
#: The longest value of a header. Real types and encodings are shorter. S3 takes 8 KB of headers, and sites may send 60.
_LONGEST_HEADER = 200
#: The response headers that describe the bytes.
_KEPT_HEADERS = ("etag", "last-modified", "content-language", "link")


def raw_key(page: Fetched) -> str:
    """Returns the key of a page. It depends on the URL and the content, so the same content has the same key."""
    return f"{FETCHED_PREFIX}{host_of(page.url)}/{sha256(page.url.encode()).hexdigest()[:32]}/{page.digest}"


def save_raw(page: Fetched, *, body: bytes, client: "S3Client", bucket: str) -> Source:
    """Saves a page.

    It overwrites an object with the same key, so a page that returns to old words is ingested again.
    """
    key = raw_key(page)
    encoding = _fetched_encoding(page)
    headers = {"ContentEncoding": encoding} if encoding else {}
    try:
        saved = client.put_object(
            Bucket=bucket,
            Key=key,
            Body=body,
            ContentType=_content_type(page),
            Metadata=_metadata(page),
            **headers,  # type: ignore[arg-type]  # one optional text
        )
    except (ClientError, BotoCoreError) as error:
        raise verdict(error) from error
    return Source(bucket=bucket, key=key, version_id=saved.get("VersionId"), etag=saved["ETag"].strip('"'))


def as_loaded(page: Fetched, *, body: bytes, bucket: str) -> RawPage:
    """Returns the page as ingest would load it if it were saved."""
    return page_of_object(
        body, Source(bucket=bucket, key=raw_key(page)), _metadata(page), stored_at=page.fetched_at,
        content_type=_content_type(page), content_encoding=_fetched_encoding(page),
    )  # fmt: skip


def _content_type(page: Fetched) -> str:
    return _ascii(page.header("content-type"))[:_LONGEST_HEADER] or "application/octet-stream"


def _fetched_encoding(page: Fetched) -> str:
    return _ascii(page.header("content-encoding"))[:_LONGEST_HEADER]


def _metadata(page: Fetched) -> dict[str, str]:
    kept = {"url": ascii_url(page.url), "fetched-at": page.fetched_at, "status": str(page.status)}
    if page.gone_at:
        kept["gone-at"] = page.gone_at
    size = sum(len(name) + len(value) for name, value in kept.items())
    optional = {"x-robots-tag": as_one(_robots_tags(page)), "robots": page.robots}
    for name, value in (optional | {name: page.header(name) for name in _KEPT_HEADERS}).items():
        text = _ascii(value)
        added = len(name) + len(text)
        if text and size + added <= _MOST_METADATA:
            kept[name] = text
            size += added
    return kept


def _robots_tags(page: Fetched) -> list[str]:
    return [value for name, value in page.headers if name == "x-robots-tag"]


def _ascii(value: str | None) -> str:
    """Returns a value for a header, with a question mark for each character that is not printable ASCII."""
    text = (value or "").strip().encode("ascii", "replace").decode()
    return "".join(character if character.isprintable() else "?" for character in text)
