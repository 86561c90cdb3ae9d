"""Discover queue to fetch queue: a batch of sources to read in, the list of those to try again out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.batches import THREADS, QueueRecord, Report, Stage
from copydesk.aws.bodies import save_message
from copydesk.aws.clients import sqs_client
from copydesk.aws.crawl_messages import read_request, to_message
from copydesk.aws.logs import make_logger
from copydesk.aws.sending import Outgoing, send_all
from copydesk.aws.tally import Tally
from copydesk.crawling.listings import Entry
from copydesk.crawling.requests import FetchRequest, ReadRequest
from copydesk.discover import Steps, outcome_event, read_source
from copydesk.errors import Reject, Retry
from copydesk.polite import turns
from copydesk.settings import crawl_settings
from copydesk.storage import RejectStore, use_operations, utc_now
from copydesk.storage.pages import PageStore
from copydesk.storage.sources import SourceStore
from copydesk.urls import host_of

logger = make_logger()
tally = Tally()

#: The largest listing takes less to read and hand on; with less left, its message is better tried by another call.
LEAST_TIME_MS = 60_000


@cache
def steps() -> Steps:
    config = crawl_settings()
    use_operations(config.operations_table)
    sources = SourceStore()
    return Steps(
        turn=turns(config, owner="discover"),
        load=sources.load,
        settle=sources.settle,
        add_source=sources.add,
        enqueue=enqueue,
        send=send_again,
        now=utc_now,
    )


def enqueue(entries: Sequence[Entry], source_id: str) -> int:
    """Hand new pages to fetch; those that are known and changed since become due. How many were new."""
    with ThreadPoolExecutor(THREADS) as pool:
        noted = pool.map(partial(PageStore().note, source_id=source_id), entries)
        pages = [page for page in noted if page]
    messages = (
        Outgoing(body=to_message(FetchRequest(url=page.url, turn=page.turn)), group=host_of(page.url)) for page in pages
    )
    send_all(messages, client=sqs_client(), queue_url=crawl_settings().fetch_queue_url)
    return len(pages)


def rejects() -> RejectStore:
    config = crawl_settings()
    return RejectStore(retention=config.reject_retention, keep=partial(save_message, bucket=config.raw_bucket))


def send_again(request: ReadRequest, seconds: float) -> None:
    message = Outgoing(body=to_message(request), group=request.source_id, delay=seconds)
    send_all([message], client=sqs_client(), queue_url=crawl_settings().discover_queue_url)


@logger.inject_lambda_context(clear_state=True)
@tally.telling()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    steps()  # wired before the threads, each of which would wire for itself
    stage = Stage(name="discover", queue_url=crawl_settings().discover_queue_url, logger=logger, tally=tally)
    return stage.run(event, partial(read_record, context=context))


def read_record(record: QueueRecord, report: Report, *, context: LambdaContext) -> None:
    if context.get_remaining_time_in_millis() < LEAST_TIME_MS:
        raise Retry("too little time is left for another source")
    try:
        request = read_request(record["body"])
    except Reject as reject:
        rejects().record(reject, source=None, message=record["body"])
        report(("rejected", {"reason": str(reject.reason), "detail": reject.detail}))
    else:
        report(outcome_event(read_source(request, steps=steps())))
