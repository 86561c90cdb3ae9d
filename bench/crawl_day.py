"""This benchmark simulates a day of crawling: 100,000 hosts by Zipf's law, a thousandth of 100 million pages.

    python -m bench.crawl_day [--articles N] [--hosts N] [--seed N]

Ticks, dispatching and turns are the deployed rules; the table and the web are in memory (`bench.crawl_world`). Some
ticks come twice, some functions die in the middle. It prints forbidden events, delays of requests, and the cost of
waiting. With `--keep` the averages of a visit are written for the cost model.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush
from itertools import accumulate

from rich.console import Console
from rich.table import Table

from bench import measured, prices
from bench.crawl_hosts import BEGIN
from bench.crawl_world import World
from bench.fetch_world import FETCH_MEMORY_MB
from copydesk.crawling.politeness import LONGEST_LULL, TURN_SECONDS
from copydesk.crawling.records import SeenPage, Want, WatchedSource, source_id
from copydesk.crawling.turns import Waits
from copydesk.crawling.visits import AGES, DAY, LONGEST_WAIT, REVISITS, SHORTEST_WAIT
from copydesk.model import Source
from copydesk.pipeline.dispatch import DispatchSteps, dispatch
from copydesk.pipeline.host_turn import host_turn
from copydesk.storage.keys import TURN_SHARDS
from copydesk.web.timestamps import instant
from copydesk.web.urls import host_of

#: The fetched articles of 100 million a day, and the part of them that is simulated.
FETCHED, PART = 30e6, 1 / 1_000
#: Seconds from a tick to its turns. They include two queues and the start of functions.
_ON_THE_WAY = 0.5
#: The shards of one dispatcher (the template's most), the share of repeated ticks, and that of functions that die.
_SHARDS_A_CALL, _TWICE, _DIE = 128, 0.05, 0.001
MEMORY_GB = FETCH_MEMORY_MB / 1_024
_NAMES = {Want.ASKED: "sources", Want.NEW: "new pages", Want.REVISIT: "later visits"}


@dataclass(slots=True)
class Functions:
    """The sums for functions of turns: billed seconds, calls, and the most at once in a minute."""

    seconds: float = 0.0
    calls: int = 0
    died: int = 0
    most: int = 0


class AtOnce(Executor):
    """Runs each task when it is submitted."""

    def submit(self, work, /, *given, **named):  # type: ignore[no-untyped-def]  # as Executor has it
        done: Future[object] = Future()
        done.set_result(work(*given, **named))
        return done


def populate(
    world: World, *, articles: int, hosts: int, every: int = 1, minutes: int = 24 * 60
) -> list[tuple[float, str]]:
    """Puts pages and sources into the world, and returns when and where each article of the day appears.

    The hosts are ranked and split into parts of `every`. The middle host of each part is taken. Pages that are due
    after the simulated minutes are left out.
    """
    end = BEGIN.timestamp() + 60 * minutes
    chance, start = world.chance, BEGIN.timestamp()
    weights = list(accumulate(1 / rank for rank in range(1 + every // 2, hosts + 1, every)))
    hosts = len(weights)
    for visit, wait in enumerate(REVISITS):
        # Of the pages with this visit next, only a part has it today.
        part = min(1.0, wait / DAY)
        for number, rank in enumerate(chance.choices(range(hosts), cum_weights=weights, k=round(articles * part))):
            url, due = f"https://h{rank}.example/{visit}/{number}", start + chance.uniform(0, min(wait, DAY))
            if due <= end:
                _age(world, aged(url, visit, due), due)
    ranks = chance.choices(range(hosts), cum_weights=weights, k=articles)
    news = sorted((start + chance.uniform(0, DAY), f"h{rank}.example") for rank in ranks)
    for host, count in Counter(host for _, host in news).items():
        _watch(world, host, wait=min(max(DAY // (2 * count), SHORTEST_WAIT), LONGEST_WAIT))
    return news


def aged(url: str, visit: int, due: float) -> SeenPage:
    """Returns a page that was fetched before the day began and is old enough for a visit at `due`."""
    since = instant(datetime.fromtimestamp(due - AGES[visit], UTC))
    return SeenPage(
        url=url, turn=2, etag='"0"', digest="0", raw=Source(bucket="raw", key="0"), visits=1 + visit, want=Want.AGING,
        fetched_at=since, since=since,
    )  # fmt: skip


def _age(world: World, page: SeenPage, due: float) -> None:
    """Adds a page. Its host has had all visits that were due before the day began."""
    world.put(page.url, page)
    world.pass_all(host_of(page.url), BEGIN.timestamp())
    world.wake(host_of(page.url), instant(datetime.fromtimestamp(due, UTC)))


def _watch(world: World, host: str, *, wait: int) -> None:
    url = f"https://{host}/feed.xml"
    first = world.chance.uniform(0, wait)
    next_at = instant(BEGIN.fromtimestamp(BEGIN.timestamp() + first, BEGIN.tzinfo))
    source = WatchedSource(
        source_id=source_id(url), url=url, wait_seconds=wait, next_at=next_at, added_at=instant(BEGIN)
    )
    world.put(url, source)
    world.wake(host, next_at)


def run_day(world: World, news: Sequence[tuple[float, str]], *, minutes: int = 24 * 60) -> Functions:
    """Simulates tick by tick. An article that appears within a minute is found at the end of the minute."""
    functions, start, appeared = Functions(), BEGIN.timestamp(), 0
    lost: list[Waits[None]] = []
    for minute in range(1, minutes + 1):
        world.now = start + 60 * minute
        while appeared < len(news) and news[appeared][0] <= world.now:
            _, host = news[appeared]
            world.news[host].append(f"https://{host}/new/{appeared}")
            appeared += 1
        messages = list(_tick(world)) + (list(_tick(world)) if world.chance.random() < _TWICE else [])
        functions.most = max(functions.most, len(messages))
        for hosts in messages:
            world.now = start + 60 * minute + _ON_THE_WAY
            functions.calls += 1
            functions.seconds += _call(world, hosts, functions, lost)
    return functions


def _tick(world: World) -> Iterator[Sequence[str]]:
    """Returns the messages that the dispatchers of one tick send."""
    sent: list[Sequence[str]] = []
    steps = DispatchSteps(
        due=world.list_due,
        since=lambda host: f"{world.rows[host].due:020.6f}",
        requests=lambda host: world.rows[host].state.requests,
        claim=world.claim,
        send=sent.extend,
    )
    for first in range(0, TURN_SHARDS, _SHARDS_A_CALL):
        shards = range(first, first + _SHARDS_A_CALL)
        dispatch(shards, steps=steps, pool=AtOnce(), has_time=lambda: True)
    return iter(sent)


def _call(world: World, hosts: Sequence[str], functions: Functions, lost: list[Waits[None]]) -> float:
    """Returns the seconds of a function for the turns of a message, which wait side by side."""
    started, steps = world.now, world.steps()
    waiting = [(started, number, host_turn(host, claimed=True, steps=steps)) for number, host in enumerate(hosts)]
    heapify(waiting)
    dies_at = started + world.chance.uniform(0, 20) if world.chance.random() < _DIE else None
    ended = now = started
    while waiting:
        moment, number, turn = heappop(waiting)
        if dies_at is not None and moment > dies_at:
            functions.died += 1
            # The turns are kept, because a function that dies does not close them.
            lost.extend([turn, *(each for _, _, each in waiting)])
            break
        world.now = now = max(now, moment) if moment - now <= LONGEST_LULL else now
        if moment > now or moment > started + TURN_SECONDS:
            world.now = max(now, ended)
            turn.close()
            continue
        world.now = moment
        if (wait := next(turn, None)) is not None:
            heappush(waiting, (max(wait, world.now), number, turn))
        ended = max(ended, world.now)
    return ended - started


def percentiles(values: Iterable[float], *shares: float) -> list[float]:
    """Returns the values below which such shares of all are; the last is the largest.

    >>> percentiles([1, 2, 3, 4], 0.5)
    [3, 4]
    """
    ordered = sorted(values) or [0.0]
    return [*(ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in shares), ordered[-1]]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.crawl_day", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=round(FETCHED * PART), help="a day (default %(default)s)")
    parser.add_argument("--hosts", type=int, default=100_000, help="(default %(default)s)")
    parser.add_argument("--every", type=int, default=1, help="only one host in so many, with all its load")
    parser.add_argument("--minutes", type=int, default=24 * 60, help="of the day (default all %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(default %(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep what a visit takes for bench.cost")
    options = parser.parse_args(argv)
    took = time.perf_counter()
    world = World(seed=options.seed)
    news = populate(world, articles=options.articles, hosts=options.hosts, every=options.every, minutes=options.minutes)
    functions = run_day(world, news, minutes=options.minutes)
    if options.keep:
        measured.keep("crawl", _kept(world, functions))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(_head(world, options, time.perf_counter() - took), _never(world), _late(world), sep="\n\n")
    console.print("", _waiting(world, functions), sep="\n")


def _kept(world: World, functions: Functions) -> dict[str, object]:
    return {
        "turns_per_visit": round(world.turns / world.asked, 3),
        "claims_per_visit": round(world.claims / world.asked, 3),
        "function_ms_per_visit": round(1_000 * functions.seconds / world.asked, 1),
        "calls_per_visit": round(functions.calls / world.asked, 4),
        "readings_per_new_page": round(world.readings / max(1, len(world.late[Want.NEW])), 2),
        "news_per_reading": round(world.found / max(1, world.readings), 3),
    }


def _head(world: World, options: argparse.Namespace, took: float) -> str:
    return (
        f"A day of {options.articles:,} new articles of {options.hosts:,} hosts by Zipf's law, each visited"
        f" {len(REVISITS)} times more: {world.asked:,} requests in {world.turns:,} turns ({took:.0f} s here,"
        f" seed {options.seed})."
    )


def _never(world: World) -> str:
    return (
        f"Re-fetches (asked for while it was not wanted): {world.unwanted}, and {world.again} after a function died."
        f"  Interval violations: {world.violations}."
        f"  Visits passed over: {world.dropped}.  Largest backlog of a host: {world.backlog}."
    )


def _late(world: World) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("seconds between due and asked for", no_wrap=True)
    for name in ("requests", "half within", "90% within", "99% within", "the oldest"):
        table.add_column(name, justify="right")
    for want, name in _NAMES.items():
        values = world.late[want]
        table.add_row(name, f"{len(values):,}", *(f"{value:,.0f}" for value in percentiles(values, 0.5, 0.9, 0.99)))
    return table


def _waiting(world: World, functions: Functions) -> str:
    gb_seconds = functions.seconds * MEMORY_GB
    dollars = gb_seconds * prices.LAMBDA_GB_SECOND
    per_million = 1e6 * dollars / world.asked
    return (
        f"Functions: {functions.calls:,} calls, {functions.seconds:,.0f} s billed, {functions.most} begun in the"
        f" busiest minute, {functions.died} died.\n"
        f"A function is billed {1_000 * functions.seconds / world.asked:.0f} ms a visit,"
        f" ${per_million:.2f} a million at {FETCH_MEMORY_MB} MB; in each billed second sites answer for"
        f" {world.seconds_asking / functions.seconds:.2f} s, side by side. The rest is waiting.\n"
        f"{world.asked / world.turns:.2f} requests a turn, {world.turns / functions.calls:.1f} turns a call."
    )


if __name__ == "__main__":
    main()
