"""A page whose notification was lost leads to a message that has it ingested. Both functions have their own tables."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from copydesk.aws.versions import list_part
from copydesk.pipeline.reconcile import reconcile
from copydesk.storage.operations.models import MarkItem
from copydesk.storage.operations.rejects import list_rejects
from tests.embedded_metrics import printed_metrics
from tests.integration.calling import Context, batch, load_function
from tests.unit.storage.making import list_heads

WORDS = "A page says enough to be an article, in sentences of some length, and each of them says something else. " * 9
PAGE = f"<!doctype html><title>Lost</title><article><h1>Lost</h1><p>{WORDS}</p></article>".encode()


def put(key: str, body: bytes = PAGE) -> dict[str, Any]:
    """Uploads a page and returns the notification that S3 would send."""
    bucket = os.environ["RAW_BUCKET"]
    told = {"url": f"https://news.example.org/{key}"}
    found = boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body, Metadata=told)
    place = {"bucket": {"name": bucket}, "object": {"key": key, "versionId": found["VersionId"], "sequencer": "1"}}
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": place}
    return {"Records": [record]}


def sent() -> list[dict[str, Any]]:
    url = os.environ["INGEST_QUEUE_URL"]
    found = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for each in found:
        boto3.client("sqs").delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return [json.loads(each["Body"]) for each in found]


def two_days_later(function: Any) -> int:
    later = datetime.now(UTC) + timedelta(days=2)
    return reconcile(now=later, steps=function.steps(), has_time=lambda: True).found


def test_only_what_ingest_was_never_told_of_is_sent_and_then_known(
    account: None, capsys: pytest.CaptureFixture[str]
) -> None:
    ingest, function = load_function("ingest"), load_function("reconcile")
    told = [put("stored.html"), put("refused.html", b"\0\1\2" * 99), put("twice.html")]
    ingest.lambda_handler(batch(*told, told[2]), Context())
    assert (len(list_heads()), len(list_rejects())) == (2, 1)
    put("lost.html")
    assert len(list(MarkItem.scan(MarkItem.pk.startswith("MARKS#")))) == 1, "a batch is one write"
    capsys.readouterr()
    with function.metrics.emitting():
        assert two_days_later(function) == 1
    values_by_name = {name: values for (name, _), values in printed_metrics(capsys).items()}
    assert values_by_name == {"LookedAt": [4], "Unreconciled": [1]}
    (message,) = sent()
    assert message["s3"]["key"] == "lost.html"
    ingest.lambda_handler(batch(message), Context())
    assert len(list_heads()) == 3
    MarkItem("RECONCILE", "RECONCILE").delete()
    assert two_days_later(function) == 0


def test_a_run_in_which_nothing_is_old_enough_sends_nothing(account: None) -> None:
    put("new.html")
    function = load_function("reconcile")
    assert function.lambda_handler({}, Context()) == {"looked_at": 0, "found": 0, "done": True}
    assert sent() == []


def test_a_bucket_is_listed_part_by_part(account: None) -> None:
    bucket, client = os.environ["RAW_BUCKET"], boto3.client("s3")
    for number in range(1_100):
        client.put_object(Bucket=bucket, Key=f"{number:04d}", Body=b"")
    first = list_part(None, client=client, bucket=bucket)
    second = list_part(first.next, client=client, bucket=bucket)
    keys = [each.source.key for part in (first, second) for each in part.versions]
    assert keys == [f"{number:04d}" for number in range(1_100)]
    assert second.next is None
