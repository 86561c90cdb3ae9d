"""This module puts pages into the raw bucket, at a rate or at once. It reads their ends from the logs.

Only the queue's depth is asked while articles are stored. A function's log line gives the time of a commit in
milliseconds, and the logs are read at the end.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from bench.load_pages import Page
from bench.load_watch import Depth

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: Puts at once; more than the stack takes at once would only wait within it.
_PUTTERS = 4
_STALLED_SECONDS = 120.0

#: The end of a page in the ingest function's log, and its time.
type Outcome = tuple[str, float]
type Shown = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """`answered` has the time of each put's answer by key; `megabytes` is the size of what was put."""

    name: str
    began: float
    answered: Mapping[str, float]
    megabytes: float
    depths: Sequence[Depth]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`waits` are seconds from a put's answer to the commit; `ends` counts pages by how they ended."""

    articles: int
    seconds: float
    megabytes: float
    waits: Sequence[float]
    deepest: int
    ends: Mapping[str, int]

    @property
    def rate(self) -> float:
        return self.articles / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int) -> float:
        """Returns a percentile of the waits, or 0 if nothing was stored."""
        if len(self.waits) < 2:
            return sum(self.waits)
        return quantiles(self.waits, n=100, method="inclusive")[percent - 1]


def put_all(pages: Sequence[Page], *, client: "S3Client", bucket: str, rate: float | None, shown: Shown) -> list[float]:
    """Returns when each put was answered, in the order of the pages.

    `rate` is in puts a second; None means as many as possible.
    """
    began = time.monotonic()
    put = partial(_put, client, bucket)
    with ThreadPoolExecutor(_PUTTERS) as pool:
        futures = []
        for number, page in enumerate(pages):
            if rate:
                time.sleep(max(0.0, began + number / rate - time.monotonic()))
            futures.append(pool.submit(put, page))
            shown(sum(future.done() for future in futures[-50:]) + max(0, number - 49))
        return [future.result() for future in futures]


def wait_until_empty(look: Callable[[], Depth], *, shown: Shown) -> None:
    """Waits until the queue and the functions are empty. Raises RuntimeError if that no longer comes nearer."""
    least, since = None, time.monotonic()
    while (left := look().total) > 0:
        shown(left)
        if least is None or left < least:
            least, since = left, time.monotonic()
        if time.monotonic() - since > _STALLED_SECONDS:
            raise RuntimeError(f"{left} messages stay in the queue: .copydesk/stack.log says why")
        time.sleep(0.5)


def log_messages(client: Any, group: str, *, since: float) -> Iterator[str]:
    pages = client.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=int(since * 1_000))
    return (event["message"] for page in pages for event in page["events"])


def outcomes_of_keys(messages: Sequence[str]) -> dict[str, Outcome]:
    """Returns the first end of each object in the log; a page that comes twice is unchanged the second time.

    >>> line = '{"message": "ingest.stored", "timestamp": "2026-11-24 21:04:13,500+0000", "key": "a.html"}'
    >>> outcomes_of_keys([line, "REPORT RequestId: 1"])
    {'a.html': ('stored', 1795554253.5)}
    """
    outcomes: dict[str, Outcome] = {}
    for message in messages:
        line = json.loads(message) if message.startswith("{") else {}
        if "key" in line and line.get("message", "").startswith("ingest."):
            at = datetime.strptime(line["timestamp"], "%Y-%m-%d %H:%M:%S,%f%z").timestamp()
            outcomes.setdefault(line["key"], (line["message"].removeprefix("ingest."), at))
    return outcomes


def figures(phase: Phase, outcomes: Mapping[str, Outcome]) -> Figures:
    """Returns the figures of a phase; a page that the log does not name ends as "missing"."""
    ends = {key: outcomes[key][0] if key in outcomes else "missing" for key in phase.answered}
    stored = {key: outcomes[key][1] for key, end in ends.items() if end == "stored"}
    last = max(stored.values(), default=phase.began)
    return Figures(
        articles=len(stored),
        seconds=last - phase.began,
        megabytes=phase.megabytes,
        # A millisecond clock may be behind a put whose page was stored at once.
        waits=[max(0.0, at - phase.answered[key]) for key, at in stored.items()],
        deepest=max((depth.total for depth in phase.depths), default=0),
        ends={end: list(ends.values()).count(end) for end in sorted(set(ends.values()))},
    )


def _put(client: "S3Client", bucket: str, page: Page) -> float:
    client.put_object(Bucket=bucket, Key=page.key, Body=page.body, ContentType="text/html", Metadata={"url": page.url})
    return time.time()
