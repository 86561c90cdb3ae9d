"""Publishes changes from the articles table's stream to the event bus. The answer names the first one to retry."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.bodies import load_body
from copydesk.aws.clients import events_client, sqs_client
from copydesk.aws.event_bus import put_events
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.stream_records import Record, bury, sequence_number, table_change
from copydesk.errors import Retry
from copydesk.pipeline.publish import Failure, PublishSteps, publish_batch
from copydesk.settings import publish_settings
from copydesk.storage import use_articles
from copydesk.storage.articles.speakers import project

logger = make_logger()
metrics = FunctionMetrics()


@cache
def steps() -> PublishSteps[Record]:
    config = publish_settings()
    use_articles(config.articles_table)
    return PublishSteps(
        read=partial(table_change, load_body=partial(load_body, bucket=config.raw_bucket)),
        project=project,
        put=partial(put_events, client=events_client(), bus=config.event_bus),
        bury=partial(bury, client=sqs_client(), queue_url=config.unpublished_queue_url),
        table=config.articles_table,
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    records = event["Records"]
    metrics.count("Changes", len(records))
    failure = publish_batch(records, steps=steps(), report=report)
    if failure:
        metrics.count("Retried" if isinstance(failure.error, Retry) else "Failed")
    return answer(records, failure) if failure else {"batchItemFailures": []}


def report(event: str, fields: Mapping[str, str | int]) -> None:
    logger.info(f"publish.{event}", extra=dict(fields))
    metrics.count(event.capitalize())
    if event == "rejected":
        metrics.refused(str(fields["reason"]))


def answer(records: Sequence[Record], failure: Failure) -> dict[str, Any]:
    again = sequence_number(records[failure.index])
    log_failure(failure.error, again)
    if failure.index == 0 and not isinstance(failure.error, Retry):
        # No record before it is done, so a partial answer would not make the batch smaller. After an error, Lambda
        # halves the batch. In the end the broken record is alone and goes to the failure destination.
        raise failure.error
    return {"batchItemFailures": [{"itemIdentifier": again}]}


def log_failure(error: Exception, again: str) -> None:
    if isinstance(error, Retry):
        logger.warning("publish.retry", extra={"detail": str(error), "sequence_number": again})
    else:
        logger.error("publish.failed", exc_info=error, extra={"sequence_number": again})
