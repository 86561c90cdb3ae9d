"""Counts and times what one call of a function does, and reports it to CloudWatch in few log lines (EMF).

One line reports the stage, with the dimension `service`. One more line for each reason of refusal has the dimensions
`service` and `reason`. Each combination is billed as a metric, so nothing that grows with hosts or pages is a
dimension.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Copydesk"


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
        if self._counts or self._measures:
            _emit_stage(self._counts, self._measures)
        for reason, count in self._reasons.items():
            metrics = EphemeralMetrics(namespace=NAMESPACE)
            metrics.add_dimension("reason", reason)
            metrics.add_metric("Rejects", MetricUnit.Count, count)
            metrics.flush_metrics()
        for told in (self._counts, self._reasons, self._measures):
            told.clear()


def _emit_stage(counts: Counter[str], measures: defaultdict[str, list[float]]) -> None:
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    for name, count in counts.items():
        metrics.add_metric(name, MetricUnit.Count, count)
    for name, values in measures.items():
        for value in values:
            metrics.add_metric(name, _unit(name), value)
    metrics.flush_metrics()


def _unit(name: str) -> MetricUnit:
    """Returns the unit that a measure's name ends in, or Count.

    >>> _unit("AgeSeconds").value, _unit("MessageMilliseconds").value, _unit("Backlog").value
    ('Seconds', 'Milliseconds', 'Count')
    """
    if name.endswith("Milliseconds"):
        return MetricUnit.Milliseconds
    return MetricUnit.Seconds if name.endswith("Seconds") else MetricUnit.Count
