"""Continues the daily search for raw pages without a mark, each hour, and sends them to the ingest queue."""

from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.clients import s3_client, sqs_client
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.envelopes import is_page
from copydesk.aws.versions import list_part, send_pointers
from copydesk.pipeline.reconcile import Steps, reconcile
from copydesk.settings import reconcile_settings
from copydesk.storage.articles.models import use_operations
from copydesk.storage.operations.marks import keep_pass, last_pass, marks_of

logger = make_logger()
metrics = FunctionMetrics()

#: Handling one part of the list takes less time, including the messages about it.
LEAST_TIME_MS = 30_000


@cache
def steps() -> Steps:
    config = reconcile_settings()
    use_operations(config.operations_table)
    return Steps(
        last=last_pass,
        keep=keep_pass,
        list_part=partial(list_part, client=s3_client(), bucket=config.raw_bucket),
        marks=marks_of,
        send=partial(send_pointers, client=sqs_client(), queue_url=config.ingest_queue_url),
        is_page=is_page,
        report=report,
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(_event: dict[str, Any], context: LambdaContext) -> dict[str, int | bool]:
    at = reconcile(
        now=datetime.now(UTC),
        steps=steps(),
        has_time=lambda: context.get_remaining_time_in_millis() >= LEAST_TIME_MS,
    )
    counts = {"looked_at": at.looked_at, "found": at.found, "done": at.done}
    logger.info("reconcile.looked", extra=counts)
    return counts


def report(looked_at: int, unreconciled: int) -> None:
    metrics.count("LookedAt", looked_at)
    metrics.count("Unreconciled", unreconciled)
