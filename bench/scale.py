"""A day of 100 million articles, from measured figures: which limit of AWS or of the design is met first.

    python -m bench.scale [--articles N] [--seed N]

Made-up traffic of real shapes: sites by Zipf's law, a daily cycle, bursts of a minute. Each limit is compared with the
mean and with the busiest minute.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.storage.due import SHARDS as DUE_SHARDS
from rich.console import Console
from rich.table import Table

from bench import measured
from bench.cost import (
    CRAWL_BATCH,
    INGEST_WAITS_MS,
    MB_OF_A_PROCESSOR,
    PUBLISH_BATCH,
    SCHEDULE_CPU_MS,
    Settings,
)
from bench.measured import Measured
from bench.traffic import Rates, Traffic, simulate
from copydesk.storage import keys

#: Quotas as docs.aws.amazon.com states them in November 2026, for us-east-1, before any was raised by request.
#: DynamoDB developer guide, "Partition key design" and "Quotas": write units a second.
PARTITION_WRITES, TABLE_WRITES = 1_000, 40_000
#: Lambda developer guide, "Quotas" and "Scaling behavior for Amazon SQS"; SQS developer guide, "Quotas".
LAMBDA_CONCURRENT, QUEUE_CONCURRENT, QUEUE_IN_FLIGHT = 1_000, 1_250, 120_000
#: S3 user guide, "Optimizing performance"; EventBridge user guide, "Quotas": PutEvents; CloudWatch Logs user guide,
#: "Quotas": PutLogEvents.
S3_PREFIX_PUTS, BUS_ENTRIES, LOG_CALLS = 3_500, 10_000, 5_000
#: The template: MaximumConcurrency; a tick every 600 s of at most 285 s of work, in 512 MB.
DEFAULT_CONCURRENT, TICK_SECONDS, TICK_WORK, TICK_MB = 10, 600, 285, 512
#: Assumed: articles dated on the day they come, the most quoted speaker's share of all, speakers in an article.
SAME_DAY, TOP_SPEAKER, SPEAKERS = 0.8, 0.01, 0.9
#: Assumed: copies of the most copied wire story within the busiest minute.
WIRE_COPIES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A load against what is allowed, both in `unit`; `answer` is what the design does, or what must be changed."""

    name: str
    unit: str
    mean: float
    peak: float
    most: float
    answer: str

    @property
    def headroom(self) -> float:
        """How many times the peak fits; below 1 it does not."""
        return self.most / self.peak if self.peak else math.inf


def limits(found: Measured, traffic: Traffic, rates: Rates) -> list[Limit]:
    """All of them, the one that is met first at the top."""
    rows = [*_tables(found, rates), *_functions(found, rates), *_services(found, rates), *_crawl(traffic, rates)]
    return sorted(rows, key=lambda limit: limit.headroom)


def shards_needed(rate: float, units: float) -> int:
    """Keys of an index that carry a rate with a third to spare.

    >>> shards_needed(1_000, 2.0)
    3
    """
    return math.ceil(rate * units * 1.5 / PARTITION_WRITES)


def _of(rates: Rates, factor: float) -> dict[str, float]:
    return {"mean": rates.mean * factor, "peak": rates.peak * factor}


def _tables(found: Measured, rates: Rates) -> Iterator[Limit]:
    entry, writes = found.index_units, found.visits["first"].writes
    unit = "write units/s"
    yield Limit(
        name="one article's key",
        unit=unit,
        mean=writes,
        peak=2 * writes,
        most=PARTITION_WRITES,
        answer="an article is one key; articles spread by digest; two visits in a second assumed",
    )
    yield Limit(
        name="both tables, on demand",
        unit=unit,
        **_of(rates, writes),
        most=2 * TABLE_WRITES,
        answer="ask for a higher table quota, and warm the throughput before the day",
    )
    yield Limit(
        name=f"day index, {keys.DAY_SHARDS} shards",
        unit=unit,
        **_of(rates, SAME_DAY * entry / keys.DAY_SHARDS),
        most=PARTITION_WRITES,
        answer=f"keys.DAY_SHARDS: {shards_needed(rates.peak * SAME_DAY, entry)} carry the peak with a third to spare",
    )
    yield Limit(
        name=f"site index, largest site, {keys.SITE_SHARDS} shards",
        unit=unit,
        **_of(rates, rates.top_site * entry / keys.SITE_SHARDS),
        most=PARTITION_WRITES,
        answer="keys rise with time, so splitting by heat does not help: keys.SITE_SHARDS",
    )
    yield Limit(
        name="rows of the most quoted speaker",
        unit=unit,
        **_of(rates, SPEAKERS * TOP_SPEAKER),
        most=PARTITION_WRITES,
        answer="one key a speaker is enough; publish writes them, so that ingest never waits for one",
    )
    yield Limit(
        name="copies of one wire story",
        unit=unit,
        mean=WIRE_COPIES / 3_600,
        peak=WIRE_COPIES / 60,
        most=PARTITION_WRITES,
        answer="only the first copy writes the story's keys, the others read them; in one moment they retry",
    )


def _functions(found: Measured, rates: Rates) -> Iterator[Limit]:
    settings = Settings()
    share = min(1.0, settings.memory_mb / MB_OF_A_PROCESSOR)
    seconds = (found.ingest.cpu_ms / share + INGEST_WAITS_MS / settings.batch) / 1_000
    publish = found.publish.cpu_ms / 1_000 * MB_OF_A_PROCESSOR / settings.publish_memory_mb
    yield Limit(
        name="ingest functions, as deployed",
        unit="at once",
        **_of(rates, seconds),
        most=DEFAULT_CONCURRENT,
        answer=f"parameter MaximumConcurrency: {math.ceil(1.5 * rates.peak * seconds)}; until then the queue holds it",
    )
    yield Limit(
        name="functions of the account",
        unit="at once",
        **_of(rates, seconds + publish),
        most=LAMBDA_CONCURRENT,
        answer=f"quota by request; one queue brings at most {QUEUE_CONCURRENT:,}, 300 more a minute",
    )
    yield Limit(
        name="ingest queue, in flight",
        unit="messages",
        **_of(rates, seconds * settings.batch),
        most=QUEUE_IN_FLIGHT,
        answer="a batch of ten a function; the depth itself has no limit",
    )
    # On demand a shard of the stream is a partition of the table; publish reads each with one function at a time.
    shard = PARTITION_WRITES / found.visits["first"].writes
    yield Limit(
        name="publish, a full shard of the stream",
        unit="heads/s",
        mean=shard / 2,
        peak=shard,
        most=1 / publish,
        answer="ParallelizationFactor 1 to 10; records wait a day",
    )


def _services(found: Measured, rates: Rates) -> Iterator[Limit]:
    calls = 1 / Settings().batch + 1 / PUBLISH_BATCH
    logged = rates.peak * (found.ingest.info_bytes + found.publish.info_bytes) / 1e6
    yield Limit(
        name="S3 puts on one prefix",
        unit="puts/s",
        **_of(rates, 1.0),
        most=S3_PREFIX_PUTS,
        answer="fetched/<host>/<digest> and inline/<digest> split by themselves; upload under prefixes of your own",
    )
    yield Limit(
        name="EventBridge entries",
        unit="entries/s",
        **_of(rates, 1.0),
        most=BUS_ENTRIES,
        answer="quota by request, differs by region (us-east-1 here); publish retries and the stream holds",
    )
    yield Limit(
        name="log calls",
        unit="calls/s",
        **_of(rates, calls),
        most=LOG_CALLS,
        answer=f"{logged:.1f} MB/s of lines at the peak",
    )


def _crawl(traffic: Traffic, rates: Rates) -> Iterator[Limit]:
    settings = Settings()
    again = traffic.fetched * settings.revisits
    fetches = traffic.fetched + again
    handed_on = TICK_WORK / (SCHEDULE_CPU_MS / 1_000 * MB_OF_A_PROCESSOR / TICK_MB) / TICK_SECONDS
    yield Limit(
        name="schedule, one function a tick",
        unit="pages/s",
        **_of(rates, again),
        most=handed_on,
        answer="DiscoverRate of 5 minutes doubles it; beyond, a function for each DUE shard (a change of code)",
    )
    yield Limit(
        name="largest site, politeness",
        unit="requests/s",
        **_of(rates, fetches * rates.top_site),
        most=1,
        answer="by design: one request a second and host, the rest waits its turn; have large sites uploaded",
    )
    yield Limit(
        name=f"due index, {DUE_SHARDS} shards",
        unit="write units/s",
        **_of(rates, fetches * 4 / DUE_SHARDS),
        most=PARTITION_WRITES,
        answer="due.SHARDS: claim and result each move a page, 2 units and 2",
    )
    yield Limit(
        name="host lease, one item",
        unit="write units/s",
        mean=2.0,
        peak=2.0 + CRAWL_BATCH,
        most=PARTITION_WRITES,
        answer="two writes a request, and one for who came too early: a batch of one host assumed",
    )


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=float, default=100e6, help="a day (default 100 million)")
    parser.add_argument("--seed", type=int, default=1, help="of the day's bursts (default %(default)s)")
    options = parser.parse_args(argv)
    traffic = Traffic(articles=options.articles, seed=options.seed)
    rates = simulate(traffic)
    figures = measured.read()
    found = limits(figures, traffic, rates)
    console = Console(width=None if sys.stdout.isatty() else 150)
    first = f"Met first: {found[0].name}: {found[0].answer}."
    console.print(_head(traffic, rates), _table(found), first, _estimates(figures), sep="\n\n")


def _head(traffic: Traffic, rates: Rates) -> str:
    return (
        f"{traffic.articles / 1e6:,.0f} million articles a day, {traffic.fetched:.0%} of them fetched and visited"
        f" {Settings().revisits:.0f} times more, the others uploaded;\n{rates.mean:,.0f} a second on average,"
        f" {rates.peak:,.0f} in the busiest minute (seed {traffic.seed}); {traffic.sites:,} sites, the largest with"
        f" {rates.top_site:.1%}."
    )


def _estimates(figures: Measured) -> str:
    return (
        "Measured: write units, index units, processor time and log bytes of ingest (bench/measured.json)."
        f"{figures.note and ' ' + figures.note}\n"
        f"Assumed: the traffic's shape (bench/traffic.py); {SAME_DAY:.0%} of articles dated today; {SPEAKERS} speakers "
        f"in an article, {TOP_SPEAKER:.0%} of them one speaker's; {WIRE_COPIES:,} copies of a wire story in an hour;\n"
        f"{SCHEDULE_CPU_MS:g} ms of schedule for a page, {INGEST_WAITS_MS} ms of waits in ingest (read from the code);"
        " later visits as crawling/intervals.py plans them, of which as many change as bench/cost.py's Settings say."
    )


def _table(found: Sequence[Limit]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("limit, the first met first", no_wrap=True)
    for name in ("mean", "peak", "limit", "fits"):
        table.add_column(name, justify="right")
    table.add_column("unit", no_wrap=True)
    table.add_column("what the design does, or what to change")
    for each in found:
        fits = f"{each.headroom:.2g}×" if each.headroom < 10 else f"{each.headroom:.0f}×"
        numbers = (f"{value:,.0f}" if value >= 10 else f"{value:.1f}" for value in (each.mean, each.peak, each.most))
        style = "bold" if each.headroom < 1 else ""
        table.add_row(each.name, *numbers, fits, each.unit, each.answer, style=style)
    return table


if __name__ == "__main__":
    main()
