"""This benchmark computes the cost of a million articles from measured figures (bench/measured.json) and list prices.

    python -m bench.cost [--measured FILE]

Each way of an article, and each visit of its page, is a list of lines. A line has a stage, a billed item, the quantity
for one article, and a price. Dollars are their sums. The read side (api) is left out, since it depends on the readers.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import measured, prices
from bench.measured import Function, Measured

#: A function with this memory has one processor; with less it has a share of one (Lambda's documentation). Pages are
#: read one at a time, so more processors make no article faster.
MB_OF_A_PROCESSOR = 1_769
#: Milliseconds that an article waits for AWS within ingest, one call after the other, by the times of the stand-ins. S3
#: takes 15. The head and the keys of copies are read and written, 5 each. A batch waits together.
INGEST_WAITS_MS = 15 + 4 * 5
#: The same for publish: one call of the table for all rows, and one of the bus for ten events.
PUBLISH_WAITS_MS = 10.0
#: Events in a call of publish at a steady load; the most is 100.
PUBLISH_BATCH = 10
#: Messages in one request of a queue, and in one batch of discover (the template).
QUEUE_BATCH, CRAWL_BATCH = 10, 10
#: The memory of the functions of turns and of the dispatcher in the template.
FETCH_MEMORY_MB, DISPATCH_MEMORY_MB = 768, 1_024
#: Processor milliseconds for a page that goes to a child and an article that comes back
#: (copydesk/pipeline/child_process.py).
APART_MS = 1.6
#: These units are read from the code, not measured. Discover adds a page with its place in the index (2 units). A
#: reading with news settles its source (3), keeps what is known of it (1) and wakes its host (1 and 3). It also reads
#: both (1 + 0.5). A reading of a source moves it in the index (3).
READING_WRITES = 3
DISCOVER_WRITES, NEWS_WRITES, NEWS_READS, NEWS_CPU_MS = 2, 8, 1.5, 40.0
#: The unit for the habits of a site in the measured writes of a page. Each page was alone in its batch.
HABITS_WRITES = 1
#: The bytes of log lines for a fetched page, for an ended turn, and for a reading of a source.
FETCH_LOG_BYTES, TURN_LOG_BYTES, SOURCE_LOG_BYTES = 620, 480, 640
GB = 1_000_000_000
MILLION = 1_000_000
_USED = ("dynamodb writes", "dynamodb reads", "s3", "sqs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The template's defaults, and the pages of a deployment. `pages` and `blocks` are factors of the measured ones."""

    memory_mb: int = 1_024
    publish_memory_mb: int = 512
    architecture: str = "arm64"
    batch: int = 10
    #: The sites of a batch, for each of its pages. If ten pages are of one site, it is 0.1.
    sites: float = 1.0
    log_info: bool = True
    provisioned: bool = False
    pages: float = 1.0
    blocks: float = 1.0
    #: Later visits of a fetched page (crawling/visits.py), and the shares of their ends; the rest are not modified
    #: (304).
    revisits: float = 7.0
    unchanged: float = 0.3
    edited: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The `quantity` for one article of something that is billed at `price`."""

    stage: str
    what: str
    quantity: float
    price: float

    @property
    def dollars(self) -> float:
        """The dollars for a million articles."""
        return MILLION * self.quantity * self.price


type Lines = list[Line]


@dataclass(frozen=True, slots=True)
class Model:
    """Measured figures under some settings; each way and each stage is a method that returns lines."""

    measured: Measured
    settings: Settings

    # The ways of an article:

    def uploaded(self) -> Lines:
        """Returns the cost of a page that someone puts into the raw bucket."""
        return [Line(stage="upload", what="S3 put", quantity=1, price=prices.S3_PUT), *self._stored("first")]

    def inline(self) -> Lines:
        """Returns the cost of a page within its message.

        Its object in the bucket sends a notification, which is skipped.
        """
        requests = 1 + self.settings.pages * self.measured.page_bytes // prices.SQS_REQUEST_BYTES
        skipped = replace(self.measured.ingest, cpu_ms=1.0)
        return [
            Line(stage="send", what="SQS", quantity=requests, price=prices.SQS_REQUEST),
            Line(stage="ingest", what="S3 put", quantity=1, price=prices.S3_PUT),
            *self._function("ingest", skipped, memory_mb=self.settings.memory_mb, batch=self.settings.batch),
            *self._stored("first", reads_object=False),
        ]

    def fetched(self) -> Lines:
        """Returns the cost of a page that discover found, for its first fetch."""
        return [*self._discover(), *self._visit("first", reads=True), *self._stored("first")]

    def not_modified(self) -> Lines:
        return self._visit("not_modified", logged=0)

    def unchanged(self) -> Lines:
        """Returns the cost of a page with other bytes and the same words. A child reads it, and nothing is stored."""
        return self._visit("unchanged", logged=0, reads=True)

    def edited(self) -> Lines:
        return [*self._visit("edited", reads=True), *self._stored("edited")]

    def life(self) -> Lines:
        """Returns the cost of a fetched page with all its later visits."""
        each = self.settings
        shares = (
            (self.not_modified(), 1 - each.unchanged - each.edited),
            (self.unchanged(), each.unchanged),
            (self.edited(), each.edited),
        )
        visits = [_times(line, each.revisits * share) for lines, share in shares for line in lines]
        return [*self.fetched(), *visits]

    def month(self) -> Lines:
        """Returns the cost of a month of storage: the article with its index entries, and the raw page."""
        article = self.measured.article_bytes * self.settings.blocks / GB
        raw = self.measured.page_bytes * self.settings.pages / GB
        return [
            Line(stage="kept", what="DynamoDB storage", quantity=article, price=prices.DYNAMODB_GB_MONTH),
            Line(stage="kept", what="DynamoDB backups", quantity=article, price=prices.DYNAMODB_BACKUP_GB_MONTH),
            Line(stage="kept", what="S3 storage", quantity=raw, price=prices.S3_GB_MONTH),
        ]

    # The stages:

    def _stored(self, visit: str, *, reads_object: bool = True) -> Lines:
        return [*self._ingest(visit, reads_object=reads_object), *self._publish(self.measured.visits[visit].rows)]

    def _ingest(self, visit: str, *, reads_object: bool = True) -> Lines:
        """Returns the cost of ingest, from the notification on."""
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
            # A batch notes once which pages it is done with (`copydesk.pipeline.reconcile`), and counts once how its
            # pages ended (`copydesk.storage.operations.hours`). For each site it notes the habits, and counts again.
            *self._units("ingest", writes - HABITS_WRITES + 2 * self.settings.sites + 2 / batch, stored.reads),
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
        """Returns the cost of finding a page: its record, and its share of the readings of its source."""
        crawl = self.measured.crawl
        news = crawl.readings_per_new_page * crawl.news_per_reading
        function = Function(cpu_ms=NEWS_CPU_MS * news, info_bytes=SOURCE_LOG_BYTES * news, other_bytes=0)
        readings = [
            *self._visit("not_modified", stage="discover", logged=SOURCE_LOG_BYTES),
            *self._units("discover", READING_WRITES, 0),
        ]
        return [
            *(_times(line, crawl.readings_per_new_page) for line in readings),
            *self._function("discover", function, memory_mb=1_024, batch=CRAWL_BATCH),
            *self._units("discover", DISCOVER_WRITES + NEWS_WRITES * news, NEWS_READS * news),
            Line(stage="discover", what="SQS", quantity=news * (1 + 2 / CRAWL_BATCH), price=prices.SQS_REQUEST),
        ]

    def _visit(self, name: str, *, stage: str = "fetch", logged: float = FETCH_LOG_BYTES, reads: bool = False) -> Lines:
        """Returns the cost of a request to a site, with its share of its host's turn.

        The turn waits side by side with others. `reads` says that a child reads the page's words.
        """
        crawl, page = self.measured.crawl, self.measured.fetches[name]
        turn, claim = self.measured.fetches["turn"], self.measured.fetches["claim"]
        share, claims = crawl.turns_per_visit, crawl.claims_per_visit
        used = {
            each: page.used.get(each, 0) + share * turn.used.get(each, 0) + claims * claim.used.get(each, 0)
            for each in _USED
        }
        reading_ms = self.measured.extraction_ms * self.settings.pages + APART_MS if reads else 0.0
        working_ms = (page.cpu_ms + reading_ms + share * turn.cpu_ms) / _processors(FETCH_MEMORY_MB)
        billed = Function(cpu_ms=0, info_bytes=logged + share * TURN_LOG_BYTES, other_bytes=0)
        claiming = Function(cpu_ms=claims * claim.cpu_ms, info_bytes=0, other_bytes=0)
        return [
            *self._function(
                stage, billed, memory_mb=FETCH_MEMORY_MB, batch=1 / crawl.calls_per_visit,
                waits_ms=max(crawl.function_ms_per_visit, working_ms) / crawl.calls_per_visit,
            ),
            *self._function(
                "dispatch", claiming, memory_mb=DISPATCH_MEMORY_MB, batch=QUEUE_BATCH / crawl.calls_per_visit
            ),
            *self._units(stage, used["dynamodb writes"], used["dynamodb reads"]),
            Line(stage=stage, what="S3 put", quantity=used["s3"], price=prices.S3_PUT),
            Line(stage=stage, what="SQS", quantity=used["sqs"] + 3 * crawl.calls_per_visit, price=prices.SQS_REQUEST),
        ]  # fmt: skip

    def _units(self, stage: str, writes: float, reads: float) -> Lines:
        write, read = prices.DYNAMODB_WRITE, prices.DYNAMODB_READ
        if self.settings.provisioned:
            write, read = prices.PROVISIONED_WRITE, prices.PROVISIONED_READ
        return [
            Line(stage=stage, what="DynamoDB writes", quantity=writes, price=write),
            Line(stage=stage, what="DynamoDB reads", quantity=reads, price=read),
        ]

    def _function(self, stage: str, function: Function, *, memory_mb: int, batch: float, waits_ms: float = 0) -> Lines:
        """Returns the cost of time, calls and log lines. A batch works through its processor time, and waits once."""
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
    """Returns the dollars by `key` of a line, the most first."""
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
