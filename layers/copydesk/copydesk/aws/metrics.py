"""Counts and times what one call of a function does, and logs the result at the end.

One line holds all of it, and each reason of refusal has one more. CloudWatch Logs Insights sums them for the dashboard.
What an alarm reads is written once more in the embedded metric format. Each such metric costs $0.30 a month.
"""

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Copydesk"
#: What alarms look at, by stage: the last part of a service's name.
METRICS: Mapping[str, frozenset[str]] = {
    "schedule": frozenset({"Ticks"}),
    "dispatch": frozenset({"LateSeconds"}),
    "discover": frozenset({"Failed"}),
    "fetch": frozenset({"Backlog", "Failed", "Fetched", "Missing", "Rejected", "Skipped"}),
    "ingest": frozenset({"AgeSeconds", "Failed", "Messages", "Rejected", "Retried", "SitesDrifted"}),
    "publish": frozenset({"Failed"}),
    "reconcile": frozenset({"Unreconciled"}),
}


@dataclass(frozen=True, slots=True)
class FunctionMetrics:
    """The counts and measures of one call. Unlike the metrics of Powertools, it may be shared between threads."""

    _counts: Counter[str] = field(default_factory=Counter)
    _reasons: Counter[str] = field(default_factory=Counter)
    _measures: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def emitting(self) -> Iterator[None]:
        """Writes the counts at the end, also of a call that failed. It decorates a handler."""
        try:
            yield
        finally:
            self._emit()

    def count(self, name: str, by: int = 1) -> None:
        with self._lock:
            self._counts[name] += by

    def refused(self, reason: str) -> None:
        with self._lock:
            self._reasons[reason] += 1

    def measure(self, name: str, value: float) -> None:
        with self._lock:
            self._measures[name].append(round(value, 3))

    def timed[**Given, Done](self, name: str, work: Callable[Given, Done]) -> Callable[Given, Done]:
        """Wraps `work` to measure its duration in milliseconds, whether it succeeds or not."""

        @wraps(work)
        def working(*args: Given.args, **kwargs: Given.kwargs) -> Done:
            started = time.monotonic()
            try:
                return work(*args, **kwargs)
            finally:
                self.measure(name, 1000 * (time.monotonic() - started))

        return working

    def _emit(self) -> None:
        service = os.environ.get("POWERTOOLS_SERVICE_NAME", "")
        metrics = METRICS.get(service.rpartition("-")[2], frozenset())
        # Values that are written as a metric are not written here too.
        measures = {name: values for name, values in self._measures.items() if name not in metrics}
        if self._counts or measures:
            _print({"service": service, "tally": {**self._counts, **measures}})
        for reason, count in self._reasons.items():
            _print({"service": service, "reason": reason, "rejects": count})
        _write_metrics(self._counts, self._measures, metrics)
        for collected in (self._counts, self._reasons, self._measures):
            collected.clear()


def _print(line: Mapping[str, object]) -> None:
    print(json.dumps(line, separators=(",", ":")))


def _write_metrics(counts: Counter[str], measures: defaultdict[str, list[float]], names: frozenset[str]) -> None:
    if names.isdisjoint([*counts, *measures]):
        return
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for name in names & counts.keys():
        metrics.add_metric(name, MetricUnit.Count, counts[name])
    for name in names & measures.keys():
        for value in measures[name]:
            metrics.add_metric(name, _unit(name), value)
    metrics.flush_metrics()


def _unit(name: str) -> MetricUnit:
    """Returns the unit that a measure's name ends in, or Count.

    >>> _unit("AgeSeconds").value, _unit("Backlog").value
    ('Seconds', 'Count')
    """
    return MetricUnit.Seconds if name.endswith("Seconds") else MetricUnit.Count
