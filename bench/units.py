"""This module computes what DynamoDB bills for reads and writes, from the items alone.

Sizes are of items as the API carries them: `{"pk": {"S": "…"}, …}`.

    tables = tables_of(Path("template.yaml"))        # each table's indexes, by its name in the template
    cost = write_cost(before, after, tables["ArticlesTable"], transactional=True)
    cost.total, cost.table, cost.indexes["gsi1"]     # units; `before` or `after` is None where there is no item

`before` and `after` may be the images of a stream's record, or what a stand-in holds (`bench.dynamodb`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

#: Bytes of a write unit and of a read unit (developer guide, "Read and write operations").
WRITE_UNIT, READ_UNIT = 1_024, 4_096

type Attribute = Mapping[str, Any]
type Item = Mapping[str, Attribute]

KEY = ("pk", "sk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """`projected` names the attributes that an index holds beside the keys, or is None if it holds all."""

    name: str
    keys: tuple[str, ...]
    projected: frozenset[str] | None

    def entry(self, item: Item | None) -> Item | None:
        """Returns what the index holds of an item, or None if the item is not in it."""
        if item is None or not all(key in item for key in self.keys):
            return None
        if self.projected is None:
            return item
        held = {*KEY, *self.keys, *self.projected}
        return {name: value for name, value in item.items() if name in held}


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteCost:
    """Write units of the table itself, and of each index that changed."""

    table: int
    indexes: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.table + sum(self.indexes.values())


def item_size(item: Item) -> int:
    """Returns the bytes of names and values ("DynamoDB item sizes and formats").

    >>> item_size({"pk": {"S": "é"}, "n": {"N": "-27.5"}, "b": {"BOOL": True}})
    11
    """
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def write_units(size: int) -> int:
    """
    >>> write_units(0), write_units(1_024), write_units(1_025)
    (1, 1, 2)
    """
    return max(1, -(-size // WRITE_UNIT))


def read_units(size: int, *, consistent: bool) -> float:
    """Returns the units of one item, or of all that one Query read; a missing item costs the least.

    >>> read_units(0, consistent=True), read_units(5_000, consistent=False)
    (1, 1.0)
    """
    units = max(1, -(-size // READ_UNIT))
    return units if consistent else units / 2


def write_cost(
    before: Item | None, after: Item | None, indexes: Sequence[Index], *, transactional: bool = False
) -> WriteCost:
    """Returns the cost of a put, update, delete or condition check, even of one that its condition refused.

    The larger of the two items counts. A transaction writes the item twice, to prepare and to commit; an index follows
    only what was committed.
    """
    size = max(item_size(before or {}), item_size(after or {}))
    changed = {index.name: _index_units(index.entry(before), index.entry(after), index.keys) for index in indexes}
    return WriteCost(
        table=write_units(size) * (2 if transactional else 1),
        indexes={name: units for name, units in changed.items() if units},
    )


def tables_of(template: Path) -> dict[str, tuple[Index, ...]]:
    """Returns the indexes of each table of a template, by the table's logical id."""
    resources = yaml.load(template.read_text(encoding="utf-8"), Loader=_Template)["Resources"]  # noqa: S506  # a safe one
    return {
        name: tuple(map(_index, resource["Properties"].get("GlobalSecondaryIndexes", ())))
        for name, resource in resources.items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }


class _Template(yaml.SafeLoader):
    """Reads YAML and ignores CloudFormation's tags, which no table's index has."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    match node:
        case yaml.MappingNode():
            return loader.construct_mapping(node, deep=True)
        case yaml.SequenceNode():
            return loader.construct_sequence(node, deep=True)
    return node.value


_Template.add_multi_constructor("!", _untagged)


def _index(described: Mapping[str, Any]) -> Index:
    projection = described["Projection"]
    held = None if projection["ProjectionType"] == "ALL" else frozenset(projection.get("NonKeyAttributes", ()))
    keys = tuple(key["AttributeName"] for key in described["KeySchema"])
    return Index(name=described["IndexName"], keys=keys, projected=held)


def _index_units(before: Item | None, after: Item | None, keys: Sequence[str]) -> int:
    """Returns the units of an entry: moved ones are deleted and put, changed ones overwritten, equal ones free."""
    old, new = (write_units(item_size(entry)) if entry else 0 for entry in (before, after))
    if before == after:
        return 0
    if before and after and any(before[key] != after[key] for key in keys):
        return old + new
    return max(old, new)


def _value_size(value: Attribute) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode("utf-8", "surrogatepass"))
        case "N":
            return _number_size(content)
        case "B":
            return _binary_size(content)
        case "SS" | "NS" | "BS":
            return sum(_value_size({kind[0]: each}) for each in content)
        case "L":
            return 3 + sum(1 + _value_size(each) for each in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(each) for name, each in content.items())
    return 1  # NULL and BOOL take one byte


def _binary_size(content: bytes | str) -> int:
    """Returns the size of bytes, or of Base64 that represents them in JSON."""
    return len(content) if isinstance(content, bytes) else len(content.rstrip("=")) * 3 // 4


def _number_size(number: str) -> int:
    """Returns about a byte for every two significant digits, one more, and one for a minus."""
    mantissa = number.lstrip("+-").lower().partition("e")[0]
    digits = mantissa.replace(".", "").lstrip("0")
    significant = digits if "." in mantissa else digits.rstrip("0")
    return -(-len(significant) // 2) + 1 + number.startswith("-")
