"""This module runs the build output under AWS's Runtime Interface Emulator, with only the runtime and the layers."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from copydesk.stack.workplace import Workplace, local_credentials, this_machine
from tests.end_to_end.harness import Deployed

_INVOKE = "/2015-03-31/functions/function/invocations"


@dataclass(frozen=True, slots=True)
class Emulator:
    port: int
    log: Path

    def invoke(self, event: Mapping[str, Any]) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", _INVOKE, body=json.dumps(event))
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


#: A Lambda runtime starts the interpreter with these arguments.
RUNTIME = ("-m", "awslambdaric")


@contextmanager
def emulator(
    deployed: Deployed, built: Path, log: Path, *, function: str = "IngestFunction", runtime: Sequence[str] = RUNTIME
) -> Iterator[Emulator]:
    port, runtime_port = _free_ports()
    command = [str(_program(deployed.place)), "--log-level", "error"]
    command += ["--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
    command += ["--runtime-api-address", f"127.0.0.1:{runtime_port}"]
    command += [str(_runtime(deployed.place) / "bin/python"), *runtime, "app.lambda_handler"]
    environment = _environment(deployed, built, function)
    with log.open("wb") as output:
        child = subprocess.Popen(command, cwd=built / function, env=environment, stdout=output, stderr=output)
    try:
        _wait_for(port, child)
        yield Emulator(port, log)
    finally:
        child.terminate()
        child.wait(timeout=10)


def _environment(deployed: Deployed, built: Path, function: str) -> dict[str, str]:
    """Returns what Lambda gives a function: its own variables, credentials, and the paths of the layers."""
    name = deployed.output(f"{function}Name")
    told = deployed.configuration(f"{function}Name")
    parts = (function, "DependenciesLayer/python", "CopydeskLayer/python")
    return {
        **local_credentials(deployed.stack.endpoint),
        **told["Environment"]["Variables"],
        "PATH": os.defpath,
        "PYTHONPATH": os.pathsep.join(str(built / part) for part in parts),
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(told["Timeout"]),
        "LAMBDA_TASK_ROOT": str(built / function),
        # Layers and code are read-only in Lambda.
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _program(place: Workplace) -> Path:
    [folder] = (place.checkout / ".venv-local/sam/lib").glob("python3*/site-packages/samcli/local/rapid")
    return folder / f"aws-lambda-rie-{this_machine()}"


def _runtime(place: Workplace) -> Path:
    return place.checkout / ".venv-local/runtime"


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while child.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the emulator does not answer")
