"""Dead letters are shown by cause, and one, a cause or a queue of them is sent again and followed to its outcome."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from copydesk.aws.queues.envelopes import arrivals
from copydesk.aws.queues.sending import REASON, SENT_AT
from copydesk.aws.s3 import inline_source
from copydesk.crawling.http.messages import by_hand
from copydesk.errors import Reject, RejectReason
from copydesk.model import Source
from copydesk.pipeline.messages import Inline
from copydesk.storage import RejectStore
from copydesk.web.timestamps import instant
from copydesk.web.urls import article_id
from tests.browser.sites import ARTICLE
from tests.console_world import EVIL, World, put, store_article

pytestmark = pytest.mark.slow

CRASHED = "ended the function 2 times by itself"
LATER = timedelta(seconds=2)


def pointer(key: str) -> str:
    return json.dumps({"s3": {"bucket": "raw", "key": key}})


def bury(world: World, body: str, *, cause: str = "", sent_at: str = "") -> None:
    """Puts a message among the dead letters of ingest."""
    given = {name: value for name, value in ((REASON, cause), (SENT_AT, sent_at)) if value}
    attributes: Any = {name: {"DataType": "String", "StringValue": value} for name, value in given.items()}
    letters = world.place.queues["ingest"][1]
    boto3.client("sqs").send_message(QueueUrl=letters, MessageBody=body, MessageAttributes=attributes)


def taken(world: World) -> list[dict[str, Any]]:
    """Takes the messages of the ingest queue away, as ingest does."""
    client, url = boto3.client("sqs"), world.place.queues["ingest"][0]
    found: list[Any] = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get(
        "Messages", []
    )
    for each in found:
        client.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return found


def refuse(source: Source | None, message: str, reason: RejectReason) -> None:
    keep = lambda *_: Source(bucket="raw", key="kept")  # noqa: E731
    store = RejectStore(retention=timedelta(days=9), keep=keep, now=lambda: datetime.now(UTC) + LATER)
    store.record(Reject(reason, "no story in it" + EVIL), source=source, message=message)


def sent(world: World, **told: str) -> str:
    answer = world.post("/letters/redrive", queue="ingest", **told)
    assert answer.status == 303
    assert answer.location is not None
    return answer.location


def outcomes(body: str) -> dict[str, str]:
    """Returns what is said of each message, by what the message is."""
    rows = re.findall(r'rowheader">(.*?)</th>.*?data-name="outcome">(.*?)</td>', body)
    return {re.sub("<[^>]+>", "", name): re.sub("<[^>]+>", "", outcome) for name, outcome in rows}


def test_letters_are_shown_by_cause_on_request_and_stay(acting: World) -> None:
    bury(acting, pointer("a"), cause=CRASHED)
    bury(acting, pointer("b"), cause=CRASHED)
    bury(acting, EVIL)
    before = acting.get("/letters").body
    assert "Send all 3 again" in before
    assert CRASHED not in before
    for _ in range(2):
        shown = acting.get("/letters", why="1").body
        assert "Send these 2 again" in shown
        assert "Send these 1 again" not in shown
        assert f"<bdi>{CRASHED}</bdi>" in shown
        assert "received too often" in shown
        assert "<script>window" not in shown


def test_one_letter_a_cause_and_a_queue_are_sent_again(acting: World) -> None:
    for key in ("a", "b", "c"):
        bury(acting, pointer(key), cause=CRASHED)
    bury(acting, pointer("d"))
    bury(acting, pointer("e"))
    letter = re.findall(r'name="letter" value="([^"]+)"', acting.get("/letters", why="1").body)[0]
    page = acting.get(sent(acting, letter=letter)).body
    assert "<bdi>1 message sent again</bdi>" in page
    assert "One letter of the ingest queue" in page
    assert [each["Body"] for each in taken(acting)] == [pointer("a")]
    page = acting.get(sent(acting, cause=CRASHED)).body
    assert outcomes(page) == {"s3://raw/b": "on its way", "s3://raw/c": "on its way"}
    assert f"ingest: {CRASHED}" in page
    assert {each["Body"] for each in taken(acting)} == {pointer("b"), pointer("c")}
    assert "<bdi>2 messages sent again</bdi>" in acting.get(sent(acting)).body
    assert {each["Body"] for each in taken(acting)} == {pointer("d"), pointer("e")}
    assert "Send all" not in acting.get("/letters").body


def test_without_dead_letters_nothing_is_offered(acting: World) -> None:
    for query in ({}, {"why": "1"}):
        page = acting.get("/letters", **query).body
        assert "No message is dead." in page
        assert "<form" not in page


@pytest.mark.parametrize("told", [{"queue": "other"}, {"queue": "ingest", "letter": "gone"}, {"queue": "ingest"}])
def test_what_is_not_there_is_not_sent_again(acting: World, told: dict[str, str]) -> None:
    assert acting.post("/letters/redrive", **told).status == 400
    assert taken(acting) == []


def test_each_letter_is_followed_to_its_outcome(acting: World) -> None:
    put("a.html", ARTICLE)
    inline = json.dumps({"html": "<p>Log in</p>", "url": "https://news.example.org/inline"})
    bodies = [
        pointer("a.html"),
        inline,
        json.dumps({"url": "https://news.example.org/b"}),
        "no JSON",
        pointer("c.html"),
    ]
    for body in bodies:
        bury(acting, body)
    path = sent(acting)
    assert set(outcomes(acting.get(path).body).values()) == {"on its way"}
    letters = {each["Body"]: each["MessageAttributes"][SENT_AT]["StringValue"] for each in taken(acting)}

    own_id = article_id(canonical_url=None, url=None, source=Source(bucket="raw", key="a.html"))
    store_article(500, datetime.now(UTC) + LATER, key="a.html", headline="Read at last", article_id=own_id)
    [arrival] = arrivals(inline, sent_at=instant(datetime.now(UTC)))
    assert isinstance(arrival, Inline)
    refuse(inline_source(arrival, "raw"), "", RejectReason.NO_ARTICLE_TEXT)
    refuse(None, by_hand("https://news.example.org/b"), RejectReason.INVALID_URL)
    refuse(None, "no JSON", RejectReason.UNKNOWN_MESSAGE)
    second = acting.get(path).body
    assert "1 stored, 3 refused again, 1 on their way." in second
    assert f'<a href="/article/{own_id}"><bdi>Read at last</bdi></a>' in second
    assert "unknown_message" in second
    assert "<script>window" not in second
    assert "data-poll" in second

    bury(acting, pointer("c.html"), cause=CRASHED, sent_at=letters[pointer("c.html")])
    last = acting.get(path).body
    assert outcomes(last)["s3://raw/c.html"] == "dead again"
    assert CRASHED in last
    assert "1 stored, 3 refused again, 1 dead again." in last
    assert "data-poll" not in last


def test_another_letter_with_the_same_words_is_no_return(acting: World) -> None:
    bury(acting, pointer("a"))
    path = sent(acting)
    bury(acting, pointer("a"), sent_at="2026-01-01T00:00:00.000000Z")
    assert outcomes(acting.get(path).body) == {"s3://raw/a": "on its way"}


def test_a_letter_that_names_no_page_says_how_it_is_followed(acting: World) -> None:
    gone = {"url": "https://news.example.org/a", "status": 410, "seen_at": "2026-03-01T00:00:00Z",
            "s3": {"bucket": "raw", "key": "a"}}  # fmt: skip
    bury(acting, json.dumps({"gone": gone}))
    page = acting.get(sent(acting)).body
    assert "It names no page, so it shows here only if it is refused or dead again." in page


def test_a_message_with_several_pages_ends_when_all_have(acting: World) -> None:
    created = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}
    objects = ({"bucket": {"name": "raw"}, "object": {"key": key}} for key in ("a.html", "b.html"))
    bury(acting, json.dumps({"Records": [created | {"s3": each} for each in objects]}))
    path = sent(acting)
    refuse(Source(bucket="raw", key="a.html"), "", RejectReason.NO_ARTICLE_TEXT)
    assert outcomes(acting.get(path).body) == {"s3://raw/a.html, and 1 more": "on its way"}
    refuse(Source(bucket="raw", key="b.html"), "", RejectReason.NO_ARTICLE_TEXT)
    assert outcomes(acting.get(path).body) == {"s3://raw/a.html, and 1 more": "refused"}
