"""Turns records into JSON-ready values and back.

The member `more` of a record keeps what a later release has added. In the plain value its entries are ordinary members.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

_PLAIN = frozenset({str, int, float, bool})
_ABSENT: tuple[object, ...] = (None, "", (), {})
_MORE = "more"


@cache
def _members(kind: type) -> tuple[str, ...] | None:
    """Returns the member names of a record type without `more`, or None if the type is no dataclass."""
    return tuple(each.name for each in fields(kind) if each.name != _MORE) if is_dataclass(kind) else None


def to_plain(value: Any) -> Any:
    """Returns a record as a JSON-ready value. Members that are None or empty are left out.

    >>> from copydesk.model import Author
    >>> to_plain(Author(name="A. Writer", name_raw="By A. Writer"))
    {'name': 'A. Writer', 'name_raw': 'By A. Writer'}
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    names = _members(kind)  # type: ignore[arg-type]  # types are hashable
    if names is not None:
        plain: dict[str, Any] = {}
        for name in names:
            member = getattr(value, name)
            if member or (member is not None and member not in _ABSENT):
                plain[name] = member if type(member) in _PLAIN else to_plain(member)
        return plain | more if (more := getattr(value, _MORE, None)) else plain
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: to_plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(member) for member in value]
    return value


def from_plain[T](kind: type[T], value: Any) -> T:
    """Returns the record that `to_plain` made `value` of. Unknown members go to `more`, or are dropped without it.

    >>> from copydesk.model import Author
    >>> from_plain(Author, {"name": "A. Writer", "name_raw": "By A. Writer", "age": 7})
    Author(name='A. Writer', name_raw='By A. Writer', url=None)
    """
    return _member(kind, value)  # type: ignore[no-any-return]


def _member(kind: Any, value: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if value is None else _member(next(each for each in arguments if each is not NoneType), value)
    if origin is tuple:
        return tuple(_member(arguments[0], each) for each in value)
    if origin is Mapping:
        return {name: _member(arguments[1], each) for name, each in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        known = {name: _member(hints[name], each) for name, each in value.items() if name in hints}
        if _MORE in hints and (later := {name: each for name, each in value.items() if name not in hints}):
            known[_MORE] = later
        return kind(**{name: _nothing(hints[name]) for name in _required(kind) - known.keys()}, **known)
    return kind(value)


def _nothing(kind: Any) -> Any:
    """Returns the value that `to_plain` leaves out for a type: None, or an empty value."""
    return None if NoneType in get_args(kind) else kind()


@cache
def _required(kind: Any) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
