"""The api function over empty tables."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from pynamodb.connection import Connection

from copydesk.settings import api_settings
from copydesk.storage.models import ArticlesItem, RejectItem
from tests.integration.api_world import World, load_function


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    variables = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "ARTICLES_TABLE": "articles",
        "OPERATIONS_TABLE": "operations",
        "POWERTOOLS_SERVICE_NAME": "copydesk-api",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    api_settings.cache_clear()
    with mock_aws():
        world = World(load_function())
        world.function.reads()
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
        dispatch = Connection.dispatch

        def counted(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
            world.calls.append(name)
            world.around(name)
            return dispatch(self, name, arguments)

        monkeypatch.setattr(Connection, "dispatch", counted)
        yield world
    api_settings.cache_clear()
