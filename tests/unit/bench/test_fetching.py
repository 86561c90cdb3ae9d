"""The cost of fetching is counted as AWS bills it, and a page's part is separate from its turn's."""

import json

import pytest

from bench.fetching import Run, _less, _part
from bench.stand_ins import Aws

KEY = {"pk": {"S": "PAGE#1"}, "sk": {"S": "PAGE"}}
TABLE = {"TableName": "copydesk-operations"}


def ask(aws: Aws, operation: str, **fields: object) -> bytes:
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    return aws.answer(headers, json.dumps(TABLE | fields).encode())[0]


def test_each_service_is_paid_by_its_calls() -> None:
    used = {"dynamodb writes": 2, "dynamodb reads": 1, "s3": 1, "sqs": 1}
    spent = Run(name="", cpu=1, used=used).dollars
    assert spent["DynamoDB"] * 1e6 == pytest.approx(2 * 0.625 + 0.125)
    assert spent["S3"] * 1e6 == pytest.approx(5)
    assert spent["SQS"] * 1e6 == pytest.approx(0.40)
    assert spent["Lambda"] * 1e6 == pytest.approx(1_769 / 1_024 * 13.3334)


def test_what_a_turn_takes_is_what_its_pages_do_not() -> None:
    page = Run(name="page", cpu=2, used={"s3": 1})
    whole = Run(name="", cpu=13, used={"s3": 5, "sqs": 3})
    turn = _less(whole, page, times=5, name="turn")
    assert (turn.name, turn.cpu, turn.used) == ("turn", 3, {"s3": 0, "sqs": 3})
    assert _part(whole, 5).used == {"s3": 1, "sqs": 0.6}


@pytest.mark.parametrize(("size", "units"), [(10, 1), (960, 1), (1_100, 2), (2_900, 3)])
def test_a_write_is_billed_by_the_kilobyte_and_for_its_place_in_the_index(size: int, units: int) -> None:
    aws, item = Aws(), KEY | {"etag": {"S": "x" * size}}
    ask(aws, "PutItem", Item=item)
    assert aws.used()["dynamodb writes"] == units
    place = {"gsi1pk": {"S": "WANTED#a"}, "gsi1sk": {"S": "1"}}
    ask(aws, "PutItem", Item=item | place)
    assert aws.used()["dynamodb writes"] == units + 1
    ask(aws, "PutItem", Item=item | place | {"gsi1sk": {"S": "2"}})
    assert aws.used()["dynamodb writes"] == units + 2


def test_what_was_put_is_there_and_nothing_else() -> None:
    aws = Aws()
    ask(aws, "PutItem", Item=KEY | {"turn": {"N": "1"}})
    assert b'"turn"' in ask(aws, "GetItem", Key=KEY)
    assert b'"Item"' not in ask(aws, "GetItem", Key=KEY | {"sk": {"S": "TURN"}})


def test_an_index_is_queried_in_its_order_and_tells_what_it_holds() -> None:
    aws = Aws()
    for number in (3, 1, 2):
        key = {"pk": {"S": f"PAGE#{number}"}, "sk": {"S": "PAGE"}}
        entry = {"gsi1pk": {"S": "WANTED#a"}, "gsi1sk": {"S": f"1#{number}"}, "etag": {"S": "x"}}
        ask(aws, "PutItem", Item=key | entry)
    query = {
        "IndexName": "gsi1",
        "KeyConditionExpression": "(#0 = :0 AND #1 BETWEEN :1 AND :2)",
        "ExpressionAttributeNames": {"#0": "gsi1pk", "#1": "gsi1sk"},
        "ExpressionAttributeValues": {":0": {"S": "WANTED#a"}, ":1": {"S": "1#"}, ":2": {"S": "1#2"}},
    }
    answered = json.loads(ask(aws, "Query", **query).partition(b"\r\n\r\n")[2])
    assert [item["pk"]["S"] for item in answered["Items"]] == ["PAGE#1", "PAGE#2"]
    assert "etag" not in answered["Items"][0]
