"""These tests run the examples for consumers on what Copydesk really sends."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
import pytest
from moto import mock_aws

from copydesk.events.records import ArticleEvent, Changes, EventKind, TableChange, entry
from copydesk.formats import render_line
from copydesk.model import Block, BlockType, PubStatus, StoredArticle
from examples.event_function import app as event_function
from examples.sqlite_search import load as sqlite_search
from examples.webhook import app as webhook
from tests.unit.formats.making import article, stored

AT = "2026-11-30T12:00:00.000000Z"


def event(kind: EventKind, changes: Changes | None = None, *, headline: str = "A bridge opens") -> dict[str, Any]:
    """Returns an event as EventBridge hands it over."""
    article_event = ArticleEvent(
        kind=kind, event_id="e1", time=AT, article_id="0f" * 16, url="https://example.org/story", canonical_url=None,
        site="example.org", headline=headline, date_published=None, revision=2, pub_status="usable", changes=changes,
    )  # fmt: skip
    sent = entry(
        article_event, TableChange(pk="ARTICLE#1", sk="HEAD", old=None, new=None, changed_at=AT), table="articles"
    )
    return {"source": "copydesk", "detail-type": str(sent.kind), "detail": json.loads(sent.detail)}


@pytest.fixture
def topic_messages(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yields a queue that gets the topic's messages."""
    for name, value in (("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "test"),
                        ("AWS_SECRET_ACCESS_KEY", "test")):  # fmt: skip
        monkeypatch.setenv(name, value)
    with mock_aws():
        topic: Any = boto3.resource("sns").create_topic(Name="news")
        queue: Any = boto3.resource("sqs").create_queue(QueueName="heard")
        topic.subscribe(Protocol="sqs", Endpoint=queue.attributes["QueueArn"])
        monkeypatch.setenv("TOPIC_ARN", topic.arn)
        event_function.topic.cache_clear()
        yield lambda: [json.loads(each.body)["Message"] for each in queue.receive_messages(MaxNumberOfMessages=10)]
        event_function.topic.cache_clear()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (event(EventKind.REVISED, Changes(compared=True, corrections_added=("It was.",))), "A correction: It was."),
        (event(EventKind.REVISED, Changes(compared=True, silent_edit=True)), "An article changed without a note."),
        (event(EventKind.WITHDRAWN), "An article is gone."),
        (event(EventKind.WITHDRAWN, headline="x" * 300_000), "An article is gone."),
        (event(EventKind.REVISED, Changes(compared=True, silent_edit=False)), None),
        (event(EventKind.CREATED), None),
    ],
    ids=["correction", "silent", "gone", "gone and truncated", "declared", "created"],
)  # fmt: skip
def test_the_function_on_the_bus_tells_what_editors_want_to_know(
    sent: dict[str, Any], message: str | None, topic_messages: Any
) -> None:
    event_function.lambda_handler(sent, None)
    assert [each.splitlines()[0] for each in topic_messages()] == ([message] if message else [])


class Receiver(BaseHTTPRequestHandler):
    """Takes posts as a consumer's server does, and refuses those that are not signed with the secret."""

    def do_POST(self) -> None:  # http.server calls this name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp, signed = self.headers["Copydesk-Timestamp"], self.headers["Copydesk-Signature"]
        is_ours = webhook.verified(body, timestamp=stamp, signed=signed, secret=b"secret", now=time.time())
        if is_ours:
            self.server.taken.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(204 if is_ours else 401)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Writes nothing to stderr."""


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[Any]]]:
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        taken: list[Any] = []
        server.taken = taken  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", taken
        server.shutdown()
        thread.join()


def test_the_webhook_posts_what_its_receiver_can_verify(
    receiver: tuple[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, taken = receiver
    monkeypatch.setenv("WEBHOOK_URL", url)
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    sent = event(EventKind.CREATED)
    webhook.lambda_handler(sent, None)
    assert taken == [{"type": "article.created", "id": "e1", "data": sent["detail"]}]
    monkeypatch.setenv("WEBHOOK_SECRET", "another")
    with pytest.raises(HTTPError, match="401"):
        webhook.lambda_handler(sent, None)
    monkeypatch.setenv("WEBHOOK_URL", "http://example.org/")
    with pytest.raises(ValueError, match="https"):
        webhook.lambda_handler(sent, None)


def test_an_old_signature_is_taken_no_more() -> None:
    signed = webhook.signature(b"{}", "1000", b"s")
    assert webhook.verified(b"{}", timestamp="1000", signed=signed, secret=b"s", now=1200)
    assert not webhook.verified(b"{}", timestamp="1000", signed=signed, secret=b"s", now=2000)


def revision(*paragraphs: str, **facts: Any) -> StoredArticle:
    sections = []
    for number, text in enumerate(paragraphs):
        for kind, words in ((BlockType.HEADER, f"Part {number}"), (BlockType.PARAGRAPH, text)):
            sections.append(Block(block_id=f"b{number}-{kind}", digest="d", type=kind, text=words))
    return stored(article(*sections, quotes=(), **facts))


def test_the_search_indexes_only_what_an_edit_made_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> str:
        sqlite_search.main([str(tmp_path / "search.db"), *arguments])
        return capsys.readouterr().out

    def exported(what: StoredArticle) -> str:
        (tmp_path / "new.ndjson").write_text(render_line(what, "chunks"), "utf-8")
        return str(tmp_path / "new.ndjson")

    first = revision("The bridge opened.", "The ferry stopped.", "The council voted.")
    edited = revision("The bridge opened.", "The ferry went on.", "The council voted.")
    assert "new=3, gone=0, kept=0" in run(exported(first))
    assert "new=0, gone=0, kept=3" in run(exported(first))
    assert "new=1, gone=1, kept=2" in run(exported(edited))
    assert "A bridge opens › Part 1" in run("--find", 'ferry "went')
    assert "stopped" not in run("--find", "ferry")
    gone = replace(revision("The bridge opened.", pub_status=PubStatus.CANCELED), withdrawn_at=AT)
    assert "new=0, gone=3, kept=0" in run(exported(gone))
    assert run("--find", "bridge") == ""
