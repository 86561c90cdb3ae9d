"""Each dead letter is sent again once, with the time of its first sending. Letters that arrive meanwhile are left."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from copydesk.aws import clients
from copydesk.aws.queues.sending import REASON, SENT_AT
from copydesk.cli.main import main
from copydesk.cli.sending.dead_letters import Returns, letters_in, send_letters_again
from copydesk.stack.target import Target
from tests.moto_answers import use_test_account

type Queues = tuple[Any, str, str]


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queues]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        clients.sqs_client.cache_clear()
        client = boto3.client("sqs")
        urls = [client.create_queue(QueueName=name)["QueueUrl"] for name in ("ingest", "letters")]
        yield client, urls[0], urls[1]
    clients.sqs_client.cache_clear()


def taken(client: Any, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while answer := client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"]
    ).get("Messages"):
        found += answer
    return found


def test_every_letter_is_moved_as_it_was(queues: Queues) -> None:
    client, queue, letters = queues
    bodies = [json.dumps({"text": str(number)}) for number in range(23)]
    for body in bodies:
        client.send_message(QueueUrl=letters, MessageBody=body)
    assert sum(send_letters_again(client, letters_url=letters, queue_url=queue)) == 23
    assert sorted(message["Body"] for message in taken(client, queue)) == sorted(bodies)
    assert taken(client, letters) == []


def test_a_letter_says_when_it_was_sent_first_however_often_it_comes_back(queues: Queues) -> None:
    client, queue, letters = queues
    first = {SENT_AT: {"DataType": "String", "StringValue": "2026-01-01T00:00:00.000000Z"}}
    client.send_message(QueueUrl=letters, MessageBody="old", MessageAttributes=first)
    client.send_message(QueueUrl=letters, MessageBody="new")
    list(send_letters_again(client, letters_url=letters, queue_url=queue))
    told = {each["Body"]: each["MessageAttributes"][SENT_AT]["StringValue"] for each in taken(client, queue)}
    assert told["old"] == "2026-01-01T00:00:00.000000Z"
    assert told["new"][:10] == f"{datetime.now(UTC):%Y-%m-%d}"


def test_what_comes_back_meanwhile_waits_for_the_next_time(queues: Queues) -> None:
    client, queue, letters = queues
    client.send_message(QueueUrl=letters, MessageBody="poison")
    moved = []
    for count in send_letters_again(client, letters_url=letters, queue_url=queue):
        moved.append(count)
        client.send_message(QueueUrl=letters, MessageBody="poison")
    assert moved == [1]


@pytest.mark.parametrize("words", [["redrive"], ["redrive", "--reason", "gone", "--dead-letters"]])
def test_either_rejects_or_dead_letters_are_redriven(words: list[str]) -> None:
    assert main(words) == 2


def test_the_reasons_of_letters_are_counted_and_the_letters_stay(queues: Queues) -> None:
    client, _, letters = queues
    reason = {REASON: {"DataType": "String", "StringValue": "ended the function 2 times by itself"}}
    for _ in range(12):
        client.send_message(QueueUrl=letters, MessageBody="told", MessageAttributes=reason)
    client.send_message(QueueUrl=letters, MessageBody="untold")
    found = Counter(letter.cause for letter in letters_in(client, letters_url=letters))
    assert found == {"ended the function 2 times by itself": 12, "received too often; the log says why": 1}
    assert len(taken(client, letters)) == 13


def test_letters_that_are_not_wanted_stay_and_are_there_at_once(queues: Queues) -> None:
    client, queue, letters = queues
    for number in range(15):
        client.send_message(QueueUrl=letters, MessageBody=f"{number}")
    noted: list[str] = []
    moved = send_letters_again(
        client, letters_url=letters, queue_url=queue, is_wanted=lambda letter: letter.start in ("3", "12"),
        note=lambda _, body: noted.append(body),
    )  # fmt: skip
    assert sum(moved) == 2
    assert sorted(noted) == ["12", "3"]
    assert sorted(each["Body"] for each in taken(client, queue)) == ["12", "3"]
    assert len(taken(client, letters)) == 13


def test_a_letter_that_comes_back_in_another_queue_is_found_again(queues: Queues) -> None:
    client, queue, letters = queues
    alone = client.create_queue(QueueName="alone-letters")["QueueUrl"]
    place = Target(
        raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table="", operations_table="",
        queues={"ingest": (queue, letters), "ingest-alone": (queue, alone)},
    )  # fmt: skip
    client.send_message(QueueUrl=letters, MessageBody="poison")
    [letter] = letters_in(client, letters_url=letters)
    returns = Returns(place)
    assert sum(send_letters_again(client, letters_url=letters, queue_url=queue)) == 1
    returns.look()
    assert returns.of(letter) is None
    attributes = {
        SENT_AT: {"DataType": "String", "StringValue": letter.sent_at},
        REASON: {"DataType": "String", "StringValue": "KeyError: 'a'"},
    }
    client.send_message(QueueUrl=alone, MessageBody="poison", MessageAttributes=attributes)
    returns.look()
    back = returns.of(letter)
    assert back is not None
    assert back.cause == "KeyError: 'a'"
    assert len(taken(client, alone)) == 1


def test_a_letter_that_cannot_be_sent_stays_and_the_others_are_sent(queues: Queues) -> None:
    client, queue, letters = queues
    for number in range(12):
        client.send_message(QueueUrl=letters, MessageBody=f"{number}")
    send = client.send_message

    def refused(**message: Any) -> Any:
        if message["QueueUrl"] == queue and message["MessageBody"] == "3":
            raise ClientError({"Error": {"Code": "Throttled"}}, "SendMessage")
        return send(**message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "send_message", refused)
        with pytest.raises(ClientError):
            list(send_letters_again(client, letters_url=letters, queue_url=queue))
    assert len(taken(client, queue)) == 11
    assert [each["Body"] for each in taken(client, letters)] == ["3"]


def test_a_letter_that_was_hidden_during_a_look_is_found_by_the_next(queues: Queues) -> None:
    client, queue, letters = queues
    place = Target(
        raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table="", operations_table="",
        queues={"ingest": (queue, letters)},
    )  # fmt: skip
    client.send_message(QueueUrl=letters, MessageBody="poison")
    [letter] = letters_in(client, letters_url=letters)
    returns = Returns(place)
    [hidden] = client.receive_message(QueueUrl=letters, VisibilityTimeout=60)["Messages"]
    with pytest.MonkeyPatch.context() as patch:
        # SQS counts approximately, and may still count a letter that is hidden by now.
        patch.setattr("copydesk.cli.sending.dead_letters.waiting", lambda _: 1)
        returns.look()
        assert returns.of(letter) is None
        client.change_message_visibility(QueueUrl=letters, ReceiptHandle=hidden["ReceiptHandle"], VisibilityTimeout=0)
        returns.look()
    assert returns.of(letter) is not None
