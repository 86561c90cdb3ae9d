"""What a site answered as an object in the raw bucket: the exact bytes, and beside them how they came."""

from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.envelopes import FETCHED_PREFIX
from copydesk.aws.s3 import ascii_url
from copydesk.aws.s3_faults import verdict
from copydesk.delivery import Fetched
from copydesk.directives import as_one
from copydesk.model import Source
from copydesk.urls import host_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: S3 keeps 2 KB of metadata with an object, names included; what a reader can do without is left out beyond this.
_MOST_METADATA = 2_000
#: No real type or encoding is longer; S3 takes 8 KB of headers, and a site may send sixty.
_LONGEST_HEADER = 200
#: Headers that say what the bytes are.
_KEPT_HEADERS = ("etag", "last-modified", "content-language", "link")


def raw_key(page: Fetched) -> str:
    """An object's name is its page and its content: the same content of a page goes to the same object."""
    return f"{FETCHED_PREFIX}{host_of(page.url)}/{sha256(page.url.encode()).hexdigest()[:32]}/{page.digest}"


def save_raw(page: Fetched, *, body: bytes, client: "S3Client", bucket: str) -> Source:
    """Keep a page. Written over what has the same name: a page that comes back to old words is ingested again."""
    key = raw_key(page)
    encoding = _ascii(page.header("content-encoding"))[:_LONGEST_HEADER]
    headers = {"ContentEncoding": encoding} if encoding else {}
    try:
        saved = client.put_object(
            Bucket=bucket,
            Key=key,
            Body=body,
            ContentType=_ascii(page.header("content-type"))[:_LONGEST_HEADER] or "application/octet-stream",
            Metadata=_metadata(page),
            **headers,  # type: ignore[arg-type]  # one optional text
        )
    except (ClientError, BotoCoreError) as error:
        raise verdict(error) from error
    return Source(bucket=bucket, key=key, version_id=saved.get("VersionId"), etag=saved["ETag"].strip('"'))


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
    """Metadata travels in headers: what is not printable ASCII is shown as a question mark."""
    text = (value or "").strip().encode("ascii", "replace").decode()
    return "".join(character if character.isprintable() else "?" for character in text)
