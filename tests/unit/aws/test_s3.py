from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from moto import mock_aws

from copydesk.aws.s3 import load
from copydesk.errors import Reject, RejectReason, Retry
from copydesk.model import Source
from copydesk.pipeline.messages import Delivery, Inline, Pointer, RawPage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "raw"
INLINE = Inline(
    content="<p>é</p>".encode(),
    content_type="text/html; charset=utf-8",
    url="https://e.com/é",
    fetched_at="2024-04-25T10:00:00.000000Z",
)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield client


def loaded(client: "S3Client", delivery: Delivery, limit: int = 1_000) -> RawPage:
    return load(delivery, client=client, raw_bucket=BUCKET, limit=limit)


def pointer(key: str = "page.html", version_id: str | None = None) -> Pointer:
    return Pointer(source=Source(bucket=BUCKET, key=key, version_id=version_id))


def test_a_page_comes_with_all_that_its_object_says(s3: "S3Client") -> None:
    saved = s3.put_object(
        Bucket=BUCKET,
        Key="page.html",
        Body=b"<p>",
        ContentType="text/html; charset=gb2312",
        ContentEncoding="aws-chunked, gzip",
        Metadata={"url": "https://e.com/a", "fetched-at": "2024-04-25T12:00:00+02:00"},
    )
    page = loaded(s3, pointer())
    assert (page.body, page.url) == (b"<p>", "https://e.com/a")
    assert (page.content_type, page.content_encoding) == ("text/html; charset=gb2312", "gzip")
    assert page.fetched_at == "2024-04-25T10:00:00.000000Z"
    assert page.source.version_id == saved["VersionId"]


def test_the_version_that_was_notified_is_the_one_that_is_read(s3: "S3Client") -> None:
    first = s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"first")
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"second")
    assert loaded(s3, pointer(version_id=first["VersionId"])).body == b"first"


def test_a_page_brings_what_its_fetch_knew_of_it(s3: "S3Client") -> None:
    metadata = {"X-Robots-Tag": "noarchive", "gone-at": "2024-04-25T12:00:00+02:00"}
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"<p>", Metadata=metadata)
    page = loaded(s3, pointer())
    assert (page.robots_tag, page.gone_at) == ("noarchive", "2024-04-25T10:00:00.000000Z")


@pytest.mark.parametrize(
    ("metadata", "expect"), [({}, None), ({"expect": "Article"}, "article"), ({"expect": "x"}, None)]
)
def test_an_upload_may_say_that_it_is_an_article(s3: "S3Client", metadata: dict[str, str], expect: str | None) -> None:
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"x", Metadata=metadata)
    assert loaded(s3, pointer()).expect == expect
    assert loaded(s3, replace(pointer(), expect="article")).expect == "article"


def test_what_came_inside_its_message_is_kept_with_what_was_said_of_it(s3: "S3Client") -> None:
    plain = Inline(content=b"x", content_type="text/html", url=None, fetched_at="2024-04-25T10:00:00.000000Z")
    kept = [loaded(s3, each) for each in (plain, replace(plain, expect="article"))]
    assert kept[0].source.key != kept[1].source.key
    assert [loaded(s3, pointer(each.source.key)).expect for each in kept] == [None, "article"]


@pytest.mark.parametrize("stated", ["", "yesterday", "2099-01-01T00:00:00Z"])
def test_without_a_believable_time_a_page_is_as_old_as_its_object(s3: "S3Client", stated: str) -> None:
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"x", Metadata={"fetched-at": stated})
    assert loaded(s3, pointer()).fetched_at < "2099"


def test_an_upload_that_says_nothing_of_its_type_leaves_it_open(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"x")
    page = loaded(s3, pointer())
    assert (page.content_type, page.content_encoding, page.url) == (None, None, None)
    assert (page.robots_tag, page.gone_at) == (None, None)


def test_a_url_in_the_message_is_believed_first(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"x", Metadata={"url": "https://e.com/old"})
    assert loaded(s3, replace(pointer(), url="https://e.com/new")).url == "https://e.com/new"


def test_what_is_too_large_is_rejected(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"x" * 1_001)
    with pytest.raises(Reject) as reject:
        loaded(s3, pointer())
    assert (reject.value.reason, reject.value.detail) == (RejectReason.TOO_LARGE, "1001 bytes, of at most 1000")


@pytest.mark.parametrize("wanted", [pointer("nothing.html"), Pointer(source=Source(bucket="no-such", key="x"))])
def test_what_is_not_there_is_rejected(s3: "S3Client", wanted: Pointer) -> None:
    with pytest.raises(Reject) as reject:
        loaded(s3, wanted)
    assert reject.value.reason is RejectReason.OBJECT_MISSING


def test_what_was_deleted_is_rejected(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="page.html", Body=b"x")
    s3.delete_object(Bucket=BUCKET, Key="page.html")
    with pytest.raises(Reject) as reject:
        loaded(s3, pointer())
    assert reject.value.reason is RejectReason.OBJECT_MISSING


def test_inline_content_is_kept_with_its_url_before_it_is_read(s3: "S3Client") -> None:
    page = loaded(s3, INLINE)
    kept = s3.get_object(Bucket=BUCKET, Key=page.source.key)
    assert page.source.key.startswith("inline/")
    assert page.source.key.endswith(".html")
    assert kept["Body"].read() == page.body == INLINE.content
    assert kept["Metadata"] == {"url": "https://e.com/%C3%A9", "fetched-at": INLINE.fetched_at}


def test_inline_content_that_came_before_is_kept_once(s3: "S3Client") -> None:
    first, again = loaded(s3, INLINE).source, loaded(s3, INLINE).source
    assert first == again
    assert again.version_id
    assert again.etag
    assert len(s3.list_object_versions(Bucket=BUCKET)["Versions"]) == 1


def test_inline_content_that_comes_again_later_moves_the_fetch_of_its_object(s3: "S3Client") -> None:
    """The content is A, B, A. A reader of the bucket alone finds that A came last."""
    later = replace(INLINE, fetched_at="2024-04-26T10:00:00.000000Z")
    first, moved = loaded(s3, INLINE).source, loaded(s3, later).source
    assert (first.key, first.etag) == (moved.key, moved.etag)
    assert loaded(s3, pointer(moved.key)).fetched_at == later.fetched_at
    assert loaded(s3, Pointer(source=moved)).fetched_at == later.fetched_at
    assert loaded(s3, INLINE).fetched_at == INLINE.fetched_at
    assert loaded(s3, pointer(moved.key)).fetched_at == later.fetched_at
    assert len(s3.list_object_versions(Bucket=BUCKET)["Versions"]) == 2


@pytest.mark.parametrize("code", ["404", "403", "SlowDown"])
def test_what_came_before_and_cannot_be_seen_now_is_tried_again(code: str) -> None:
    class Kept:
        def put_object(self, **_: object) -> None:
            raise refusal("PreconditionFailed", 412)

        def head_object(self, **_: object) -> None:
            raise refusal(code, 400)

    client: Any = Kept()
    with pytest.raises(Retry):
        loaded(client, INLINE)


def test_one_content_from_two_pages_is_kept_twice(s3: "S3Client") -> None:
    assert loaded(s3, INLINE).source.key != loaded(s3, replace(INLINE, url="https://e.com/b")).source.key


def test_a_url_that_s3_cannot_keep_is_rejected(s3: "S3Client") -> None:
    with pytest.raises(Reject) as reject:
        loaded(s3, replace(INLINE, url="https://e.com/" + "a" * 2_000))
    assert reject.value.reason is RejectReason.INVALID_URL


class Failing:
    """This S3 client fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_object(self, **_: Any) -> Any:
        raise self._error

    put_object = get_object


def refusal(code: str, status: int) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "GetObject")


@pytest.mark.parametrize(
    "error",
    [
        refusal("SlowDown", 503),
        refusal("InternalError", 500),
        refusal("SomethingNew", 502),
        refusal("AccessDenied", 403),
        refusal("ConditionalRequestConflict", 409),
        ReadTimeoutError(endpoint_url="x"),
        EndpointConnectionError(endpoint_url="x"),
    ],
)
@pytest.mark.parametrize("delivery", [pointer(), INLINE], ids=["object", "inline"])
def test_what_passes_by_itself_is_tried_again(delivery: Delivery, error: Exception) -> None:
    client: Any = Failing(error)
    with pytest.raises(Retry):
        loaded(client, delivery)


def test_any_other_refusal_is_a_bug() -> None:
    client: Any = Failing(refusal("MalformedXML", 400))
    with pytest.raises(ClientError):
        loaded(client, pointer())
