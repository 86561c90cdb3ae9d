"""These tests read runs from a client in memory that answers as Step Functions does."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from copydesk.aws import clients
from copydesk.cli.backfill import command
from copydesk.cli.backfill.runs import Runs
from copydesk.cli.main import main
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from tests.moto_answers import use_test_account

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:copydesk-backfill"
NO_CHILDREN: list[dict[str, Any]] = []
CAUSE = json.dumps({"errorMessage": "1 items are left; 1 × Retry: S3: AccessDenied", "stackTrace": []})


class NotThere(Exception):
    pass


@dataclass
class Exceptions:
    ExecutionDoesNotExist: type[Exception] = NotThere
    ExecutionAlreadyExists: type[Exception] = NotThere


@dataclass
class StepFunctions:
    """A client with one run of the name `spring` and its failed batches."""

    status: str
    failed: list[dict[str, Any]]
    exceptions: Exceptions = field(default_factory=Exceptions)
    called: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def describe_execution(self, **named: str) -> dict[str, Any]:
        arn = named["executionArn"]
        if arn.startswith("batch-"):
            return {**self.failed[int(arn[6:])], "error": "Unsettled", "cause": CAUSE}
        if not arn.endswith("execution:copydesk-backfill:spring"):
            raise NotThere
        told = {"items": "prefix", "batch": 50, "concurrency": 7, "tolerated_failure_percentage": 5}
        return {"status": self.status, "input": json.dumps(told), "startDate": datetime(2026, 1, 1, tzinfo=UTC)}

    def list_executions(self, **_: Any) -> dict[str, Any]:
        return {"executions": [{"name": "spring"}]}

    def list_map_runs(self, **_: str) -> dict[str, Any]:
        return {"mapRuns": [{"mapRunArn": "map"}]}

    def describe_map_run(self, **_: str) -> dict[str, Any]:
        return {"mapRunArn": "map", "itemCounts": {"total": 100, "succeeded": 98, "failed": len(self.failed)}}

    def get_paginator(self, _name: str) -> "StepFunctions":
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        yield self.list_map_runs() if "executionArn" in asked else {"executions": self._ended(asked["statusFilter"])}

    def _ended(self, status: str) -> list[dict[str, str]]:
        ends = enumerate(each.get("status", "FAILED") for each in self.failed)
        return [{"executionArn": f"batch-{number}"} for number, end in ends if end == status]

    def start_execution(self, **arguments: Any) -> None:
        if arguments["name"] == "spring":
            raise NotThere
        self.called.append(("start", arguments))

    def redrive_execution(self, **arguments: Any) -> None:
        self.called.append(("redrive", arguments))


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    clients.s3_client.cache_clear()
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="lists")
        yield
    clients.s3_client.cache_clear()


def of(status: str, failed: list[dict[str, Any]] = NO_CHILDREN) -> tuple[StepFunctions, Runs]:
    client = StepFunctions(status, failed)
    return client, Runs(client, MACHINE, "lists")


def task(key: str) -> dict[str, Any]:
    return {"run": "spring", "item": {"bucket": "archive", "object": {"Key": key}}}


FAILED = [
    {"input": json.dumps({"Items": [task("a"), task("b")]})},
    {"input": json.dumps(task("c")), "status": "TIMED_OUT"},
]


def test_a_run_tells_its_counts_and_why_batches_failed() -> None:
    _, runs = of("SUCCEEDED", FAILED)
    run = runs.find("spring")
    assert run.items["succeeded"] == 98
    assert run.failures[0] == "Unsettled: 1 items are left; 1 × Retry: S3: AccessDenied"


def test_a_run_that_failed_is_redriven_as_itself() -> None:
    client, runs = of("FAILED", FAILED)
    assert runs.redrive(runs.find("spring")) == "spring"
    assert client.called[0][0] == "redrive"


def test_what_a_run_tolerated_is_done_again_by_a_new_one() -> None:
    client, runs = of("SUCCEEDED", FAILED)
    name = runs.redrive(runs.find("spring"))
    [(_, started)] = client.called
    request = json.loads(started["input"])
    assert {key: request[key] for key in ("items", "batch", "concurrency")} == {
        "items": "list", "batch": 50, "concurrency": 7,
    }  # fmt: skip
    body = boto3.client("s3").get_object(Bucket="lists", Key=f"lists/{name}.jsonl")["Body"].read()
    assert [json.loads(line)["object"]["Key"] for line in body.splitlines()] == ["a", "b", "c"]


@pytest.mark.parametrize(("status", "said"), [("RUNNING", "still running"), ("SUCCEEDED", "Nothing of spring failed")])
def test_there_may_be_nothing_to_do_again(status: str, said: str) -> None:
    client, runs = of(status)
    with pytest.raises(Problem, match=said):
        runs.redrive(runs.find("spring"))
    assert client.called == []


def test_a_run_that_is_not_there_and_a_name_that_is_taken_are_said() -> None:
    _, runs = of("SUCCEEDED")
    with pytest.raises(Problem, match="no run of the name summer"):
        runs.find("summer")
    with pytest.raises(Problem, match="is a run of the name spring"):
        runs.start("spring", {}, [])


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Target(
        raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table="", operations_table="",
        backfill_machine=MACHINE,
    )  # fmt: skip
    monkeypatch.setattr(command, "target", lambda _arguments: place)
    monkeypatch.setattr(command, "runs_of", lambda _place: of("SUCCEEDED", FAILED)[1])


@pytest.mark.usefixtures("at_hand")
def test_the_latest_runs_are_listed_in_the_format_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", "status"]) == 0
    assert "spring  SUCCEEDED  98 of 100 items, 2 failed" in capsys.readouterr().out
    assert main(["backfill", "status", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"name": "spring", "status": "SUCCEEDED", "items": {"total": 100, "succeeded": 98, "failed": 2}}
    ]


@pytest.mark.usefixtures("at_hand")
def test_a_report_without_its_run_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", "status", "--report", "out.jsonl"]) == 2
    assert "--report is of one run" in capsys.readouterr().err
