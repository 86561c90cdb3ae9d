"""Works through one batch of the backfill state machine. The answer lists the items that are left."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.backfill import Items, Report
from copydesk.aws.bodies import load_body, save_body, save_message
from copydesk.aws.clients import s3_client
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.s3 import load
from copydesk.errors import Retry
from copydesk.extraction import extract_article, join_pages
from copydesk.pipeline import backfill
from copydesk.pipeline.backfill import THREADS, Item, never, run_batch
from copydesk.pipeline.candidates import OtherPages
from copydesk.pipeline.child_process import MOST_SECONDS, ChildProcess
from copydesk.pipeline.ingest import IngestSteps, SideBySide, one_at_a_time, tried_twice
from copydesk.pipeline.reprocess import Reprocess
from copydesk.settings import backfill_settings
from copydesk.storage import ArticleStore, RejectStore, use_bodies, use_tables
from copydesk.storage.articles.crawled_pages import note_article
from copydesk.storage.articles.near_duplicates import NearDuplicates
from copydesk.storage.articles.parts import kept_part, last_fetch
from copydesk.storage.articles.reprocess_source import articles_of_segment, preview, written_article
from copydesk.storage.operations.backfill_counts import BackfillCounts

logger = make_logger()
metrics = FunctionMetrics()

#: The slowest page takes less time, including its second try.
PAGE_TIME_MS = 2_000 * MOST_SECONDS + 10_000
#: Pages in progress must end before the call does. With less time left, no further page begins.
LEAST_TIME_MS = PAGE_TIME_MS + 15_000


@cache
def steps() -> IngestSteps:
    config = backfill_settings()
    use_tables(articles=config.articles_table, operations=config.operations_table)
    use_bodies(
        load=partial(load_body, bucket=config.raw_bucket),
        save=partial(save_body, bucket=config.raw_bucket),
    )
    articles = ArticleStore(retention=config.revision_retention, links=NearDuplicates())
    return IngestSteps(
        load=partial(load, client=s3_client(), raw_bucket=config.raw_bucket, limit=config.maximum_object_bytes),
        extract=tried_twice(ChildProcess(extract=extract_article)),
        store=articles.store,
        withdraw=articles.withdraw,
        request_fetch=never,
        record_reject=RejectStore(
            retention=config.reject_retention, keep=partial(save_message, bucket=config.raw_bucket)
        ).record,
        note_page=note_article,
        others=OtherPages(latest=last_fetch, join=join_pages, kept=kept_part),
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    started = time.monotonic()
    # The state machine passes a batch. The local stack makes no batches and passes a single item.
    tasks: Sequence[Mapping[str, Any]] = event.get("Items", [event])
    report = Report(logger=logger, metrics=metrics, run=tasks[0]["run"])
    left = settle([task["item"] for task in tasks], report, context)
    finish(report, tasks, milliseconds=round((time.monotonic() - started) * 1_000))
    return {"Items": [{"run": report.run, "item": item} for item in left], "Counts": report.counts}


def settle(items: Sequence[Item], report: Report, context: LambdaContext) -> list[Item]:
    work = backfill.BackfillSteps(
        pieces=pieces(report, of_batch(context)),
        is_time_left=lambda: context.get_remaining_time_in_millis() > LEAST_TIME_MS,
        report=report.add_outcome,
        report_failure=report.failed,
    )
    with ThreadPoolExecutor(THREADS) as pool:
        return run_batch(items, steps=work, pool=pool)


def of_batch(context: LambdaContext) -> IngestSteps:
    extract = one_at_a_time(steps().extract, at_turn=partial(check_time, context))
    return replace(steps(), extract=extract, beside=SideBySide())


def check_time(context: LambdaContext) -> None:
    if context.get_remaining_time_in_millis() < PAGE_TIME_MS:
        raise Retry("too little time is left for another page")


def pieces(report: Report, steps: IngestSteps) -> Any:
    reprocess = Reprocess(
        steps=steps,
        articles_of_segment=articles_of_segment,
        written_article=written_article,
        preview=preview,
        add_line=report.lines.append,
    )
    limit = backfill_settings().maximum_object_bytes
    return Items(steps=steps, client=s3_client(), limit=limit, reprocess=reprocess.pieces).pieces


def finish(report: Report, tasks: Sequence[Mapping[str, Any]], *, milliseconds: int) -> None:
    config = backfill_settings()
    report.save(tasks, client=s3_client(), bucket=config.backfill_bucket)
    BackfillCounts(retention=config.reject_retention).add(report.run, report.sums | {"milliseconds": milliseconds})
