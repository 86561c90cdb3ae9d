"""These tests check every shape of message that a queue can bring, and every shape that it should not."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.aws.queues.envelopes import arrivals
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Source
from copydesk.pipeline.ingest import Arrival
from copydesk.pipeline.messages import Gone, Inline, Pointer, UrlOnly

EVENTS = Path(__file__).parents[3] / "events"
BUCKET = "copydesk-raw-123456789012-0a1b2c3d4e5f"
SENT_AT = "2024-04-25T14:00:00.000000Z"


def read(body: Any) -> list[Arrival]:
    return list(arrivals(body if isinstance(body, str) else json.dumps(body), sent_at=SENT_AT))


def sample(name: str) -> list[Arrival]:
    records = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))["Records"]
    return [arrival for record in records for arrival in read(record["body"])]


def only(found: list[Arrival]) -> Arrival:
    (arrival,) = found
    return arrival


def notification(key: str, event: str = "ObjectCreated:Put", bucket: str = "raw") -> dict[str, Any]:
    return {"eventSource": "aws:s3", "eventName": event, "s3": {"bucket": {"name": bucket}, "object": {"key": key}}}


def gone(**changed: Any) -> dict[str, Any]:
    told = {"url": "https://e.com/a", "status": 404, "seen_at": SENT_AT, "s3": {"bucket": "raw", "key": "a.html"}}
    return {"gone": told | changed}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("s3-put", "pages/rafah.html"),
        ("s3-in-sns", "pages/rafah.html"),
        ("s3-encoded-key", "pages/egypt & israël + rafah.html"),
        ("s3-in-eventbridge", "pages/egypt & israel.html"),
    ],
)
def test_a_notification_points_to_the_version_that_it_is_about(name: str, key: str) -> None:
    version = "096fKKXTRTtl3on89fVO.nfljtsv6qko"
    source = Source(bucket=BUCKET, key=key, version_id=version)
    at = "2024-04-25T14:00:00.000000Z"
    assert only(sample(name)) == Pointer(source=source, sequencer="0055AED6DCD90281E5", notified_at=at)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2024-04-25T14:00:00.123Z", "2024-04-25T14:00:00.123000Z"),
        ("1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000000Z"),
        ("2024-04-25T14:00:00", None),
        ("soon", None),
        (None, None),
        (12, None),
    ],
)
def test_when_s3_told_of_an_object_is_kept_where_it_is_a_time(said: Any, at: str | None) -> None:
    found = {"bucket": {"name": "raw"}, "object": {"key": "a.html"}}
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "eventTime": said, "s3": found}
    assert only(read({"Records": [record]})) == Pointer(source=Source(bucket="raw", key="a.html"), notified_at=at)


def test_a_page_that_is_gone_may_name_its_article() -> None:
    found = only(read(gone(article_id="a" * 32, status=451)))
    assert isinstance(found, Gone)
    assert (found.article_id, found.status) == ("a" * 32, 451)


def test_a_notification_of_several_records_is_several_deliveries() -> None:
    first, second, removed = sample("s3-several-records")
    assert [isinstance(each, Pointer) for each in (first, second)] == [True, True]
    assert isinstance(removed, Skip)
    assert removed.reason is SkipReason.NOT_A_NEW_OBJECT


def test_a_broken_record_does_not_cost_its_neighbour() -> None:
    good, broken = read({"Records": [notification("a.html"), {"eventSource": "aws:s3", "eventName": 7}]})
    assert isinstance(good, Pointer)
    assert isinstance(broken, Reject)


def test_the_test_event_of_s3_is_nothing_to_do() -> None:
    skip = only(sample("s3-test-event"))
    assert isinstance(skip, Skip)
    assert skip.reason is SkipReason.TEST_EVENT


def test_the_notification_of_inline_content_is_nothing_to_do() -> None:
    skip = only(read({"Records": [notification("inline/0123.html")]}))
    assert isinstance(skip, Skip)
    assert skip.reason is SkipReason.OWN_OBJECT


def test_a_pointer_may_name_inline_content() -> None:
    assert isinstance(only(read({"s3": {"bucket": "raw", "key": "inline/0123.html"}})), Pointer)


def test_a_pointer_may_say_the_url() -> None:
    pointer = only(sample("pointer"))
    assert isinstance(pointer, Pointer)
    assert (pointer.url, pointer.sequencer) == ("https://news.example.com/rafah", None)


def test_a_url_alone_is_a_page_to_fetch() -> None:
    assert sample("url") == [UrlOnly(url="https://news.example.com/a-page-to-fetch")]


def test_a_page_that_is_gone_is_told_with_its_last_copy() -> None:
    source = Source(bucket=BUCKET, key="pages/rafah.html", version_id="096fKKXTRTtl3on89fVO.nfljtsv6qko")
    page = Pointer(source=source, url="https://news.example.com/rafah")
    assert sample("gone") == [Gone(page=page, status=410, seen_at="2024-04-25T13:59:00.000000Z")]


def test_no_page_was_seen_to_be_gone_after_its_message_was_sent() -> None:
    found = only(read(gone(seen_at="2099-01-01T00:00:00Z")))
    assert isinstance(found, Gone)
    assert found.seen_at == SENT_AT


def test_inline_html_says_when_it_was_fetched() -> None:
    page = only(sample("inline-html"))
    assert isinstance(page, Inline)
    assert page.content.startswith(b"<!doctype html>")
    assert (page.content_type, page.fetched_at) == ("text/html; charset=utf-8", "2024-04-25T10:00:00.000000Z")


@pytest.mark.parametrize(
    "message",
    [{"html": "<p>x"}, {"text": "x"}, {"s3": {"bucket": "b", "key": "k"}},
     {"warc": {"bucket": "b", "key": "k", "offset": 0, "length": 9}}],
)  # fmt: skip
def test_a_message_may_say_that_its_page_is_an_article(message: dict[str, Any]) -> None:
    for told, expect in (({}, None), ({"expect": "article"}, "article")):
        arrival = only(read(message | told))
        assert isinstance(arrival, Pointer | Inline)
        assert arrival.expect == expect
    refused = only(read(message | {"expect": "shop"}))
    assert isinstance(refused, Reject)
    assert "article" in refused.detail


def test_inline_text_was_fetched_when_it_was_sent() -> None:
    page = only(sample("inline-text"))
    assert isinstance(page, Inline)
    assert (page.content_type, page.fetched_at) == ("text/plain; charset=utf-8", SENT_AT)


def test_a_clock_that_is_ahead_does_not_shut_out_later_versions() -> None:
    page = only(read({"html": "x", "fetched_at": "2099-01-01T00:00:00Z"}))
    assert isinstance(page, Inline)
    assert page.fetched_at == SENT_AT


def test_an_envelope_of_another_source_is_opened() -> None:
    assert isinstance(only(read({"detail-type": "page", "source": "shop", "detail": {"text": "x"}})), Inline)


HOSTILE = {
    "not JSON": "{",
    "empty": "",
    "a number": "7",
    "null": "null",
    "NaN": '{"html": NaN}',
    "deep": "[" * 100_000,
    "deep objects": '{"detail-type": "x", "detail": ' * 50 + "{}" + "}" * 50,
    "a huge number": '{"html": ' + "9" * 5_000 + "}",
    "no records": {"Records": []},
    "records that are none": {"Records": [None, 7, "x"]},
    "a record of another service": {"Records": [{"eventSource": "aws:sns"}]},
    "a record without an object": {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": []}]},
    "an empty key": {"Records": [notification("")]},
    "a key that is no text": {"s3": {"bucket": "raw", "key": ["x"]}},
    "a pointer without a bucket": {"s3": {"key": "x"}},
    "half a surrogate in html": '{"html": "\\ud800"}',
    "half a surrogate in a key": '{"s3": {"bucket": "raw", "key": "\\udfff"}}',
    "html that is no text": {"html": {"a": 1}},
    "html and text": {"html": "x", "text": "x"},
    "a url that is no text": {"html": "x", "url": 7},
    "a time without a zone": {"html": "x", "fetched_at": "2024-04-25"},
    "SNS with a message that is no JSON": {"Type": "Notification", "Message": "hello"},
    "EventBridge without an object": {"source": "aws.s3", "detail-type": "Object Created", "detail": {}},
    "an unknown shape": {"hello": "world"},
    "a url that is none": {"url": ["https://e.com/a"]},
    "an empty url": {"url": ""},
    "a url beside what is not known": {"url": "https://e.com/a", "htm": "<p>"},
    "gone, but not what": {"gone": "https://e.com/a"},
    "gone without a url": gone(url=None),
    "gone without a copy": gone(s3=None),
    "gone without a key": gone(s3={"bucket": "raw"}),
    "gone by a status that says it is there": gone(status=200),
    "gone by a status that is a text": gone(status="404"),
    "gone by a status that is true": gone(status=True),
    "gone by a status in a list": gone(status=[404]),
    "gone at no time": gone(seen_at=None),
    "gone at a time without a zone": gone(seen_at="2024-04-25T10:00:00"),
    "half a surrogate in a url": '{"url": "https://e.com/\\ud800"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_cannot_be_read_is_a_reject_that_says_why(body: Any) -> None:
    found = read(body)
    assert found
    for reject in found:
        assert isinstance(reject, Reject)
        assert reject.reason is RejectReason.UNKNOWN_MESSAGE
        assert reject.detail


FIELDS = [
    *["Records", "eventSource", "eventName", "s3", "bucket", "name", "object", "key"],
    *["Type", "Message", "source", "detail-type", "detail", "html", "text", "url"],
    *["gone", "status", "seen_at"],
]
TOKENS = ["aws:s3", "aws.s3", "ObjectCreated:Put", "Object Created", "Notification"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(TOKENS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    max_leaves=20,
)


@given(JSON)
def test_no_message_whatever_raises(message: Any) -> None:
    for arrival in read(json.dumps(message)):
        assert isinstance(arrival, Pointer | Inline | Gone | UrlOnly | Reject | Skip)
