"""Handles a tick of the schedule: sends a message for each shard of hosts to the dispatch queue."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.aws.clients import sqs_client
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.aws.queues.crawl_messages import to_shard
from copydesk.aws.queues.sending import Outgoing, send_all
from copydesk.settings import schedule_settings
from copydesk.storage.keys import TURN_SHARDS

logger = make_logger()
metrics = FunctionMetrics()


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(_event: dict[str, Any], _context: LambdaContext) -> dict[str, int]:
    messages = [Outgoing(body=to_shard(shard), group=None) for shard in range(TURN_SHARDS)]
    send_all(messages, client=sqs_client(), queue_url=schedule_settings().dispatch_queue_url)
    metrics.count("Ticks")
    counts = {"shards": len(messages)}
    logger.info("schedule.tick", extra=counts)
    return counts
