"""These tests check each fault of the proxy through the SDK: it must look like a fault of AWS."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any, ClassVar

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from tests.faults.mix import Call, Fault, Mix
from tests.faults.proxy import Proxy, running

#: The first call is slow, because microburst then reads the models of the services.
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=200)


class Stack(BaseHTTPRequestHandler):
    """Answers every request with an empty object, and keeps the requests."""

    asked: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_PUT = do_POST  # noqa: N815  # names of the standard library

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


class Always(Mix):
    """Draws the same fault for every call."""

    def __init__(self, fault: Fault | None) -> None:
        super().__init__(seed=1, rate=1)
        self.fault = fault

    def _fault(self, _call: Call, _chance: Random) -> Fault | None:
        return self.fault


@contextmanager
def faulty(fault: Fault | None, **more: Any) -> Iterator[Proxy]:
    Stack.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stack)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with running(Proxy(stack=f"http://127.0.0.1:{server.server_port}", pid=0, mix=Always(fault), **more)) as proxy:
            yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def client(service: str, proxy: Proxy) -> Any:
    return boto3.client(  # type: ignore[call-overload]
        service, endpoint_url=proxy.address, region_name="us-east-1", config=ONCE,
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip


def call(service: str, proxy: Proxy) -> Any:
    match service:
        case "dynamodb":
            return client(service, proxy).get_item(TableName="t", Key={"pk": {"S": "ARTICLE#1"}, "sk": {"S": "HEAD"}})
        case "sqs":
            return client(service, proxy).send_message(QueueUrl="http://x/1/q", MessageBody="m")
    return client(service, proxy).get_object(Bucket="b", Key="k")


#: Every service's code of a fault contains one of these words.
SAID = {
    Fault.THROTTLED: "SlowDown Throughput Throttl RequestLimit",
    Fault.SERVER_ERROR: "Internal",
    Fault.UNAVAILABLE: "Unavailable",
}


@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs"])
@pytest.mark.parametrize(
    "fault", [Fault.THROTTLED, Fault.SERVER_ERROR, Fault.UNAVAILABLE], ids=lambda fault: fault.name
)
def test_a_refusal_has_the_code_and_form_of_its_service(service: str, fault: Fault) -> None:
    with faulty(fault) as proxy, pytest.raises(ClientError) as refused:
        call(service, proxy)
    code = refused.value.response["Error"]["Code"]
    said = {
        "THROTTLED": "SlowDown Throughput Throttl RequestLimit",
        "SERVER_ERROR": "Internal",
        "UNAVAILABLE": "Unavailable",
    }
    assert any(part in code for part in said[fault.name].split()), code
    assert Stack.asked == []


def test_a_lost_answer_is_of_a_call_that_took_effect() -> None:
    with faulty(Fault.LOST) as proxy, pytest.raises(HTTPClientError):
        call("s3", proxy)
    assert len(Stack.asked) == 1


def test_a_part_of_a_batch_is_handed_back_and_the_rest_is_done() -> None:
    items = [{"pk": {"S": f"ARTICLE#{number}"}, "sk": {"S": "HEAD"}} for number in range(9)]
    puts: Any = [{"PutRequest": {"Item": item}} for item in items]
    with faulty(Fault.PARTIAL) as proxy:
        answer = client("dynamodb", proxy).batch_write_item(RequestItems={"t": puts})
    left = answer["UnprocessedItems"]["t"]
    [done] = [json.loads(body)["RequestItems"]["t"] for body in Stack.asked]
    assert 0 < len(left) < 9
    assert sorted(map(str, [*done, *left])) == sorted(map(str, puts))


def test_a_cancelled_transaction_says_which_item_was_to_blame() -> None:
    put: Any = {"Put": {"TableName": "t", "Item": {"pk": {"S": "ARTICLE#1"}, "sk": {"S": "HEAD"}}}}
    with faulty(Fault.CANCELLED) as proxy, pytest.raises(ClientError) as refused:
        client("dynamodb", proxy).transact_write_items(TransactItems=[put, put])
    response: Any = refused.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException"
    codes = [reason["Code"] for reason in response["CancellationReasons"]]
    assert len(codes) == 2
    assert codes.count("None") == 1


def test_a_poisoned_object_fails_in_the_same_way_for_ever() -> None:
    with faulty(None, poison="/b/k") as proxy, pytest.raises(ClientError, match=r"KMS\.DisabledException"):
        call("s3", proxy)


def test_a_message_that_is_put_back_comes_back_sooner() -> None:
    with faulty(None, hurry=15) as proxy:
        sqs = client("sqs", proxy)
        sqs.change_message_visibility(QueueUrl="http://x/1/q", ReceiptHandle="r", VisibilityTimeout=30)
    assert json.loads(Stack.asked[0])["VisibilityTimeout"] == 2


def test_a_seed_tells_which_calls_fail() -> None:
    calls = [Call("dynamodb", "GetItem", f"ARTICLE#{number % 50}") for number in range(2_000)]
    mixes = [Mix(seed=seed, rate=0.2) for seed in (3, 3, 4)]
    first, again, other = ([mix.draw(each)[0] for each in calls] for mix in mixes)
    assert first == again
    assert first != other
    assert 0.17 < sum(fault not in {None, Fault.SLOW} for fault in first) / len(first) < 0.23
