"""What anyone may put on the queues of fetch and discover: a request, or a Reject that says what is wrong with it."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.aws.crawl_messages import fetch_request, read_request, to_message, withdrawal
from copydesk.aws.envelopes import arrivals
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest, ReadRequest
from copydesk.delivery import Gone, Pointer
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source

URL = "https://news.example.org/story"

#: What SQS takes in a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
SQS_TAKES = set(map(chr, (0x9, 0xA, 0xD, *range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x110000))))

urls = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ways = st.lists(st.text(), max_size=5).map(tuple)
counts = st.integers(0, 2**53 - 1)
slots = st.none() | st.floats(0, 2**39)
fetch_requests = st.builds(FetchRequest, url=urls, turn=st.none() | counts, tries=counts, via=ways, slot=slots)
read_requests = st.builds(ReadRequest, source_id=urls, turn=counts, url=st.none() | urls, via=ways, slot=slots)


@given(fetch_requests)
def test_a_fetch_request_comes_back_as_it_was_sent(request: FetchRequest) -> None:
    assert fetch_request(to_message(request)) == request


@given(read_requests)
def test_a_read_request_comes_back_as_it_was_sent(request: ReadRequest) -> None:
    assert read_request(to_message(request)) == request


#: JSON may hold half a pair, and a way that leads over one is sent on like any other.
@pytest.mark.parametrize("character", ["\x00", "\x7f", "\ufffe", "\uffff", "\ud800", "é", "\U0010ffff"], ids=ascii)
def test_no_request_is_refused_by_sqs_for_its_characters(character: str) -> None:
    for request in (
        FetchRequest(url=f"{URL}{character}", via=(character,)),
        ReadRequest(source_id=character, turn=1, url=character, via=(character,)),
    ):
        assert SQS_TAKES.issuperset(to_message(request))


@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_whatever_comes_is_a_request_or_a_reject(body: str) -> None:
    for read in (fetch_request, read_request):
        with suppress(Reject):
            read(body)


def test_a_url_alone_is_asked_for_by_hand() -> None:
    assert fetch_request(json.dumps({"url": URL})) == FetchRequest(url=URL)


NOT_REQUESTS = {
    "nothing": "",
    "not JSON": "\x00",
    "cut short": '{"url": "https://e.com',
    "a list": json.dumps([URL]),
    "a text": json.dumps(URL),
    "null": "null",
    "deep": '{"url":' * 100_000,
    "deep and closed": "[" * 100_000 + "]" * 100_000,
    "no fields": "{}",
}


@pytest.mark.parametrize("body", NOT_REQUESTS.values(), ids=NOT_REQUESTS.keys())
def test_what_is_no_request_is_a_reject_that_says_what_was_expected(body: str) -> None:
    for read in (fetch_request, read_request):
        with pytest.raises(Reject) as refused:
            read(body)
        assert refused.value.reason is RejectReason.UNKNOWN_MESSAGE
        assert len(refused.value.detail) < 200
    with pytest.raises(Reject, match=r"expected|url must be a text"):
        fetch_request(body)


BAD_FIELDS = [
    ({"url": None}, "url must be a text"),
    ({"url": ""}, "url must be a text"),
    ({"url": 7}, "url must be a text, not int"),
    ({"url": [URL]}, "url must be a text, not list"),
    ({"url": "https://e.com/\ud800"}, "url holds half a surrogate pair"),
    ({"turn": "1"}, "turn must be a whole number"),
    ({"turn": True}, "turn must be a whole number"),
    ({"turn": False}, "turn must be a whole number"),
    ({"turn": -1}, "turn must be a whole number"),
    ({"turn": 1.0}, "turn must be a whole number"),
    ({"turn": float("nan")}, "turn must be a whole number"),
    ({"turn": float("inf")}, "turn must be a whole number"),
    ({"turn": 2**53}, "turn must be a whole number"),
    ({"turn": 10**400}, "turn must be a whole number"),
    ({"turn": [1]}, "turn must be a whole number"),
    ({"tries": "8"}, "tries must be a whole number"),
    ({"tries": -1}, "tries must be a whole number"),
    ({"via": [URL, 7]}, "via must be a list of URLs"),
    ({"via": URL}, "via must be a list of URLs"),
    ({"via": {URL: 1}}, "via must be a list of URLs"),
    ({"via": None}, "via must be a list of URLs"),
]


@pytest.mark.parametrize(("fields", "said"), BAD_FIELDS, ids=[str(fields)[:40] for fields, _ in BAD_FIELDS])
def test_a_field_of_the_wrong_kind_is_named(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Reject) as refused:
        fetch_request(json.dumps({"url": URL} | fields))
    assert refused.value.detail.startswith(said)


def test_a_whole_number_of_ten_thousand_digits_is_no_bug() -> None:
    with pytest.raises(Reject, match="not JSON: ValueError"):
        fetch_request(f'{{"url": "{URL}", "turn": {"9" * 10_000}}}')


@pytest.mark.parametrize("slot", [float("nan"), float("inf"), -1, "soon", 2**40, 10**400, [], None, True])
def test_a_place_in_line_that_makes_no_sense_is_none(slot: Any) -> None:
    assert fetch_request(json.dumps({"url": URL, "slot": slot})).slot is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"turn": 1}, "source_id must be a text"),
        ({"source_id": "a", "turn": None}, "turn is missing"),
        ({"source_id": "a", "turn": "1"}, "turn must be a whole number"),
        ({"source_id": "a", "turn": 1, "url": 7}, "url must be a text"),
        ({"source_id": ["a"], "turn": 1}, "source_id must be a text, not list"),
    ],
)
def test_a_reading_without_source_or_turn_is_a_reject(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Reject) as refused:
        read_request(json.dumps(fields))
    assert refused.value.detail.startswith(said)


@pytest.mark.parametrize("version", [None, "v1"])
def test_ingest_understands_that_a_page_is_gone(version: str | None) -> None:
    copy = Source(bucket="raw", key="fetched/é/x", version_id=version, etag="e")
    body = withdrawal(SeenPage(url=URL, turn=3, raw=copy), status=410, seen_at="2026-11-24T12:00:00.000000Z")
    (arrival,) = arrivals(body, sent_at="2026-11-24T12:00:01.000000Z")
    source = Source(bucket="raw", key="fetched/é/x", version_id=version)
    expected = Pointer(source=source, url=URL)
    assert arrival == Gone(page=expected, status=410, seen_at="2026-11-24T12:00:00.000000Z")
