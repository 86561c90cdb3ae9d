"""This module changes calls and answers: a batch is taken in part, a pause is made shorter."""

import json
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.faults.mix import Call

#: Operation → the member of the answer that names the entries left undone.
_LEFT = {"BatchWriteItem": "UnprocessedItems", "BatchGetItem": "UnprocessedKeys"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    table: str
    value: Any


def without_a_part(operation: str, body: bytes, chance: Random) -> tuple[bytes, dict[str, Any]] | None:
    """Returns a batch without some of its entries, and those entries, or None if the batch has only one."""
    asked = json.loads(body)
    tables: dict[str, Any] = asked["RequestItems"]
    entries = [_Entry(table, value) for table, wanted in tables.items() for value in _values(operation, wanted)]
    if len(entries) < 2:
        return None
    left = chance.sample(range(len(entries)), chance.randrange(1, len(entries)))
    done = [entry for number, entry in enumerate(entries) if number not in left]
    undone = [entries[number] for number in sorted(left)]
    kept = _tables(operation, tables, done)
    return json.dumps(asked | {"RequestItems": kept}).encode(), _tables(operation, tables, undone)


def answered_in_part(answer: Answer, operation: str, left: dict[str, Any]) -> Answer:
    if answer.status != 200:
        return answer
    said = json.loads(answer.body)
    body = json.dumps(said | {_LEFT[operation]: said.get(_LEFT[operation], {}) | left}).encode()
    # The checksum belongs to the stack's answer. The SDK accepts an answer without a checksum.
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "x-amz-crc32"}
    return replace(answer, headers=headers, body=body)


def hurried(call: Call, body: bytes, by: float) -> bytes:
    """Returns the call with a shorter pause, if it puts a message back for a while."""
    if call.operation != "ChangeMessageVisibility" or by == 1:
        return body
    asked = json.loads(body)
    return json.dumps(asked | {"VisibilityTimeout": round(asked["VisibilityTimeout"] / by)}).encode()


def _values(operation: str, wanted: Any) -> list[Any]:
    return list(wanted if operation == "BatchWriteItem" else wanted["Keys"])


def _tables(operation: str, tables: dict[str, Any], entries: list[_Entry]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in dict.fromkeys(entry.table for entry in entries):
        values = [entry.value for entry in entries if entry.table == table]
        found[table] = values if operation == "BatchWriteItem" else tables[table] | {"Keys": values}
    return found
