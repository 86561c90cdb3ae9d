"""Runs the local stack, one process that emulates AWS on a free loopback port, and remembers it in a file."""

import json
import re
import shutil
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from copydesk.stack import process
from copydesk.stack.problems import Problem
from copydesk.stack.workplace import REGION, Workplace, local_credentials, log_tail, tool_environment

STACK_NAME = "copydesk-local"
_START_SECONDS = 30.0
_FUNCTION_URL = re.compile(r"https://(\w+)\.lambda-url\.[\w-]+\.on\.aws/")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStack:
    pid: int
    born: str
    port: int
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def reachable_outputs(self) -> dict[str, str]:
        """The outputs, with the Function URL of this machine in place of the one on AWS."""
        local = rf"{self.endpoint}/_aws/lambda-url/\1/"
        return {name: _FUNCTION_URL.sub(local, value) for name, value in self.outputs.items()}

    @property
    def process(self) -> process.Running:
        return process.Running(self.pid, self.born)


def running_stack(place: Workplace) -> LocalStack | None:
    """Returns the stack that this checkout started, or None if it does not run."""
    stack = _remembered(place)
    return stack if stack is not None and process.is_alive(stack.process) else None


def start_stack(place: Workplace) -> LocalStack:
    """Starts the stack and waits until it answers. Raises Problem if three tries fail.

    It tries again because another program may take the free port first. It first removes what an earlier stack left
    after a crash.
    """
    stop_stack(place)
    for _ in range(3):
        stack = _launch(place, _free_port())
        # This precedes the answer, so that `down` finds the stack even if the command is interrupted.
        remember(place, stack)
        if _answers(stack):
            return stack
        stop_stack(place)
    raise Problem(f"The local stack does not start:\n{log_tail(stack_log(place))}", f"All it said: {stack_log(place)}")


def remember(place: Workplace, stack: LocalStack) -> None:
    _state_file(place).write_text(json.dumps(asdict(stack), indent=2) + "\n", encoding="utf-8")


def stop_stack(place: Workplace) -> bool:
    """Stops the stack with the functions that it runs, and removes their copies. Returns whether it was up."""
    stack = _remembered(place)
    was_up = stack is not None and process.is_alive(stack.process)
    if stack is not None:
        process.stop(stack.process)
        _state_file(place).unlink(missing_ok=True)
    shutil.rmtree(_scratch(place), ignore_errors=True)
    return was_up


def stack_log(place: Workplace) -> Path:
    return place.state / "stack.log"


def _remembered(place: Workplace) -> LocalStack | None:
    """Returns the stack that was started last, whether it still runs or not."""
    path = _state_file(place)
    return LocalStack(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _launch(place: Workplace, port: int) -> LocalStack:
    scratch = _scratch(place)
    scratch.mkdir(parents=True, exist_ok=True)
    environment = tool_environment() | local_credentials(f"http://127.0.0.1:{port}")
    environment |= {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "TMPDIR": str(scratch),
    }
    command = [place.tool("stack", "ministack")]
    child = process.start(command, environment=environment, log=stack_log(place))
    return LocalStack(pid=child.pid, born=child.born, port=port)


def _answers(stack: LocalStack) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while process.is_alive(stack.process) and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", stack.port, timeout=2)
        try:
            connection.request("GET", "/_ministack/health")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _state_file(place: Workplace) -> Path:
    return place.state / "stack.json"


def _scratch(place: Workplace) -> Path:
    """Returns the folder to which the stack copies the functions, each that it starts into a folder of its own."""
    return place.state / "tmp"
