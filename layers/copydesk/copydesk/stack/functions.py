"""Changes settings of the functions on a laptop: how many run at once, and which sites fetch may request."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3

from copydesk.stack.local import LocalStack

#: template.yaml never sets it, and functions refuse it without a local stack: see `copydesk.settings`.
NETWORKS = "COPYDESK_TEST_NETWORKS"
_FUNCTIONS = ("FetchFunctionName",)
#: The ports of the web, which the template allows by default.
_WEB_PORTS = "80,443"


def allow_loopback(stack: LocalStack, *, ports: str, interval: float | None = None) -> None:
    """Allows fetch to request these ports of 127.0.0.0/8 until the next deployment."""
    changes = {NETWORKS: "127.0.0.0/8", "ALLOWED_PORTS": ports}
    if interval is not None:
        changes["HOST_INTERVAL_SECONDS"] = str(interval)
    client = _client(stack)
    for name in _functions(stack):
        _set_variables(client, name, _variables(client, name) | changes)


def fit_concurrency() -> None:
    """Limits the functions that run at once to the number of processors, at least 2. More would slow each other down.

    It sets a number, after the deployment. A parameter of the template reaches ministack 1.5.33 as text, which stops
    its queue poller.
    """
    client = boto3.client("lambda")
    limit = max(2, os.process_cpu_count() or 2)
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        if "ScalingConfig" in mapping:
            client.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": limit})


@contextmanager
def loopback_allowed(stack: LocalStack, *, port: int) -> Iterator[None]:
    """Allows fetch to request one port of this machine, besides those of the web, while the context lasts."""
    client = _client(stack)
    before = {name: _variables(client, name) for name in _functions(stack)}
    allow_loopback(stack, ports=f"{_WEB_PORTS},{port}")
    try:
        yield
    finally:
        for name, variables in before.items():
            _set_variables(client, name, variables)


def _client(stack: LocalStack) -> Any:
    return boto3.client("lambda", endpoint_url=stack.endpoint)


def _functions(stack: LocalStack) -> list[str]:
    return [stack.outputs[output] for output in _FUNCTIONS]


def _variables(client: Any, name: str) -> dict[str, str]:
    found: dict[str, str] = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    return found


def _set_variables(client: Any, name: str, variables: Mapping[str, str]) -> None:
    client.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
