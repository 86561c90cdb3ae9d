"""This module loads and calls a function as Lambda does. It keeps the calls to AWS and the sent messages."""

import importlib.util
import json
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from copydesk.settings import CrawlSettings
from tests.integration.iam import running_as

ROOT = Path(__file__).parents[2]


@dataclass
class Context:
    """These are the members of Lambda's context that Powertools reads."""

    function_name: str = "function"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:crawl"
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"
    milliseconds: list[int] = field(default_factory=list)

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds.pop(0) if self.milliseconds else 120_000


@dataclass(frozen=True)
class Sent:
    """This is a message as SQS got it."""

    queue: str
    body: dict[str, Any]
    delay: int
    group: str | None


@dataclass
class Cloud:
    """`calls` are all calls to AWS since they were last cleared, by name and with their arguments."""

    settings: CrawlSettings
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    @property
    def sent(self) -> list[Sent]:
        return [
            Sent(
                arguments["QueueUrl"].rpartition("-")[2],
                json.loads(entry["MessageBody"]),
                entry["DelaySeconds"],
                entry.get("MessageGroupId"),
            )
            for name, arguments in self.calls
            if name == "SendMessageBatch"
            for entry in arguments["Entries"]
        ]


def load_function(name: str) -> ModuleType:
    """Returns a function's new module, as after a cold start. Its calls are compared with its role."""
    spec = importlib.util.spec_from_file_location(f"{name}_app", ROOT / "functions" / name / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["lambda_handler"] = running_as(name, module.lambda_handler)
    return module


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "events" / f"{name}.json").read_text())
    return found


def batch(*bodies: dict[str, Any] | str, of: str = "fetch-url") -> dict[str, Any]:
    """Returns the sample event of a queue with these messages."""
    (record,) = sample(of)["Records"]
    records = [deepcopy(record) for _ in bodies]
    for number, (each, body) in enumerate(zip(records, bodies, strict=True), 1):
        each |= {"messageId": f"message-{number}", "body": body if isinstance(body, str) else json.dumps(body)}
    return {"Records": records}


def failures(answer: dict[str, Any]) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]
