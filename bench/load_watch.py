"""This module watches a load: the queue's depth, and what each process of the local stack has used."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_PROC = Path("/proc")
#: The seconds between two looks. Asking for the depth takes the stack about a millisecond, so this adds no load.
_SECONDS = 0.5
_SERVICE = b"POWERTOOLS_SERVICE_NAME="
#: The name of the stack itself among the functions.
STACK = "local stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The use of a process, or of all of one name: processor seconds, and the most megabytes of the largest."""

    cpu: float = 0.0
    megabytes: float = 0.0
    processes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """Messages at a moment: `waiting` for a function, `held` by one."""

    at: float
    waiting: int
    held: int

    @property
    def total(self) -> int:
        return self.waiting + self.held


def depth(client: "SQSClient", queue_url: str) -> Depth:
    told = client.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    return Depth(
        at=time.time(),
        waiting=int(told["ApproximateNumberOfMessages"]),
        held=int(told["ApproximateNumberOfMessagesNotVisible"]),
    )


@dataclass(slots=True)
class Processes:
    """The processes of the local stack and of its functions' workers, by process id; only Linux lists them.

    A worker that ended keeps its last figures.
    """

    stack: int
    _seen: dict[int, tuple[str, Used]] = field(default_factory=dict)

    def look(self) -> None:
        for pid, name in ((self.stack, STACK), *_workers(self.stack)):
            used = _used(pid)
            if used:
                self._seen[pid] = (name, used)

    def by_name(self) -> Mapping[str, Used]:
        names = sorted({name for name, _ in self._seen.values()})
        return {name: _together([used for each, used in self._seen.values() if each == name]) for name in names}


@contextmanager
def watching(*looks: Callable[[], None]) -> Iterator[None]:
    """Calls the looks repeatedly in a thread while the context lasts."""
    ended = Event()

    def watch() -> None:
        while True:
            for look in looks:
                look()
            if ended.wait(_SECONDS):
                return

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _together(used: list[Used]) -> Used:
    return Used(
        cpu=sum(each.cpu for each in used),
        megabytes=max(each.megabytes for each in used),
        processes=len(used),
    )


def _workers(parent: int) -> Iterator[tuple[int, str]]:
    """Yields the processes under one that run a function of ours, or extract for it, each with the function's name."""
    for listed in _PROC.glob(f"{parent}/task/*/children"):
        for pid in _text(listed).split():
            yield from _workers(int(pid))
            _, found, rest = _bytes(_PROC / pid / "environ").partition(_SERVICE)
            if found:
                # The stack's name precedes it.
                yield int(pid), rest.partition(b"\0")[0].decode().rpartition("-")[2]


def _used(pid: int) -> Used | None:
    """Returns the use of a process, or None if it has ended or the system does not say."""
    fields = _text(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in _text(_PROC / str(pid) / "status").splitlines() if ":" in line)
    if not fields or "VmHWM" not in status:
        return None
    # proc(5): after the name come the state and, 11 fields on, the ticks in user and in system mode.
    ticks = int(fields[11]) + int(fields[12])
    return Used(
        cpu=ticks / os.sysconf("SC_CLK_TCK"), megabytes=int(status["VmHWM"].split()[0]) * 1_024 / 1e6, processes=1
    )


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    """Returns the content of a file, or nothing for a process that has ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
