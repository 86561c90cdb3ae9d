"""This module is a stand-in for DynamoDB that keeps items and counts billed units of tables and indexes.

It ignores conditions, which always hold: it counts the work of one caller without competitors.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bench.units import Index, Item, item_size, read_units, write_cost
from tests.faults.expressions import Expression

type Asked = Mapping[str, Any]
#: A table, and the keys of an item in it.
type Place = tuple[str, str, str]

#: The value of the partition key in a condition of keys.
_PARTITION = re.compile(r"= (:\w+)")

#: Items whose sort keys are names: of a site, of a batch, and of an hour.
_NAMED_ELSEWHERE: Mapping[str, str] = {
    "SITES#": "site", "MARKS#": "marks", "HOURS#": "hours", "SITEHOURS#": "hours of a site"
}  # fmt: skip


@dataclass
class Tables:
    """`indexes` are by table name. `used` counts calls and units by name since it was cleared."""

    indexes: Mapping[str, Sequence[Index]]
    used: Counter[str] = field(default_factory=Counter)
    _items: dict[Place, Item] = field(default_factory=dict)
    #: The items of a query, by table, index (None: the table itself) and partition key.
    _parts: defaultdict[tuple[str, str | None, str], dict[Place, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _in_order: dict[tuple[str, str | None, str], list[Place]] = field(default_factory=dict)

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
        table, name = asked["TableName"], asked.get("IndexName")
        condition, values = asked["KeyConditionExpression"], asked["ExpressionAttributeValues"]
        index = next((each for each in self.indexes[table] if each.name == name), None)
        places = self._sorted(table, index, values[_PARTITION.findall(condition)[0]]["S"])
        ordered = places if asked.get("ScanIndexForward", True) else reversed(places)
        entries = (self._items[place] if index is None else index.entry(self._items[place]) for place in ordered)
        # A condition on the partition alone holds for all of it.
        is_whole = " AND " not in condition
        matches = (each for each in entries if each and (is_whole or Expression.of(condition, asked).holds(dict(each))))
        found = list(islice(matches, asked.get("Limit")))
        self.used["read units"] += read_units(sum(map(item_size, found)), consistent=asked.get("ConsistentRead", False))  # type: ignore[assignment]  # halves
        return {"Items": _projected(found, asked), "Count": len(found), "ScannedCount": len(found)}

    def _sorted(self, table: str, index: Index | None, pk: str) -> list[Place]:
        """Returns the places of a partition in the order of their sort keys. They are sorted after a write alone."""
        part = table, index.name if index else None, pk
        if part not in self._in_order:
            key = index.keys[1] if index else "sk"
            self._in_order[part] = sorted(self._parts[part], key=lambda place: str(self._items[place][key]["S"]))
        return self._in_order[part]

    def lay(self, table: str, item: Item) -> None:
        """Puts an item that costs nothing, for a table that is there before what is measured."""
        self._place(table, _place(table, item), item)

    def clear(self) -> None:
        """Removes all items, so that the next ones are the first again."""
        for kept in (self._items, self._parts, self._in_order):
            kept.clear()

    def sort(self) -> None:
        """Sorts all partitions, so that the first query of one takes no longer than later ones."""
        by_name = {(table, index.name): index for table, indexes in self.indexes.items() for index in indexes}
        for table, name, pk in list(self._parts):
            self._sorted(table, by_name.get((table, name or "")), pk)

    def _PutItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        self._write(asked["TableName"], asked["Item"])
        return {}

    def _UpdateItem(self, asked: Asked) -> dict[str, Any]:  # noqa: N802
        before, updated = self._items.get(_place(asked["TableName"], asked["Key"]), {}), self._updated(asked)
        self._write(asked["TableName"], updated)
        return {"Attributes": before if asked.get("ReturnValues") == "ALL_OLD" else updated}

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
        self._place(table, place, item)
        entries = filter(None, (index.entry(item) for index in self.indexes[table]))
        self.used["bytes"] += sum(map(item_size, (item, *entries)))
        self.used["write units"] += cost.total
        self.used[f"units: {_kind(item)}"] += cost.table
        self.used["units: indexes"] += sum(cost.indexes.values())

    def _place(self, table: str, place: Place, item: Item) -> None:
        before = self._items.get(place)
        self._items[place] = item
        self._in_order.clear()
        self._parts[table, None, place[1]][place] = None
        for index in self.indexes[table]:
            old, new = _part_of(index, before), _part_of(index, item)
            if old is not None and old != new:
                del self._parts[table, index.name, old][place]
            if new is not None:
                self._parts[table, index.name, new][place] = None

    def _updated(self, action: Asked) -> Item:
        key: Item = action["Key"]
        item = dict(self._items.get(_place(action["TableName"], key), key))
        return Expression.of(action["UpdateExpression"], action).updated(item)


def _part_of(index: Index, item: Item | None) -> str | None:
    entry = index.entry(item)
    return None if entry is None else str(entry[index.keys[0]]["S"])


def _projected(items: Sequence[Item], asked: Asked) -> Sequence[Item]:
    """Returns the attributes that a query asks for. It pays for all of them."""
    if "ProjectionExpression" not in asked:
        return items
    names = [asked["ExpressionAttributeNames"][each.strip()] for each in asked["ProjectionExpression"].split(",")]
    return [{name: item[name] for name in names if name in item} for item in items]


def used_as_json(tables: Tables) -> str:
    """Returns the counts as JSON, and clears them."""
    told = json.dumps(tables.used)
    tables.used.clear()
    return told


def _place(table: str, item: Item) -> Place:
    return table, item["pk"]["S"], item["sk"]["S"]


def _kind(item: Item) -> str:
    """Returns an item's part in the table: the beginning of its sort key, or a name by its partition key."""
    for prefix, kind in _NAMED_ELSEWHERE.items():
        if item["pk"]["S"].startswith(prefix):
            return kind
    return str(item["sk"]["S"]).partition("#")[0].lower()
