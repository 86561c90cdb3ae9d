"""Events that are sent again equal the first ones: by their ids, from the table, and from what Lambda kept."""

import json
import os
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from copydesk.cli.commands import republish as republishing
from copydesk.cli.commands.republish import republished
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage import ArticleStore
from copydesk.storage.articles.models import ArticlesItem, RevisionItem
from copydesk.storage.articles.speakers import part_of_speaker
from copydesk.storage.articles.standings import stored_head
from tests.unit.storage.making import ARTICLE_ID, EVENING, MORNING, NOON, article, candidate, quote

LATE = "2024-04-25T22:00:00.000000Z"


@pytest.fixture
def events(account: None, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Returns the events that the bus gets."""
    taken: list[dict[str, Any]] = []

    def put(Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803  # boto3's name
        taken.extend({"kind": each["DetailType"], **json.loads(each["Detail"])} for each in Entries)
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "x"} for _ in Entries]}

    monkeypatch.setattr(republishing, "events_client", lambda: SimpleNamespace(put_events=put))
    return taken


@pytest.fixture
def place() -> Target:
    return Target(
        raw_bucket=os.environ["RAW_BUCKET"], ingest_queue_url="", fetch_queue_url="",
        articles_table=os.environ["ARTICLES_TABLE"], operations_table=os.environ["OPERATIONS_TABLE"],
        event_bus="EventBus", unpublished_queue_url=os.environ["UNPUBLISHED_QUEUE_URL"],
    )  # fmt: skip


store = ArticleStore(retention=timedelta(days=30))
LIFE: list[Callable[[], object]] = [
    lambda: store.store(candidate(article("one", quotes=(quote("one"),)), at=MORNING)),
    lambda: store.store(candidate(article("one", "two"), at=NOON)),
    lambda: store.withdraw(ARTICLE_ID, seen_at=EVENING),
    lambda: store.store(candidate(article("one", "two"), at=LATE)),
]


def image() -> dict[str, Any] | None:
    head = stored_head(ARTICLE_ID)
    return head.serialize() if head else None


def lived(steps: int) -> list[dict[str, Any]]:
    """Returns the records of the stream for an article's first steps."""
    records, before = [], image()
    for step in LIFE[:steps]:
        step()
        after = image()
        images = {name: each for name, each in (("OldImage", before), ("NewImage", after)) if each}
        keys = {"pk": {"S": f"ARTICLE#{ARTICLE_ID}"}, "sk": {"S": "HEAD"}}
        records.append({"dynamodb": {"Keys": keys, "ApproximateCreationDateTime": 1714046400.0, **images}})
        before = after
    return records


@pytest.mark.parametrize("steps", [1, 2, 3, 4], ids=["created", "revised", "withdrawn", "restored"])
def test_the_last_event_of_an_article_is_told_as_it_was(
    events: list[dict[str, Any]], place: Target, steps: int
) -> None:
    sender = republishing._Sender(place)
    sender.send(lived(steps))
    first = events.copy()
    events.clear()
    assert republished(place, article=ARTICLE_ID) == 0
    assert events == [first[-1]]


def test_a_revision_that_is_kept_no_more_leaves_the_changes_unknown(
    events: list[dict[str, Any]], place: Target
) -> None:
    sender = republishing._Sender(place)
    sender.send(lived(2))
    RevisionItem(f"ARTICLE#{ARTICLE_ID}", "REVISION#00001").delete()
    assert republished(place, article=ARTICLE_ID) == 0
    _, before, again = events
    assert again["event_id"] == before["event_id"]
    assert again["changes"]["compared"] is False


@pytest.mark.parametrize(
    ("since", "kinds"),
    [("2024-04-25T12:00", ["article.revised"]), ("2024-04-25T12:01", []), ("2024-04-26", [])],
)
def test_what_changed_since_is_told(events: list[dict[str, Any]], place: Target, since: str, kinds: list[str]) -> None:
    lived(2)
    assert republished(place, since=since) == (not kinds)
    assert [each["kind"] for each in events] == kinds


def send(place: Target, letter: dict[str, Any]) -> None:
    boto3.client("sqs").send_message(QueueUrl=place.unpublished_queue_url, MessageBody=json.dumps(letter))


def left(place: Target) -> int:
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=place.unpublished_queue_url, AttributeNames=["All"])
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def plain(node: Any) -> Any:
    """Returns a value as Lambda writes it, with bytes in Base64."""
    return json.loads(json.dumps(node, default=lambda each: b64encode(each).decode()))


def test_what_could_not_be_told_is_told_whole_and_its_letter_is_gone(
    events: list[dict[str, Any]], place: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    records = plain(lived(2))
    key = "aws/lambda/uuid/shardId-1/2026/11/30/2026-11-30T12.00.00-one"
    report = {"version": "1.0", "DDBStreamBatchInfo": {}, "payload": json.dumps({"Records": records})}
    boto3.client("s3").create_bucket(Bucket="untold")
    boto3.client("s3").put_object(Bucket="untold", Key=key, Body=json.dumps(report).encode())
    where = {"bucket": {"name": "untold"}, "object": {"key": key}}
    send(place, {"source": "aws.s3", "detail-type": "Object Created", "detail": where})
    assert republished(place, unpublished=True, only_list=True) == 0
    assert (events, left(place)) == ([], 1)
    assert republished(place, unpublished=True) == 0
    assert [(each["kind"], each["revision"]) for each in events] == [("article.created", 1), ("article.revised", 2)]
    assert left(place) == 0
    # The second revision has no quotes. The rows follow the head as it is, not the late change.
    assert part_of_speaker("Cairo", limit=10).items == ()
    assert not list(ArticlesItem.scan(ArticlesItem.pk.startswith("SPEAKER#")))


def test_a_record_that_made_no_sense_is_told_by_its_article(events: list[dict[str, Any]], place: Target) -> None:
    lived(1)
    send(place, {"reason": "unknown_message", "keys": {"pk": {"S": f"ARTICLE#{ARTICLE_ID}"}, "sk": {"S": "HEAD"}}})
    assert republished(place, unpublished=True) == 0
    assert [each["article_id"] for each in events] == [ARTICLE_ID]
    assert left(place) == 0


def test_a_bus_that_does_not_answer_loses_no_letter(
    account: None, place: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(1)
    send(place, {"keys": {"pk": {"S": f"ARTICLE#{ARTICLE_ID}"}}})

    def refuse(**_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(republishing, "events_client", lambda: SimpleNamespace(put_events=refuse))
    with pytest.raises(ZeroDivisionError):
        republished(place, unpublished=True)
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=place.unpublished_queue_url, AttributeNames=["All"])
    assert found["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "yesterday"}, "is no date"),
        ({"since": "2024-04-25", "only_list": True}, "--dry-run"),
    ],
)
def test_what_makes_no_sense_is_refused(account: None, place: Target, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said):
        republished(place, **asked)
