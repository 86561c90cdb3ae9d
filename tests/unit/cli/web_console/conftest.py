"""Tests that only read share one newsroom. Each test that acts has its own."""

from collections.abc import Iterator

import pytest

from tests.console_world import World, made_world


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as environment, made_world(environment) as world:
        yield world


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with made_world(monkeypatch) as world:
        yield world
