"""Rejects are inspected by their ids, listed as JSON, sent again and followed to their end."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import boto3
import pytest

from copydesk.aws import clients
from copydesk.cli.commands import redrive
from copydesk.cli.commands import rejects as rejects_command
from copydesk.cli.inspector import finding
from copydesk.cli.main import main
from copydesk.cli.sending import rejects
from copydesk.cli.sending.rejects import SentAgain, Way, followed
from copydesk.errors import Reject, RejectReason, Skip, SkipReason
from copydesk.model import Source
from copydesk.stack.target import Target
from copydesk.storage import RejectStore
from copydesk.storage.operations.rejects import RejectRecord, list_rejects
from tests.unit.storage.conftest import unkept


def test_a_record_that_is_no_page_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise Skip(SkipReason.NOT_A_PAGE, "a record of the type 'warcinfo'")

    monkeypatch.setattr(rejects, "raw_page", read)
    monkeypatch.setattr(rejects, "rejects_of", lambda source: [])  # noqa: ARG005
    way = Way(Source(bucket="raw", key="news.warc.gz", offset=0, length=10), since="2026-01-01T00:00:00Z")
    assert list(followed(SentAgain(1, [way]), cast("Target", None), patience=0)) == ["skipped"]


type Captured = pytest.CaptureFixture[str]

LOGIN = b"<!doctype html><title>Log in</title><p>Please log in to read on.</p>"


@pytest.fixture
def refused(tables: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[RejectRecord]]:
    """Two pages and a message were refused. The message was seen last."""
    clients.s3_client.cache_clear()
    clients.sqs_client.cache_clear()
    boto3.client("s3").create_bucket(Bucket="raw")
    queue = boto3.client("sqs").create_queue(QueueName="ingest")["QueueUrl"]
    place = Target(
        raw_bucket="raw", ingest_queue_url=queue, fetch_queue_url=queue, articles_table="", operations_table=""
    )
    for module in (finding, redrive, rejects_command):
        monkeypatch.setattr(module, "target", lambda _where: place)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for hour, key in enumerate(("a.html", "b c.html", None)):
        store = RejectStore(retention=timedelta(days=9), keep=unkept, now=lambda at=hour: begin + timedelta(hours=at))  # type: ignore[misc]
        reject = Reject(RejectReason.NO_ARTICLE_TEXT if key else RejectReason.UNKNOWN_MESSAGE, "nothing to read")
        source = Source(bucket="raw", key=key) if key else None
        store.record(reject, source=source, message="" if key else '{"what": "is this"}')
        if key:
            boto3.client("s3").put_object(Bucket="raw", Key=key, Body=LOGIN, ContentType="text/html")
    yield list_rejects()
    clients.s3_client.cache_clear()
    clients.sqs_client.cache_clear()


def queued() -> list[object]:
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName="ingest")["QueueUrl"]
    found = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in found]


def test_rejects_are_listed_with_the_ids_that_other_commands_take(
    refused: list[RejectRecord], capsys: Captured
) -> None:
    assert main(["rejects"]) == 0
    printed = capsys.readouterr()
    assert [line.split()[0] for line in printed.out.splitlines()[1:]] == [each.reject_id[:8] for each in refused]
    assert f"copydesk redrive {refused[0].reject_id[:8]}" in printed.err
    assert main(["rejects", "--format", "json", "--limit", "2"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [each["reject_id"] for each in plain] == [each.reject_id for each in refused[:2]]
    assert plain[1]["source"] == {"bucket": "raw", "key": "b c.html"}


def test_a_reject_is_inspected_by_its_id_and_by_its_raw_object(refused: list[RejectRecord], capsys: Captured) -> None:
    for name in (refused[1].reject_id[:6].upper(), refused[1].reject_id, "s3://raw/b c.html"):
        assert main(["inspect", name, "--terminal"]) == 1
        assert "s3://raw/b c.html is refused: paywall" in capsys.readouterr().err
    assert main(["inspect", refused[0].reject_id, "--terminal"]) == 2
    assert 'It began: {"what": "is this"}' in capsys.readouterr().err
    assert main(["inspect", "s3://raw/none.html", "--terminal"]) == 2
    assert "s3://raw/none.html cannot be read" in capsys.readouterr().err


def test_a_reject_is_sent_through_again_by_its_id_and_in_a_dry_run_not(
    refused: list[RejectRecord], capsys: Captured
) -> None:
    page = refused[1].reject_id
    assert main(["redrive", page[:8], "--dry-run"]) == 0
    assert capsys.readouterr().out == f"{page[:8]}  s3://raw/b c.html\n"
    assert queued() == []
    code = main(["redrive", page[:8], page, "--wait", "0"])
    err = capsys.readouterr().err
    assert code == 1, err  # the message is still on its way
    assert queued() == [{"s3": {"bucket": "raw", "key": "b c.html"}}]
    assert [each.reject_id for each in list_rejects()] == [refused[0].reject_id, refused[2].reject_id]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["zzz"], "No reject's id begins with zzz"),
        (["0123456789abcdef"], "No reject's id begins with 0123456789abcdef"),
        ([""], "No reject's id begins with"),
        ([], "Say what to send again"),
        (["0f", "--reason", "gone"], "Say what to send again"),
    ],
)
def test_what_names_no_reject_sends_nothing(
    refused: list[RejectRecord], arguments: list[str], said: str, capsys: Captured
) -> None:
    assert main(["redrive", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert queued() == []
    assert list_rejects() == refused
