"""The stand-in counts the cost of requests as PynamoDB and boto3 send them."""

from typing import Any

import pytest

from bench.dynamodb import Tables
from bench.units import Index

KEY = {"pk": {"S": "ARTICLE#1"}, "sk": {"S": "HEAD"}}
IN_INDEX: dict[str, Any] = {"gsi1pk": {"S": "SITE#a"}, "gsi1sk": {"S": "2026"}}


@pytest.fixture
def tables() -> Tables:
    by_site = Index(name="gsi1", keys=("gsi1pk", "gsi1sk"), projected=frozenset())
    return Tables({"articles": [by_site], "operations": []})


def item(size: int = 10, /, **more: Any) -> dict[str, Any]:
    return {**KEY, "text": {"S": "x" * size}, **more}


def test_a_put_and_a_read_of_it(tables: Tables) -> None:
    tables.answer("PutItem", {"TableName": "articles", "Item": item(5_000, **IN_INDEX)})
    assert tables.answer("GetItem", {"TableName": "articles", "Key": KEY, "ConsistentRead": True}) == {
        "Item": item(5_000, **IN_INDEX)
    }
    assert dict(tables.used) == {
        "calls": 2, "write units": 6, "units: head": 5, "units: indexes": 1, "read units": 2, "bytes": 5_082
    }  # fmt: skip


def test_after_clearing_no_item_is_found(tables: Tables) -> None:
    tables.answer("PutItem", {"TableName": "articles", "Item": item(10, **IN_INDEX)})
    tables.clear()
    assert tables.answer("GetItem", {"TableName": "articles", "Key": KEY}) == {}
    asked = {"KeyConditionExpression": "#0 = :0", "ExpressionAttributeValues": {":0": IN_INDEX["gsi1pk"]}}
    assert tables.answer("Query", {"TableName": "articles", "IndexName": "gsi1", **asked})["Count"] == 0


def test_a_batch_of_two_tables_costs_each_item(tables: Tables) -> None:
    requests = {name: [{"PutRequest": {"Item": item(1_500)}}] for name in ("articles", "operations")}
    assert tables.answer("BatchWriteItem", {"RequestItems": requests}) == {"UnprocessedItems": {}}
    assert tables.used["write units"] == 4
    other = {"pk": {"S": "no"}, "sk": {"S": "no"}}
    found = tables.answer("BatchGetItem", {"RequestItems": {"articles": {"Keys": [KEY, other]}}})
    assert found == {"Responses": {"articles": [item(1_500)]}}
    assert tables.used["read units"] == 1


def test_a_transaction_costs_twice_and_an_update_changes_what_it_names(tables: Tables) -> None:
    tables.answer("PutItem", {"TableName": "articles", "Item": item(**IN_INDEX)})
    tables.used.clear()
    update = {
        "TableName": "articles",
        "Key": KEY,
        "UpdateExpression": "SET #0 = :0 REMOVE #1, #2",
        "ExpressionAttributeNames": {"#0": "expires_at", "#1": "gsi1pk", "#2": "gsi1sk"},
        "ExpressionAttributeValues": {":0": {"N": "1"}},
    }
    tables.answer("TransactWriteItems", {"TransactItems": [{"Update": update}]})
    assert tables.used["write units"] == 2 + 1
    found = tables.answer("GetItem", {"TableName": "articles", "Key": KEY})["Item"]
    assert found == item(expires_at={"N": "1"})


def test_a_condition_check_costs_twice_what_it_looks_at(tables: Tables) -> None:
    tables.answer("PutItem", {"TableName": "articles", "Item": item(1_500)})
    tables.used.clear()
    check = {"TableName": "articles", "Key": KEY, "ConditionExpression": "#0 = :0"}
    tables.answer("TransactWriteItems", {"TransactItems": [{"ConditionCheck": check}]})
    assert tables.used["write units"] == 4
