"""This module finds the process that made a call by its end of the connection, and kills it.

It needs /proc, which only Linux has. On other systems a call that should kill its caller loses its answer instead.
"""

import os
import signal
from pathlib import Path

_PROC = Path("/proc")


def kill_caller(port: int, *, parent: int) -> bool:
    """Kills the child of `parent` that calls from this port of loopback, without warning, as a failing machine does."""
    inode = _inode_of(port) if (_PROC / "net/tcp").exists() else None
    for pid in _children(parent) if inode else ():
        if _holds(pid, f"socket:[{inode}]"):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def _inode_of(port: int) -> str | None:
    local = f":{port:04X}"
    lines = (_PROC / "net/tcp").read_text(encoding="ascii").splitlines()[1:]
    rows = (line.split() for line in lines)
    # This is the tenth field: https://docs.kernel.org/networking/proc_net_tcp.html
    return next((row[9] for row in rows if row[1].endswith(local)), None)


def _children(parent: int) -> list[int]:
    pids = [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdecimal()]
    return [pid for pid in pids if _parent_of(pid) == parent]


def _parent_of(pid: int) -> int | None:
    try:
        # The name may hold spaces and brackets. The state and the parent follow it.
        return int((_PROC / f"{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None


def _holds(pid: int, socket: str) -> bool:
    try:
        return any(entry.readlink() == Path(socket) for entry in (_PROC / f"{pid}/fd").iterdir())
    except OSError:
        return False
