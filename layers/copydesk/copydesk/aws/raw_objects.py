"""What a site answered as an object in the raw bucket: the exact bytes, and beside them how they came."""

from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.s3 import ascii_url, verdict
from copydesk.crawling.politeness import host_of
from copydesk.delivery import Fetched
from copydesk.model import Source

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FETCHED_PREFIX = "fetched/"

#: S3 keeps 2 KB of metadata with an object, names included; what a reader can do without is left out beyond this.
_MOST_METADATA = 2_000
#: Headers that say what the bytes are, or what their site wants done with them.
_KEPT_HEADERS = ("x-robots-tag", "etag", "last-modified", "content-language", "link")


def raw_key(page: Fetched) -> str:
    """An object's name is its page and its content: the same content of a page goes to the same object."""
    return f"{FETCHED_PREFIX}{host_of(page.url)}/{sha256(page.url.encode()).hexdigest()[:32]}/{page.digest}"


def save_raw(page: Fetched, *, body: bytes, client: "S3Client", bucket: str) -> Source:
    """Keep a page. Written over what has the same name: a page that comes back to old words is ingested again."""
    key = raw_key(page)
    headers = {"ContentEncoding": encoding} if (encoding := _ascii(page.header("content-encoding"))) else {}
    try:
        saved = client.put_object(
            Bucket=bucket,
            Key=key,
            Body=body,
            ContentType=_ascii(page.header("content-type")) or "application/octet-stream",
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
    optional = {"robots": page.robots} | {name: page.header(name) for name in _KEPT_HEADERS}
    for name, value in optional.items():
        text = _ascii(value)
        if text and (size := size + len(name) + len(text)) <= _MOST_METADATA:
            kept[name] = text
    return kept


def _ascii(value: str | None) -> str:
    """Metadata travels in headers: what is not printable ASCII is shown as a question mark."""
    text = (value or "").strip().encode("ascii", "replace").decode()
    return "".join(character if character.isprintable() else "?" for character in text)
