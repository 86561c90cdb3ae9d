"""This module runs the fetch function in this process, and its stand-ins in another."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

#: The memory of ingest and of fetch in the template.
MEMORY_MB, FETCH_MEMORY_MB = 1_024, 768
_FUNCTION = Path("functions", "fetch", "app.py")


@dataclass(frozen=True, slots=True)
class Context:
    """The members of Lambda's context that Powertools reads."""

    function_name: str = "fetch"
    memory_limit_in_mb: int = MEMORY_MB
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:fetch"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The process of the stand-ins: its ports, and its counts of use."""

    process: subprocess.Popen[str]
    ports: Mapping[str, int]

    def url(self, host: str, path: str = "/news/a-story-of-today") -> str:
        return f"http://{host}:{self.ports['site']}{path}"

    def used(self, ask: str = "") -> dict[str, float]:
        """Returns the use since the last time. `ask` is a word that the stand-ins know."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{ask}\n")
        self.process.stdin.flush()
        counted: dict[str, float] = json.loads(self.process.stdout.readline())
        return counted


@contextmanager
def world(stand_ins: str, *arguments: str) -> Iterator[World]:
    """Runs a module of stand-ins in a process of its own. It first prints its ports."""
    command = [sys.executable, "-m", stand_ins, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ours
    try:
        assert process.stdout is not None
        yield World(process=process, ports=json.loads(process.stdout.readline()))
    finally:
        process.communicate()


def set_environment(ports: Mapping[str, int]) -> None:
    """Sets the variables of the template, and those that allow requests to sites on loopback."""
    queue = "https://sqs.us-east-1.amazonaws.com/123456789012/copydesk"
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['aws']}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "OPERATIONS_TABLE": "copydesk-operations",
        "RAW_BUCKET": "copydesk-raw",
        "FETCHED_QUEUE_URL": f"{queue}-fetched",
        "TURNS_QUEUE_URL": f"{queue}-turns",
        "FETCH_QUEUE_URL": f"{queue}-fetch",
        "DISCOVER_QUEUE_URL": f"{queue}-discover",
        "REJECT_RETENTION_DAYS": "90",
        "CRAWLER_CONTACT": "https://example.org/bot",
        # This benchmark measures work; bench.crawl_day measures waiting.
        "HOST_INTERVAL_SECONDS": "0.001",
        "ALLOWED_PORTS": str(ports["site"]),
        "COPYDESK_TEST_NETWORKS": "127.0.0.0/8",
        "POWERTOOLS_SERVICE_NAME": "copydesk-fetch",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def load_function() -> ModuleType:
    specification = importlib.util.spec_from_file_location("fetch_app", _FUNCTION)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
