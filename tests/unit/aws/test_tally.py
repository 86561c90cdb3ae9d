"""A call of a function sends CloudWatch few lines, each valid by the specification, and nothing twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jsonschema
import pytest

from copydesk.aws.metrics import FunctionMetrics
from tests.embedded_metrics import checked, metrics_in, paid_in, printed_metrics


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "news-ingest")


@pytest.fixture
def metrics() -> FunctionMetrics:
    return FunctionMetrics()


def test_all_of_a_stage_is_one_line_and_each_reason_another(
    metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    with metrics.emitting():
        for _ in range(10):
            metrics.count("Stored")
            metrics.measure("AgeSeconds", 1.5)
        metrics.count("Rejected", 3)
        for reason in ("paywall", "paywall", "gone"):
            metrics.refused(reason)
    whole, paywall, gone, emitted = map(json.loads, capsys.readouterr().out.splitlines())
    assert whole == {"service": "news-ingest", "tally": {"Stored": 10, "Rejected": 3}}
    assert paywall == {"service": "news-ingest", "reason": "paywall", "rejects": 2}
    assert gone == {"service": "news-ingest", "reason": "gone", "rejects": 1}
    [directive] = checked(emitted)["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Copydesk"
    assert (emitted["Rejected"], emitted["AgeSeconds"]) == ([3], [1.5] * 10)


def test_a_metric_is_paid_for_so_only_what_an_alarm_looks_at_is_one(
    metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in ("news-ingest", "news-api"):
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", service)
        with metrics.emitting():
            metrics.count("Stored")
            metrics.count("Failed")
    told = capsys.readouterr().out.splitlines()
    assert paid_in(told) == {("Failed", ("news-ingest",)): [1]}
    assert len(metrics_in(told)) == 4


def test_a_line_of_a_full_batch_is_small(metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    """Each byte of a log costs money."""
    with metrics.emitting():
        for name in ("Messages", "Stored", "Skipped", "Rejected", "Retried"):
            metrics.count(name, 10)
        for _ in range(10):
            for name in ("MessageMilliseconds", "ExtractionMilliseconds", "AgeSeconds"):
                metrics.measure(name, 123.456789)
    assert len(capsys.readouterr().out) < 1_200


def test_what_is_told_once_is_not_told_again(metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    with metrics.emitting():
        metrics.count("Stored")
        metrics.refused("gone")
    assert printed_metrics(capsys) == {("Stored", ("news-ingest",)): [1], ("Rejects", ("news-ingest", "gone")): [1]}
    with metrics.emitting():
        pass
    assert printed_metrics(capsys) == {}


def test_a_call_that_fails_tells_what_it_did_before(
    metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    @metrics.emitting()
    def handler() -> None:
        metrics.count("Published", 2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        handler()
    assert printed_metrics(capsys) == {("Published", ("news-ingest",)): [2]}


def test_more_values_than_a_line_may_hold_are_more_lines(
    metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]
) -> None:
    with metrics.emitting():
        for number in range(250):
            metrics.measure("AgeSeconds", number)
    assert printed_metrics(capsys) == {("AgeSeconds", ("news-ingest",)): [float(number) for number in range(250)]}


def test_threads_lose_no_count(metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    def work(_: int) -> None:
        metrics.count("Stored")
        metrics.timed("ExtractionMilliseconds", len)("page")

    with metrics.emitting(), ThreadPoolExecutor(32) as pool:
        list(pool.map(work, range(640)))
    printed = printed_metrics(capsys)
    assert printed["Stored", ("news-ingest",)] == [640]
    assert len(printed["ExtractionMilliseconds", ("news-ingest",)]) == 640


def test_work_that_raises_is_timed_too(metrics: FunctionMetrics, capsys: pytest.CaptureFixture[str]) -> None:
    with metrics.emitting(), pytest.raises(ValueError, match="page"):
        metrics.timed("ExtractionMilliseconds", int)("page")
    assert len(printed_metrics(capsys)["ExtractionMilliseconds", ("news-ingest",)]) == 1


GOOD: dict[str, Any] = {
    "_aws": {
        "Timestamp": 1,
        "CloudWatchMetrics": [
            {"Namespace": "Copydesk", "Dimensions": [["service"]], "Metrics": [{"Name": "Stored", "Unit": "Count"}]}
        ],
    },
    "service": "ingest",
    "Stored": [1],
}


@pytest.mark.parametrize(
    "change",
    [{"service": 5}, {"service": ""}, {"Stored": ["1"]}, {"Stored": []}, {"Stored": [1] * 101}, {"_aws": {}}],
    ids=json.dumps,
)
def test_the_checker_refuses_what_cloudwatch_would_drop(change: dict[str, Any]) -> None:
    assert checked(GOOD)
    with pytest.raises((AssertionError, jsonschema.ValidationError)):
        checked(GOOD | change)
