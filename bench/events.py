"""This benchmark measures how long a stored change takes to a consumer's queue on a running local stack.

Run `copydesk up`, then `python -m bench.events`.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import boto3

from bench.api import candidate, fill, percentiles
from copydesk.stack.local import running_stack
from copydesk.stack.workplace import workplace
from copydesk.storage import ArticleStore

CHANGES = 50
_PATIENCE_SECONDS = 30.0


@contextmanager
def consumer_queue(bus: str) -> Iterator[str]:
    """Yields the address of a queue that gets every event of the bus, and removes it afterwards."""
    events, sqs, name = boto3.client("events"), boto3.client("sqs"), f"bench-{uuid4().hex[:8]}"
    queue_url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps({"source": ["copydesk"]}))
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    try:
        yield queue_url
    finally:
        events.remove_targets(Rule=name, EventBusName=bus, Ids=["queue"])
        events.delete_rule(Name=name, EventBusName=bus)
        sqs.delete_queue(QueueUrl=queue_url)


def seconds_to_arrive(article_id: str, queue_url: str) -> float:
    """Returns the seconds from storing a new article to the message about it."""
    new = replace(candidate(0, 20), article_id=article_id)
    ArticleStore(retention=timedelta(days=1)).store(new)
    stored = time.monotonic()
    sqs = boto3.client("sqs")
    while time.monotonic() - stored < _PATIENCE_SECONDS:
        for message in sqs.receive_message(QueueUrl=queue_url, WaitTimeSeconds=1).get("Messages", []):
            arrived = time.monotonic() - stored
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            if json.loads(message["Body"])["detail"]["article_id"] == article_id:
                return arrived
    raise SystemExit(f"No event told of {article_id} within {_PATIENCE_SECONDS:.0f} s: see .copydesk/stack.log")


def main() -> None:
    stack = running_stack(workplace())
    if stack is None:
        raise SystemExit("No local stack runs here. Run: copydesk up")
    fill(stack)
    with consumer_queue(stack.outputs["EventBusName"]) as queue_url:
        taken = [seconds_to_arrive(uuid4().hex, queue_url) * 1_000 for _ in range(CHANGES + 1)]
    p50, p95 = percentiles(taken[1:])
    print(f"From table to consumer's queue (stream, publish, bus, rule), warm, {CHANGES} changes one after the other")
    print(f"  p50 {p50:.0f} ms   p95 {p95:.0f} ms")


if __name__ == "__main__":
    main()
