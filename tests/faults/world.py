"""A deployed Copydesk whose ingest function reaches AWS through the proxy, and whose queue is less patient."""

import json
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

#: As many functions as the template allows by itself, since they mostly wait, for what is never answered; but the local
#: stack unpacks 140 MB for each, and again for each that is killed: a small run is done by fewer.
_MOST_FUNCTIONS, _LEAST_FUNCTIONS, _ARTICLES_EACH = 10, 2, 50
#: Seconds after which a killed function's messages come back.
_VISIBILITY = 10
#: Where a message may be on its way, and where it ends that cannot be ingested, by the stack's outputs.
QUEUES = ("IngestQueueUrl", "IngestAloneQueueUrl")
LETTERS = ("IngestDeadLetterQueueUrl", "IngestAloneDeadLetterQueueUrl")
#: Seconds without progress after which a run has failed. The stack may take a minute to start functions anew.
_PATIENCE = 180.0
#: Tries to change the stack, and the seconds between two. A call is made once, and waits for a minute.
_TRIES, _PAUSE = 3, 5.0
_ONCE = Config(read_timeout=60, connect_timeout=5, retries={"total_max_attempts": 1})

#: Threads that send messages again.
_SENDERS = 8


class Waiting(NamedTuple):
    """The messages of a queue."""

    ready: int
    taken: int
    delayed: int

    def __str__(self) -> str:
        return f"{self.ready} ready, {self.taken} taken, {self.delayed} delayed"


@dataclass(frozen=True, slots=True)
class World:
    """The stack and clients of ours: they reach it directly, and each is made once."""

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
        """Those of some queues together."""
        urls = map(self.output, queues)
        found = [self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"] for url in urls]
        parts = ("", "NotVisible", "Delayed")
        return Waiting(*(sum(int(each[f"ApproximateNumberOfMessages{part}"]) for each in found) for part in parts))


#: The functions whose calls fail, by the outputs that name them.
FAULTY = ("IngestFunctionName", "PublishFunctionName")


@contextmanager
def through(proxy: Proxy, world: World, articles: int) -> Iterator[None]:
    """The functions' own calls alone: not the stack's deliveries, nor ours."""
    usual = {name: world.deployed.variables(name) for name in FAULTY}
    with _impatient(world), _at_once(functions_for(articles), world.functions, world.output("IngestFunctionName")):
        for name, variables in usual.items():
            insist(partial(configure, world, name, variables | {"AWS_ENDPOINT_URL": proxy.address}))
        try:
            yield
        finally:
            for name, variables in usual.items():
                insist(partial(configure, world, name, variables))


def insist(change: Callable[[], object]) -> None:
    """Make a change of the stack. It may be busy with functions that were killed, so it is asked some times."""
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


@contextmanager
def _impatient(world: World) -> Iterator[None]:
    queues, urls = world.sqs, [world.output(queue) for queue in QUEUES]
    asked = {"AttributeNames": ["VisibilityTimeout"]}
    usual = {url: queues.get_queue_attributes(QueueUrl=url, **asked)["Attributes"] for url in urls}
    for url in urls:
        queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(_VISIBILITY)})
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
    """A queue that is told of each new object as the ingest queue is: so that a notification can come again, late."""
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
    """A queue that every event of the bus goes to."""
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
    """All messages of a queue, taken from it."""
    queues = world.sqs
    while found := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        handles = [{"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]} for n, message in enumerate(found)]
        queues.delete_message_batch(QueueUrl=url, Entries=handles)
        yield from (message["Body"] for message in found)


def again_and_late(world: World, inputs: Inputs, seen: str, chance: Random) -> int:
    """A part of all that came, once more and in another order."""
    messages = [*taken(world, seen), *(carried(each) for each in inputs.versions if each.way is Way.INLINE)]
    repeated = chance.sample(messages, len(messages) // 3)
    with ThreadPoolExecutor(_SENDERS) as senders:
        list(senders.map(world.send, repeated))
    return len(repeated)


def settle(world: World, *, tell: Callable[[int], None]) -> None:
    """Until the queues of ingest are empty, and nothing of them is being worked on."""
    least, deadline = sys.maxsize, 0.0
    while left := sum(waiting := world.waiting()):
        if left < least:
            least, deadline = left, time.monotonic() + _PATIENCE
        elif time.monotonic() > deadline:
            raise TimeoutError(f"in the queues of ingest are still {waiting}, and it was no less for {_PATIENCE:.0f} s")
        tell(left)
        time.sleep(0.5)
