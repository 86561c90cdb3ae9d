"""Any message on the queues of the crawl is a request, or a Reject that says what is wrong with it."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.aws.queues.crawl_messages import (
    LONGEST_PACKED,
    asked_url,
    hosts_of,
    reading_of,
    shard_of,
    to_hosts,
    to_reading,
    to_shard,
    withdrawal,
)
from copydesk.aws.queues.envelopes import arrivals
from copydesk.crawling.http.messages import by_hand
from copydesk.crawling.records import Memory, Reading, SeenPage
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.pipeline.messages import Gone, Pointer

URL = "https://news.example.org/story"

#: SQS accepts these characters:
#: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
SQS_TAKES = set(map(chr, (0x9, 0xA, 0xD, *range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x110000))))
#: SQS accepts this many bytes for all messages of a call together.
SQS_BYTES = 262_144

urls = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
counts = st.integers(0, 2**53 - 1)
memories = st.builds(Memory, etag=st.none() | urls, last_modified=st.none() | urls, digest=st.none() | urls)
readings = st.builds(
    Reading, source_id=urls, turn=counts, url=urls, content_type=st.none() | urls, memory=memories, content=st.binary()
)
READING = Reading(
    source_id="0123456789abcdef", turn=3, url=URL, content_type="text/xml", memory=Memory(digest="d"), content=b"<rss/>"
)


def nowhere(*_: object) -> Any:
    raise AssertionError("it is short")


def read(body: str) -> Reading:
    return reading_of(body, load=nowhere)


READERS: list[Callable[[str], object]] = [asked_url, hosts_of, shard_of, read]


@given(readings)
def test_a_reading_comes_back_as_it_was_handed_on(reading: Reading) -> None:
    assert read(to_reading(reading, keep=nowhere)) == reading


def test_what_is_too_long_for_a_message_is_kept_elsewhere() -> None:
    kept: dict[str, bytes] = {}

    def keep(digest: str, packed: bytes) -> str:
        kept[f"listings/{digest}"] = packed
        return f"listings/{digest}"

    content = Random(1).randbytes(LONGEST_PACKED)  # noqa: S311  # no secret
    long = Reading(source_id="s", turn=1, url=URL, content_type=None, memory=Memory(digest="d"), content=content)
    body = to_reading(long, keep=keep)
    assert len(body) < 1_000
    assert reading_of(body, load=kept.__getitem__) == long


def test_no_reading_is_too_long_for_sqs() -> None:
    content = Random(1).randbytes(LONGEST_PACKED * 3 // 4 - 200)  # noqa: S311  # no secret
    long = Reading(source_id="s", turn=1, url=URL, content_type=None, memory=Memory(), content=content)
    assert LONGEST_PACKED < len(to_reading(long, keep=nowhere)) + 2_000 < SQS_BYTES


@given(st.lists(urls, min_size=1, max_size=24, unique=True))
def test_hosts_come_back_as_they_were_handed_out(hosts: list[str]) -> None:
    assert hosts_of(to_hosts(hosts)) == hosts


def test_a_host_that_is_named_twice_has_one_turn() -> None:
    assert hosts_of('{"hosts": ["a.example", "b.example", "a.example"]}') == ["a.example", "b.example"]


def test_a_shard_comes_back_as_it_was_sent() -> None:
    assert [shard_of(to_shard(shard)) for shard in (0, 127)] == [0, 127]


#: JSON may hold half of a surrogate pair. An address with one is sent like any other.
@pytest.mark.parametrize("character", ["\x00", "\x7f", "\ufffe", "\uffff", "\ud800", "é", "\U0010ffff"], ids=ascii)
def test_no_message_is_refused_by_sqs_for_its_characters(character: str) -> None:
    told = Reading(
        source_id="s",
        turn=1,
        url=f"{URL}{character}",
        content_type=character,
        memory=Memory(etag=character),
        content=b"",
    )
    for body in (by_hand(f"{URL}{character}"), to_hosts([character]), to_reading(told, keep=nowhere)):
        assert SQS_TAKES.issuperset(body)


@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_whatever_comes_is_a_request_or_a_reject(body: str) -> None:
    for reader in READERS:
        with suppress(Reject):
            reader(body)


def test_a_url_alone_is_asked_for() -> None:
    assert asked_url(by_hand(URL)) == URL
    assert asked_url(json.dumps({"url": URL, "turn": 7, "tries": "of an older release"})) == URL


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
    "of another kind": json.dumps({"speed": 7}),
}


@pytest.mark.parametrize("body", NOT_REQUESTS.values(), ids=NOT_REQUESTS.keys())
def test_what_is_no_request_is_a_reject_that_says_what_was_expected(body: str) -> None:
    for reader in READERS:
        with pytest.raises(Reject) as refused:
            reader(body)
        assert refused.value.reason is RejectReason.UNKNOWN_MESSAGE
        assert len(refused.value.detail) < 200
    with pytest.raises(Reject, match=r"expected|url must be a text"):
        asked_url(body)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": None}, "url must be a text"),
        ({"url": ""}, "url must be a text"),
        ({"url": 7}, "url must be a text, not int"),
        ({"url": [URL]}, "url must be a text, not list"),
        ({"url": "https://e.com/\ud800"}, "url holds half a surrogate pair"),
    ],
)
def test_a_url_of_the_wrong_kind_is_named(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Reject) as refused:
        asked_url(json.dumps(fields))
    assert refused.value.detail.startswith(said)


@pytest.mark.parametrize("hosts", [[], "a.example", [7], [""], [["a.example"]], {"a.example": 1}, None])
def test_hosts_that_make_no_sense_are_a_reject(hosts: Any) -> None:
    with pytest.raises(Reject, match="expected"):
        hosts_of(json.dumps({"hosts": hosts}))


@pytest.mark.parametrize("shard", ["1", True, -1, 1.0, float("nan"), 2**53, 10**400, [1], None])
def test_a_shard_that_makes_no_sense_is_a_reject(shard: Any) -> None:
    with pytest.raises(Reject, match=r"shard must be a whole number|expected"):
        shard_of(json.dumps({"shard": shard}))


def test_a_whole_number_of_ten_thousand_digits_is_no_bug() -> None:
    with pytest.raises(Reject, match="not JSON: ValueError"):
        shard_of(f'{{"shard": {"9" * 10_000}}}')


BAD_READINGS = [
    ({"turn": None}, "turn is missing"),
    ({"turn": "1"}, "turn must be a whole number"),
    ({"source_id": ["a"]}, "source_id must be a text, not list"),
    ({"url": 7}, "url must be a text"),
    ({"memory": None}, "memory must be"),
    ({"memory": {"etag": 7}}, "etag must be a text"),
    ({"listing": 7}, "listing must be a text"),
    ({"listing": "é"}, "listing is no base64"),
    ({"listing": b64encode(b"words").decode()}, "listing is no gzip"),
    ({"listing": b64encode(gzip.compress(b"words", mtime=0)[:-9]).decode()}, "listing is cut short"),
]


@pytest.mark.parametrize(("fields", "said"), BAD_READINGS, ids=[str(fields)[:40] for fields, _ in BAD_READINGS])
def test_a_reading_that_makes_no_sense_is_a_reject(fields: dict[str, Any], said: str) -> None:
    whole = json.loads(to_reading(READING, keep=nowhere))
    with pytest.raises(Reject) as refused:
        read(json.dumps(whole | fields))
    assert refused.value.detail.startswith(said)


def test_a_bomb_is_a_reject() -> None:
    bomb = gzip.compress(bytes(110_000_000))
    whole = json.loads(to_reading(READING, keep=nowhere))
    with pytest.raises(Reject, match="too long"):
        read(json.dumps(whole | {"listing": b64encode(bomb).decode()}))


@pytest.mark.parametrize("version", [None, "v1"])
def test_ingest_understands_that_a_page_is_gone(version: str | None) -> None:
    copy = Source(bucket="raw", key="fetched/é/x", version_id=version, etag="e")
    body = withdrawal(SeenPage(url=URL, turn=3, raw=copy), status=410, seen_at="2026-11-24T12:00:00.000000Z")
    (arrival,) = arrivals(body, sent_at="2026-11-24T12:00:01.000000Z")
    source = Source(bucket="raw", key="fetched/é/x", version_id=version)
    expected = Pointer(source=source, url=URL)
    assert arrival == Gone(page=expected, status=410, seen_at="2026-11-24T12:00:00.000000Z")
