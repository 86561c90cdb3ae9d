"""This module reads the table's stream and hands it to the publish function by Lambda's rules.

The local stack drops a record whose function fails. Lambda tries again from the record that the answer names. It cuts a
batch that ends in an error in two, and tries both halves in order. It gives up a record that is too old or was tried
too often.
"""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from tests.faults.world import World, insist
from tests.template import deployed

#: Seconds between two looks at the stream, and between two tries.
_PAUSE = 0.05
#: The stream counts as followed after this many looks without a new record.
_EMPTY = 10
_PATIENCE = 180.0

type Record = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Follower:
    """`followed` counts records that the function took, `again` counts failed tries.

    `given_up` are the keys of records that Lambda would send to the queue of failures.
    """

    world: World
    rules: dict[str, Any]
    followed: int = 0
    again: int = 0
    given_up: list[str] = field(default_factory=list)
    _idle: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        stream = self.world.output("ArticlesStreamArn")
        client = self.world.deployed.client("dynamodbstreams")
        [shard] = client.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
        asked = {"StreamArn": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "LATEST"}
        iterator = client.get_shard_iterator(**asked)["ShardIterator"]
        while not self._over.wait(_PAUSE):
            answer = client.get_records(ShardIterator=iterator, Limit=self.rules["BatchSize"])
            iterator = answer["NextShardIterator"]
            batch = [as_lambda(each) for each in answer["Records"] if each["dynamodb"]["Keys"]["sk"]["S"] == "HEAD"]
            self._deliver(batch)
            self._idle = 0 if answer["Records"] else self._idle + 1

    def settle(self) -> None:
        """Waits until the stream holds nothing new."""
        self._idle, deadline = 0, time.monotonic() + _PATIENCE
        while self._idle < _EMPTY:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the stream is not followed to its end after {_PATIENCE:.0f} s")
            time.sleep(_PAUSE)

    def _deliver(self, batch: list[Record], tries: int = 0) -> None:
        while batch := [each for each in batch if not self._is_over(each, tries)]:
            failed = self._call(batch)
            if failed is None and len(batch) > 1:
                half = len(batch) // 2
                self._deliver(batch[:half], tries + 1)
                self._deliver(batch[half:], tries + 1)
                return
            taken = batch[: 0 if failed is None else failed]
            self.followed += len(taken)
            batch = batch[len(taken) :]
            tries = 0 if taken else tries + 1
            if batch:
                self.again += 1
                time.sleep(_PAUSE)

    def _call(self, batch: Sequence[Record]) -> int | None:
        """Returns the number of records that were taken, from the first on, or None after an error."""
        try:
            answer = self.world.functions.invoke(
                FunctionName=self.world.output("PublishFunctionName"), Payload=json.dumps({"Records": batch}).encode()
            )
            said = json.loads(answer["Payload"].read() or b"null")
        except Exception:  # the function was killed: Lambda counts a missing answer as an error
            return None
        if answer.get("FunctionError") or said is None:
            return None
        failed = {each["itemIdentifier"] for each in said["batchItemFailures"]}
        numbers = [each["dynamodb"]["SequenceNumber"] for each in batch]
        return min((numbers.index(each) for each in failed), default=len(batch))

    def _is_over(self, record: Record, tries: int) -> bool:
        age = time.time() - record["dynamodb"]["ApproximateCreationDateTime"]
        most = self.rules["MaximumRetryAttempts"]
        if (most == -1 or tries <= most) and age <= self.rules["MaximumRecordAgeInSeconds"]:
            return False
        self.given_up.append(record["dynamodb"]["Keys"]["pk"]["S"])
        return True


@contextmanager
def following(world: World) -> Iterator[Follower]:
    """Follows the stream; the stack's own deliveries are off until the end."""
    functions, name = world.functions, world.output("PublishFunctionName")
    mappings = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    rules = deployed()["PublishFunction"]["Properties"]["Events"]["Changes"]["Properties"]
    follower = Follower(world=world, rules=rules)
    thread = threading.Thread(target=follower.follow, name="stream", daemon=True)
    for mapping in mappings:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    thread.start()
    try:
        yield follower
    finally:
        follower._over.set()
        thread.join(timeout=_PATIENCE)
        for mapping in mappings:
            insist(partial(functions.update_event_source_mapping, UUID=mapping["UUID"], Enabled=True))


def as_lambda(value: Any) -> Any:
    """Returns a record as Lambda hands it over: bytes in Base64, times as seconds of the epoch.

    >>> as_lambda({"body": {"B": b"x"}, "SequenceNumber": "1"})
    {'body': {'B': 'eA=='}, 'SequenceNumber': '1'}
    """
    match value:
        case dict():
            return {name: as_lambda(each) for name, each in value.items()}
        case list():
            return [as_lambda(each) for each in value]
        case bytes():
            return b64encode(value).decode()
        case datetime():
            return value.timestamp()
    return value
