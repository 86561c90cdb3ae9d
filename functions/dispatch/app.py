"""Handles the dispatch queue: claims a shard's hosts whose turn is due and sends them to the turns queue."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache, partial
from operator import attrgetter
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.clients import sqs_client
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.batches import answer, log_outcome
from copydesk.aws.queues.crawl_messages import shard_of, to_hosts
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.errors import Reject, Retry
from copydesk.pipeline.dispatch import DispatchSteps, dispatch
from copydesk.settings import dispatch_settings
from copydesk.storage import use_operations
from copydesk.storage.operations.hosts import DueHost, HostStore, list_due

logger = make_logger()
metrics = FunctionMetrics()

#: The number of claims at once.
THREADS = 32
LEAST_TIME_MS = 15_000


@cache
def steps() -> DispatchSteps[DueHost]:
    use_operations(dispatch_settings().operations_table)
    return DispatchSteps(
        due=due_hosts,
        since=attrgetter("due"),
        requests=attrgetter("requests"),
        claim=HostStore().claim,
        send=send,
    )


def due_hosts(shard: int) -> Iterator[DueHost]:
    return list_due(shard, datetime.now(UTC))


def send(messages: Sequence[Sequence[DueHost]]) -> None:
    """Sends claimed hosts, and measures how late the turn of the first one is."""
    if due := [host.due for hosts in messages for host in hosts]:
        late = datetime.now(UTC) - datetime.fromisoformat(min(due))
        metrics.measure("LateSeconds", late.total_seconds())
    outgoing = (Outgoing(body=to_hosts([due.host for due in hosts]), group=None) for hosts in messages)
    send_all(outgoing, client=sqs_client(), queue_url=dispatch_settings().turns_queue_url)


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    wired, shards = steps(), list(shards_of(event))
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            hosts = dispatch(shards, steps=wired, pool=pool, has_time=partial(has_time, context))
    except Retry as retry:
        # The next tick dispatches the shards again, sooner than a retry of the message would.
        logger.warning("dispatch.retried", extra={"detail": str(retry)})
        metrics.count("Retried")
    else:
        logger.info("dispatch.handed_out", extra={"shards": len(shards), "hosts": hosts})
        metrics.count("Hosts", hosts)
    return answer([])


def shards_of(event: Mapping[str, Any]) -> Iterator[int]:
    for record in event["Records"]:
        metrics.count("Messages")
        try:
            yield shard_of(record["body"])
        except Reject as reject:
            fields = {"reason": str(reject.reason), "detail": reject.detail}
            log_outcome(logger, metrics, "dispatch", ("rejected", fields))


def has_time(context: LambdaContext) -> bool:
    return context.get_remaining_time_in_millis() > LEAST_TIME_MS
