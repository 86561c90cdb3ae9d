"""This module evaluates DynamoDB's expressions as PynamoDB writes them for Copydesk, and rejects any others."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

type Item = dict[str, Any]

_TOKEN = re.compile(
    r"\s*([#:]\w+(?:\.#\w+)*(?:\[\d+])?|[a-z_]+|AND|OR|NOT|IN|BETWEEN|<>|<=|>=|[=<>(),+]|SET|REMOVE|ADD|DELETE)"
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(slots=True)
class Expression:
    tokens: list[str]
    names: Mapping[str, str]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, text: str, arguments: Mapping[str, Any]) -> "Expression":
        tokens = list(_tokens(text))
        names = arguments.get("ExpressionAttributeNames", {})
        return cls(tokens, names, arguments.get("ExpressionAttributeValues", {}))

    def holds(self, item: Item) -> bool:
        result = self._either(item)
        assert not self.tokens, f"not understood: {self.tokens}"
        return result

    def updated(self, item: Item) -> Item:
        """Returns a copy of an item after `SET`, `REMOVE`, `ADD` and `DELETE`."""
        new, clause = deepcopy(item), ""
        while self.tokens:
            if self.tokens[0] in {"SET", "REMOVE", "ADD", "DELETE"}:
                clause = self.tokens.pop(0)
            self._update(clause, new, item)
            if self.tokens[:1] == [","]:
                self.tokens.pop(0)
        return new

    def _update(self, clause: str, new: Item, old: Item) -> None:
        token, _, place = self.tokens.pop(0).partition("[")
        name = self.names[token]
        if place:
            # An index means the place in the old list, even if several places are removed.
            gone = old[name]["L"][int(place.rstrip("]"))]
            new[name] = {"L": [each for each in new[name]["L"] if each is not gone]}
        elif clause == "REMOVE":
            new.pop(name, None)
        elif clause == "SET":
            self._expect("=")
            new[name] = self._operand(old)
            if self.tokens[:1] == ["+"]:
                self.tokens.pop(0)
                new[name] = _added(new[name], self._operand(old))
        elif clause == "ADD":
            new[name] = _added(old.get(name), self._operand(old))
        else:
            left = {*old.get(name, {"NS": ()})["NS"]} - {*self._operand(old)["NS"]}
            new.pop(name, None)
            new |= {name: {"NS": sorted(left)}} if left else {}

    def _either(self, item: Item) -> bool:
        result = self._both(item)
        while self.tokens[:1] == ["OR"]:
            self.tokens.pop(0)
            result = self._both(item) or result
        return result

    def _both(self, item: Item) -> bool:
        result = self._one(item)
        while self.tokens[:1] == ["AND"]:
            self.tokens.pop(0)
            result = self._one(item) and result
        return result

    def _one(self, item: Item) -> bool:
        if self.tokens[0] == "(":
            self.tokens.pop(0)
            result = self._either(item)
            self._expect(")")
            return result
        if self.tokens[0].islower() and self.tokens[0][0] not in "#:":
            return self._function(item)
        left = self._operand(item)
        if self.tokens[0] == "IN":
            self.tokens.pop(0)
            return left in self._arguments(item)
        if self.tokens[0] == "BETWEEN":
            self.tokens.pop(0)
            low = self._operand(item)
            self._expect("AND")
            high = self._operand(item)
            return left is not None and _plain(low) <= _plain(left) <= _plain(high)
        compare = _COMPARED[self.tokens.pop(0)]
        right = self._operand(item)
        return left is not None and right is not None and compare(_plain(left), _plain(right))

    def _function(self, item: Item) -> bool:
        name = self.tokens.pop(0)
        arguments = self._arguments(item)
        match name:
            case "attribute_exists":
                return arguments[0] is not None
            case "attribute_not_exists":
                return arguments[0] is None
            case "begins_with":
                return arguments[0] is not None and str(_plain(arguments[0])).startswith(str(_plain(arguments[1])))
        raise NotImplementedError(name)

    def _operand(self, item: Item) -> Any:
        token = self.tokens.pop(0)
        if token.startswith(":"):
            return self.values[token]
        if token == "if_not_exists":
            found, fallback = self._arguments(item)
            return fallback if found is None else found
        if token == "list_append":
            return {"L": [each for part in self._arguments(item) for each in part["L"]]}
        first, *rest = [self.names[part] for part in token.split(".")]
        value = item.get(first)
        for part in rest:
            value = value["M"].get(part) if value else None
        return value

    def _arguments(self, item: Item) -> list[Any]:
        self._expect("(")
        found = [self._operand(item)]
        while self.tokens[0] == ",":
            self.tokens.pop(0)
            found.append(self._operand(item))
        self._expect(")")
        return found

    def _expect(self, token: str) -> None:
        found = self.tokens.pop(0)
        assert found == token, f"{found} in place of {token}"


@cache
def _tokens(text: str) -> tuple[str, ...]:
    tokens = _TOKEN.findall(text)
    assert "".join(tokens) == "".join(text.split()), f"not understood: {text}"
    return tuple(tokens)


def _plain(value: Any) -> Any:
    [(kind, said)] = value.items()
    return Decimal(said) if kind == "N" else said


def _added(old: Any, more: Any) -> dict[str, Any]:
    """Returns the result of `ADD` for a number or for a set of numbers.

    >>> _added({"N": "1"}, {"N": "2"}), _added(None, {"NS": ["2"]}), _added({"NS": ["1", "2"]}, {"NS": ["2"]})
    ({'N': '3'}, {'NS': ['2']}, {'NS': ['1', '2']})
    """
    if "NS" in more:
        return {"NS": sorted({*(old or {"NS": ()})["NS"], *more["NS"]})}
    return {"N": str(Decimal((old or {"N": "0"})["N"]) + Decimal(more["N"]))}
