"""What a million articles cost: the whole model, from measured figures (bench/measured.json) and list prices.

    python -m bench.cost [--measured FILE]

Each way that an article comes, and each visit of its page, is a list of lines: a stage, what is billed there, how much
of it one article takes, and its price. Dollars are their sums. The read side (api) is left out: it is paid by reader.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import measured, prices
from bench.measured import Fetched, Function, Measured

#: A function with so much memory has one processor; with less a share of one (Lambda's documentation). One page at a
#: time is taken apart, so more processors than one make no article faster.
MB_OF_A_PROCESSOR = 1_769
#: Milliseconds that an article waits for AWS within ingest, one call after the other, as the bench's stand-ins take
#: them: S3 15, then the head, the keys of copies, both again to be written 5 each. A batch waits together.
INGEST_WAITS_MS = 15 + 4 * 5
#: The same for publish: one call of the table for all rows, and one of the bus for ten events.
PUBLISH_WAITS_MS = 10.0
#: Events that a call of publish gets at a steady load, of at most 100.
PUBLISH_BATCH = 10
#: Messages that one request of a queue carries, and what the template's queues hand to discover and fetch at once.
QUEUE_BATCH, CRAWL_BATCH = 10, 32
#: Read from the code, not measured. Schedule: a claim moves a page in its index (1 + 2 units) and reads it there.
SCHEDULE_WRITES, SCHEDULE_READS, SCHEDULE_CPU_MS = 3, 0.1, 2.0
#: Discover: a page is added with its place in the index (2); a source's claim, lease and result are 3 + 2 + 3 units.
DISCOVER_WRITES, SOURCE_WRITES, SOURCE_READS, SOURCE_CPU_MS = 2, 8, 3, 40.0
#: Bytes of a log line and its share of a batch's frame, for the stages that were not measured.
CRAWL_LOG_BYTES = 700
GB = 1_000_000_000
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The template's defaults, and what a deployment's pages are like; `pages` and `blocks` are times the measured."""

    memory_mb: int = 1_024
    publish_memory_mb: int = 512
    architecture: str = "arm64"
    batch: int = 10
    log_info: bool = True
    provisioned: bool = False
    pages: float = 1.0
    blocks: float = 1.0
    #: Of all fetches, those that are sent again once because the host is busy.
    sent_again: float = 0.5
    #: Readings of a source for each new page that it brings.
    readings: float = 1.0
    #: Later visits of a fetched page (crawling/intervals.py), and how they end; the rest are not modified (304).
    revisits: float = 7.0
    unchanged: float = 0.3
    edited: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`quantity` of something that is billed at `price`, for one article."""

    stage: str
    what: str
    quantity: float
    price: float

    @property
    def dollars(self) -> float:
        """For a million."""
        return MILLION * self.quantity * self.price


type Lines = list[Line]


@dataclass(frozen=True, slots=True)
class Model:
    """Measured figures under some settings; each way and each stage is a method that answers lines."""

    measured: Measured
    settings: Settings

    # The ways in.

    def uploaded(self) -> Lines:
        """A page that someone puts into the raw bucket."""
        return [Line(stage="upload", what="S3 put", quantity=1, price=prices.S3_PUT), *self._stored("first")]

    def inline(self) -> Lines:
        """A page within its message; the put that keeps it sends a notification, which is skipped."""
        requests = 1 + self.settings.pages * self.measured.page_bytes // prices.SQS_REQUEST_BYTES
        skipped = replace(self.measured.ingest, cpu_ms=1.0)
        return [
            Line(stage="send", what="SQS", quantity=requests, price=prices.SQS_REQUEST),
            Line(stage="ingest", what="S3 put", quantity=1, price=prices.S3_PUT),
            *self._function("ingest", skipped, memory_mb=self.settings.memory_mb, batch=self.settings.batch),
            *self._stored("first", reads_object=False),
        ]

    def fetched(self) -> Lines:
        """A page that discover found, fetched for the first time."""
        return [*self._discover(), *self._fetch("first"), *self._stored("first")]

    def not_modified(self) -> Lines:
        return [*self._schedule(), *self._fetch("not_modified")]

    def unchanged(self) -> Lines:
        """Fetched again with other bytes that say the same."""
        return [*self._schedule(), *self._fetch("first"), *self._ingest("unchanged")]

    def edited(self) -> Lines:
        return [*self._schedule(), *self._fetch("first"), *self._stored("edited")]

    def life(self) -> Lines:
        """A fetched page with all its later visits."""
        each = self.settings
        shares = (
            (self.not_modified(), 1 - each.unchanged - each.edited),
            (self.unchanged(), each.unchanged),
            (self.edited(), each.edited),
        )
        visits = [_times(line, each.revisits * share) for lines, share in shares for line in lines]
        return [*self.fetched(), *visits]

    def month(self) -> Lines:
        """Kept for a month: the article with its place in the indexes, and the raw page."""
        article = self.measured.article_bytes * self.settings.blocks / GB
        raw = self.measured.page_bytes * self.settings.pages / GB
        return [
            Line(stage="kept", what="DynamoDB storage", quantity=article, price=prices.DYNAMODB_GB_MONTH),
            Line(stage="kept", what="DynamoDB backups", quantity=article, price=prices.DYNAMODB_BACKUP_GB_MONTH),
            Line(stage="kept", what="S3 storage", quantity=raw, price=prices.S3_GB_MONTH),
        ]

    # The stages.

    def _stored(self, visit: str, *, reads_object: bool = True) -> Lines:
        return [*self._ingest(visit, reads_object=reads_object), *self._publish(self.measured.visits[visit].rows)]

    def _ingest(self, visit: str, *, reads_object: bool = True) -> Lines:
        """From the notification on."""
        found, growth = self.measured, self.settings.blocks - 1
        stored = found.visits[visit]
        cpu_ms = found.ingest.cpu_ms + found.extraction_ms * (self.settings.pages - 1)
        writes = stored.writes + stored.writes_per_block * found.blocks * growth
        function = replace(found.ingest, cpu_ms=cpu_ms)
        memory, batch = self.settings.memory_mb, self.settings.batch
        return [
            Line(stage="ingest", what="SQS", quantity=1 + 2 / min(batch, QUEUE_BATCH), price=prices.SQS_REQUEST),
            *([Line(stage="ingest", what="S3 get", quantity=1, price=prices.S3_GET)] if reads_object else []),
            *self._function("ingest", function, memory_mb=memory, batch=batch, waits_ms=INGEST_WAITS_MS),
            *self._units("ingest", writes, stored.reads),
        ]

    def _publish(self, rows: float) -> Lines:
        memory = self.settings.publish_memory_mb
        return [
            *self._function(
                "publish", self.measured.publish, memory_mb=memory, batch=PUBLISH_BATCH, waits_ms=PUBLISH_WAITS_MS
            ),
            *self._units("publish", rows, 0),
            Line(stage="publish", what="EventBridge", quantity=1, price=prices.EVENT),
        ]

    def _discover(self) -> Lines:
        readings = self.settings.readings
        function = Function(cpu_ms=SOURCE_CPU_MS * readings, info_bytes=CRAWL_LOG_BYTES * readings, other_bytes=0)
        sent = (1 + 2 * readings) / QUEUE_BATCH
        return [
            *self._function("discover", function, memory_mb=1_024, batch=CRAWL_BATCH),
            *self._units("discover", DISCOVER_WRITES + SOURCE_WRITES * readings, SOURCE_READS * readings),
            Line(stage="discover", what="SQS", quantity=sent, price=prices.SQS_REQUEST),
        ]

    def _schedule(self) -> Lines:
        function = Function(cpu_ms=SCHEDULE_CPU_MS, info_bytes=0, other_bytes=0)
        return [
            *self._function("schedule", function, memory_mb=512, batch=10_000),
            *self._units("schedule", SCHEDULE_WRITES, SCHEDULE_READS),
            Line(stage="schedule", what="SQS", quantity=1 / QUEUE_BATCH, price=prices.SQS_REQUEST),
        ]

    def _fetch(self, name: str) -> Lines:
        again = [_times(line, self.settings.sent_again) for line in self._message(self.measured.fetches["sent_again"])]
        return [*self._message(self.measured.fetches[name]), *again]

    def _message(self, fetched: Fetched) -> Lines:
        """One message of the fetch queue; the waits of a batch are in its measured time already."""
        slowed = max(0.0, fetched.wall_ms - fetched.cpu_ms / _processors(1_024))
        function = Function(cpu_ms=fetched.cpu_ms, info_bytes=CRAWL_LOG_BYTES, other_bytes=0)
        used = fetched.used
        return [
            *self._function("fetch", function, memory_mb=1_024, batch=CRAWL_BATCH, waits_ms=slowed * CRAWL_BATCH),
            *self._units("fetch", used.get("dynamodb writes", 0), used.get("dynamodb reads", 0)),
            Line(stage="fetch", what="S3 put", quantity=used.get("s3", 0), price=prices.S3_PUT),
            Line(stage="fetch", what="SQS", quantity=used.get("sqs", 0) + 2 / QUEUE_BATCH, price=prices.SQS_REQUEST),
        ]

    def _units(self, stage: str, writes: float, reads: float) -> Lines:
        write, read = prices.DYNAMODB_WRITE, prices.DYNAMODB_READ
        if self.settings.provisioned:
            write, read = prices.PROVISIONED_WRITE, prices.PROVISIONED_READ
        return [
            Line(stage=stage, what="DynamoDB writes", quantity=writes, price=write),
            Line(stage=stage, what="DynamoDB reads", quantity=reads, price=read),
        ]

    def _function(self, stage: str, function: Function, *, memory_mb: int, batch: int, waits_ms: float = 0) -> Lines:
        """Time, calls and log lines. A batch works through its processor time, and waits once."""
        seconds = (function.cpu_ms / _processors(memory_mb) + waits_ms / batch) / 1_000
        price = prices.LAMBDA_GB_SECOND if self.settings.architecture == "arm64" else prices.LAMBDA_GB_SECOND_X86
        logged = (function.info_bytes if self.settings.log_info else 0) + function.other_bytes
        return [
            Line(stage=stage, what="Lambda time", quantity=seconds * memory_mb / 1_024, price=price),
            Line(stage=stage, what="Lambda calls", quantity=1 / batch, price=prices.LAMBDA_CALL),
            Line(stage=stage, what="logs", quantity=logged / GB, price=prices.LOG_GB + prices.LOG_GB_MONTH),
        ]


def total(lines: Sequence[Line]) -> float:
    return sum(line.dollars for line in lines)


def by(lines: Sequence[Line], key: Callable[[Line], str]) -> dict[str, float]:
    """Dollars by what `key` says of a line, the most first."""
    sums: dict[str, float] = {}
    for line in lines:
        sums[key(line)] = sums.get(key(line), 0) + line.dollars
    return dict(sorted(sums.items(), key=lambda named: -named[1]))


def _times(line: Line, factor: float) -> Line:
    return replace(line, quantity=line.quantity * factor)


def _processors(memory_mb: int) -> float:
    return min(1.0, memory_mb / MB_OF_A_PROCESSOR)


def main(argv: Sequence[str] | None = None) -> None:
    from bench.cost_report import report

    parser = argparse.ArgumentParser(prog="python -m bench.cost", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--measured", type=Path, default=measured.FILE, help="what to count with (default %(default)s)")
    report(measured.read(parser.parse_args(argv).measured))


if __name__ == "__main__":
    main()
