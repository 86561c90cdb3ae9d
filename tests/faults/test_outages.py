"""Ten minutes without DynamoDB, S3 or the bus lose nothing and need no operator. The documents state the cost."""

import json
import os
import re
from typing import Any

import boto3
import pytest

from copydesk.aws.queues.sending import pause_before_retry
from copydesk.storage.articles.models import HeadItem
from tests.faults.outages import OUTAGE_SECONDS, Queues, away, followed, worked_off
from tests.integration.calling import ROOT, Context, load_function
from tests.template import deployed
from tests.unit.storage.making import list_heads

#: Seconds between two pages, and the time of the last one, five minutes after the outage.
EVERY, UNTIL = 20, 900
WORDS = "A page says enough to be an article, in sentences of some length, and each of them says something else. " * 9
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")


def limits() -> dict[str, tuple[int, int, int]]:
    """Returns for each queue of ingest the messages of a batch, the visibility timeout, and the most receives."""
    resources = deployed()
    events = resources["IngestFunction"]["Properties"]["Events"].values()
    found = {}
    for event in events:
        name = event["Properties"]["Queue"]["GetAtt"].removesuffix(".Arn")
        queue = resources[name]["Properties"]
        most = queue["RedrivePolicy"]["maxReceiveCount"]
        found[name] = (event["Properties"]["BatchSize"], queue["VisibilityTimeout"], most)
    return found


def upload(number: int) -> str:
    url = f"https://news.example.org/story-{number}"
    page = (
        f"<!doctype html><title>Story {number}</title><article><h1>Story {number}</h1><p>{number} {WORDS}</p></article>"
    )
    boto3.client("s3").put_object(
        Bucket=os.environ["RAW_BUCKET"], Key=f"{number}.html", Body=page.encode(), Metadata={"url": url}
    )
    return f'{{"s3": {{"bucket": "{os.environ["RAW_BUCKET"]}", "key": "{number}.html"}}}}'


@pytest.mark.parametrize("service", ["dynamodb", "s3"])
def test_every_page_of_an_outage_is_stored_in_the_end_and_none_is_a_dead_letter(
    account: None, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    ingest, queues = load_function("ingest"), Queues(limits=limits())
    for number, at in enumerate(range(0, UNTIL, EVERY)):
        queues.send("IngestQueue", upload(number), at=float(at))
    ingest.steps()

    def handler(event: Any) -> Any:
        return ingest.lambda_handler(event, Context())

    with away(service, queues, monkeypatch):
        outcome = worked_off(queues, dict.fromkeys(limits(), handler))
    assert queues.dead == []
    assert len(list_heads()) == outcome.done == UNTIL // EVERY
    said = re.search(rf"^\| {NAMES[service]} \| (\d+) of 100 \| (\d+) minutes \|", OPERATIONS, re.MULTILINE)
    assert said
    assert outcome.most_receives <= int(said[1])
    assert outcome.oldest / 60 <= int(said[2])


NAMES = {"dynamodb": "DynamoDB", "s3": "S3"}


def test_what_an_outage_uses_up_is_reckoned_from_the_pauses() -> None:
    """The shortest pauses give the most receives; the longest pauses give the latest return."""
    receives = next(
        count for count in range(1, 100)
        if sum(pause_before_retry(each, chance=lambda: 0.0) for each in range(1, count)) >= OUTAGE_SECONDS
    )  # fmt: skip
    assert f"at most {receives} receives of 100" in OPERATIONS
    longest, back = 0.0, 0
    while longest < OUTAGE_SECONDS:
        back += 1
        longest += pause_before_retry(back, chance=lambda: 1.0)
    assert f"at most {longest / 60:.1f} minutes after it was sent" in OPERATIONS


def test_every_change_of_an_outage_of_the_bus_is_told_in_order(account: None, monkeypatch: pytest.MonkeyPatch) -> None:
    publish, queues, told = load_function("publish"), Queues(limits={}), list[str]()
    rules = deployed()["PublishFunction"]["Properties"]["Events"]["Changes"]["Properties"]
    changes = [(float(at), change(number)) for number, at in enumerate(range(0, UNTIL, EVERY))]

    def heard(operation: str, arguments: Any) -> None:
        if operation == "PutEvents":
            told.extend(json.loads(each["Detail"])["article_id"] for each in arguments["Entries"])

    publish.steps()
    with away("events", queues, monkeypatch, heard):
        outcome = followed(changes, publish, queues, rules=rules)
    assert outcome.given_up == 0
    assert told == [f"{number:032x}" for number in range(len(changes))]
    said = re.search(r"^\| the bus \| (\d+), without end for 6 hours \| (\d+) minutes \|", OPERATIONS, re.MULTILINE)
    assert said
    assert outcome.tries <= int(said[1])
    assert outcome.oldest / 60 <= int(said[2])


def change(number: int) -> dict[str, Any]:
    """Returns the stream's record of a new article."""
    key = f"{number:032x}"
    head = HeadItem(
        f"ARTICLE#{key}", "HEAD", article_id=key, date_downloaded="2026-11-30T12:00:00.000000Z",
        revision={"number": 1, "digest": "d"}, source={"bucket": "raw", "key": "x"}, headline="A headline",
    )  # fmt: skip
    image = head.serialize() | {"blocks": {"L": []}}
    keys = {"pk": {"S": f"ARTICLE#{key}"}, "sk": {"S": "HEAD"}}
    stream = {"Keys": keys, "NewImage": image, "SequenceNumber": str(number), "ApproximateCreationDateTime": 1.0}
    return {"eventName": "INSERT", "dynamodb": stream}
