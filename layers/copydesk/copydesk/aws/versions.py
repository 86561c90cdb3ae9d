"""Lists the versions of objects in a bucket part by part, and sends pointers to versions for ingest."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from copydesk.aws.faults import translated_faults
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.model import Source
from copydesk.pipeline.reconcile import Part, RawVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


def list_part(start: str | None, *, client: "S3Client", bucket: str) -> Part:
    """Returns up to 1,000 versions from the place `start` on, or from the first."""
    key, version = json.loads(start) if start else ("", "")
    markers = {"KeyMarker": key, "VersionIdMarker": version} if version else {"KeyMarker": key} if key else {}
    with translated_faults():
        found = client.list_object_versions(Bucket=bucket, **markers)  # type: ignore[arg-type]  # texts
    versions = [
        RawVersion(
            source=Source(bucket=bucket, key=each["Key"], version_id=each["VersionId"]), modified=each["LastModified"]
        )
        for each in found.get("Versions", [])
    ]
    further = (found.get("NextKeyMarker", ""), found.get("NextVersionIdMarker", ""))
    return Part(versions=versions, next=json.dumps(further) if found["IsTruncated"] else None)


def send_pointers(sources: Sequence[Source], *, client: "SQSClient", queue_url: str) -> None:
    messages = [Outgoing(body=json.dumps({"s3": _place(source)}), group=None) for source in sources]
    send_all(messages, client=client, queue_url=queue_url)


def _place(source: Source) -> dict[str, str]:
    place = {"bucket": source.bucket, "key": source.key}
    return place if source.version_id in (None, "null") else place | {"version_id": source.version_id or ""}
