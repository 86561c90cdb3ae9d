"""A run puts back what it changed in the stack, and shows its verdict before that."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.faults import run as faults_run
from tests.faults import world as faults_world


def test_a_change_of_the_stack_is_asked_for_some_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults_world, "_PAUSE", 0)
    calls: list[int] = []

    def busy() -> None:
        calls.append(len(calls))
        if len(calls) < 3:
            raise ReadTimeoutError(endpoint_url="x")

    faults_world.insist(busy)
    assert len(calls) == 3

    def dead() -> None:
        calls.append(0)
        raise ReadTimeoutError(endpoint_url="x")

    calls.clear()
    with pytest.raises(ReadTimeoutError):
        faults_world.insist(dead)
    assert len(calls) == 3


def test_the_verdict_is_shown_before_the_stack_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    @contextmanager
    def nothing(*_: object) -> Iterator[Any]:
        yield None

    @contextmanager
    def hanging(*_: object) -> Iterator[None]:
        yield
        told.append("put back")
        raise TimeoutError

    for name in ("settle", "_faulty", "_mended", "_look_back"):
        monkeypatch.setattr(faults_run, name, lambda *_, **__: None)
    for name in ("consumer", "witness", "running", "following"):
        monkeypatch.setattr(faults_run, name, nothing)
    monkeypatch.setattr(faults_run, "through", hanging)
    monkeypatch.setattr(faults_run, "Proxy", Anything)
    world: Any = Anything()
    with pytest.raises(TimeoutError):
        faults_run.run(world, articles=1, seed=1, rate=0.0, show=lambda account: told.append(f"wrong: {account.wrong}"))
    assert told == ["wrong: []", "put back"]


class Anything:
    """Returns itself anew for every attribute."""

    def __init__(self, **_: object) -> None: ...

    def __getattr__(self, _name: str) -> "Anything":
        return Anything()
