"""The dashboard and the alarms use metrics that exist and resources of the template, and the runbook has each alarm."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest

from bench.watching import WATCHING_MOST, of_watching
from copydesk.aws.metrics import METRICS, NAMESPACE, FunctionMetrics
from tests.emitted_metrics import Emitted, all_emitted
from tests.integration.calling import ROOT
from tests.template import of_type
from tests.template import written as template

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")

#: The dimensions of AWS's metrics, and what their values name:
#: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
#: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
#: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
AWS_METRICS = {
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    "AWS/Lambda": {
        "Errors",
        "Throttles",
        "Duration",
        "ConcurrentExecutions",
        "IteratorAge",
        "RecursiveInvocationsDropped",
        "AsyncEventsDropped",
        # https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
        "Url5xxCount",
    },
    "AWS/DynamoDB": {
        "ReadThrottleEvents",
        "WriteThrottleEvents",
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
    },
    # https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
    "AWS/States": {"ExecutionsFailed"},
}
NAMED_BY = {
    "AWS/SQS": ("QueueName", "AWS::SQS::Queue", "${%s.QueueName}"),
    "AWS/Lambda": ("FunctionName", "AWS::Serverless::Function", "${%s}"),
    "AWS/DynamoDB": ("TableName", "AWS::DynamoDB::Table", "${%s}"),
    "AWS/States": ("StateMachineArn", "AWS::Serverless::StateMachine", "${%s}"),
}
INDEX_OF_ARTICLES = ("GlobalSecondaryIndexName", "gsi2")
#: The width of a dashboard's body in CloudWatch.
COLUMNS = 24

resources: dict[str, Any] = template()["Resources"]
alarms: dict[str, dict[str, Any]] = of_type(resources, "AWS::CloudWatch::Alarm")
(board,) = of_type(resources, "AWS::CloudWatch::Dashboard").values()
(body, given) = board["DashboardBody"]["Sub"]
widgets: list[dict[str, Any]] = json.loads(body)["widgets"]


@dataclass(frozen=True)
class Asked:
    """A metric that is watched, with references as `Fn::Sub` writes them."""

    where: str
    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


def written(value: Any) -> str:
    match value:
        case {"Ref": name}:
            return f"${{{name}}}"
        case {"GetAtt": name}:
            return f"${{{name}}}"
        case {"Sub": text}:
            return str(text)
        case {"If": [_, _, of_this_stack]}:
            return written(of_this_stack)
    return str(value)


def by_alarms() -> Iterator[Asked]:
    for name, alarm in alarms.items():
        for stat in [alarm] if "MetricName" in alarm else stats(alarm).values():
            dimensions = tuple((each["Name"], written(each["Value"])) for each in stat.get("Dimensions", []))
            yield Asked(name, stat["Namespace"], stat["MetricName"], dimensions)


def stats(alarm: Mapping[str, Any]) -> dict[str, Any]:
    return {each["Id"]: each["MetricStat"]["Metric"] for each in alarm["Metrics"] if "MetricStat" in each}


def expression(alarm: Mapping[str, Any]) -> str:
    (found,) = (each["Expression"] for each in alarm["Metrics"] if "Expression" in each)
    return str(found)


def by_widgets() -> Iterator[Asked]:
    for widget in widgets:
        for metric in widget["properties"].get("metrics", []):
            namespace, name, *rest = [part for part in metric if isinstance(part, str)]
            pairs = tuple(zip(rest[::2], rest[1::2], strict=True))
            yield Asked(widget["properties"]["title"], namespace, name, pairs)


def queries() -> list[str]:
    return [widget["properties"]["query"] for widget in widgets if widget["type"] == "log"]


def stages_of(query: str) -> list[str]:
    return re.findall(r"SOURCE '/copydesk/\$\{AWS::StackName\}/(\w+)'", query)


def by_queries() -> Iterator[tuple[str, list[str]]]:
    """Yields each count or measure that a query reads from the log, with the stages of that log."""
    for query in queries():
        for name in re.findall(r"\btally\.(\w+)", query):
            yield name, stages_of(query)


@pytest.fixture(scope="module")
def emitted() -> Emitted:
    return all_emitted()


def test_every_metric_that_is_looked_at_is_told(emitted: Emitted) -> None:
    unknown = [each for each in (*by_alarms(), *by_widgets()) if not (is_emitted(each, emitted) or is_of_aws(each))]
    assert unknown == []


def is_emitted(asked: Asked, emitted: Emitted) -> bool:
    """Returns whether it is emitted as a metric. A value that is only in the log can raise no alarm."""
    return asked.namespace == NAMESPACE and (asked.name, asked.dimensions) in emitted & paid()


def paid() -> Emitted:
    return {(name, of_stage(stage)) for stage, names in METRICS.items() for name in names}


def of_stage(stage: str) -> tuple[tuple[str, str], ...]:
    return (("service", f"${{AWS::StackName}}-{stage}"),)


def test_every_metric_that_is_paid_for_is_told_and_looked_at(emitted: Emitted) -> None:
    assert paid() <= emitted
    assert paid() == {(each.name, each.dimensions) for each in by_alarms() if each.namespace == NAMESPACE}


def test_what_the_log_is_asked_for_is_in_it(emitted: Emitted) -> None:
    for name, stages in by_queries():
        assert any((name, of_stage(stage)) in emitted for stage in stages), name
    groups = {written(group["LogGroupName"]) for group in of_type(resources, "AWS::Logs::LogGroup").values()}
    assert {f"/copydesk/${{AWS::StackName}}/{stage}" for query in queries() for stage in stages_of(query)} <= groups


def is_of_aws(asked: Asked) -> bool:
    if asked.name not in AWS_METRICS.get(asked.namespace, ()):
        return False
    if not asked.dimensions:
        # This metric sums all functions of an account (Lambda's documentation, "Dimensions").
        return (asked.namespace, asked.name) == ("AWS/Lambda", "Throttles")
    dimension, kind, form = NAMED_BY[asked.namespace]
    (first, value), *rest = asked.dimensions
    of = {form % name: each for name, each in of_type(resources, kind).items()}
    if kind == "AWS::Serverless::StateMachine":
        # The executions of a map belong to a machine that is named after its label.
        of |= {f"{value}/{label}": {} for value in list(of) for label in labels()}
    indexes = of.get(value, {}).get("GlobalSecondaryIndexes", [])
    known = {("GlobalSecondaryIndexName", each["IndexName"]) for each in indexes}
    return first == dimension and value in of and known.issuperset(rest)


def labels() -> list[str]:
    return re.findall(r'"Label": "(\w+)"', (ROOT / "statemachines" / "backfill.asl.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("namespace", "name", "dimensions"),
    [
        ("Copydesk", "Stored", [("service", "${AWS::StackName}-ingest")]),
        ("AWS/Lambda", "Errors", []),
        ("AWS/States", "ExecutionsFailed", [("StateMachineArn", "${BackfillStateMachine}/Other")]),
        ("Copydesk", "Stored", []),
        ("AWS/SQS", "Errors", [("QueueName", "${FetchQueue.QueueName}")]),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage", [("QueueName", "${FetchQueue}")]),
        ("AWS/Lambda", "Errors", [("FunctionName", "${OtherFunction}")]),
        ("AWS/DynamoDB", "ReadThrottleEvents", [("TableName", "${OperationsTable}"), INDEX_OF_ARTICLES]),
    ],
)
def test_a_metric_that_nobody_tells_would_be_found(
    namespace: str, name: str, dimensions: list[tuple[str, str]], emitted: Emitted
) -> None:
    asked = Asked("", namespace, name, tuple(dimensions))
    assert not is_emitted(asked, emitted)
    assert not is_of_aws(asked)


def test_every_outcome_that_is_told_is_on_the_dashboard(emitted: Emitted) -> None:
    shown = {(asked.name, asked.dimensions) for asked in by_widgets()}
    shown |= {(name, of_stage(stage)) for name, stages in by_queries() for stage in stages}
    left_out = {name for name, dimensions in emitted - shown}
    assert left_out == {"Messages", "AgeSeconds"}, "the sum of all outcomes; of what is on its way the queues tell"


def test_the_log_is_asked_for_reasons_as_they_are_told() -> None:
    asked = [query for query in queries() if "rejects" in query]
    assert [stages_of(query) for query in asked] == [["fetch"], ["ingest"]]
    assert all(query.endswith("| filter ispresent(rejects) | stats sum(rejects) by reason") for query in asked)
    metrics = FunctionMetrics()
    with redirect_stdout(StringIO()) as out, metrics.emitting():
        metrics.refused("gone")
    assert json.loads(out.getvalue()).items() >= {"reason": "gone", "rejects": 1}.items()


def test_watching_costs_what_the_runbook_says_and_no_more_than_is_promised() -> None:
    found = of_watching(template())
    lines = re.findall(r"^\| (\w[^|]*?) \| (\d+) \| \$([\d.]+) \| ([\d.]+) \|$", RUNBOOK, re.MULTILINE)
    said = [(what, int(count), float(each)) for what, count, each, _ in lines]
    assert said == [(each.what, each.count, each.price) for each in found]
    total = re.search(r"\*\*([\d.]+)\*\*", RUNBOOK)
    assert total
    assert float(total[1]) == pytest.approx(sum(each.dollars for each in found))
    assert float(total[1]) == pytest.approx(sum(float(dollars) for *_, dollars in lines))
    assert float(total[1]) <= WATCHING_MOST


def condition(name: str) -> str:
    return str(resources[name]["Condition"])


# The alarms.


def suffix(alarm: Mapping[str, Any]) -> str:
    return written(alarm["AlarmName"]).removeprefix("${AWS::StackName}-")


def test_every_alarm_has_its_line_in_the_runbook_and_every_line_its_alarm() -> None:
    lines = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \| \w", RUNBOOK, re.MULTILINE)
    named = [name for line in lines for name in re.findall(r"`([a-z-]+)`", line)]
    assert sorted(named) == sorted(map(suffix, alarms.values()))


def test_no_look_of_the_runbook_uses_up_receives_of_a_queue_that_is_worked_on() -> None:
    assert "receive-message" not in RUNBOOK


def test_what_wakes_is_one_alarm_of_alarms_that_are_there_and_the_runbook_names_them() -> None:
    (page,) = of_type(resources, "AWS::CloudWatch::CompositeAlarm").values()
    assert page["AlarmActions"] == [{"Ref": "PageTopic"}]
    rule = written(page["AlarmRule"]).strip()
    named = re.findall(r'ALARM\("\$\{(\w+)\}"\)', rule)
    assert rule == " OR ".join(f'ALARM("${{{name}}}")' for name in named)
    assert set(named) <= alarms.keys()
    (said,) = re.findall(r"^What wakes someone.*?: (.+?)\.$", RUNBOOK, re.MULTILINE | re.DOTALL)
    assert re.findall(r"`([a-z-]+)`", said) == [suffix(alarms[name]) for name in named]


@pytest.mark.parametrize("name", alarms)
def test_every_alarm_says_where_to_read_on_and_is_a_ticket(name: str) -> None:
    alarm = alarms[name]
    assert written(alarm["AlarmName"]).startswith("${AWS::StackName}-")
    assert re.fullmatch(r"[A-Z][^.]+\. See docs/runbook\.md\.", alarm["AlarmDescription"])
    assert alarm["AlarmActions"] == [{"Ref": "TicketTopic"}]
    assert condition(name) in ("IsWatched", "IsWatchedConsumer")


def test_only_the_schedule_is_in_trouble_when_nothing_is_told() -> None:
    breaching = {name for name, alarm in alarms.items() if alarm["TreatMissingData"] != "notBreaching"}
    assert breaching == {"ScheduleSilentAlarm"}
    assert alarms["ScheduleSilentAlarm"]["TreatMissingData"] == "breaching"


def test_every_queue_of_dead_letters_and_every_function_is_watched() -> None:
    watched = {(asked.name, asked.dimensions[0][1]) for asked in by_alarms() if asked.dimensions}
    queues = of_type(resources, "AWS::SQS::Queue")
    dead = {name for name in queues if "DeadLetter" in name} | {"UnpublishedQueue"}
    work = queues.keys() - dead - {"EventsQueue"}
    assert {("ApproximateNumberOfMessagesVisible", f"${{{name}.QueueName}}") for name in dead} <= watched
    assert {("ApproximateAgeOfOldestMessage", f"${{{name}.QueueName}}") for name in work} <= watched
    for function in of_type(resources, "AWS::Serverless::Function"):
        # An error of the api is a 502 of its URL.
        errors = "Url5xxCount" if function == "ApiFunction" else "Errors"
        assert (errors, f"${{{function}}}") in watched


def test_what_is_looked_at_in_sum_names_every_index() -> None:
    for table, name in (
        ("ArticlesTable", "ArticlesTableThrottledAlarm"),
        ("OperationsTable", "OperationsTableThrottledAlarm"),
    ):
        indexes = {None, *(each["IndexName"] for each in resources[table]["Properties"]["GlobalSecondaryIndexes"])}
        asked = [each for each in by_alarms() if each.where == name]
        assert {(each.name, dict(each.dimensions).get("GlobalSecondaryIndexName")) for each in asked} == {
            (f"{kind}ThrottleEvents", index) for kind in ("Read", "Write") for index in indexes
        }


@pytest.mark.parametrize("name", [name for name, alarm in alarms.items() if "Metrics" in alarm])
def test_a_sum_uses_each_of_its_metrics_and_no_other(name: str) -> None:
    used = set(re.findall(r"\b[a-z]\w*\b", expression(alarms[name])))
    assert used == stats(alarms[name]).keys()


def breaches(name: str, **values: int) -> bool:
    """Returns whether the sums of a quarter of an hour raise an alarm. A sum that is not given has no data."""
    alarm = alarms[name]
    threshold = template()["Parameters"][alarm["Threshold"]["Ref"]]["Default"]
    known: dict[str, int | None] = dict.fromkeys(stats(alarm)) | values
    functions: dict[str, Any] = {
        "IF": lambda holds, then, otherwise: then if holds else otherwise,
        "FILL": lambda value, instead: instead if value is None else value,
    }
    try:
        value = eval(expression(alarm), {"__builtins__": {}}, functions | known)  # noqa: S307  # the template's own
    except (TypeError, ZeroDivisionError):
        return False  # CloudWatch has no data point then, and the alarm stays off
    return bool(value > threshold)


@pytest.mark.parametrize(
    ("sums", "alarm"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({"messages": 1_000}, False, id="no rejects"),
        pytest.param({"messages": 19, "rejected": 19}, False, id="too few"),
        pytest.param({"messages": 20, "rejected": 20}, True, id="just enough"),
        pytest.param({"messages": 1_000, "rejected": 500}, False, id="half"),
        pytest.param({"messages": 1_000, "rejected": 501}, True, id="more than half"),
    ],
)
def test_a_share_of_rejects_counts_from_twenty_messages_on(sums: dict[str, int], alarm: bool) -> None:
    assert breaches("RejectShareAlarm", **sums) is alarm


@pytest.mark.parametrize(
    ("sums", "alarm"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({"fetched": 400, "skipped": 600}, False, id="all well"),
        pytest.param({"rejected": 19}, False, id="too few that ended"),
        pytest.param({"rejected": 20}, True, id="just enough, all refused"),
        pytest.param({"skipped": 50, "missing": 30, "rejected": 20}, False, id="half"),
        pytest.param({"fetched": 49, "missing": 30, "rejected": 21}, True, id="missing and refused together"),
    ],
)
def test_a_share_of_fetches_that_failed_counts_from_twenty_that_ended(sums: dict[str, int], alarm: bool) -> None:
    assert breaches("FetchFailureShareAlarm", **sums) is alarm


# The dashboard.


def test_the_dashboard_is_json_when_everything_is_filled_in() -> None:
    names = set(re.findall(r"\$\{([^}]*)\}", body))
    known = {"AWS::StackName", "AWS::Region", *given}
    assert {name.partition(".")[0] for name in names - known} <= resources.keys()
    assert json.loads(re.sub(r"\$\{[^}]*\}", "copydesk-news", body))["widgets"]


def test_the_dashboard_needs_nothing_that_is_not_always_there() -> None:
    used = set(re.findall(r"\$\{(\w+)", body)) - given.keys()
    optional = {name for name, each in resources.items() if each.get("Condition") not in (None, "IsWatched")}
    assert not used & optional


def test_every_alarm_that_is_always_there_is_on_the_dashboard() -> None:
    (shown,) = (widget["properties"]["alarms"] for widget in widgets if widget["type"] == "alarm")
    assert shown == [f"${{{name}.Arn}}" for name in alarms if condition(name) == "IsWatched"]


def test_widgets_stand_side_by_side_within_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for widget in widgets:
        cells = {
            (x, y)
            for x in range(widget["x"], widget["x"] + widget["width"])
            for y in range(widget["y"], widget["y"] + widget["height"])
        }
        assert not cells & taken, widget
        taken |= cells
    assert {x for x, _ in taken} == set(range(COLUMNS))
    assert len(taken) == COLUMNS * (1 + max(y for _, y in taken)), "there are gaps"
