"""`make bench`: how many pages one fetch function asks for in a second, in how much memory, and for how much money.

The function itself is called as Lambda calls it, with batches of 32 messages: its code, boto3, PynamoDB and the
client are the real ones. Sites and AWS answer from a process of their own, each after the time that it takes
(`bench.stand_ins`). That is plain HTTP on kept connections, as AWS is asked: TLS there would add its ciphers.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_network
from itertools import batched
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import measured, prices
from bench.fetch_world import MEMORY_MB, Context, World, load_function, set_environment, world
from bench.flow_alone import time_flow
from bench.stand_ins import BUSY, DYNAMODB_SECONDS, PAGE_ETAG, S3_SECONDS, SITE_SECONDS, SQS_SECONDS
from copydesk.aws.crawl_messages import to_message
from copydesk.crawling.client import SafeClient
from copydesk.crawling.politeness import Lease
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest
from copydesk.crawling.robots import origin_of
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.delivery import Fetched
from copydesk.model import Source
from copydesk.settings import crawl_settings
from copydesk.storage import utc_now
from copydesk.storage.hosts import HostLeases
from copydesk.storage.pages import PageStore
from copydesk.storage.robots import RobotsStore

#: As the template has it.
BATCH = 32
#: A function with so much memory has one processor; with less, a share of one (Lambda's documentation).
MB_OF_A_PROCESSOR = 1_769
_WARM_UP, _BATCHES = 3, 27
_CALLS = 200
#: A message is received and deleted in requests for ten.
_QUEUE_REQUESTS = 2 / 10
_RULES = "User-agent: *\nDisallow: /search\nDisallow: /account/\n" + "Disallow: /tag/*/page\n" * 40
_RAW = Source(bucket="copydesk-raw", key="fetched/127.1.0.1/" + "0" * 97, version_id="0" * 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one message came to, on average: seconds of the wall for its part of a batch, seconds of a processor,
    and calls of AWS by name.
    """

    name: str
    wall: float
    cpu: float
    used: Mapping[str, float]

    @property
    def duration(self) -> float:
        """What Lambda bills: the measured time, or as long as its share of a processor needs."""
        return max(self.wall, self.cpu * MB_OF_A_PROCESSOR / MEMORY_MB)

    @property
    def dollars(self) -> dict[str, float]:
        """By service."""
        seconds = self.duration * MEMORY_MB / 1_024
        spent = {name: count * prices.OF_CALLS[name] for name, count in self.used.items()}
        return {
            "Lambda": seconds * prices.LAMBDA_GB_SECOND + prices.LAMBDA_CALL / BATCH,
            "DynamoDB": spent.get("dynamodb writes", 0) + spent.get("dynamodb reads", 0),
            "S3": spent.get("s3", 0),
            "SQS": spent.get("sqs", 0) + _QUEUE_REQUESTS * prices.SQS_REQUEST,
        }


def main() -> int:
    console = Console(width=None if sys.stdout.isatty() else 100)
    free, busy = _hosts("127.1."), _hosts(BUSY)
    with world([*free, *busy]) as there, Path(os.devnull).open("w") as log:
        set_environment(there.ports)
        with redirect_stdout(log):  # the function writes its log for real, but nobody reads it
            function = load_function()
            runs = _measured(function, there, free, busy)
            alone = _flow_alone([there.url(host) for host in free])
            calls = _call_costs(function, there.url(free[0]))
    measured.keep("fetch", dict(zip(("first", "not_modified", "sent_again"), map(_kept, runs), strict=True)))
    console.print(
        _head(there), _runs_table([*runs, alone]), _calls_table(calls), _costs_table(runs), _foot(), sep="\n\n"
    )
    return 0


def _kept(run: Run) -> dict[str, object]:
    return {"cpu_ms": round(1_000 * run.cpu, 2), "wall_ms": round(1_000 * run.wall, 2), "used": dict(run.used)}


def _hosts(beginning: str) -> list[str]:
    """As many as there are messages, so that each is asked once, as politeness wants it."""
    return [f"{beginning}{number // 250}.{number % 250 + 1}" for number in range(BATCH * (_WARM_UP + _BATCHES))]


def _measured(function: ModuleType, there: World, free: Sequence[str], busy: Sequence[str]) -> list[Run]:
    function.steps()  # names the tables
    urls = [there.url(host) for host in free]
    with ThreadPoolExecutor(BATCH) as pool:
        list(pool.map(_know_robots, urls))
        list(pool.map(_new_page, urls))
        first = _run("first fetch", function, there, [FetchRequest(url=url, turn=1) for url in urls])
        list(pool.map(_known_page, urls))
        again = _run("not modified (304)", function, there, [FetchRequest(url=url, turn=2) for url in urls])
    later = [FetchRequest(url=there.url(host), turn=1) for host in busy]
    return [first, again, _run("sent again: host busy", function, there, later)]


def _know_robots(url: str) -> None:
    RobotsStore().save(
        CachedRobots(
            origin=origin_of(url),
            state=RobotsState.RULES,
            fetched_at=utc_now(),
            status=200,
            text=f"# {url}\n{_RULES}",
            text_from=utc_now(),
        )
    )


def _new_page(url: str) -> None:
    PageStore().add(url, source_id="0" * 16)


def _known_page(url: str) -> None:
    page = SeenPage(url=url, turn=1, source_id="0" * 16, etag=PAGE_ETAG, digest="0" * 64, raw=_RAW, visits=1)
    PageStore().settle(page)


def _run(name: str, function: ModuleType, there: World, requests: Sequence[FetchRequest]) -> Run:
    """The first batches are for what is made once: connections, patterns, compiled code."""
    function.steps.cache_clear()  # and what it remembers of robots.txt: with many hosts it is mostly forgotten
    events = [_event(batch) for batch in batched(requests, BATCH, strict=True)]
    for event in events[:_WARM_UP]:
        _call(function, event)
    there.used()
    cpu = time.process_time()
    wall = median([_call(function, event) for event in events[_WARM_UP:]])
    cpu, count = time.process_time() - cpu, _BATCHES * BATCH
    used = {each: number / count for each, number in there.used().items()}
    return Run(name=name, wall=wall / BATCH, cpu=cpu / count, used=used)


def _event(requests: Sequence[FetchRequest]) -> dict[str, Any]:
    records = ({"messageId": str(n), "body": to_message(each)} for n, each in enumerate(requests))
    return {"Records": [record | {"attributes": {}, "messageAttributes": {}} for record in records]}


def _call(function: ModuleType, event: dict[str, Any]) -> float:
    """Seconds that a batch took."""
    started = time.perf_counter()
    answered = function.lambda_handler(event, Context())
    if answered["batchItemFailures"]:
        raise RuntimeError(f"{len(answered['batchItemFailures'])} messages failed; the figures would mean nothing")
    return time.perf_counter() - started


def _flow_alone(urls: Sequence[str]) -> Run:
    wall, cpu = time_flow(urls, client=_client(), rules=_RULES, batch=BATCH, warm_up=_WARM_UP)
    return Run(name="first fetch, AWS only pauses", wall=wall, cpu=cpu, used={})


def _client() -> SafeClient:
    return SafeClient("bench", allowed=[ip_network("127.0.0.0/8")], allowed_ports=crawl_settings().allowed_ports)


def _call_costs(function: ModuleType, url: str) -> dict[str, float]:
    """Seconds of a processor for each call by itself, one after the other."""
    steps = function.steps()
    page, leases = SeenPage(url=url, turn=1), HostLeases(interval=1)
    fetched = Fetched(url=url, status=200, digest="0" * 64, fetched_at="", headers=(), robots="allowed", gone_at=None)
    lease = leases.acquire("127.1.0.1", owner="bench", seconds=20)
    assert isinstance(lease, Lease)
    calls: dict[str, Callable[[], object]] = {
        "the page itself (SafeClient, inflated)": partial(_client().get, url, headers={}),
        "lease: take (UpdateItem)": partial(leases.acquire, "127.1.0.1", owner="bench", seconds=20),
        "robots.txt: load (GetItem)": lambda: RobotsStore().load(origin_of(url)),
        "page: load (GetItem)": partial(steps.load, url),
        "raw object: keep (PutObject)": partial(steps.save_raw, fetched, body=bytes(20_000)),
        "page: settle (PutItem)": partial(steps.settle, page),
        "lease: give back (UpdateItem)": partial(leases.release, lease, interval=1, failed=False),
        "message: send again (SendMessageBatch)": partial(steps.send, FetchRequest(url=url, turn=1), 2),
    }
    return {name: _cpu_of(call) for name, call in calls.items()}


def _cpu_of(call: Callable[[], object]) -> float:
    call()
    started = time.process_time()
    for _ in range(_CALLS):
        call()
    return (time.process_time() - started) / _CALLS


def _head(there: World) -> str:
    milliseconds = (1_000 * each for each in (SITE_SECONDS, DYNAMODB_SECONDS, S3_SECONDS, SQS_SECONDS))
    site, table, bucket, queue = (f"{each:g} ms" for each in milliseconds)
    size, inflated = there.ports["size"] / 1e3, there.ports["inflated"] / 1e3
    return (
        f"Fetching: one function, {_BATCHES} batches of {BATCH} messages, each to a host of its own.\n"
        f"A page is {size:.0f} KB, inflated {inflated:.0f}. A site answers after {site}, DynamoDB after {table}, "
        f"S3 after {bucket}, SQS after {queue}."
    )


def _runs_table(runs: Sequence[Run]) -> Table:
    share = MEMORY_MB / MB_OF_A_PROCESSOR
    table = _table("a message", "per second here", "CPU ms each", f"per second and GB, {share:.2f} processors")
    for run in runs:
        per_gb = 1_024 / MEMORY_MB / run.duration
        table.add_row(run.name, f"{1 / run.wall:.0f}", f"{1_000 * run.cpu:.2f}", f"{per_gb:.0f}")
    return table


def _calls_table(calls: Mapping[str, float]) -> Table:
    table = _table("a call by itself, boto3 and PynamoDB included", "CPU ms")
    for name, seconds in calls.items():
        table.add_row(name, f"{1_000 * seconds:.2f}")
    return table


def _costs_table(runs: Sequence[Run]) -> Table:
    fetched, unchanged, deferred = (run.dollars for run in runs)
    both = {service: fetched[service] + deferred[service] for service in fetched}
    table = _table("dollars for a million (list prices, us-east-1)", "in all", *fetched)
    rows = {"first fetch": fetched, "not modified (304)": unchanged, "first fetch, after it was sent again once": both}
    for name, dollars in rows.items():
        table.add_row(name, *(f"{1e6 * each:.2f}" for each in (sum(dollars.values()), *dollars.values())))
    return table


def _foot() -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return (
        f"Memory at its highest: {peak:.0f} MB of {MEMORY_MB}.\nThis machine: {os.process_cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}; a load above their number lengthens every time above."
    )


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table


if __name__ == "__main__":
    sys.exit(main())
