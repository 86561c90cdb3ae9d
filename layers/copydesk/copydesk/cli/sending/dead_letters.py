"""Counts dead letters by reason, and sends them through their own queue again after a fix."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from copydesk.aws.queues.sending import REASON, SENT_AT, sent_at
from copydesk.cli.sending.queues import waiting

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

#: The number of letters that one call of SQS receives. They are sent concurrently, one per call, because ten may be too
#: large for one call.
_BATCH = 10
#: The seconds for which letters stay hidden. This is longer than sending ten letters, or than looking at all of them.
_HIDDEN_SECONDS = 60


def reasons_of_letters(client: "SQSClient", *, letters_url: str) -> list[str | None]:
    """Returns the reason of each dead letter. It is None if SQS moved the message after too many receives."""
    left, letters = waiting(letters_url), dict[str, "MessageTypeDef"]()
    # If this takes longer than letters stay hidden, it receives the first of them again.
    while left > len(letters) and (more := _received(client, letters_url, at_most=left - len(letters))):
        if all(letter["MessageId"] in letters for letter in more):
            break
        letters |= {letter["MessageId"]: letter for letter in more}
    for letter in letters.values():
        client.change_message_visibility(
            QueueUrl=letters_url, ReceiptHandle=letter["ReceiptHandle"], VisibilityTimeout=0
        )
    return [_reason(letter) for letter in letters.values()]


def _reason(letter: "MessageTypeDef") -> str | None:
    attributes = letter.get("MessageAttributes", {})
    return attributes[REASON].get("StringValue") if REASON in attributes else None


def send_letters_again(client: "SQSClient", *, letters_url: str, queue_url: str) -> Iterator[int]:
    """Moves the letters that are there now. Yields after each step how many it moved.

    A letter is sent before it is deleted, so it may be sent twice, but is never lost. A letter that fails again
    meanwhile stays for the next time. The redrive of SQS would lose the time at which a message was first sent. Pages
    without a time of their own are ordered by it, so an old page would count as the newest.
    """
    left = waiting(letters_url)
    move = partial(_move, client, letters_url, queue_url)
    with ThreadPoolExecutor(_BATCH) as pool:
        while left > 0 and (letters := _received(client, letters_url, at_most=left)):
            list(pool.map(move, letters))
            left -= len(letters)
            yield len(letters)


def _received(client: "SQSClient", letters_url: str, *, at_most: int) -> "list[MessageTypeDef]":
    answer = client.receive_message(
        QueueUrl=letters_url,
        MaxNumberOfMessages=min(_BATCH, at_most),
        VisibilityTimeout=_HIDDEN_SECONDS,
        WaitTimeSeconds=1,
        MessageAttributeNames=[SENT_AT, REASON],
        MessageSystemAttributeNames=["SentTimestamp", "MessageGroupId"],
    )
    return answer.get("Messages", [])


def _move(client: "SQSClient", letters_url: str, queue_url: str, letter: "MessageTypeDef") -> None:
    attributes = letter.get("MessageAttributes", {})
    attribute = attributes[SENT_AT].get("StringValue") if SENT_AT in attributes else None
    first = sent_at(letter["Attributes"]["SentTimestamp"], attribute=attribute)
    group: Any = {name: value for name, value in letter["Attributes"].items() if name == "MessageGroupId"}
    client.send_message(
        QueueUrl=queue_url,
        MessageBody=letter["Body"],
        MessageAttributes={SENT_AT: {"DataType": "String", "StringValue": first}},
        **group,
    )
    client.delete_message(QueueUrl=letters_url, ReceiptHandle=letter["ReceiptHandle"])
