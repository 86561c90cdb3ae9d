"""This module prepares a deployed Copydesk: the functions call AWS through the proxy, and the queue retries sooner."""

import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, NamedTuple

from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.end_to_end.harness import Deployed
from tests.faults.corpus import Version, Way
from tests.faults.inputs import Delivery, Inputs, Refused, carried, name_of
from tests.faults.proxy import Proxy

#: The most functions are those of the template, since they mostly wait for calls without an answer. The local stack
#: unpacks 140 MB for each function, and again after each kill. So a small run uses fewer functions.
_MOST_FUNCTIONS, _LEAST_FUNCTIONS, _ARTICLES_EACH = 10, 2, 50
#: A killed function's messages come back after this many times of a cold start, which may take ten seconds on a busy
#: machine. Messages that come back earlier look as if they had killed the function. The bounds are in seconds. A run
#: waits for this time up to eight times in a row.
_STARTS, _SOONEST, _LATEST = 3, 10, 25
#: The outputs of the queues on a message's way, and of the queues for messages that cannot be ingested.
QUEUES = ("IngestQueueUrl", "IngestAloneQueueUrl")
LETTERS = ("IngestDeadLetterQueueUrl", "IngestAloneDeadLetterQueueUrl")
#: A run fails after this many seconds without progress. The stack may take a minute to start functions anew.
_PATIENCE = 180.0
#: The tries to change the stack, and the seconds between two. Each try is one call, which waits for up to a minute.
_TRIES, _PAUSE = 3, 5.0
_ONCE = Config(read_timeout=60, connect_timeout=5, retries={"total_max_attempts": 1})

#: The threads that send messages again.
_SENDERS = 8


class Waiting(NamedTuple):
    """The messages of a queue by their state."""

    ready: int
    taken: int
    delayed: int

    def __str__(self) -> str:
        return f"{self.ready} ready, {self.taken} taken, {self.delayed} delayed"


@dataclass(frozen=True, slots=True)
class World:
    """The stack and the tests' own clients, which do not use the proxy; each client is made once."""

    deployed: Deployed
    s3: Any
    sqs: Any
    events: Any
    functions: Any

    @classmethod
    def of(cls, deployed: Deployed) -> "World":
        s3, sqs, events = map(deployed.client, ("s3", "sqs", "events"))
        return cls(deployed, s3, sqs, events, deployed.client("lambda", _ONCE))

    def output(self, name: str) -> str:
        return self.deployed.output(name)

    def send(self, body: str) -> None:
        self.sqs.send_message(QueueUrl=self.output("IngestQueueUrl"), MessageBody=body)

    def waiting(self, queues: Sequence[str] = QUEUES) -> Waiting:
        """Returns the sum of the messages in some queues."""
        urls = map(self.output, queues)
        found = [self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"] for url in urls]
        parts = ("", "NotVisible", "Delayed")
        return Waiting(*(sum(int(each[f"ApproximateNumberOfMessages{part}"]) for each in found) for part in parts))


#: The outputs that name the functions whose calls fail.
FAULTY = ("IngestFunctionName", "PublishFunctionName")


@contextmanager
def through(proxy: Proxy, world: World, articles: int) -> Iterator[None]:
    """Sends the functions' own calls through the proxy, but neither the stack's deliveries nor the tests' calls."""
    usual = {name: world.deployed.variables(name) for name in FAULTY}
    with _at_once(functions_for(articles), world.functions, world.output("IngestFunctionName")):
        for name, variables in usual.items():
            insist(partial(configure, world, name, variables | {"AWS_ENDPOINT_URL": proxy.address}))
        try:
            started = _STARTS * seconds_to_start(world)
            with _impatient(world, min(_LATEST, max(_SOONEST, math.ceil(started)))):
                yield
        finally:
            for name, variables in usual.items():
                insist(partial(configure, world, name, variables))


def insist(change: Callable[[], object]) -> None:
    """Changes the stack, and tries again a few times, because the stack may be busy with killed functions."""
    for left in reversed(range(_TRIES)):
        try:
            change()
        except (BotoCoreError, ClientError):
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def configure(world: World, name: str, variables: dict[str, str]) -> None:
    world.functions.update_function_configuration(FunctionName=world.output(name), Environment={"Variables": variables})


def seconds_to_start(world: World) -> float:
    """Returns the seconds of a cold start of ingest, after its configuration was changed. The batch is empty."""
    started = time.monotonic()
    world.functions.invoke(FunctionName=world.output("IngestFunctionName"), Payload=b'{"Records": []}')
    return time.monotonic() - started


@contextmanager
def _impatient(world: World, visibility: int) -> Iterator[None]:
    queues, urls = world.sqs, [world.output(queue) for queue in QUEUES]
    asked = {"AttributeNames": ["VisibilityTimeout"]}
    usual = {url: queues.get_queue_attributes(QueueUrl=url, **asked)["Attributes"] for url in urls}
    for url in urls:
        queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(visibility)})
    try:
        yield
    finally:
        for url, found in usual.items():
            insist(partial(queues.set_queue_attributes, QueueUrl=url, Attributes=found))


def functions_for(articles: int) -> int:
    return max(_LEAST_FUNCTIONS, min(_MOST_FUNCTIONS, articles // _ARTICLES_EACH))


@contextmanager
def _at_once(count: int, functions: Any, name: str) -> Iterator[None]:
    mappings = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    for mapping in mappings:
        functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": count})
    try:
        yield
    finally:
        for mapping in mappings:
            asked = {"UUID": mapping["UUID"], "ScalingConfig": mapping["ScalingConfig"]}
            insist(partial(functions.update_event_source_mapping, **asked))


@contextmanager
def witness(world: World) -> Iterator[str]:
    """Yields a queue that gets the same notifications as the ingest queue, so that they can be sent again later."""
    queues, s3, bucket = world.sqs, world.s3, world.output("RawBucketName")
    url = queues.create_queue(QueueName="faults-notifications")["QueueUrl"]
    usual = s3.get_bucket_notification_configuration(Bucket=bucket)
    usual.pop("ResponseMetadata")
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    also = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"], "Id": "witness"}
    both = usual | {"QueueConfigurations": [*usual["QueueConfigurations"], also]}
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=both)
    try:
        yield url
    finally:
        insist(partial(s3.put_bucket_notification_configuration, Bucket=bucket, NotificationConfiguration=usual))
        queues.delete_queue(QueueUrl=url)


@contextmanager
def consumer(world: World) -> Iterator[str]:
    """Yields a queue that gets every event of the bus."""
    events, queues, bus = world.events, world.sqs, world.output("EventBusName")
    url = queues.create_queue(QueueName="faults-consumer")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="faults", EventBusName=bus, EventPattern=json.dumps({"source": ["copydesk"]}))
    events.put_targets(Rule="faults", EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    try:
        yield url
    finally:
        events.remove_targets(Rule="faults", EventBusName=bus, Ids=["queue"])
        events.delete_rule(Name="faults", EventBusName=bus)
        queues.delete_queue(QueueUrl=url)


def deliver(world: World, inputs: Inputs, delivery: Delivery) -> None:
    match delivery:
        case Version(way=Way.INLINE):
            world.send(carried(delivery))
        case Version():
            metadata = {"url": delivery.url, "fetched-at": delivery.fetched_at}
            _put(world, inputs, delivery.key, delivery.page, name_of(delivery), metadata)
        case Refused(is_message=True):
            world.send(delivery.name)
        case Refused():
            _put(world, inputs, delivery.name, delivery.body, delivery.name, {})
        case str():
            _put(world, inputs, delivery, b"<title>Never read</title>", delivery, {})


def _put(world: World, inputs: Inputs, key: str, body: bytes, name: str, metadata: dict[str, str]) -> None:
    put = world.s3.put_object
    answer = put(Bucket=world.output("RawBucketName"), Key=key, Body=body, ContentType="text/html", Metadata=metadata)
    inputs.stored[key, answer["VersionId"]] = name


def taken(world: World, url: str) -> Iterator[str]:
    """Yields all messages of a queue and deletes them."""
    queues = world.sqs
    while found := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        handles = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(found)]
        queues.delete_message_batch(QueueUrl=url, Entries=handles)
        yield from (message["Body"] for message in found)


def again_and_late(world: World, inputs: Inputs, seen: str, chance: Random) -> int:
    """Sends a third of all messages once more, in another order, and returns their number."""
    messages = [*taken(world, seen), *(carried(each) for each in inputs.versions if each.way is Way.INLINE)]
    repeated = chance.sample(messages, len(messages) // 3)
    with ThreadPoolExecutor(_SENDERS) as senders:
        list(senders.map(world.send, repeated))
    return len(repeated)


def settle(world: World, *, report: Callable[[int], None]) -> None:
    """Waits until the queues of ingest are empty and no message is in work."""
    least, deadline = sys.maxsize, 0.0
    while left := sum(waiting := world.waiting()):
        if left < least:
            least, deadline = left, time.monotonic() + _PATIENCE
        elif time.monotonic() > deadline:
            raise TimeoutError(f"in the queues of ingest are still {waiting}, and it was no less for {_PATIENCE:.0f} s")
        report(left)
        time.sleep(0.5)
