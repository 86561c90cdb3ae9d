"""Fetch queue to raw bucket: a batch of URLs in, the list of those to try again out."""

from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.batches import QueueRecord, Report, Stage
from copydesk.aws.bodies import save_message
from copydesk.aws.clients import s3_client, sqs_client
from copydesk.aws.crawl_messages import fetch_request, to_message, withdrawal
from copydesk.aws.logs import make_logger
from copydesk.aws.raw_objects import save_raw
from copydesk.aws.sending import Outgoing, send_all
from copydesk.aws.tally import Tally
from copydesk.crawling.records import SeenPage
from copydesk.crawling.requests import FetchRequest
from copydesk.errors import Reject, Retry
from copydesk.fetch import Steps, fetch_message, outcome_event
from copydesk.polite import turns
from copydesk.settings import crawl_settings
from copydesk.storage import RejectStore, use_operations, utc_now
from copydesk.storage.pages import PageStore
from copydesk.urls import host_of

logger = make_logger()
tally = Tally()

#: A page takes at most its deadline and some calls; with less left, its message is better tried by another call.
LEAST_TIME_MS = 30_000


@cache
def steps() -> Steps:
    config = crawl_settings()
    use_operations(config.operations_table)
    pages = PageStore()
    return Steps(
        turn=turns(config, owner="fetch"),
        load=pages.load,
        add=pages.add,
        ask=pages.ask,
        settle=pages.settle,
        save_raw=partial(save_raw, client=s3_client(), bucket=config.raw_bucket),
        send=send_again,
        withdraw=withdraw,
        record_reject=RejectStore(
            retention=config.reject_retention, keep=partial(save_message, bucket=config.raw_bucket)
        ).record,
        now=utc_now,
    )


def send_again(request: FetchRequest, seconds: float) -> None:
    message = Outgoing(body=to_message(request), group=host_of(request.url), delay=seconds)
    send_all([message], client=sqs_client(), queue_url=crawl_settings().fetch_queue_url)


def withdraw(page: SeenPage, status: int, seen_at: str) -> None:
    message = Outgoing(body=withdrawal(page, status=status, seen_at=seen_at), group=host_of(page.url))
    send_all([message], client=sqs_client(), queue_url=crawl_settings().ingest_queue_url)


@logger.inject_lambda_context(clear_state=True)
@tally.telling()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    steps()  # wired before the threads, each of which would wire for itself
    stage = Stage(name="fetch", queue_url=crawl_settings().fetch_queue_url, logger=logger, tally=tally)
    return stage.run(event, partial(fetch_record, context=context))


def fetch_record(record: QueueRecord, report: Report, *, context: LambdaContext) -> None:
    if context.get_remaining_time_in_millis() < LEAST_TIME_MS:
        raise Retry("too little time is left for another page")
    try:
        request = fetch_request(record["body"])
    except Reject as reject:
        steps().record_reject(reject, source=None, message=record["body"])
        report(outcome_event(reject))
    else:
        report(outcome_event(fetch_message(request, message_id=record["messageId"], steps=steps())))
