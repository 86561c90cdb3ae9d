"""This module makes each stage emit its metrics, and returns them: of each outcome, each turn and each answer."""

import ast
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, get_args
from unittest.mock import MagicMock

import pytest

from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues import batches, isolation
from copydesk.errors import Retry
from copydesk.pipeline import fetch, host_turn, ingest, publish, sources
from copydesk.pipeline.drift import Turn
from copydesk.pipeline.messages import Pointer
from tests.embedded_metrics import metrics_in
from tests.integration.calling import ROOT, Context, load_function

QUEUE_STAGES = {"discover": sources, "fetch": fetch, "ingest": ingest}
STAGES = ["schedule", "dispatch", *QUEUE_STAGES, "publish", "api", "reconcile"]

#: Names of Copydesk's metrics with their dimensions.
type Emitted = set[tuple[str, tuple[tuple[str, str], ...]]]


def all_emitted() -> Emitted:
    found: Emitted = set()
    for stage in STAGES:
        service = f"${{AWS::StackName}}-{stage}"
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out:
            patch.setenv("POWERTOOLS_SERVICE_NAME", service)
            function = load_function(stage)
            names = counted(stage)
            with function.metrics.emitting():
                EMIT[stage](function, patch)
            names |= {name for name, of in metrics_in(out.getvalue().splitlines()) if of == (service,)}
        found |= {(name, (("service", service),)) for name in names}
    return found


def counted(stage: str) -> set[str]:
    """Returns the names of metrics in the source of a handler."""
    calls = strings_given((ROOT / "functions" / stage / "app.py").read_text("utf-8"), "count", "timed", "measure")
    return {text for text in calls if text[:1].isupper()}


def strings_given(source: str, *functions: str) -> set[str]:
    """Returns the strings in the first arguments of calls to these functions."""
    return {
        part.value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in functions and call.args
        if not isinstance(call.args[0], ast.JoinedStr)
        for part in ast.walk(call.args[0])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def emit_queue_stage(stage: str) -> Callable[[Any, pytest.MonkeyPatch], None]:
    def emit(function: Any, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(batches, "sqs_client", MagicMock())
        patch.setattr(batches, "put_back", MagicMock(return_value=15))
        run_batch(function.metrics, list(outcomes(stage)))
        if stage == "ingest":
            pass_on(function.metrics, patch)
            for turn in Turn:
                function.report_site("news.example.org", MagicMock(turn=turn))
        if stage == "fetch":
            emit_turns(function, patch)

    return emit


def pass_on(metrics: FunctionMetrics, patch: pytest.MonkeyPatch) -> None:
    """Passes on a message that was received too often, once from each queue."""
    patch.setattr(isolation, "send_all", MagicMock())
    stage = batches.Stage(name="ingest", queue_url="q/ingest", logger=MagicMock(), metrics=metrics)
    receives = MagicMock(retries=lambda _: {}, note_begun=lambda *_: 9)
    attributes = {"SentTimestamp": "1714053600000", "ApproximateReceiveCount": "9"}
    for queue in ("ingest", "alone"):
        record = {"messageId": "1", "attributes": attributes, "receiptHandle": "", "body": "", "eventSourceARN": queue}
        isolation.Isolation(
            stage=stage, receives=receives, client=MagicMock(), alone_url="q/alone", letters_url="q/letters"
        ).run({"Records": [record]}, MagicMock())


def emit_turns(function: Any, patch: pytest.MonkeyPatch) -> None:
    """Reports each outcome of pages and sources in a turn, and the ends of the turn itself."""
    patch.setattr(function, "logger", MagicMock())
    for kind in get_args(sources.Outcome.__value__):
        function.report(sources.outcome_event(any_of(kind)))
    function.report(sources.outcome_event(any_of(sources.Failed, paused=False)))
    events = {"ended", "retried"}
    assert events <= strings_given(Path(host_turn.__file__).read_text("utf-8"), "report")
    for event in events:
        function.report((event, {"requests": 1, "dropped": 0, "backlog": 0}))
    function.failed("https://news.example.org/story", ZeroDivisionError())


def emit_dispatch(function: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(function, "logger", MagicMock())
    patch.setattr(function, "list_due", lambda *_: [MagicMock(due="2026-11-24T12:00:00.000000Z")])
    patch.setattr(function, "steps", MagicMock())
    for outcome in (lambda *_, **__: len(list(function.due_hosts(1))), MagicMock(side_effect=Retry(""))):
        patch.setattr(function, "dispatch", outcome)
        function.lambda_handler({"Records": [{"body": '{"shard": 1}'}, {"body": ""}]}, Context())


def outcomes(stage: str) -> Iterator[batches.LogEvent | Exception]:
    module: Any = QUEUE_STAGES[stage]
    given = [any_of(Pointer)] if stage == "ingest" else []
    for kind in get_args(module.Outcome.__value__):
        yield module.outcome_event(*given, any_of(kind))
    if stage == "discover":
        yield sources.outcome_event(any_of(sources.Failed, paused=False))
        yield "rejected", {"reason": "unknown_message"}
    yield Retry("")
    yield ZeroDivisionError()


def any_of(kind: type, **fields: Any) -> MagicMock:
    """Returns a mock that passes as an instance of a class and has any attribute."""
    made = MagicMock(**fields)
    made.__class__ = kind
    return made


def run_batch(metrics: FunctionMetrics, outcomes: list[batches.LogEvent | Exception]) -> None:
    attributes = {"SentTimestamp": "1714053600000", "ApproximateReceiveCount": "1"}
    records = [
        {"messageId": str(number), "attributes": attributes, "receiptHandle": ""} for number in range(len(outcomes))
    ]

    def work(record: Any, report: batches.Report) -> None:
        outcome = outcomes[int(record["messageId"])]
        if isinstance(outcome, Exception):
            raise outcome
        report(outcome)

    batches.Stage(name="stage", queue_url="", logger=MagicMock(), metrics=metrics).run({"Records": records}, work)


def emit_publish(function: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(function, "logger", MagicMock())
    events = strings_given(Path(publish.__file__).read_text("utf-8"), "report")
    assert len(events) == 3
    for event in events:
        function.report(event, {"reason": "unknown_message"})


def emit_schedule(function: Any, patch: pytest.MonkeyPatch) -> None:
    for name in ("schedule_settings", "sqs_client", "send_all"):
        patch.setattr(function, name, MagicMock())
    function.lambda_handler({}, Context())


def emit_api(function: Any, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(function, "logger", MagicMock())
    for status in (200, 304, 404, 503):
        function.report(MagicMock(), "", MagicMock(status=status))


def emit_reconcile(function: Any, _patch: pytest.MonkeyPatch) -> None:
    function.report(10, 1)


EMIT: dict[str, Callable[[Any, pytest.MonkeyPatch], None]] = {
    "schedule": emit_schedule,
    "dispatch": emit_dispatch,
    **{stage: emit_queue_stage(stage) for stage in QUEUE_STAGES},
    "publish": emit_publish,
    "api": emit_api,
    "reconcile": emit_reconcile,
}
