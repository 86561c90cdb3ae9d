"""This module reads the metrics of functions from their log lines and from CloudWatch's embedded metric format.

Each embedded line is first checked against the specification:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema
import pytest

_NAME = {"type": "string", "minLength": 1, "maxLength": 1024}
#: This is the specification's schema of the root node, with the units and resolutions that it names.
_SCHEMA = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer"},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "properties": {
                            "Namespace": _NAME,
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "array",
                                    "maxItems": 30,
                                    "uniqueItems": True,
                                    "items": {"type": "string", "minLength": 1, "maxLength": 250},
                                },
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "properties": {
                                        "Name": _NAME,
                                        "Unit": {"enum": ["Count", "Milliseconds", "Seconds", "Bytes", "Percent"]},
                                        "StorageResolution": {"enum": [1, 60]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}
#: One line may have this many values of one metric, and this many characters.
_MOST_VALUES = 100
_LONGEST_LINE = 1_000_000

#: This is a metric's name and the values of its dimensions, the service first.
type Metric = tuple[str, tuple[str, ...]]


def printed_metrics(capsys: pytest.CaptureFixture[str]) -> dict[Metric, list[float]]:
    """Returns the values of each metric that was printed since the last call."""
    return metrics_in(capsys.readouterr().out.splitlines())


def metrics_in(lines: Iterable[str]) -> dict[Metric, list[float]]:
    """Returns all metrics of a stage, both the paid ones and those that are only in its log."""
    printed = list(lines)
    return paid_in(printed) | dict(_logged(printed))


def _logged(lines: Iterable[str]) -> Iterator[tuple[Metric, list[float]]]:
    found: defaultdict[Metric, list[float]] = defaultdict(list)
    for line in map(json.loads, filter(lambda text: text.startswith('{"service":'), lines)):
        for name, values in line.get("tally", {}).items():
            found[name, (line["service"],)] += values if isinstance(values, list) else [values]
        if "rejects" in line:
            found["Rejects", (line["service"], line["reason"])].append(line["rejects"])
    yield from found.items()


def paid_in(lines: Iterable[str]) -> dict[Metric, list[float]]:
    """Returns the values of metrics in the embedded metric format, which are paid for."""
    told: defaultdict[Metric, list[float]] = defaultdict(list)
    for line in embedded(lines):
        for directive in line["_aws"]["CloudWatchMetrics"]:
            for dimensions in directive["Dimensions"]:
                of = tuple(line[name] for name in sorted(dimensions, key="service".__ne__))
                for metric in directive["Metrics"]:
                    told[metric["Name"], of] += line[metric["Name"]]
    return dict(told)


def embedded(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if '"_aws"' in line:
            assert len(line.encode()) <= _LONGEST_LINE
            yield checked(json.loads(line))


def checked(line: dict[str, Any]) -> dict[str, Any]:
    jsonschema.validate(line, _SCHEMA)
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for name in {name for dimensions in directive["Dimensions"] for name in dimensions}:
            assert isinstance(line[name], str), f"the dimension {name} is no text"
            assert 1 <= len(line[name]) <= 1024, f"the dimension {name} is too long or empty"
        for metric in directive["Metrics"]:
            _check_values(line, metric["Name"])
    return line


def _check_values(line: Mapping[str, Any], name: str) -> None:
    values = line[name] if isinstance(line[name], list) else [line[name]]
    assert 1 <= len(values) <= _MOST_VALUES, f"{name} has {len(values)} values"
    assert all(isinstance(value, int | float) and not isinstance(value, bool) for value in values), f"{name}: {values}"
