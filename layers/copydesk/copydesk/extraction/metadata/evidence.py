"""One source's word on one fact."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence[Value]:
    value: Value
    source: str
