"""The follower of the stream treats a failed record as Lambda does."""

import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.faults.following import Follower, Record

RULES = {"BatchSize": 100, "MaximumRetryAttempts": 3, "MaximumRecordAgeInSeconds": 60}


def record(number: int, *, age: float = 0) -> Record:
    changed = {"Keys": {"pk": {"S": f"ARTICLE#{number}"}, "sk": {"S": "HEAD"}}, "SequenceNumber": str(number)}
    return {"dynamodb": changed | {"ApproximateCreationDateTime": time.time() - age}}


@dataclass
class Function:
    """`answer` gets the numbers of a batch. It returns the first that failed, or None if all succeeded."""

    answer: Callable[[list[str]], str | None]
    batches: list[list[str]] = field(default_factory=list)

    def output(self, name: str) -> str:
        return name

    @property
    def functions(self) -> "Function":
        return self

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803  # boto3's names
        assert FunctionName == "PublishFunctionName"
        batch = [each["dynamodb"]["SequenceNumber"] for each in json.loads(Payload)["Records"]]
        self.batches.append(batch)
        failed = self.answer(batch)
        said = {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}
        return {"Payload": io.BytesIO(json.dumps(said).encode())}


def follower(answer: Callable[[list[str]], str | None], monkeypatch: pytest.MonkeyPatch) -> Follower:
    monkeypatch.setattr("tests.faults.following._PAUSE", 0)
    return Follower(world=Function(answer), rules=RULES)  # type: ignore[arg-type]  # what it asks of a world


def batches(of: Follower) -> list[list[str]]:
    return of.world.batches  # type: ignore[attr-defined,no-any-return]  # a Function


def test_from_a_failed_record_on_a_batch_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter(["2", None])
    made = follower(lambda _batch: next(failures), monkeypatch)
    made._deliver([record(number) for number in (1, 2, 3)])
    assert batches(made) == [["1", "2", "3"], ["2", "3"]]
    assert (made.followed, made.again, made.given_up) == (3, 1, [])


def test_a_batch_that_ends_in_an_error_is_cut_in_two_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(batch: list[str]) -> None:
        if "3" in batch:
            raise ConnectionError

    made = follower(broken, monkeypatch)
    made._deliver([record(number) for number in (1, 2, 3, 4)])
    assert [batch for batch in batches(made) if "3" not in batch] == [["1", "2"], ["4"]]
    assert made.given_up == ["ARTICLE#3"]
    assert batches(made).index(["4"]) == len(batches(made)) - 1


def test_what_is_tried_too_often_or_too_old_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    made = follower(lambda batch: batch[0], monkeypatch)
    made._deliver([record(1)])
    assert (len(batches(made)), made.given_up) == (RULES["MaximumRetryAttempts"] + 1, ["ARTICLE#1"])
    made = follower(lambda _batch: None, monkeypatch)
    made._deliver([record(1, age=61), record(2)])
    assert (batches(made), made.given_up) == ([["2"]], ["ARTICLE#1"])
