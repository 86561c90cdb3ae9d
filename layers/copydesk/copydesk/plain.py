"""Records as JSON-ready values."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any

_PLAIN = frozenset({str, int, float, bool})
_ABSENT: tuple[object, ...] = (None, "", (), {})


@cache
def _members(kind: type) -> tuple[str, ...] | None:
    """The names of a record's members; None of what is no record."""
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else None


def to_plain(value: Any) -> Any:
    """Records as JSON-ready values, facts that the page does not state left out.

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
        return plain
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: to_plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(member) for member in value]
    return value
