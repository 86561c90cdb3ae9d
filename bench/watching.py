"""What it costs a month to be told: the dashboard, the alarms and the metrics of the template, at list prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import prices
from copydesk.aws.metrics import METRICS

#: Dollars a month that watching may cost, with all that the parameters leave in by default.
WATCHING_MOST = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """`count` of something that is paid for at `price` a month."""

    what: str
    count: int
    price: float

    @property
    def dollars(self) -> float:
        return self.count * self.price


def of_watching(template: Mapping[str, Any]) -> list[Watched]:
    """An alarm on several metrics is paid for as so many alarms. Metrics are counted as if each were told each hour."""
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
    """Those that are there whenever the stack is watched; the example of a consumer is off by default."""
    for each in template["Resources"].values():
        if each["Type"] == kind and each.get("Condition", "IsWatched") == "IsWatched":
            yield each["Properties"]
