"""Starts, finds and redrives runs of the state machine."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from copydesk.aws.clients import s3_client
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.web.redaction import redacted_start

#: The number of failed batches whose reasons are read.
_SHOWN = 10
#: The statuses of a batch that was not finished.
_UNSUCCESSFUL = ("FAILED", "TIMED_OUT", "ABORTED")
_FAILED = ("FAILED", "TIMED_OUT", "ABORTED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The state of a run. `items` are the state machine's counts of items, `failures` the reasons of failed batches."""

    name: str
    status: str
    request: Mapping[str, Any]
    started: datetime
    items: Mapping[str, int]
    failures: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a stack. `client` is the client of Step Functions."""

    client: Any
    machine: str
    bucket: str

    def start(self, name: str, request: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> None:
        if lines:
            request = {**request, "key": f"lists/{name}.jsonl"}
            body = "".join(json.dumps(line) + "\n" for line in lines).encode()
            s3_client().put_object(Bucket=self.bucket, Key=request["key"], Body=body)
        try:
            self.client.start_execution(stateMachineArn=self.machine, name=name, input=json.dumps(request))
        except self.client.exceptions.ExecutionAlreadyExists as error:
            raise Problem(f"There is a run of the name {name}.", "Give another --name, or none.") from error

    def latest(self) -> list[str]:
        found = self.client.list_executions(stateMachineArn=self.machine, maxResults=20)["executions"]
        return [each["name"] for each in found]

    def find(self, name: str) -> Run:
        try:
            execution = self.client.describe_execution(executionArn=self._arn(name))
        except self.client.exceptions.ExecutionDoesNotExist as error:
            raise Problem(f"There is no run of the name {name}.", "Run: copydesk backfill status") from error
        maps = list(self._map_runs(name))
        counts: Counter[str] = sum((Counter(each["itemCounts"]) for each in maps), Counter())
        shown = [reason for each in maps for reason in self._reasons(each["mapRunArn"])]
        return Run(
            name=name,
            status=execution["status"],
            request=json.loads(execution["input"]),
            started=execution["startDate"],
            items=counts,
            failures=tuple(shown),
            reason=": ".join(filter(None, [execution.get("error"), execution.get("cause")])),
        )

    def redrive(self, run: Run) -> str:
        """Repeats what failed, and returns the name of the run that does it.

        A failed run is continued. For any other run a new one takes the items of its failed batches. Raises Problem if
        the run has not ended, or if nothing failed.
        """
        if run.status in _FAILED:
            self.client.redrive_execution(executionArn=self._arn(run.name))
            return run.name
        if run.status == "RUNNING":
            raise Problem(f"{run.name} is still running.", "What failed can be done again when it has ended.")
        lines = [item for each in self._map_runs(run.name) for item in self._failed_items(each["mapRunArn"])]
        if not lines:
            raise Problem(f"Nothing of {run.name} failed.", "Refused pages: copydesk rejects, copydesk redrive")
        name = new_name("redrive")
        kept = {key: run.request[key] for key in ("batch", "concurrency", "tolerated_failure_percentage")}
        self.start(name, {"items": "list", **kept}, lines)
        return name

    def _arn(self, name: str) -> str:
        return f"{self.machine.replace(':stateMachine:', ':execution:')}:{name}"

    def _map_runs(self, name: str) -> Iterator[dict[str, Any]]:
        for page in self.client.get_paginator("list_map_runs").paginate(executionArn=self._arn(name)):
            for each in page["mapRuns"]:
                yield self.client.describe_map_run(mapRunArn=each["mapRunArn"])

    def _reasons(self, map_run: str) -> Iterator[str]:
        for batch in islice(self._failed_batches(map_run), _SHOWN):
            yield f"{batch.get('error')}: {_message(batch.get('cause') or '')}"

    def _failed_items(self, map_run: str) -> Iterator[Mapping[str, Any]]:
        for batch in self._failed_batches(map_run):
            tasks = json.loads(batch["input"])
            yield from (task["item"] for task in tasks.get("Items", [tasks]))

    def _failed_batches(self, map_run: str) -> Iterator[dict[str, Any]]:
        """Yields the executions of batches that did not succeed, whatever ended them."""
        paginator = self.client.get_paginator("list_executions")
        for status in _UNSUCCESSFUL:
            for page in paginator.paginate(mapRunArn=map_run, statusFilter=status):
                for each in page["executions"]:
                    yield self.client.describe_execution(executionArn=each["executionArn"])


def runs_of(place: Target) -> Runs:
    if not place.backfill_machine:
        raise Problem("This stack has no backfill.", "Deploy it anew: copydesk up, or sam build and sam deploy")
    client: Any = boto3.client("stepfunctions")
    return Runs(client, place.backfill_machine, place.backfill_bucket)


def new_name(kind: str) -> str:
    return f"{kind}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def report_lines(bucket: str, name: str) -> Iterator[dict[str, Any]]:
    """Yields all lines of a dry run's report. Raises Problem if it cannot be read."""
    try:
        for page in s3_client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"reports/{name}/"):
            for each in page.get("Contents", []):
                body = s3_client().get_object(Bucket=bucket, Key=each["Key"])["Body"]
                yield from _lines(body.iter_lines())
    except (ClientError, BotoCoreError) as error:
        raise Problem(f"The report cannot be read: {error}") from error


def _lines(raw: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    yield from (json.loads(line) for line in raw if line)


def _message(cause: str) -> str:
    """Returns the function's error message. Lambda wraps it in JSON with a trace, which the log has as well."""
    try:
        return redacted_start(json.loads(cause)["errorMessage"], 2_000)
    except (ValueError, KeyError, TypeError):
        return redacted_start(cause, 500)
