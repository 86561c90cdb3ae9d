"""Handles the discover queue: makes the pages that sources list wanted. The answer lists the messages to retry."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.bodies import load_listing, save_message
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.batches import THREADS, QueueRecord, Report, Stage
from copydesk.aws.queues.crawl_messages import reading_of
from copydesk.crawling.listings import Entry
from copydesk.crawling.records import WatchedSource
from copydesk.errors import Reject, Retry
from copydesk.pipeline.discover import DiscoverSteps, read_listing_of_source
from copydesk.pipeline.sources import outcome_event
from copydesk.settings import discover_settings
from copydesk.storage import RejectStore, use_operations, utc_now
from copydesk.storage.operations.hosts import HostStore
from copydesk.storage.operations.pages import Noted, PageStore
from copydesk.storage.operations.sources import SourceStore
from copydesk.web.urls import host_of

logger = make_logger()
metrics = FunctionMetrics()

#: The largest listing takes less time to read and pass on. With less time left, another call handles the message.
LEAST_TIME_MS = 60_000


@cache
def steps() -> DiscoverSteps:
    config = discover_settings()
    use_operations(config.operations_table)
    sources = SourceStore()
    return DiscoverSteps(
        load=sources.load,
        settle=sources.settle,
        add_source=add_source,
        enqueue=enqueue,
        wake=HostStore().wake,
        known=sources.known,
        keep_known=sources.keep_known,
        now=utc_now,
    )


def add_source(source: WatchedSource) -> bool:
    is_new = SourceStore().add(source)
    if is_new:
        HostStore().wake(host_of(source.address))
    return is_new


def enqueue(entries: Sequence[Entry], source_id: str) -> int:
    """Requests new pages and pages that changed since their fetch. Returns the number of new pages."""
    with ThreadPoolExecutor(THREADS) as pool:
        noted = list(pool.map(partial(PageStore().note, source_id=source_id), entries))
    wanted = (entry for entry, what in zip(entries, noted, strict=True) if what is not Noted.KNOWN)
    for host in sorted({host_of(entry.url) for entry in wanted}):
        HostStore().wake(host)
    return noted.count(Noted.NEW)


def rejects() -> RejectStore:
    config = discover_settings()
    return RejectStore(retention=config.reject_retention, keep=partial(save_message, bucket=config.raw_bucket))


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    steps()  # wired here, because each thread would otherwise wire its own
    stage = Stage(name="discover", queue_url=discover_settings().discover_queue_url, logger=logger, metrics=metrics)
    return stage.run(event, partial(read_record, context=context))


def read_record(record: QueueRecord, report: Report, *, context: LambdaContext) -> None:
    if context.get_remaining_time_in_millis() < LEAST_TIME_MS:
        raise Retry("too little time is left for another source")
    config = discover_settings()
    try:
        reading = reading_of(record["body"], load=partial(load_listing, bucket=config.raw_bucket))
    except Reject as reject:
        rejects().record(reject, source=None, message=record["body"])
        report(("rejected", {"reason": str(reject.reason), "detail": reject.detail}))
    else:
        report(outcome_event(read_listing_of_source(reading, steps=steps())))
