"""Fields of messages that anyone may have written: of the right type, or a Reject that names the field."""

from collections.abc import Mapping
from typing import Any

from copydesk.errors import Reject, RejectReason


def text(fields: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not (value or empty):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be a text, not {type(value).__name__}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} holds half a surrogate pair")
    return value


def optional_text(fields: Mapping[str, Any], name: str) -> str | None:
    return None if fields.get(name) in (None, "") else text(fields, name)


def count(fields: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    value = fields.get(name)
    if type(value) is not int or value < least:
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be a whole number of at least {least}")
    return value


def part(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise Reject(RejectReason.UNKNOWN_MESSAGE, f"{name} must be an object, not {type(value).__name__}")
    return value
