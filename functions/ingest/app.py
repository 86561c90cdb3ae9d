"""Ingest queue to articles table: a batch of messages in, the list of those to try again out."""

from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.clients import s3_client, sqs_client
from copydesk.aws.envelopes import arrivals
from copydesk.aws.queue import put_back
from copydesk.aws.s3 import load
from copydesk.aws.sending import request_fetch
from copydesk.errors import Retry
from copydesk.extraction import extract_article
from copydesk.ingest import Arrival, Outcome, Steps, ingest_message, outcome_event
from copydesk.moments import instant
from copydesk.settings import settings
from copydesk.storage import ArticleStore, RejectStore, use_tables
from copydesk.storage.stories import Stories

logger = Logger()
metrics = Metrics()
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

#: A page that is slow to ingest takes less; with less left, its message is better tried by another call.
LEAST_TIME_MS = 20_000


@cache
def steps() -> Steps:
    config = settings()
    use_tables(articles=config.articles_table, operations=config.operations_table)
    articles = ArticleStore(retention=config.revision_retention, link=Stories().linked)
    return Steps(
        load=partial(load, client=s3_client(), raw_bucket=config.raw_bucket, limit=config.maximum_object_bytes),
        extract=extract_article,
        store=articles.store,
        withdraw=articles.withdraw,
        request_fetch=partial(request_fetch, client=sqs_client(), queue_url=config.fetch_queue_url),
        record_reject=RejectStore(retention=config.reject_retention).record,
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Any:
    metrics.add_metric("Messages", MetricUnit.Count, len(event["Records"]))
    return process_partial_response(event, ingest_record, processor, context)


def ingest_record(record: SQSRecord, lambda_context: LambdaContext) -> None:
    logger.append_keys(message_id=record.message_id)
    try:
        if lambda_context.get_remaining_time_in_millis() < LEAST_TIME_MS:
            raise Retry("too little time is left for another page")
        ingest_message(record.body, arrivals(record.body, sent_at=sent_at(record)), steps=steps(), report=report)
    except Retry as retry:
        try_again(record, retry)
        raise
    except Exception:  # not handled, only logged once with its trace: the queue takes it from here
        logger.exception("ingest.failed")
        metrics.add_metric("Failed", MetricUnit.Count, 1)
        raise


def sent_at(record: SQSRecord) -> str:
    return instant(datetime.fromtimestamp(int(record.attributes.sent_timestamp) / 1000, UTC))


def report(arrival: Arrival, outcome: Outcome) -> None:
    event, fields = outcome_event(arrival, outcome)
    logger.info(f"ingest.{event}", extra=fields)
    metrics.add_metric(event.capitalize(), MetricUnit.Count, 1)


def try_again(record: SQSRecord, retry: Retry) -> None:
    pause = put_back(
        sqs_client(),
        queue_url=settings().ingest_queue_url,
        receipt_handle=record.receipt_handle,
        receive_count=int(record.attributes.approximate_receive_count),
    )
    logger.warning("ingest.retry", extra={"detail": str(retry), "pause": pause})
    metrics.add_metric("Retried", MetricUnit.Count, 1)
