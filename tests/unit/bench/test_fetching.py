"""What fetching costs is counted by what AWS bills, and the share of a processor that a function gets."""

import json

import pytest

from bench.fetching import BATCH, Run
from bench.stand_ins import BUSY, Aws

KEY = {"pk": {"S": "PAGE#1"}, "sk": {"S": "PAGE"}}


def ask(aws: Aws, operation: str, **fields: object) -> bytes:
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    return aws.answer(headers, json.dumps(fields).encode())[0]


def test_a_message_lasts_as_long_as_its_share_of_a_processor_needs() -> None:
    waiting = Run(name="", wall=0.01, cpu=0.001, used={})
    working = Run(name="", wall=0.01, cpu=0.01, used={})
    assert waiting.duration == 0.01
    assert working.duration == pytest.approx(0.01 * 1_769 / 1_024)


def test_each_service_is_paid_by_its_calls() -> None:
    used = {"dynamodb writes": 2, "dynamodb reads": 1, "s3": 1, "sqs": 1}
    spent = Run(name="", wall=1, cpu=0, used=used).dollars
    assert spent["DynamoDB"] * 1e6 == pytest.approx(2 * 0.625 + 0.125)
    assert spent["S3"] * 1e6 == pytest.approx(5)
    assert spent["SQS"] * 1e6 == pytest.approx(1.2 * 0.40)
    assert spent["Lambda"] * 1e6 == pytest.approx(13.3334 + 0.20 / BATCH)


@pytest.mark.parametrize(("size", "units"), [(10, 1), (990, 1), (1_100, 2), (3_000, 3)])
def test_a_write_is_billed_by_the_kilobyte_and_for_its_place_in_the_index(size: int, units: int) -> None:
    aws = Aws()
    ask(aws, "PutItem", Item=KEY | {"url": {"S": "x" * size}})
    assert aws.used["dynamodb writes"] == units
    ask(aws, "PutItem", Item=KEY | {"url": {"S": "x" * size}, "gsi1sk": {"S": "2026"}})
    assert aws.used["dynamodb writes"] == 2 * units + 1
    ask(aws, "PutItem", Item=KEY | {"url": {"S": "x" * size}, "gsi1sk": {"S": "2027"}})
    assert aws.used["dynamodb writes"] == 3 * units + 3


def test_what_was_put_is_there_and_nothing_else() -> None:
    aws = Aws()
    ask(aws, "PutItem", Item=KEY | {"turn": {"N": "1"}})
    assert b'"turn"' in ask(aws, "GetItem", Key=KEY)
    assert b'"Item"' not in ask(aws, "GetItem", Key=KEY | {"sk": {"S": "LEASE"}})


@pytest.mark.parametrize(("host", "free"), [("127.1.0.1", True), (f"{BUSY}0.1", False)])
def test_a_busy_host_refuses_who_takes_a_lease(host: str, free: bool) -> None:
    key = {"pk": {"S": f"HOST#{host}"}, "sk": {"S": "LEASE"}}
    taking = ask(Aws(), "UpdateItem", Key=key, ExpressionAttributeNames={"#0": "owner"})
    booking = ask(Aws(), "UpdateItem", Key=key, ExpressionAttributeNames={"#0": "line_at"})
    assert (b"200 OK" in taking) is free
    assert b"200 OK" in booking
