"""Records of WARC files in S3 are read by offset and length, which a message or a stored article names."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from copydesk.aws.archives import open_archive
from copydesk.aws.queues.envelopes import arrivals
from copydesk.aws.s3 import load
from copydesk.cli.sending.queues import pointer_message
from copydesk.errors import Reject, RejectReason, Skip
from copydesk.model import Source
from copydesk.pipeline.messages import Pointer, RawPage
from tests.moto_answers import use_test_account
from tests.unit.archives.making import WarcFile, news_file, page

LIMIT = 20_000_000


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="archive")
        yield client


def kept(client: Any) -> WarcFile:
    made = news_file(captures=14, articles=2)
    client.put_object(Bucket="archive", Key="news.warc.gz", Body=bytes(made.content))
    return made


def read(client: Any, offset: int, length: int, *, limit: int = LIMIT) -> RawPage:
    source = Source(bucket="archive", key="news.warc.gz", offset=offset, length=length)
    return load(Pointer(source=source), client=client, raw_bucket="raw", limit=limit)


def test_a_record_is_read_by_its_place_and_names_it_as_its_source(s3: Any) -> None:
    offset, length = kept(s3).places("article")[0]
    found = read(s3, offset, length)
    assert found.body == page(0)
    assert (found.source.offset, found.source.length, bool(found.source.etag)) == (offset, length, True)
    assert found.fetched_at == "2024-04-25T12:00:00.000000Z"


def test_what_is_broken_missing_or_large_is_refused_by_name(s3: Any) -> None:
    made = kept(s3)
    offset, length = made.places("article")[0]
    cases = [
        ((offset, length - 9, LIMIT), RejectReason.BROKEN_RECORD),
        ((offset + 1, length, LIMIT), RejectReason.BROKEN_RECORD),
        ((len(made.content) + 5, 9, LIMIT), RejectReason.OBJECT_MISSING),
        ((offset, length, length - 1), RejectReason.TOO_LARGE),
        *(((*place, LIMIT), RejectReason.BROKEN_RECORD) for place in made.places("broken")),
    ]
    for (start, size, limit), reason in cases:
        with pytest.raises(Reject) as caught:
            read(s3, start, size, limit=limit)
        assert caught.value.reason is reason


def test_a_record_of_another_kind_is_skipped(s3: Any) -> None:
    with pytest.raises(Skip):
        read(s3, *kept(s3).places("skipped")[0])


@pytest.mark.parametrize("body", [b"", None], ids=["empty", "missing"])
def test_a_file_of_no_bytes_is_missing(s3: Any, body: bytes | None) -> None:
    if body is not None:
        s3.put_object(Bucket="archive", Key="none.warc.gz", Body=body)
    with pytest.raises(Reject) as caught:
        open_archive(Source(bucket="archive", key="none.warc.gz"), client=s3)
    assert caught.value.reason is RejectReason.OBJECT_MISSING


def test_a_message_names_a_record_and_a_reject_is_sent_again_as_such_a_message() -> None:
    source = Source(bucket="archive", key="news.warc.gz", version_id="v", offset=0, length=9)
    message = pointer_message(source)
    place = {"bucket": "archive", "key": "news.warc.gz", "version_id": "v", "offset": 0, "length": 9}
    assert message == {"warc": place}
    assert list(arrivals(json.dumps(message), sent_at="2024-04-25T12:00:00.000000Z")) == [Pointer(source=source)]


@pytest.mark.parametrize(("offset", "length"), [(-1, 9), ("0", 9), (0, 0), (True, 9)])
def test_a_place_that_is_none_is_refused(offset: object, length: int) -> None:
    message = {"warc": {"bucket": "archive", "key": "news.warc.gz", "offset": offset, "length": length}}
    body = json.dumps(message)
    [verdict] = arrivals(body, sent_at="2024-04-25T12:00:00.000000Z")
    assert isinstance(verdict, Reject)
    assert verdict.reason is RejectReason.UNKNOWN_MESSAGE
