"""A tick of the schedule to the queues of discover and fetch: what is due, claimed and handed on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.clients import sqs_client
from copydesk.aws.crawl_messages import to_message
from copydesk.aws.logs import make_logger
from copydesk.aws.sending import Outgoing, send_all
from copydesk.aws.tally import Tally
from copydesk.crawling.requests import FetchRequest, ReadRequest
from copydesk.settings import crawl_settings
from copydesk.storage import use_operations
from copydesk.storage.due import PAGES, SOURCES, Due, claim, list_due, release
from copydesk.tick import Line, hand_on
from copydesk.urls import host_of

logger = make_logger()
tally = Tally()

THREADS = 16
LEAST_TIME_MS = 15_000
#: What is claimed and never settled, because its message was lost, is due again after this time: longer than the
#: line at all but the slowest hosts.
CLAIM = timedelta(hours=6)


@cache
def lines() -> dict[str, Line[Due]]:
    config = crawl_settings()
    use_operations(config.operations_table)
    return {
        "Sources": line(SOURCES, read_message, config.discover_queue_url),
        "Pages": line(PAGES, fetch_message, config.fetch_queue_url),
    }


def line(kind: str, message: Any, queue_url: str) -> Line[Due]:
    return Line(
        due=lambda: list_due(kind, datetime.now(UTC)),
        claim=lambda due: claim(due, until=datetime.now(UTC) + CLAIM),
        release=lambda taken: release(taken, at=datetime.now(UTC)),
        send=lambda taken: send_all(map(message, taken), client=sqs_client(), queue_url=queue_url),
    )


def read_message(due: Due) -> Outgoing:
    request = ReadRequest(source_id=due.sk, turn=due.turn)
    return Outgoing(body=to_message(request), group=host_of(due.url))


def fetch_message(due: Due) -> Outgoing:
    return Outgoing(body=to_message(FetchRequest(url=due.url, turn=due.turn)), group=host_of(due.url))


@logger.inject_lambda_context(clear_state=True)
@tally.telling()
def lambda_handler(_event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    time_left = partial(has_time, context)
    with ThreadPoolExecutor(THREADS) as pool:
        handed_on = {name: hand_on(each, pool=pool, time_left=time_left) for name, each in lines().items()}
    for name, count in handed_on.items():
        tally.count(f"{name}Due", count)
    logger.info("schedule.tick", extra=handed_on)
    return handed_on


def has_time(context: LambdaContext) -> bool:
    return context.get_remaining_time_in_millis() > LEAST_TIME_MS
