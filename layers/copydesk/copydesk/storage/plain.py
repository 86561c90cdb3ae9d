"""Plain values back into records: the way home from `model.to_plain`."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints


def from_plain[T](kind: type[T], value: Any) -> T:
    """A record from what `to_plain` made of it; what it does not know is left out.

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
        return kind(**{name: _nothing(hints[name]) for name in _required(kind) - known.keys()}, **known)
    return kind(value)


def _nothing(kind: Any) -> Any:
    """What `to_plain` leaves out: None, or the empty text."""
    return None if NoneType in get_args(kind) else kind()


@cache
def _required(kind: Any) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
