"""This module sets an account for moto, and makes its answers like those of AWS, but twice as fast.

For each attribute moto looks for ten kinds of value, each under up to three names. A value has one kind and one name.
"""

from threading import RLock
from typing import Any

import pytest
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.serialize import ResponseSerializer

_STRUCTURE = "_serialize_type_structure"
_VALUE = "AttributeValue"


def use_test_account(environment: pytest.MonkeyPatch) -> None:
    """Sets credentials and a region that no AWS account knows."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.setenv(name, "test")
    environment.setenv("AWS_DEFAULT_REGION", "us-east-1")


def answer_quickly() -> None:
    """Makes moto write only the kind of value that an attribute has. The written answer stays the same."""
    whole = getattr(ResponseSerializer, _STRUCTURE)

    def quick(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name != _VALUE or not isinstance(value, dict) or not key:
            whole(self, serialized, value, shape, key)
            return
        written = self.MAP_TYPE()
        for kind, part in value.items():
            member = shape.members[kind]
            member.parent = shape
            self._serialize(written, part, member, kind)
        self._default_serialize(serialized, written, shape, key)

    setattr(ResponseSerializer, _STRUCTURE, quick)


def answer_one_at_a_time() -> None:
    """Makes moto finish each request before the next. Else two threads may both find the condition of a write true."""
    whole, answering = BotocoreStubber.process_request, RLock()

    def alone(self: BotocoreStubber, request: Any) -> Any:
        with answering:
            return whole(self, request)

    setattr(BotocoreStubber, "process_request", alone)  # noqa: B010  # mypy allows no assignment to a method
