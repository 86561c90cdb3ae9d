"""DynamoDB as a stand-in that keeps items and counts what is billed: read and write units, of tables and indexes.

Conditions are not looked at and always hold: what is counted is the work of one caller that nobody disturbs.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.units import Index, Item, item_size, read_units, write_cost
from tests.faults.expressions import Expression

type Asked = Mapping[str, Any]


@dataclass
class Tables:
    """`indexes` by the tables' names. `used` counts calls and units since it was cleared, by name."""

    indexes: Mapping[str, Sequence[Index]]
    used: Counter[str] = field(default_factory=Counter)
    _items: dict[tuple[str, str, str], Item] = field(default_factory=dict)

    def answer(self, operation: str, asked: Asked) -> dict[str, Any]:
        self.used["calls"] += 1
        answered: dict[str, Any] = getattr(self, f"_{operation}")(asked)
        return answered

    def _GetItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802  # the names are DynamoDB's
        found = self._read(asked["TableName"], asked["Key"], consistent=asked.get("ConsistentRead", False))
        return {"Item": found} if found else {}

    def _BatchGetItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        found = {}
        for table, wanted in asked["RequestItems"].items():
            consistent = wanted.get("ConsistentRead", False)
            items = (self._read(table, key, consistent=consistent) for key in wanted["Keys"])
            found[table] = [item for item in items if item]
        return {"Responses": found}

    def _Query(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        """Of a partition without an index."""
        expression = (asked["KeyConditionExpression"], asked)
        found = [
            item
            for (table, _, _), item in self._items.items()
            if table == asked["TableName"] and Expression.of(*expression).holds(dict(item))
        ]
        self.used["read units"] += read_units(sum(map(item_size, found)), consistent=asked.get("ConsistentRead", False))  # type: ignore[assignment]  # halves
        return {"Items": found, "Count": len(found), "ScannedCount": len(found)}

    def _PutItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        self._write(asked["TableName"], asked["Item"])
        return {}

    def _UpdateItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        updated = self._updated(asked)
        self._write(asked["TableName"], updated)
        return {"Attributes": updated}

    def _BatchWriteItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        for table, requests in asked["RequestItems"].items():
            for request in requests:
                self._write(table, request["PutRequest"]["Item"])
        return {"UnprocessedItems": {}}

    def _TransactWriteItems(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        for request in asked["TransactItems"]:
            ((kind, action),) = request.items()
            table = action["TableName"]
            match kind:
                case "Put":
                    self._write(table, action["Item"], transactional=True)
                case "Update":
                    self._write(table, self._updated(action), transactional=True)
                case "ConditionCheck":
                    found = self._items.get(_place(table, action["Key"]), action["Key"])
                    self._write(table, found, transactional=True)
        return {}

    def _read(self, table: str, key: Item, *, consistent: bool) -> Item | None:
        found = self._items.get(_place(table, key))
        self.used["read units"] += read_units(item_size(found or {}), consistent=consistent)  # type: ignore[assignment]  # halves
        return found

    def _write(self, table: str, item: Item, *, transactional: bool = False) -> None:
        place = _place(table, item)
        cost = write_cost(self._items.get(place), item, self.indexes[table], transactional=transactional)
        self._items[place] = item
        entries = filter(None, (index.entry(item) for index in self.indexes[table]))
        self.used["bytes"] += sum(map(item_size, (item, *entries)))
        self.used["write units"] += cost.total
        self.used[f"units: {_kind(item)}"] += cost.table
        self.used["units: indexes"] += sum(cost.indexes.values())

    def _updated(self, action: Asked) -> Item:
        key: Item = action["Key"]
        item = dict(self._items.get(_place(action["TableName"], key), key))
        return Expression.of(action["UpdateExpression"], action).updated(item)


def used_as_json(tables: Tables) -> str:
    """And begins to count anew."""
    told = json.dumps(tables.used)
    tables.used.clear()
    return told


def _place(table: str, item: Item) -> tuple[str, str, str]:
    return table, item["pk"]["S"], item["sk"]["S"]


def _kind(item: Item) -> str:
    """An item's part in the table: what its sort key begins with, but of a site, where that is the host."""
    if item["pk"]["S"].startswith("SITES#"):
        return "site"
    return str(item["sk"]["S"]).partition("#")[0].lower()
