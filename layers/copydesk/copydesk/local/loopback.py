"""Sites on this machine made fit to be fetched by the local stack, for the demonstration and the tests."""

import boto3

from copydesk.local.stack import LocalStack

#: Never in template.yaml, and refused where there is no local stack: see `copydesk.settings`.
NETWORKS = "COPYDESK_TEST_NETWORKS"
_FUNCTIONS = ("DiscoverFunctionName", "FetchFunctionName")


def allow_loopback(stack: LocalStack, *, ports: str, interval: float | None = None) -> None:
    """Let discover and fetch ask these ports of 127.0.0.0/8, until the next deployment."""
    client = boto3.client("lambda", endpoint_url=stack.endpoint)
    changes = {NETWORKS: "127.0.0.0/8", "ALLOWED_PORTS": ports}
    if interval is not None:
        changes["HOST_INTERVAL_SECONDS"] = str(interval)
    for output in _FUNCTIONS:
        name = stack.outputs[output]
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        client.update_function_configuration(FunctionName=name, Environment={"Variables": variables | changes})
