"""This module fills a local stack of its own with many articles, for the benchmark of the console.

The stack is deployed as `copydesk up` does it, with its state in build/console-stack. Its publish function does not see
the articles, because their events would take hours and the console shows none of them.
"""

import gzip
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import batched, chain, cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from bench.console_items import PAGE, SITES, Content, heads_of, hours_of, rejects_of, site_named
from bench.load_watch import STACK, Processes
from bench.units import Item
from copydesk.aws.queues.sending import REASON
from copydesk.cli.commands.stack import bring_up
from copydesk.crawling.records import WatchedSource, source_id
from copydesk.model import Source
from copydesk.pipeline.drift import WINDOW, Page
from copydesk.stack.local import running_stack, stop_stack
from copydesk.stack.target import Target, local_target
from copydesk.stack.workplace import workplace
from copydesk.storage.dynamodb import put_all
from copydesk.storage.keys import TURN, host_pk
from copydesk.storage.operations.models import HostItem
from copydesk.storage.operations.sites import SiteStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.timestamps import instant

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_STATE = Path("build", "console-stack")
RAW_KEY = "fetched/news.example.org/story"
#: The limit of one BatchWriteItem, and the calls that are made at once.
_PUTS, _AT_ONCE = 25, 4
#: Four full windows of pages for each site.
_BATCHES = 4
LETTERS = 100


@contextmanager
def own_stack() -> Iterator[Target]:
    """Deploys a local stack that no other command of this checkout uses, and stops it in the end."""
    os.environ["COPYDESK_STATE_DIR"] = str(_STATE)
    try:
        bring_up()
        stop_publishing()
        yield local_target()
    finally:
        stop_stack(workplace())


def stack_cpu() -> float:
    """Returns the processor seconds of the running stack so far, without its functions. Only Linux has them."""
    stack = running_stack(workplace())
    assert stack is not None
    processes = Processes(stack.pid)
    processes.look()
    return processes.by_name()[STACK].cpu


def stop_publishing() -> None:
    client = boto3.client("lambda")
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        if ":dynamodb:" in mapping["EventSourceArn"]:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)


def fill(place: Target, content: Content, shown: Callable[[int], object]) -> None:
    """Fills the tables, the raw bucket and a dead-letter queue. `shown` is called with the articles so far."""
    client = boto3.client("dynamodb", config=Config(max_pool_connections=_AT_ONCE))
    page = gzip.decompress(PAGE.read_bytes())
    boto3.client("s3").put_object(Bucket=place.raw_bucket, Key=RAW_KEY, Body=page, ContentType="text/html")
    put_in_batches(client, place.articles_table, heads_of(content), shown)
    put_in_batches(client, place.operations_table, chain(rejects_of(content), hours_of(content)))
    fill_sites(content.now)
    fill_letters(place.queues["ingest"][1])


def put_in_batches(
    client: "DynamoDBClient", table: str, items: Iterable[Item], shown: Callable[[int], object] = int
) -> None:
    """Puts items. Raises RuntimeError if DynamoDB hands any back."""

    def put(part: Iterable[Item]) -> int:
        requests: list[Any] = [{"PutRequest": {"Item": item}} for item in part]
        if client.batch_write_item(RequestItems={table: requests})["UnprocessedItems"]:
            raise RuntimeError(f"DynamoDB handed back items of {table}")
        return len(requests)

    count = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for parts in batched(batched(items, _PUTS, strict=False), _AT_ONCE, strict=False):
            count += sum(pool.map(put, parts))
            shown(count)


def fill_sites(now: datetime) -> None:
    """Stores the habits, the crawl and one source of each site. Nothing of it is due, so no function fetches."""
    hosts = [site_named(number) for number in range(SITES)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda host: _fill_site(host, now), hosts))
    put_all(
        HostItem(
            host_pk(host), TURN, interval=2.0, next_at=round(now.timestamp(), 3), day=str(now.date()), used=number,
            backlog=number, expires_at=now + timedelta(days=30),
        )
        for number, host in enumerate(hosts)
    )  # fmt: skip


def _fill_site(host: str, now: datetime) -> None:
    sites = SiteStore(now=lambda: now)
    for _ in range(_BATCHES):
        sites.note(host, [Page(words=400, dated=True, signed=True)] * WINDOW)
    url = f"https://{host}/feed.xml"
    SourceStore().add(WatchedSource(source_id=source_id(url), url=url, added_at=instant(now), read_at=instant(now)))


def fill_letters(letters_url: str) -> None:
    client = boto3.client("sqs")
    causes = cycle(("Damaged: a body is missing", "KeyError: 'host'", "TimeoutError"))
    for number, cause in enumerate(islice(causes, LETTERS)):
        client.send_message(
            QueueUrl=letters_url, MessageBody=f'{{"url": "https://{site_named(0)}/{number}"}}',
            MessageAttributes={REASON: {"DataType": "String", "StringValue": cause}},
        )  # fmt: skip


def content_for(place: Target, *, articles: int, days: int, rejects: int) -> Content:
    """Returns the content that ends now, since the console has the clock of this machine."""
    source = Source(bucket=place.raw_bucket, key=RAW_KEY)
    return Content(articles=articles, days=days, rejects=rejects, now=datetime.now(UTC), source=source)
