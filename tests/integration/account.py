"""This module creates the template's resources in this process, and the environment of the functions."""

import os
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import boto3
import pytest
from moto import mock_aws

from copydesk import settings
from copydesk.aws import clients
from copydesk.storage import use_operations, use_tables
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import DueItem
from tests.moto_answers import use_test_account
from tests.template import deployed, of_type

BUCKET = "copydesk-raw-123456789012-0a1b2c3d4e5f"
BUCKETS = {"RawBucket": BUCKET, "BackfillBucket": "copydesk-backfill"}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Creates all resources of the template and sets, for each function, the environment that the template gives it."""
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        for bucket in BUCKETS.values():
            boto3.client("s3").create_bucket(Bucket=bucket)
        boto3.client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        boto3.client("events").create_event_bus(Name="EventBus")
        use_tables(articles="ArticlesTable", operations="OperationsTable")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        use_operations("OperationsTable")
        DueItem.create_table(billing_mode="PAY_PER_REQUEST")
        set_environment(monkeypatch)
        forget()
        yield
    forget()


def set_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    functions = of_type(deployed(), "AWS::Serverless::Function")
    named = {name: value for each in functions.values() for name, value in each["Environment"]["Variables"].items()}
    for name, value in named.items():
        match value:
            case {"Ref": str(bucket)} if bucket in BUCKETS:
                monkeypatch.setenv(name, BUCKETS[bucket])
            case {"Ref": resource} if name.endswith("QUEUE_URL"):
                monkeypatch.setenv(name, boto3.client("sqs").create_queue(QueueName=resource)["QueueUrl"])
            case {"Ref": resource}:
                monkeypatch.setenv(name, resource)
            case str() | int():
                monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("HOST_INTERVAL_SECONDS", "0.001")
    monkeypatch.setenv("ALLOWED_PORTS", "80,443")
    anywhere = replace(
        settings.from_environment(settings.CrawlSettings, os.environ),
        allowed_networks=(ip_network("127.0.0.0/8"),),
        allowed_ports=frozenset(range(1, 65_536)),
    )
    monkeypatch.setattr(settings, "crawl_settings", lambda: anywhere)


def forget() -> None:
    cached = (settings.ingest_settings, settings.api_settings, settings.publish_settings, settings.backfill_settings)
    for each in (
        *cached,
        settings.schedule_settings,
        settings.dispatch_settings,
        settings.discover_settings,
        settings.reconcile_settings,
    ):
        each.cache_clear()
    for client in (clients.s3_client, clients.sqs_client, clients.events_client):
        client.cache_clear()
