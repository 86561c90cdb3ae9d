"""This module deploys Copydesk on a local stack of the tests, by its command line, and reads it with boto3."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.client import Config

from copydesk.stack.local import LocalStack
from copydesk.stack.workplace import REGION, Workplace

ROOT = Path(__file__).parents[2]
SEED = ROOT / "tests/pages/newarab/html/page.html"
SEED_URL = "https://www.newarab.com/news/egypt-israel-secret-meeting-ahead-rafah-invasion"

type Item = Mapping[str, Any]

#: The queues must look empty this many times in a row, a tenth of a second apart.
_EMPTY = 5


def run_copydesk(state: Path, *arguments: str, code: int = 0) -> str:
    """Returns what `copydesk` prints on both standard output and standard error."""
    command = [sys.executable, "-m", "copydesk.cli", *arguments]
    environment = os.environ | {"COPYDESK_STATE_DIR": str(state)}
    done = subprocess.run(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def seed_page(url: str) -> bytes:
    """Returns the seed article as if it had been published at another address."""
    return SEED.read_bytes().replace(SEED_URL.encode(), url.encode())


def sample_event(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((ROOT / "events" / name).read_text(encoding="utf-8"))
    return event


@cache
def client(service: str, endpoint: str, config: Config | None = None) -> Any:
    """Returns the one client of a service. A test that waits would else create several clients a second."""
    return boto3.client(  # type: ignore[call-overload]
        service,
        config=config,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@dataclass(frozen=True, slots=True)
class Deployed:
    place: Workplace
    stack: LocalStack

    def copydesk(self, *arguments: str, code: int = 0) -> str:
        return run_copydesk(self.place.state, *arguments, code=code)

    def client(self, service: str, config: Config | None = None) -> Any:
        return client(service, self.stack.endpoint, config)

    def output(self, name: str) -> str:
        return self.stack.outputs[name]

    def variables(self, function: str) -> dict[str, str]:
        """Returns the environment variables of the function that an output names."""
        variables: dict[str, str] = self.configuration(function)["Environment"]["Variables"]
        return variables

    def configuration(self, function: str) -> Any:
        """Returns the configuration of the function that an output names."""
        return self.client("lambda").get_function_configuration(FunctionName=self.output(function))

    def put(self, key: str, body: bytes, *, url: str | None = None, fetched_at: str | None = None) -> None:
        told = {"url": url, "fetched-at": fetched_at}
        metadata = {name: value for name, value in told.items() if value}
        self.client("s3").put_object(Bucket=self.output("RawBucketName"), Key=key, Body=body, Metadata=metadata)

    def send(self, body: str) -> None:
        self.client("sqs").send_message(QueueUrl=self.output("IngestQueueUrl"), MessageBody=body)

    def waiting(self, queue: str = "IngestQueueUrl") -> int:
        answer = self.client("sqs").get_queue_attributes(QueueUrl=self.output(queue), AttributeNames=["All"])
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        return sum(int(answer["Attributes"][name]) for name in names)

    def settle(self, seconds: float = 150) -> None:
        """Waits until ingest has handled all messages. A notification may reach the queue a moment after its object."""
        deadline, empty = time.monotonic() + seconds, 0
        while empty < _EMPTY:
            left = sum(map(self.waiting, ("IngestQueueUrl", "FetchedQueueUrl", "IngestAloneQueueUrl")))
            assert time.monotonic() < deadline, f"{left} messages are still in the queues of ingest"
            empty = 0 if left else empty + 1
            time.sleep(0.4 if left else 0.1)

    def items(self, table: str = "ArticlesTableName") -> dict[tuple[str, str], Item]:
        """Returns every item of a table as it is stored, by its keys."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.output(table))
        found = [item for page in pages for item in page["Items"]]
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}

    def article(self, key: str) -> dict[str, Item]:
        """Returns the items of the article that was made from this raw page, by their sort keys."""
        items = self.items()
        [pk] = [pk for (pk, sk), item in items.items() if sk == "HEAD" and item["source"]["M"]["key"]["S"] == key]
        return {sk: item for (each, sk), item in items.items() if each == pk}

    def head_of(self, url: str) -> Item:
        [head] = [
            item for (_, sk), item in self.items().items() if sk == "HEAD" and item.get("url", {}).get("S") == url
        ]
        return head

    def reject_reason(self, key: str) -> str | None:
        """Returns why the raw page with this key was refused, or None."""
        found = self.items("OperationsTableName").values()
        told = ((item, item.get("source", {}).get("M", {})) for item in found)
        return next((item["reason"]["S"] for item, source in told if source.get("key", {}).get("S") == key), None)
