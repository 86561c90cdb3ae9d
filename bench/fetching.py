"""This benchmark measures the cost of a page and of a host's turn in the fetch function.

It prints processor time, memory, calls and money. It calls the function as Lambda does, with full messages of hosts.
Its code, boto3, PynamoDB and the client are the real ones. Sites and AWS answer from a process of their own, each after
its usual time (`bench.stand_ins`). Nothing waits for hosts here; `bench.crawl_day` measures waiting.
"""

import gzip
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import batched
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import measured, prices
from bench.fetch_world import FETCH_MEMORY_MB, Context, World, load_function, set_environment, world
from bench.stand_ins import DYNAMODB_SECONDS, PAGE, PAGE_ETAG, S3_SECONDS, SITE_SECONDS, SQS_SECONDS
from copydesk.aws.queues.crawl_messages import to_hosts
from copydesk.crawling.records import Want
from copydesk.crawling.robots import origin_of
from copydesk.crawling.robots_record import CachedRobots, RobotsState
from copydesk.crawling.visits import AGES
from copydesk.extraction import extract_article
from copydesk.pipeline.dispatch import HOSTS_OF_A_MESSAGE
from copydesk.storage import utc_now
from copydesk.storage.operations.hosts import DueHost, HostStore
from copydesk.storage.operations.pages import PageStore
from copydesk.storage.operations.robots import RobotsStore
from copydesk.web.timestamps import instant

#: A function with this memory has one processor; with less it has a share of one (Lambda's documentation).
MB_OF_A_PROCESSOR = 1_769
_WARM_UP, _MESSAGES = 1, 4
#: Two runs have so many pages a turn. Their difference separates a page's cost from the turn's.
_FEW, _MANY = 1, 6
_RULES = "User-agent: *\nDisallow: /search\nDisallow: /account/\n" + "Disallow: /tag/*/page\n" * 40
#: A page's record gets these fields so that its next visit has this result. The site has only one state and one ETag.
AGAIN: Mapping[str, Mapping[str, str]] = {
    "not_modified": {"etag": PAGE_ETAG},
    "unchanged": {"etag": '"a0"'},
    "edited": {"etag": '"a0"', "said": "0" * 32},
}
_PAST = "2026-01-01T00:00:00.000000Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The cost of something: seconds of a processor, and calls of AWS by name (`prices.OF_CALLS`)."""

    name: str
    cpu: float
    used: Mapping[str, float]

    @property
    def dollars(self) -> dict[str, float]:
        """The dollars by service. Processor time is billed by the function's share of a processor."""
        seconds = self.cpu * MB_OF_A_PROCESSOR / FETCH_MEMORY_MB
        spent = {name: count * prices.OF_CALLS[name] for name, count in self.used.items()}
        return {
            "Lambda": seconds * FETCH_MEMORY_MB / 1_024 * prices.LAMBDA_GB_SECOND,
            "DynamoDB": spent.get("dynamodb writes", 0) + spent.get("dynamodb reads", 0),
            "S3": spent.get("s3", 0),
            "SQS": spent.get("sqs", 0),
        }


def main() -> int:
    console = Console(width=None if sys.stdout.isatty() else 100)
    numbers = range(HOSTS_OF_A_MESSAGE * (_WARM_UP + _MESSAGES))
    hosts = [f"127.1.{number // 250}.{number % 250 + 1}" for number in numbers]
    with world("bench.stand_ins", ",".join(hosts)) as there, Path(os.devnull).open("w") as log:
        set_environment(there.ports)
        with redirect_stdout(log):  # the function writes its real log, but nobody reads it
            runs = _measured(_reading_at_once(load_function()), there, hosts)
    measured.keep("fetch", {run.name: _kept(run) for run in runs})
    console.print(_head(there), _runs_table(runs), _foot(), sep="\n\n")
    return 0


def _reading_at_once(function: ModuleType) -> ModuleType:
    """Returns the function with one article for every page. `bench.handler` measures the reading in a child."""
    article = extract_article(gzip.decompress(PAGE.read_bytes()), content_type="text/html")
    reading = Lock()
    function.reader = lambda: (lambda _body, **told: replace(article, url=told["url"]), reading)  # type: ignore[attr-defined]
    return function


def _kept(run: Run) -> dict[str, object]:
    return {"cpu_ms": round(1_000 * run.cpu, 2), "used": {name: round(each, 2) for name, each in run.used.items()}}


def _measured(function: ModuleType, there: World, hosts: Sequence[str]) -> list[Run]:
    function.steps()  # this names the tables
    with ThreadPoolExecutor(HOSTS_OF_A_MESSAGE) as pool:
        list(pool.map(_know_robots, [there.url(host) for host in hosts]))
        # The rows exist before, so that they move in the index from the first turn on.
        list(pool.map(HostStore().wake, [f"{host}:{there.ports['site']}" for host in hosts]))
        few = _run(function, there, hosts, pages=_FEW, pool=pool, prepare=_new_page)
        # Without this the next visits of these pages would keep their hosts' rows in place.
        list(pool.map(_leave, [there.url(host, f"/news/{_FEW}-{number}") for host in hosts for number in range(_FEW)]))
        many = _run(function, there, hosts, pages=_MANY, pool=pool, prepare=_new_page)
        again = {
            name: _run(function, there, hosts, pages=_MANY, pool=pool, prepare=partial(_age, name=name))
            for name in AGAIN
        }
    first = _per_page(many, few, name="first")
    turn = _less(few, first, times=_FEW, name="turn")
    visits = [_part(_less(run, turn, times=1, name=name), _MANY) for name, run in again.items()]
    claim = _claims(there, hosts)
    return [first, *visits, turn, claim]


def _per_page(many: Run, few: Run, *, name: str) -> Run:
    return _part(_less(many, few, times=1, name=name), _MANY - _FEW)


def _less(whole: Run, part: Run, *, times: int, name: str) -> Run:
    used = {each: whole.used.get(each, 0) - times * part.used.get(each, 0) for each in (*whole.used, *part.used)}
    return Run(name=name, cpu=whole.cpu - times * part.cpu, used=used)


def _part(whole: Run, count: int) -> Run:
    return replace(whole, cpu=whole.cpu / count, used={name: each / count for name, each in whole.used.items()})


def _claims(there: World, hosts: Sequence[str]) -> Run:
    """Returns the cost of handing out one host in the dispatcher."""
    store, port = HostStore(), os.environ["ALLOWED_PORTS"]
    there.used()
    cpu = time.process_time()
    for host in hosts:
        store.claim(DueHost(host=f"{host}:{port}", due=_PAST))
    cpu = time.process_time() - cpu
    return _part(Run(name="claim", cpu=cpu, used=there.used()), len(hosts))


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


def _run(
    function: ModuleType,
    there: World,
    hosts: Sequence[str],
    *,
    pages: int,
    pool: ThreadPoolExecutor,
    prepare: Callable[[str], None],
) -> Run:
    """Runs a turn of each host with so many pages. The first messages warm up connections and patterns."""
    function.steps.cache_clear()  # also clears the memory of robots.txt, which is mostly empty with many hosts
    function.steps()
    urls = [there.url(host, f"/news/{pages}-{number}") for host in hosts for number in range(pages)]
    list(pool.map(prepare, urls))
    messages = [_event(each) for each in batched(hosts, HOSTS_OF_A_MESSAGE, strict=True)]
    for event in messages[:_WARM_UP]:
        function.lambda_handler(event, Context())
    there.used()
    cpu = time.process_time()
    for event in messages[_WARM_UP:]:
        function.lambda_handler(event, Context())
    run = Run(name="", cpu=time.process_time() - cpu, used=there.used())
    return _part(run, _MESSAGES * HOSTS_OF_A_MESSAGE)


def _new_page(url: str) -> None:
    PageStore().add(url, source_id="0" * 16)


def _leave(url: str) -> None:
    """Makes a page have no further visit."""
    page = PageStore().load(url)
    assert page is not None
    PageStore().settle(replace(page, want=Want.REVISIT, since=None, next_at=None))


def _age(url: str, *, name: str) -> None:
    """Makes a fetched page old enough for its first later visit, which will have the result `name`."""
    page = PageStore().load(url)
    assert page is not None
    since = instant(utc_now() - timedelta(seconds=AGES[0] + 1))
    PageStore().settle(replace(page, since=since, digest="0" * 64, **AGAIN[name]))  # type: ignore[arg-type]  # its fields


def _event(hosts: Sequence[str]) -> dict[str, Any]:
    port = os.environ["ALLOWED_PORTS"]
    body = to_hosts([f"{host}:{port}" for host in hosts])
    arn = f"arn:aws:sqs:us-east-1:123456789012:{os.environ['TURNS_QUEUE_URL'].rpartition('/')[2]}"
    return {"Records": [{"messageId": "1", "body": body, "eventSourceARN": arn, "attributes": {}}]}


def _head(there: World) -> str:
    milliseconds = (1_000 * each for each in (SITE_SECONDS, DYNAMODB_SECONDS, S3_SECONDS, SQS_SECONDS))
    site, table, bucket, queue = (f"{each:g} ms" for each in milliseconds)
    size, inflated = there.ports["size"] / 1e3, there.ports["inflated"] / 1e3
    return (
        f"Turns: one function, {_MESSAGES} messages of {HOSTS_OF_A_MESSAGE} hosts, {_FEW} and {_MANY} pages of each.\n"
        f"A page is {size:.0f} KB, inflated {inflated:.0f}. A site answers after {site}, DynamoDB after {table}, "
        f"S3 after {bucket}, SQS after {queue}."
    )


def _runs_table(runs: Sequence[Run]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("each", no_wrap=True)
    for name in ("CPU ms", "write units", "read units", "$ a million", "of it DynamoDB", "S3", "SQS"):
        table.add_column(name, justify="right")
    names = {
        "first": "a page, first fetch",
        "not_modified": "again, not modified (304)",
        "unchanged": "again, other bytes, same words",
        "edited": "again, edited",
        "turn": "a host's turn",
    }
    for run in runs:
        writes, reads = (run.used.get(f"dynamodb {kind}", 0) for kind in ("writes", "reads"))
        dollars = {name: 1e6 * each for name, each in run.dollars.items()}
        cells = (
            1_000 * run.cpu,
            writes,
            reads,
            sum(dollars.values()),
            *(dollars[n] for n in ("DynamoDB", "S3", "SQS")),
        )
        table.add_row(names.get(run.name, "a host handed out"), *(f"{each:.2f}" for each in cells))
    return table


def _foot() -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return (
        "Reading what a page says is done by a child, and is not in these times.\n"
        f"Memory at its highest: {peak:.0f} MB of {FETCH_MEMORY_MB}.\n"
        f"This machine: {os.process_cpu_count()} processors, load {os.getloadavg()[0]:.1f};"
        " a load above their number lengthens every time above."
    )


if __name__ == "__main__":
    sys.exit(main())
