"""Each message of a batch is handled by itself: a failed one comes back alone and is logged once."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from aws_lambda_powertools import Logger
from moto import mock_aws

from copydesk.aws import clients
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.batches import THREADS, QueueRecord, Report, Stage
from copydesk.errors import Retry
from tests.embedded_metrics import printed_metrics
from tests.moto_answers import use_test_account

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator["SQSClient"]:
    use_test_account(monkeypatch)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        clients.sqs_client.cache_clear()
        yield boto3.client("sqs")
    clients.sqs_client.cache_clear()


@pytest.fixture
def stage(sqs: "SQSClient", caplog: pytest.LogCaptureFixture) -> Stage:
    caplog.set_level(logging.INFO, "batches")
    queue_url = sqs.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    return Stage(name="work", queue_url=queue_url, logger=Logger(service="batches"), metrics=FunctionMetrics())


def batch(*bodies: str, receipt: str = "none", received: int = 1) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(received)}
    return {
        "Records": [
            {"messageId": f"message-{number}", "receiptHandle": receipt, "body": body, "attributes": attributes}
            for number, body in enumerate(bodies)
        ]
    }


def work(record: QueueRecord, report: Report) -> None:
    match record["body"]:
        case "throttled":
            raise Retry("DynamoDB: ThrottlingException")
        case "a bug":
            raise ZeroDivisionError
        case "out of stack":
            raise RecursionError
    report(("done", {"url": record["body"]}))


def again(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def logged(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, str(record.msg)) for record in caplog.records if record.name == "batches"]


def test_what_fails_comes_back_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with stage.metrics.emitting():
        answer = stage.run(batch("a", "throttled", "b", "a bug", "out of stack", "c"), work)
    assert again(answer) == ["message-1", "message-3", "message-4"]
    assert sorted(logged(caplog)) == [
        ("ERROR", "work.failed"),
        ("ERROR", "work.failed"),
        ("INFO", "work.done"),
        ("INFO", "work.done"),
        ("INFO", "work.done"),
        ("WARNING", "work.retry"),
    ]
    metrics = printed_metrics(capsys)
    assert {name: sum(values) for (name, _), values in metrics.items() if name != "MessageMilliseconds"} == {
        "Messages": 6,
        "Done": 3,
        "Retried": 1,
        "Failed": 2,
    }
    assert len(metrics["MessageMilliseconds", ("test",)]) == 6


def test_the_age_of_a_message_counts_from_when_it_was_sent(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    event = batch("a", "throttled")
    for record in event["Records"]:
        record["attributes"]["SentTimestamp"] = str(int((time.time() - 60) * 1000))
    with stage.metrics.emitting():
        stage.run(event, work)
    (age,) = printed_metrics(capsys)["AgeSeconds", ("test",)]
    assert 60 <= age < 65


def test_a_refusal_is_counted_by_its_reason(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(record: QueueRecord, report: Report) -> None:
        report(("rejected", {"reason": record["body"], "detail": "of no matter"}))

    with stage.metrics.emitting():
        stage.run(batch("empty_body", "paywall", "empty_body"), refuse)
    metrics = printed_metrics(capsys)
    assert metrics["Rejected", ("test",)] == [3]
    assert metrics["Rejects", ("test", "empty_body")] == [2]
    assert metrics["Rejects", ("test", "paywall")] == [1]


def test_each_line_names_its_own_message(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    bodies = [f"https://e.example/{number}" for number in range(40)]
    stage.run(batch(*bodies), work)
    lines = [vars(record) for record in caplog.records if record.name == "batches"]
    assert {line["message_id"]: line["url"] for line in lines} == {
        f"message-{number}": body for number, body in enumerate(bodies)
    }


def test_a_bug_is_told_once_with_its_trace(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.run(batch("a bug"), work)
    assert logged(caplog) == [("ERROR", "work.failed")]
    assert caplog.text.count("Traceback") == 1


def test_an_empty_batch_is_no_trouble(stage: Stage) -> None:
    assert stage.run({"Records": []}, work) == {"batchItemFailures": []}


def test_all_messages_of_a_batch_are_worked_on_at_once(stage: Stage) -> None:
    together = threading.Barrier(THREADS)

    def meet(_record: QueueRecord, _report: Report) -> None:
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
