"""A page in the bucket leads to an event in a consumer's queue on the local stack."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copydesk.web.timestamps import instant
from tests.end_to_end.harness import Deployed, seed_page
from tests.unit.events.making import checked

URL = "https://www.newarab.com/news/a-story-of-events"
CONSUMER = "consumer-of-the-tests"


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer has a rule on the stack's bus and a queue, like the example in the template."""

    deployed: Deployed
    queue_url: str
    got: list[dict[str, Any]] = field(default_factory=list)

    def events(self, url: str, count: int, seconds: float = 120) -> list[dict[str, Any]]:
        """Waits until a page has this many events, and returns them in the order of arrival."""
        deadline = time.monotonic() + seconds
        while len(found := [each for each in self.got if each["detail"].get("url") == url]) < count:
            assert time.monotonic() < deadline, found
            self._receive()
        return found

    def _receive(self) -> None:
        queue = self.deployed.client("sqs")
        answer = queue.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            self.got.append(json.loads(message["Body"]))
            queue.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])


@pytest.fixture(scope="module")
def consumer(deployed: Deployed) -> Iterator[Consumer]:
    events, sqs, bus = deployed.client("events"), deployed.client("sqs"), deployed.output("EventBusName")
    url = sqs.create_queue(QueueName=CONSUMER)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=CONSUMER, EventBusName=bus, EventPattern=json.dumps({"source": ["copydesk"]}))
    events.put_targets(Rule=CONSUMER, EventBusName=bus, Targets=[{"Id": "queue", "Arn": arn}])
    yield Consumer(deployed, url)
    events.remove_targets(Rule=CONSUMER, EventBusName=bus, Ids=["queue"])
    events.delete_rule(Name=CONSUMER, EventBusName=bus)
    sqs.delete_queue(QueueUrl=url)


def test_a_page_its_edit_its_end_and_its_return_are_four_events(deployed: Deployed, consumer: Consumer) -> None:
    page = seed_page(URL)
    edited = page.replace(b"primary concern", b"chief concern")
    deployed.put("events.html", page, url=URL, fetched_at=_ago(hours=3))
    consumer.events(URL, 1)
    deployed.put("events.html", edited, url=URL, fetched_at=_ago(hours=2))
    consumer.events(URL, 2)
    _tell_gone(deployed, "events.html", seen_at=_ago(hours=1))
    consumer.events(URL, 3)
    deployed.put("events.html", edited, url=URL)
    events = consumer.events(URL, 4)
    assert [each["detail-type"] for each in events] == [
        "article.created",
        "article.revised",
        "article.withdrawn",
        "article.restored",
    ]
    told = [checked(each["detail-type"], json.dumps(each["detail"])) for each in events]
    assert {each["source"] for each in events} == {"copydesk"}
    assert len({each["event_id"] for each in told}) == 4
    assert [each["revision"] for each in told] == [1, 2, 2, 2]
    changes = told[1]["changes"]
    assert (len(changes["blocks_edited"]), changes["compared"], changes["silent_edit"]) == (1, True, True)
    assert not {"blocks_added", "blocks_deleted", "blocks_moved"} & changes.keys()
    assert told[2]["pub_status"] == "canceled"
    assert deployed.waiting("UnpublishedQueueUrl") == 0


def _ago(*, hours: int) -> str:
    return instant(datetime.now(UTC) - timedelta(hours=hours))


def _tell_gone(deployed: Deployed, key: str, *, seen_at: str) -> None:
    source = {"bucket": deployed.output("RawBucketName"), "key": key}
    deployed.send(json.dumps({"gone": {"url": URL, "status": 410, "seen_at": seen_at, "s3": source}}))
