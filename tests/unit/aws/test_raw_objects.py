"""A page in the raw bucket has its exact bytes, and as many of its headers as S3 keeps."""

import gzip
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from copydesk.aws.s3 import _metadata, load, raw_key, save_raw
from copydesk.errors import Reject, RejectReason, Retry
from copydesk.extraction import extract_article
from copydesk.pipeline.messages import Fetched, Pointer, RawPage
from copydesk.web.robots_directives import with_header

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

BODY = b"<!doctype html><p>\xff\x00 the exact bytes \r\n"
URL = "https://news.example.org/story?a=1"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="raw")
        client.put_bucket_versioning(Bucket="raw", VersioningConfiguration={"Status": "Enabled"})
        yield client


def fetched(*headers: tuple[str, str], url: str = URL, body: bytes = BODY, **changes: Any) -> Fetched:
    fields: dict[str, Any] = {
        "url": url,
        "status": 200,
        "digest": sha256(body).hexdigest(),
        "fetched_at": "2026-11-24T12:00:00.000000Z",
        "headers": headers,
        "robots": "robots.txt: allowed",
    }
    return Fetched(**fields | changes)


def saved(s3: "S3Client", page: Fetched, body: bytes = BODY) -> "HeadObjectOutputTypeDef":
    source = save_raw(page, body=body, client=s3, bucket="raw")
    return s3.head_object(Bucket="raw", Key=source.key, VersionId=source.version_id or "")


def read_back(s3: "S3Client", page: Fetched, body: bytes = BODY) -> RawPage:
    source = save_raw(page, body=body, client=s3, bucket="raw")
    return load(Pointer(source=source), client=s3, raw_bucket="raw", limit=10**6)


def test_ingest_reads_what_fetch_kept(s3: "S3Client") -> None:
    page = fetched(("content-type", "text/html; charset=utf-8"), ("x-robots-tag", "noarchive"))
    read = read_back(s3, page)
    assert (read.body, read.url, read.content_type) == (BODY, URL, "text/html; charset=utf-8")
    assert (read.robots_tag, read.gone_at, read.content_encoding) == ("noarchive", None, None)
    assert (read.source.key, read.source.version_id is not None) == (raw_key(page), True)


def test_a_page_keeps_what_says_how_it_came(s3: "S3Client") -> None:
    kept = {
        "etag": 'W/"1"',
        "last-modified": "Tue, 24 Nov 2026 10:00:00 GMT",
        "content-language": "en-GB",
        "link": '<https://news.example.org/story>; rel="canonical"',
    }
    headers = [*kept.items(), ("set-cookie", "secret=1"), ("server", "nginx")]
    assert saved(s3, fetched(*headers, gone_at="2026-11-20T00:00:00.000000Z"))["Metadata"] == kept | {
        "url": URL,
        "fetched-at": "2026-11-24T12:00:00.000000Z",
        "status": "200",
        "robots": "robots.txt: allowed",
        "gone-at": "2026-11-20T00:00:00.000000Z",
    }


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
def test_the_bytes_stay_encoded_as_they_came(s3: "S3Client", encoding: str) -> None:
    packed = gzip.compress(BODY, mtime=0)
    read = read_back(s3, fetched(("content-encoding", encoding), body=packed), packed)
    assert (read.body, read.content_encoding) == (packed, encoding)


def test_a_page_that_came_back_says_since_when_it_was_gone(s3: "S3Client") -> None:
    assert read_back(s3, fetched(gone_at="2026-11-20T00:00:00.000000Z")).gone_at == "2026-11-20T00:00:00.000000Z"


def test_a_key_is_its_page_and_its_content() -> None:
    host, page, digest = raw_key(fetched()).removeprefix("fetched/").split("/")
    assert (host, digest) == ("news.example.org", sha256(BODY).hexdigest())
    assert raw_key(fetched(url=f"{URL}&b=2")) != raw_key(fetched())
    assert raw_key(fetched(body=b"other")).split("/")[:3] == ["fetched", host, page]


def test_words_that_come_back_are_a_new_version_of_their_object(s3: "S3Client") -> None:
    first, second = (save_raw(fetched(), body=BODY, client=s3, bucket="raw") for _ in range(2))
    assert first.key == second.key
    assert first.version_id != second.version_id


HOSTILE = {
    "nothing": "",
    "blank": " \t ",
    "letters as Latin-1": "caf\xe9 \xff",
    "control characters": "text/html\x07\x1b[31m\x00",
    "a line end": "text/html\r\nx-amz-acl: public-read",
    "a soft hyphen": "\xad",
    "long": "x" * 60_000,
}
HEADERS = ["content-type", "content-encoding", "x-robots-tag", "etag", "last-modified", "content-language", "link"]


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_header_of_a_site_breaks_a_page(s3: "S3Client", value: str) -> None:
    found = saved(s3, fetched(*((name, value) for name in HEADERS), robots=value))
    said = [found["ContentType"], found.get("ContentEncoding", ""), *found["Metadata"].values()]
    assert all(each.isascii() and each.isprintable() and len(each) <= 2_000 for each in said)
    assert "x-amz-acl" not in found["Metadata"]
    assert found["Metadata"]["url"] == URL


@given(
    headers=st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=2_500))),
    robots=st.text(max_size=300),
    length=st.integers(0, 1_700),
    gone_at=st.none() | st.just("2026-11-20T00:00:00.000000Z"),
)
def test_metadata_never_outgrows_what_s3_keeps(
    headers: list[tuple[str, str]], robots: str, length: int, gone_at: str | None
) -> None:
    page = fetched(*headers, url="https://news.example.org/" + "x" * length, robots=robots, gone_at=gone_at)
    kept = _metadata(page)
    assert sum(len(name) + len(value) for name, value in kept.items()) <= 2_048
    assert {"url", "fetched-at", "status"} <= kept.keys()
    assert all(value.isascii() and value.isprintable() and value == value.strip() for value in kept.values())


def test_one_header_too_long_costs_only_itself(s3: "S3Client") -> None:
    kept = saved(s3, fetched(("x-robots-tag", "x" * 3_000), ("etag", '"1"'), ("link", "y" * 3_000)))["Metadata"]
    assert kept["etag"] == '"1"'
    assert kept["robots"] == "robots.txt: allowed"
    assert not {"x-robots-tag", "link"} & kept.keys()


def test_a_line_for_one_crawler_hides_no_line_for_all(s3: "S3Client") -> None:
    page = fetched(("x-robots-tag", "googlebot: noindex"), ("x-robots-tag", "noarchive"))
    tag = read_back(s3, page).robots_tag
    assert tag == "noarchive, googlebot: noindex"
    article = extract_article(b"<article><h1>A title</h1>" + b"<p>Some words of an article. </p>" * 20, url=URL)
    assert with_header(article, tag).robots == ("noarchive",)


def test_a_url_that_s3_cannot_keep_is_a_reject(s3: "S3Client") -> None:
    with pytest.raises(Reject) as refused:
        save_raw(fetched(url="https://news.example.org/" + "x" * 1_800), body=BODY, client=s3, bucket="raw")
    assert refused.value.reason is RejectReason.INVALID_URL
    assert "Contents" not in s3.list_objects_v2(Bucket="raw")


class Failing:
    """This S3 client fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def put_object(self, **_: Any) -> Any:
        raise self._error


def refusal(code: str, status: int) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "PutObject")


@pytest.mark.parametrize(
    "error",
    [
        refusal("SlowDown", 503),
        refusal("InternalError", 500),
        refusal("AccessDenied", 403),
        EndpointConnectionError(endpoint_url="x"),
    ],
    ids=["throttled", "server error", "not allowed yet", "no connection"],
)
def test_what_passes_by_itself_is_tried_again(error: Exception) -> None:
    client: Any = Failing(error)
    with pytest.raises(Retry):
        save_raw(fetched(), body=BODY, client=client, bucket="raw")


def test_any_other_refusal_is_a_bug() -> None:
    client: Any = Failing(refusal("MetadataTooLarge", 400))
    with pytest.raises(ClientError):
        save_raw(fetched(), body=BODY, client=client, bucket="raw")
