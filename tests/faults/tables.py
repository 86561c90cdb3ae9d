"""This module is a DynamoDB in memory for the storage package: hundreds of times as fast as moto, and as strict.

It pages its answers after few items, where DynamoDB does so after a megabyte. So an event between two pages happens
here too. tests/faults/test_tables.py compares it with moto.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.faults.expressions import Expression, Item

type Key = tuple[str, str]
type Arguments = Mapping[str, Any]

_INDEXES: dict[str | None, tuple[str, str]] = {
    None: ("pk", "sk"),
    **{f"gsi{number}": (f"gsi{number}pk", f"gsi{number}sk") for number in (1, 2, 3)},
}
#: The most items of a transaction, and of a batch of writes.
_TRANSACTION, _BATCH = 100, 25


@dataclass(slots=True)
class Tables:
    page: int = 40
    writes: int = 0
    tables: dict[str, dict[Key, Item]] = field(default_factory=dict)
    #: Each head before and after each write, in order, as the stream of the articles table shows them.
    heads: list[tuple[Item | None, Item | None]] = field(default_factory=list)

    def answer(self, operation: str, arguments: Arguments) -> dict[str, Any]:
        match operation:
            case "GetItem":
                found = self._find(arguments)
                return {"Item": found} if found else {}
            case "Query" | "Scan":
                return self._page(arguments)
            case "BatchGetItem":
                asked = arguments["RequestItems"].items()
                return {"Responses": {name: self._some(name, wanted["Keys"]) for name, wanted in asked}}
            case "BatchWriteItem":
                return self._write_batch(arguments["RequestItems"])
            case "UpdateItem" | "PutItem" | "DeleteItem":
                return self._write_one(operation.removesuffix("Item"), arguments)
            case "TransactWriteItems":
                return self._transact(arguments["TransactItems"])
        raise NotImplementedError(operation)

    def table(self, name: str) -> dict[Key, Item]:
        return self.tables.setdefault(name, {})

    def _find(self, arguments: Arguments) -> Item:
        return self.table(arguments["TableName"]).get(_key(arguments["Key"]), {})

    def _some(self, name: str, wanted: Iterable[Item]) -> list[Item]:
        found = (self.table(name).get(_key(each)) for each in wanted)
        return [item for item in found if item]

    def _page(self, arguments: Arguments) -> dict[str, Any]:
        pk, sk = _INDEXES[arguments.get("IndexName")]
        items = [
            item for item in self.table(arguments["TableName"]).values() if pk in item and _wanted(item, arguments)
        ]
        items.sort(key=lambda item: (item[pk]["S"], item[sk]["S"], *_key(item)), reverse=_is_backwards(arguments))
        keys = [_key(item) for item in items]
        begin = keys.index(_key(arguments["ExclusiveStartKey"])) + 1 if "ExclusiveStartKey" in arguments else 0
        page = items[begin : begin + self.page]
        more = begin + self.page < len(items)
        names = {"pk", "sk", pk, sk}
        last = {"LastEvaluatedKey": {name: page[-1][name] for name in names}} if more else {}
        return {"Items": page, "Count": len(page), "ScannedCount": len(page), **last}

    def _write_batch(self, requests: Mapping[str, list[Any]]) -> dict[str, Any]:
        assert sum(map(len, requests.values())) <= _BATCH
        self.writes += 1
        for name, writes in requests.items():
            keys = [_key_of(request) for write in writes for request in write.values()]
            assert len(set(keys)) == len(keys), "ValidationException: a key twice in one batch"
            for key, write in zip(keys, writes, strict=True):
                self.table(name).pop(key, None)
                if "PutRequest" in write:
                    self.table(name)[key] = write["PutRequest"]["Item"]
        return {"UnprocessedItems": {}}

    def _write_one(self, kind: str, arguments: Arguments) -> dict[str, Any]:
        if not self._may(arguments):
            raise _refusal("ConditionalCheckFailedException")
        old = self._find(arguments) if kind == "Update" else {}
        self._write(kind, arguments)
        asked_for_old = arguments.get("ReturnValues") == "ALL_OLD"
        return {"Attributes": old if asked_for_old else self.table(arguments["TableName"]).get(_key_of(arguments), {})}

    def _transact(self, writes: list[Any]) -> dict[str, Any]:
        assert len(writes) <= _TRANSACTION
        wanted = [(kind, arguments) for write in writes for kind, arguments in write.items()]
        keys = [(arguments["TableName"], _key_of(arguments)) for _, arguments in wanted]
        assert len(set(keys)) == len(keys), "ValidationException: an item twice in one transaction"
        reasons = [{"Code": "None" if self._may(arguments) else "ConditionalCheckFailed"} for _, arguments in wanted]
        if any(reason["Code"] != "None" for reason in reasons):
            raise _refusal("TransactionCanceledException", CancellationReasons=reasons)
        for kind, arguments in wanted:
            self._write(kind, arguments)
        return {}

    def _may(self, arguments: Arguments) -> bool:
        condition = arguments.get("ConditionExpression")
        old = self.table(arguments["TableName"]).get(_key_of(arguments), {})
        return condition is None or Expression.of(condition, arguments).holds(old)

    def _write(self, kind: str, arguments: Arguments) -> None:
        self.writes += 1
        table, key = self.table(arguments["TableName"]), _key_of(arguments)
        before = table.get(key)
        match kind:
            case "Put":
                table[key] = dict(arguments["Item"])
            case "Delete":
                table.pop(key, None)
            case "Update":
                old = table.get(key, dict(arguments["Key"]))
                table[key] = Expression.of(arguments["UpdateExpression"], arguments).updated(old)
        if key[1] == "HEAD":
            self.heads.append((before, table.get(key)))


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _key_of(arguments: Arguments) -> Key:
    return _key(arguments["Key"] if "Key" in arguments else arguments["Item"])


def _wanted(item: Item, arguments: Arguments) -> bool:
    conditions = (arguments.get(name) for name in ("KeyConditionExpression", "FilterExpression"))
    return all(Expression.of(condition, arguments).holds(item) for condition in conditions if condition)


def _is_backwards(arguments: Arguments) -> bool:
    return arguments.get("ScanIndexForward") is False


def _refusal(code: str, **more: Any) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": ""}, **more}
    return ClientError(answer, "Any")
