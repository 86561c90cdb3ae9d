"""This module counts the monthly cost of watching: dashboard, alarms and metrics of the template, at list prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import prices
from copydesk.aws.metrics import METRICS

#: The most dollars a month for watching, with all that the parameters include by default.
WATCHING_MOST = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """`count` of something that costs `price` a month."""

    what: str
    count: int
    price: float

    @property
    def dollars(self) -> float:
        return self.count * self.price


def of_watching(template: Mapping[str, Any]) -> list[Watched]:
    """Returns the billed items.

    An alarm on several metrics is billed for each. Each metric counts as if it had data all day.
    """
    alarms = list(_of_type(template, "AWS::CloudWatch::Alarm"))
    several = [each["Metrics"] for each in alarms if "Metrics" in each]
    composites = len(list(_of_type(template, "AWS::CloudWatch::CompositeAlarm")))
    boards = len(list(_of_type(template, "AWS::CloudWatch::Dashboard")))
    read = sum("MetricStat" in each for metrics in several for each in metrics)
    return [
        Watched(what="dashboard", count=boards, price=prices.DASHBOARD_MONTH),
        Watched(what="alarms on one metric", count=len(alarms) - len(several), price=prices.ALARM_MONTH),
        Watched(what="metrics of alarms on several", count=read, price=prices.ALARM_MONTH),
        Watched(what="alarm of alarms", count=composites, price=prices.COMPOSITE_MONTH),
        Watched(what="metrics of Copydesk", count=sum(map(len, METRICS.values())), price=prices.METRIC_MONTH),
    ]


def _of_type(template: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    """Yields the resources that exist whenever the stack is watched. The example of a consumer is off by default."""
    for each in template["Resources"].values():
        if each["Type"] == kind and each.get("Condition", "IsWatched") == "IsWatched":
            yield each["Properties"]
