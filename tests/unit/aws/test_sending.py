import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from copydesk.aws.queues.sending import Outgoing, request_fetch, send_all
from copydesk.errors import Retry

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator["SQSClient"]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("sqs", region_name="us-east-1")


LABEL = "a" * 63
GROUPS = {
    "a host": ("https://news.example.com/a", "news.example.com"),
    "with a port": ("http://e.com:8080/a", "e.com:8080"),
    "an address": ("http://[2001:db8::1]/a", "[2001:db8::1]"),
    "longer than a group's id": (
        f"https://{LABEL}.{LABEL}.{LABEL}/a",
        "6c85b8d81a7fa9a8638d9be1e69b2446ef483da2a26a626b43afe8aa0ce06f10",
    ),
}


@pytest.mark.parametrize(("url", "group"), GROUPS.values(), ids=GROUPS.keys())
def test_a_page_is_asked_for_in_the_group_of_its_host(sqs: "SQSClient", url: str, group: str) -> None:
    queue_url = sqs.create_queue(QueueName="fetch")["QueueUrl"]
    request_fetch(url, client=sqs, queue_url=queue_url)
    (message,) = sqs.receive_message(QueueUrl=queue_url, AttributeNames=["All"])["Messages"]
    assert json.loads(message["Body"]) == {"url": url}
    assert message["Attributes"]["MessageGroupId"] == group


class Failing:
    """This SQS client fails in one way, or hands some messages back."""

    def __init__(self, answer: Exception | dict[str, Any]) -> None:
        self._answer = answer

    def send_message_batch(self, **_: Any) -> Any:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def refusal(code: str, status: int) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "SendMessage")


@pytest.mark.parametrize(
    "error",
    [
        refusal("RequestThrottled", 403),
        refusal("InternalError", 500),
        refusal("AccessDenied", 403),
        EndpointConnectionError(endpoint_url="x"),
    ],
    ids=["throttled", "server error", "not allowed yet", "no connection"],
)
def test_what_passes_by_itself_is_tried_again(error: Exception) -> None:
    client: Any = Failing(error)
    with pytest.raises(Retry):
        request_fetch("https://e.com/a", client=client, queue_url="queue")


def test_any_other_refusal_is_a_bug() -> None:
    client: Any = Failing(refusal("AWS.SimpleQueueService.NonExistentQueue", 400))
    with pytest.raises(ClientError):
        request_fetch("https://e.com/a", client=client, queue_url="queue")


def test_many_are_sent_ten_a_call_each_with_its_delay(sqs: "SQSClient") -> None:
    queue_url = sqs.create_queue(QueueName="fetch")["QueueUrl"]
    send_all((Outgoing(body=str(n), group="e.com") for n in range(23)), client=sqs, queue_url=queue_url)
    send_all([Outgoing(body="later", group="e.com", delay=5_000.2)], client=sqs, queue_url=queue_url)
    found = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    assert found["ApproximateNumberOfMessages"] == "23"
    assert found["ApproximateNumberOfMessagesDelayed"] == "1"


@pytest.mark.parametrize(("fault", "error"), [(False, Retry), (True, RuntimeError)], ids=["for now", "for ever"])
def test_messages_that_are_handed_back_are_not_lost(fault: bool, error: type[Exception]) -> None:
    client: Any = Failing({"Failed": [{"Id": "0", "Code": "InternalError", "SenderFault": fault}]})
    with pytest.raises(error, match="1 of 1 messages not taken: InternalError"):
        request_fetch("https://e.com/a", client=client, queue_url="queue")


def test_a_message_without_a_group_stays_without_and_takes_its_attributes_along(sqs: "SQSClient") -> None:
    queue_url = sqs.create_queue(QueueName="fetch")["QueueUrl"]
    send_all([Outgoing(body="x", group=None, attributes={"why": "é"})], client=sqs, queue_url=queue_url)
    answer = sqs.receive_message(
        QueueUrl=queue_url, MessageAttributeNames=["All"], MessageSystemAttributeNames=["MessageGroupId"]
    )
    [message] = answer["Messages"]
    assert "MessageGroupId" not in message.get("Attributes", {})
    assert message["MessageAttributes"]["why"]["StringValue"] == "é"
