"""Each message of a batch by itself: what fails comes back alone, and is told once."""

import json
import logging
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from moto import mock_aws

from copydesk.aws import clients
from copydesk.aws.batches import THREADS, Report, Stage
from copydesk.errors import Retry

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator["SQSClient"]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        clients.sqs_client.cache_clear()
        yield boto3.client("sqs")
    clients.sqs_client.cache_clear()


@pytest.fixture
def stage(sqs: "SQSClient", caplog: pytest.LogCaptureFixture) -> Stage:
    Metrics(service="test", namespace="Copydesk").clear_metrics()
    caplog.set_level(logging.INFO, "batches")
    queue_url = sqs.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    metrics = Metrics(service="test", namespace="Copydesk")
    return Stage(name="work", queue_url=queue_url, logger=Logger(service="batches"), metrics=metrics)


def batch(*bodies: str, receipt: str = "none", received: int = 1) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(received)}
    return {
        "Records": [
            {"messageId": f"message-{number}", "receiptHandle": receipt, "body": body, "attributes": attributes}
            for number, body in enumerate(bodies)
        ]
    }


def work(record: SQSRecord, report: Report) -> None:
    match record.body:
        case "throttled":
            raise Retry("DynamoDB: ThrottlingException")
        case "a bug":
            raise ZeroDivisionError
        case "out of stack":
            raise RecursionError
    report(("done", {"url": record.body}))


def again(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, str(record.msg)) for record in caplog.records if record.name == "batches"]


def counted(stage: Stage) -> dict[str, float]:
    found = json.loads(json.dumps(stage.metrics.serialize_metric_set()))
    return {name: sum(found[name]) for name in ("Messages", "Done", "Retried", "Failed") if name in found}


def test_what_fails_comes_back_alone(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    assert again(stage.run(batch("a", "throttled", "b", "a bug", "out of stack", "c"), work)) == [
        "message-1",
        "message-3",
        "message-4",
    ]
    assert sorted(told(caplog)) == [
        ("ERROR", "work.failed"),
        ("ERROR", "work.failed"),
        ("INFO", "work.done"),
        ("INFO", "work.done"),
        ("INFO", "work.done"),
        ("WARNING", "work.retry"),
    ]
    assert counted(stage) == {"Messages": 6, "Done": 3, "Retried": 1, "Failed": 2}


def test_each_line_names_its_own_message(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    bodies = [f"https://e.example/{number}" for number in range(40)]
    stage.run(batch(*bodies), work)
    lines = [vars(record) for record in caplog.records if record.name == "batches"]
    assert {line["message_id"]: line["url"] for line in lines} == {
        f"message-{number}": body for number, body in enumerate(bodies)
    }


def test_a_bug_is_told_once_with_its_trace(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.run(batch("a bug"), work)
    assert told(caplog) == [("ERROR", "work.failed")]
    assert caplog.text.count("Traceback") == 1


def test_an_empty_batch_is_no_trouble(stage: Stage) -> None:
    assert stage.run({"Records": []}, work) == {"batchItemFailures": []}


def test_all_messages_of_a_batch_are_worked_on_at_once(stage: Stage) -> None:
    together = threading.Barrier(THREADS)

    def meet(_record: SQSRecord, _report: Report) -> None:
        together.wait(timeout=10)

    assert again(stage.run(batch(*["a"] * THREADS), meet)) == []


@pytest.mark.parametrize(("received", "least", "most"), [(1, 15, 30), (2, 30, 60), (3, 60, 120), (50, 450, 900)])
def test_what_is_tried_again_is_hidden_longer_each_time(
    stage: Stage, sqs: "SQSClient", caplog: pytest.LogCaptureFixture, received: int, least: int, most: int
) -> None:
    sqs.send_message(QueueUrl=stage.queue_url, MessageBody="throttled")
    (message,) = sqs.receive_message(QueueUrl=stage.queue_url)["Messages"]
    stage.run(batch("throttled", receipt=message["ReceiptHandle"], received=received), work)
    (line,) = (vars(record) for record in caplog.records if record.name == "batches")
    assert least <= line["pause"] <= most
    assert line["detail"] == "DynamoDB: ThrottlingException"


def test_a_message_that_cannot_be_hidden_comes_back_all_the_same(stage: Stage) -> None:
    assert again(stage.run(batch("throttled", receipt="lapsed"), work)) == ["message-0"]
