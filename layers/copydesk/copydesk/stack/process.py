"""Starts processes that outlive their command, and finds them again without mistaking another process for them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from copydesk.stack.problems import Problem

_GRACE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Running:
    """A process. `born` distinguishes it from a later one with the same pid."""

    pid: int
    born: str


def start(command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> Running:
    """Starts a process that outlives this one and does not receive this terminal's Ctrl-C.

    It does not use `subprocess`, which warns when its owner forgets a child that still runs.
    """
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
        *((os.POSIX_SPAWN_CLOSE, inherited) for inherited in _inherited()),
    ]
    pid = os.posix_spawn(command[0], list(command), environment, file_actions=files, setsid=True)
    return Running(pid, _born(pid) or "")


def _inherited() -> Iterator[int]:
    """Yields the files that our own caller left open. The process would hold a lock among them as long as it runs."""
    for number in [int(each.name) for each in Path("/dev/fd").iterdir()]:
        with suppress(OSError):  # the file of the listing itself is already closed
            if number > 2 and os.get_inheritable(number):
                yield number


def is_alive(process: Running) -> bool:
    return _born(process.pid) == process.born


def stop(process: Running) -> None:
    """Stops a process, at first politely, and then the processes that it left. Raises Problem if it does not end."""
    for order in (signal.SIGTERM, signal.SIGKILL):
        if is_alive(process):
            os.kill(process.pid, order)
            _wait_for_end(process)
    _end_children(process)
    if is_alive(process):
        raise Problem(f"The local stack (process {process.pid}) does not end.", "End it by hand, then: copydesk down")


def _end_children(process: Running) -> None:
    """Kills the process group of a process. Its number is not reused while the group lives, except after a restart."""
    is_its_own = _born(process.pid) in (None, process.born) and process.born.endswith(_boot())
    if process.born and is_its_own:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _boot() -> str:
    """Returns a mark of the machine's current run. Without such a mark it returns `@unknown`."""
    try:
        return "@" + Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return "@unknown"


def _wait_for_end(process: Running) -> None:
    deadline = time.monotonic() + _GRACE_SECONDS
    while is_alive(process) and time.monotonic() < deadline:
        time.sleep(0.05)


def _born(pid: int) -> str | None:
    """Returns when a process began, or None if there is none. An ended one that was not waited for counts as none."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The name may contain spaces and brackets. The state follows its last bracket, and the start follows 19
            # fields later.
            state_and_more = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if state_and_more[0] == "Z" else state_and_more[19] + _boot()
    ps = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S607
    state, _, born = ps.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else born.strip()
