"""This benchmark finds the limits of AWS and of the design on a day of 100 million articles, the nearest first.

    python -m bench.scale [--articles N] [--seed N]

The traffic is made up in real shapes: sites by Zipf's law, a daily cycle, bursts of a minute. Each limit is compared
with the mean and with the busiest minute. Parameters and quotas have the values that one sets before such a day
(ASKED_…, MOST_…). The default quotas are shown beside them.
"""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench import measured
from bench.cost import DISPATCH_MEMORY_MB, INGEST_WAITS_MS, MB_OF_A_PROCESSOR, PUBLISH_BATCH, Settings
from bench.measured import Measured
from bench.traffic import Rates, Traffic, possible_share, simulate
from copydesk.crawling.politeness import budget
from copydesk.pipeline.dispatch import HOSTS_OF_A_MESSAGE
from copydesk.storage import keys

#: Quotas as docs.aws.amazon.com states them in November 2026, for us-east-1, before any was raised by request. DynamoDB
#: developer guide, "Partition key design" and "Quotas": write units a second.
PARTITION_WRITES, TABLE_WRITES = 1_000, 40_000
#: Lambda developer guide, "Quotas" and "Scaling behavior for Amazon SQS"; SQS developer guide, "Quotas".
LAMBDA_CONCURRENT, QUEUE_IN_FLIGHT = 1_000, 120_000
#: S3 user guide, "Optimizing performance"; EventBridge user guide, "Quotas": PutEvents; CloudWatch Logs user guide,
#: "Quotas": PutLogEvents.
S3_PREFIX_PUTS, BUS_ENTRIES, LOG_CALLS = 3_500, 10_000, 5_000
#: The highest MaximumConcurrency and CrawlConcurrency (SQS: of one queue), and the most functions of publish per shard.
MOST_CONCURRENT, MOST_PARALLEL = 1_000, 10
#: Quotas that AWS grants the largest accounts by request, as far as such a day needs them.
ASKED_CONCURRENT, ASKED_TABLE_WRITES, ASKED_ENTRIES = 3_000, 160_000, 12_000
#: Prefixes into which S3 has split by itself; those of uploads are hashed, those of fetched pages are hosts.
SPLIT_PREFIXES = 4
#: The index units of one turn. Its claim leaves the host's entry where it is, and its end moves it (2).
TURN_INDEX_UNITS = 2
#: Dispatchers at once (the template), claims of a dispatcher at once, and the wait of a claim in seconds. The work of a
#: claim is measured.
DISPATCHERS, CLAIMS_SIDE_BY_SIDE, CLAIM_SECONDS = 16, 32, 0.005
#: Assumed: articles dated on the day they come, the most quoted speaker's share of all, speakers in an article.
SAME_DAY, TOP_SPEAKER, SPEAKERS = 0.8, 0.01, 0.9
#: Assumed: copies of the most copied wire story within the busiest minute.
WIRE_COPIES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A load and its limit, both in `unit`; `answer` is what the design does, or what must be changed."""

    name: str
    unit: str
    mean: float
    peak: float
    most: float
    answer: str

    @property
    def headroom(self) -> float:
        """Returns how many times the peak fits; below 1 it does not fit."""
        return self.most / self.peak if self.peak else math.inf


def limits(found: Measured, traffic: Traffic, rates: Rates) -> list[Limit]:
    """Returns all limits, the one that is met first at the top."""
    rows = [*_tables(found, rates), *_functions(found, rates), *_services(found, rates), *_crawl(found, traffic, rates)]
    return sorted(rows, key=lambda limit: limit.headroom)


def shards_needed(rate: float, units: float) -> int:
    """Returns the number of index keys that carry a rate, with a third to spare.

    >>> shards_needed(1_000, 2.0)
    3
    """
    return math.ceil(rate * units * 1.5 / PARTITION_WRITES)


def _of(rates: Rates, factor: float) -> dict[str, float]:
    return {"mean": rates.mean * factor, "peak": rates.peak * factor}


def _tables(found: Measured, rates: Rates) -> Iterator[Limit]:
    writes, unit = found.visits["first"].writes, "write units/s"
    yield Limit(
        name="one article's key",
        unit=unit,
        mean=writes,
        peak=2 * writes,
        most=PARTITION_WRITES,
        answer="an article is one key; articles spread by digest; two visits in a second assumed",
    )
    yield Limit(
        name="both tables, on demand: articles",
        unit=unit,
        **_of(rates, writes),
        most=2 * ASKED_TABLE_WRITES,
        answer=f"ask for {ASKED_TABLE_WRITES:,} a table ({TABLE_WRITES:,} unasked), and warm the throughput",
    )
    yield from _shared_keys(found.index_units, rates, unit)


def _shared_keys(entry: float, rates: Rates, unit: str) -> Iterator[Limit]:
    """Yields the limits of keys that many articles share."""
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
    batch = Settings().batch
    yield Limit(
        name="counts by hour, largest site",
        unit=unit,
        **_of(rates, (1 - (1 - rates.top_site) ** batch) / batch),
        most=PARTITION_WRITES,
        answer="one key a site is enough: a batch with pages of it makes one write",
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
        name="ingest functions, of two queues",
        unit="at once",
        **_of(rates, seconds),
        most=2 * MOST_CONCURRENT,
        answer=f"parameter MaximumConcurrency: {MOST_CONCURRENT:,} (10 unasked): uploads and fetched pages each",
    )
    yield Limit(
        name="ingest and publish, of the account",
        unit="at once",
        **_of(rates, seconds + publish),
        most=ASKED_CONCURRENT,
        answer=f"ask for {ASKED_CONCURRENT:,} ({LAMBDA_CONCURRENT:,} unasked); a queue brings 300 more a minute",
    )
    yield Limit(
        name="ingest queue, in flight",
        unit="messages",
        **_of(rates, seconds * settings.batch),
        most=QUEUE_IN_FLIGHT,
        answer="a batch of ten a function; the depth itself has no limit",
    )
    # On demand a shard of the stream is a partition of the table. Publish reads each with one function at a time.
    shard = PARTITION_WRITES / found.visits["first"].writes
    yield Limit(
        name="publish, a full shard of the stream",
        unit="heads/s",
        mean=shard / 2,
        peak=shard,
        most=MOST_PARALLEL / publish,
        answer=f"ParallelizationFactor {MOST_PARALLEL} in place of 1; records wait a day",
    )


def _services(found: Measured, rates: Rates) -> Iterator[Limit]:
    calls = 1 / Settings().batch + 1 / PUBLISH_BATCH
    logged = rates.peak * (found.ingest.info_bytes + found.publish.info_bytes) / 1e6
    yield Limit(
        name=f"S3 puts, {SPLIT_PREFIXES} prefixes",
        unit="puts/s",
        **_of(rates, 1.0),
        most=SPLIT_PREFIXES * S3_PREFIX_PUTS,
        answer="uploads/<digest>/ and fetched/<host>/ split by themselves; upload under hashed prefixes of your own",
    )
    yield Limit(
        name="EventBridge entries",
        unit="entries/s",
        **_of(rates, 1.0),
        most=ASKED_ENTRIES,
        answer=f"ask for {ASKED_ENTRIES:,} ({BUS_ENTRIES:,} unasked in us-east-1); the stream holds what waits",
    )
    yield Limit(
        name="log calls",
        unit="calls/s",
        **_of(rates, calls),
        most=LOG_CALLS,
        answer=f"{logged:.1f} MB/s of lines at the peak",
    )


def _crawl(found: Measured, traffic: Traffic, rates: Rates) -> Iterator[Limit]:
    """Yields the limits of the crawl.

    First fetches follow the bursts of a minute. Later visits are spread over hours, and follow only the daily cycle.
    """
    settings, crawl = Settings(), found.crawl
    wanted = traffic.articles * traffic.fetched * (1 + settings.revisits)
    share = possible_share(wanted, traffic, budget=budget(1.0))
    mean = share * rates.mean * traffic.fetched * (1 + settings.revisits)
    peak = share * traffic.fetched * (rates.peak + rates.mean * settings.revisits * (1 + traffic.night))
    visits = Rates(mean=mean, peak=peak, top_site=rates.top_site)
    yield Limit(
        name="largest site, politeness",
        unit="requests/s",
        **_of(rates, traffic.fetched * (1 + settings.revisits) * rates.top_site),
        most=1,
        answer=f"by design: one request a second and host, so {share:.0%} of all; have large sites uploaded",
    )
    yield Limit(
        name="functions of turns",
        unit="at once",
        **_of(visits, crawl.function_ms_per_visit / 1_000),
        most=MOST_CONCURRENT,
        answer=f"parameter CrawlConcurrency: {MOST_CONCURRENT:,} (10 unasked); {HOSTS_OF_A_MESSAGE} hosts share one",
    )
    yield Limit(
        name="dispatchers",
        unit="hosts/s",
        **_of(visits, crawl.turns_per_visit),
        most=DISPATCHERS / _claim_seconds(found),
        answer=f"parameter ShardsTogether: {keys.TURN_SHARDS // DISPATCHERS} (64 unasked): {DISPATCHERS} at once",
    )
    yield Limit(
        name=f"index of turns, {keys.TURN_SHARDS} shards",
        unit="write units/s",
        **_of(visits, crawl.turns_per_visit * TURN_INDEX_UNITS / keys.TURN_SHARDS),
        most=PARTITION_WRITES,
        answer="keys.TURN_SHARDS: more may be added at any time",
    )
    writes = {name: each.used["dynamodb writes"] for name, each in found.fetches.items()}
    units = writes["first"] + crawl.turns_per_visit * (writes["turn"] + writes["claim"])
    yield Limit(
        name="operations table, on demand: crawl",
        unit="write units/s",
        **_of(visits, units),
        most=ASKED_TABLE_WRITES,
        answer=f"ask for {ASKED_TABLE_WRITES:,} ({TABLE_WRITES:,} unasked), and warm the throughput before the day",
    )


def _claim_seconds(found: Measured) -> float:
    """Returns the seconds of a dispatcher for each host: it waits for many claims side by side, or works."""
    working_ms = found.fetches["claim"].cpu_ms * MB_OF_A_PROCESSOR / DISPATCH_MEMORY_MB
    return max(working_ms / 1_000, CLAIM_SECONDS / CLAIMS_SIDE_BY_SIDE)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=float, default=100e6, help="a day (default 100 million)")
    parser.add_argument("--seed", type=int, default=1, help="of the day's bursts (default %(default)s)")
    options = parser.parse_args(argv)
    traffic, figures = Traffic(articles=options.articles, seed=options.seed), measured.read()
    rates = simulate(traffic)
    found = limits(figures, traffic, rates)
    console = Console(width=None if sys.stdout.isatty() else 150)
    console.print(_head(traffic, rates), _table(found), _estimates(figures), sep="\n\n")


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
        f"{INGEST_WAITS_MS} ms of waits in ingest (read from the code); turns as bench.crawl_day simulates them;"
        " later visits as crawling/visits.py plans them, of which as many change as bench/cost.py's Settings say."
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
        table.add_row(each.name, *numbers, fits, each.unit, each.answer, style="bold" if each.headroom < 1 else "")
    return table


if __name__ == "__main__":
    main()
