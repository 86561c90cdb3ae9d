"""These fixtures simulate AWS in this process: a crawl that may use loopback, and an api with empty tables."""

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from moto import mock_aws
from pynamodb.connection import Connection

from copydesk import settings
from copydesk.aws import clients
from copydesk.storage import use_operations
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import DueItem, RejectItem
from tests.integration.account import account
from tests.integration.api_world import World
from tests.integration.calling import Cloud, load_function
from tests.integration.iam import Watch, by_somebody_else

__all__ = ["account"]

BUCKET = "copydesk-raw-123456789012-0a1b2c3d4e5f"
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "OPERATIONS_TABLE": "operations",
    "RAW_BUCKET": BUCKET,
    "REJECT_RETENTION_DAYS": "90",
    # The interval is one millisecond, so that tests do not wait.
    "HOST_INTERVAL_SECONDS": "0.001",
    "ALLOWED_PORTS": "80,443",
    "POWERTOOLS_SERVICE_NAME": "copydesk-crawl",
}


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Checks in every test that no function makes a call that its role does not allow."""
    watch = Watch()
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def heard(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        watch.heard(self, name, arguments)
        return ask(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", heard)
    yield watch
    assert watch.refused == []


@pytest.fixture
def crawl(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Cloud]:
    """Sets up what the functions of the crawl need of AWS. They may use any port of loopback."""
    caplog.set_level(logging.INFO, "copydesk-crawl")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        for name in ("ingest", "fetched", "dispatch", "turns", "fetch", "discover"):
            url = boto3.client("sqs").create_queue(QueueName=f"copydesk-{name}")["QueueUrl"]
            monkeypatch.setenv(f"{name.upper()}_QUEUE_URL", url)
        use_operations("operations")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        forget_clients()
        cloud = Cloud(_with_loopback())
        monkeypatch.setattr(settings, "crawl_settings", lambda: cloud.settings)
        forget_settings()
        _listen(cloud, monkeypatch)
        yield cloud
    forget_clients()
    forget_settings()


def _with_loopback() -> settings.CrawlSettings:
    read = settings.from_environment(settings.CrawlSettings, os.environ)
    return replace(read, allowed_networks=(ip_network("127.0.0.0/8"),), allowed_ports=frozenset(range(1, 65_536)))


def _listen(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = BaseClient._make_api_call  # type: ignore[attr-defined]

    def heard(self: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        cloud.calls.append((name, arguments))
        return ask(self, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", heard)


def forget_clients() -> None:
    for cached in (clients.s3_client, clients.sqs_client):
        cached.cache_clear()


def forget_settings() -> None:
    for cached in (settings.schedule_settings, settings.dispatch_settings, settings.discover_settings):
        cached.cache_clear()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    variables = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "ARTICLES_TABLE": "articles",
        "OPERATIONS_TABLE": "operations",
        "RAW_BUCKET": "raw",
        "POWERTOOLS_SERVICE_NAME": "copydesk-api",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    settings.api_settings.cache_clear()
    with mock_aws():
        world = World(load_function("api"))
        world.function.reads()
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
        dispatch = Connection.dispatch

        def counted(self: Connection, name: str, arguments: dict[str, Any]) -> Any:
            world.calls.append(name)
            with by_somebody_else():
                world.around(name)
            return dispatch(self, name, arguments)

        monkeypatch.setattr(Connection, "dispatch", counted)
        yield world
    settings.api_settings.cache_clear()
