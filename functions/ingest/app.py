"""Handles the ingest queues: stores the pages of a batch of messages. The answer lists the messages to retry."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.bodies import load_body, save_body, save_message
from copydesk.aws.clients import s3_client, sqs_client
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.batches import QueueRecord, Report, Stage, first_sent_at
from copydesk.aws.queues.envelopes import arrivals
from copydesk.aws.queues.isolation import Isolation
from copydesk.aws.queues.sending import request_fetch
from copydesk.aws.s3 import load
from copydesk.errors import Retry
from copydesk.extraction import extract_article, join_pages
from copydesk.model import Source
from copydesk.pipeline.candidates import Extract, OtherPages
from copydesk.pipeline.child_process import MOST_SECONDS, ChildProcess
from copydesk.pipeline.drift import Change, Watch, note_sites, turn_event
from copydesk.pipeline.ingest import (
    Arrival,
    End,
    IngestSteps,
    SideBySide,
    ingest_message,
    one_at_a_time,
    outcome_event,
    tried_alone_next,
)
from copydesk.pipeline.messages import Pointer
from copydesk.settings import ingest_settings
from copydesk.storage import ArticleStore, RejectStore, use_bodies, use_tables
from copydesk.storage.articles.crawled_pages import crawled_pages, note_article, want_pages
from copydesk.storage.articles.near_duplicates import NearDuplicates
from copydesk.storage.articles.parts import kept_part, last_fetch
from copydesk.storage.operations.hours import HourStore, SiteEnd, counted_as
from copydesk.storage.operations.marks import MarkStore
from copydesk.storage.operations.receives import ReceiveStore
from copydesk.storage.operations.sites import SiteStore
from copydesk.web.urls import site_of

logger = make_logger()
metrics = FunctionMetrics()
watch = Watch()

#: The slowest page takes less time. With less time left, another call handles its message.
LEAST_TIME_MS = 1_000 * MOST_SECONDS + 10_000


@cache
def steps() -> IngestSteps:
    config = ingest_settings()
    use_tables(articles=config.articles_table, operations=config.operations_table)
    use_bodies(
        load=partial(load_body, bucket=config.raw_bucket),
        save=partial(save_body, bucket=config.raw_bucket),
    )
    request = partial(request_fetch, client=sqs_client(), queue_url=config.fetch_queue_url)
    articles = ArticleStore(retention=config.revision_retention, links=NearDuplicates(), pages=crawled_pages())
    return IngestSteps(
        load=partial(load, client=s3_client(), raw_bucket=config.raw_bucket, limit=config.maximum_object_bytes),
        extract=metrics.timed("ExtractionMilliseconds", ChildProcess(extract=extract_article)),
        store=articles.store,
        withdraw=articles.withdraw,
        request_fetch=request,
        record_reject=RejectStore(
            retention=config.reject_retention, keep=partial(save_message, bucket=config.raw_bucket)
        ).record,
        note_page=note_article,
        others=OtherPages(
            latest=last_fetch, join=join_pages, kept=kept_part, want=partial(want_pages, request=request)
        ),
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    isolation = make_isolation(event)
    extract = extract_in_turn(context, alone=isolation.is_alone(event))
    of_batch = replace(steps(), extract=watch.watching(extract), extract_again=extract, beside=SideBySide())
    done: list[Source] = []
    ends: list[SiteEnd] = []
    answer = isolation.run(event, partial(ingest_record, steps=of_batch, done=done, ends=ends))
    seen = watch.take()
    if context.get_remaining_time_in_millis() >= LEAST_TIME_MS:
        at_once(
            partial(note_sites, seen, note=SiteStore().note, report=report_site, failed=site_failed),
            partial(note_done, done),
            partial(note_hour, ends),
        )
    return answer


def at_once(*notes: Callable[[], None]) -> None:
    """Makes the notes of a batch side by side, because each waits for the table."""
    with ThreadPoolExecutor(len(notes)) as pool:
        noting = [pool.submit(note) for note in notes]
    for each in noting:
        each.result()


def note_done(sources: Sequence[Source]) -> None:
    """Marks pages as done. If that fails, the daily search finds them and they are only ingested again."""
    try:
        MarkStore().note(sources)
    except Retry as retry:
        logger.warning("ingest.unnoted", extra={"pages": len(sources), "detail": str(retry)})


def note_hour(ends: Sequence[SiteEnd]) -> None:
    """Counts how pages ended, for all sites and for each. If that fails, the charts of the console lack some of them.

    No page waits or fails for it.
    """
    try:
        HourStore().note(ends)
    except Exception as error:  # no message fails for a count
        logger.warning("hour.unnoted", extra={"pages": len(ends), "detail": f"{type(error).__name__}: {error!s:.200}"})


def make_isolation(event: Mapping[str, Any]) -> Isolation:
    config = ingest_settings()
    return Isolation(
        stage=Stage(name="ingest", queue_url=queue_of(event), logger=logger, metrics=metrics),
        receives=ReceiveStore(),
        client=sqs_client(),
        alone_url=config.ingest_alone_queue_url,
        letters_url=config.ingest_alone_dead_letter_queue_url,
    )


def queue_of(event: Mapping[str, Any]) -> str:
    """Returns the URL of a batch's queue: that of fetched pages, or else that of uploads and messages.

    `Isolation` itself replaces it for a batch from the queue of single messages.
    """
    config = ingest_settings()
    name = config.fetched_queue_url.rpartition("/")[2]
    is_fetched = any(record["eventSourceARN"].rpartition(":")[2] == name for record in event["Records"])
    return config.fetched_queue_url if is_fetched else config.ingest_queue_url


def extract_in_turn(context: LambdaContext, *, alone: bool) -> Extract:
    extract = steps().extract if alone else tried_alone_next(steps().extract)
    return one_at_a_time(extract, at_turn=partial(check_time, context))


def ingest_record(
    record: QueueRecord, report: Report, *, steps: IngestSteps, done: list[Source], ends: list[SiteEnd]
) -> None:
    def ended(arrival: Arrival, end: End) -> None:
        report(outcome_event(arrival, end.outcome))
        # A reject itself would hold its page in memory until the batch ends.
        if counted := counted_as(end.outcome):
            ends.append((counted, site_of(end.url)))
        if isinstance(arrival, Pointer) and arrival.source.bucket == ingest_settings().raw_bucket:
            done.append(arrival.source)

    found = arrivals(record["body"], sent_at=first_sent_at(record))
    ingest_message(record["body"], found, steps=steps, report=ended)


def check_time(context: LambdaContext) -> None:
    if context.get_remaining_time_in_millis() < LEAST_TIME_MS:
        raise Retry("too little time is left for another page")


def report_site(host: str, change: Change) -> None:
    turn, fields = turn_event(host, change)
    logger.warning(f"site.{turn}", extra=fields)
    metrics.count(f"Sites{turn.capitalize()}")


def site_failed(host: str, error: Exception) -> None:
    logger.warning("site.unnoted", extra={"host": host, "detail": f"{type(error).__name__}: {error!s:.200}"})
