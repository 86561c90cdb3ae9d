"""Extraction of large pages in a child process, because no signal stops C code that takes too long.

The child is started by `exec` at the first page that needs it: a fork would copy the locks that other threads hold.
It then stays, and takes one page at a time over its pipes; Lambda has no /dev/shm for the queues of multiprocessing.
A child that was killed is waited for, and the next page starts another one.
"""

import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from select import POLLIN, poll
from subprocess import PIPE, Popen
from threading import Lock
from time import process_time
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack
from weakref import finalize

from copydesk.errors import Reject, RejectReason, Stopped
from copydesk.model import Article
from copydesk.web.content_encoding import inflate

if TYPE_CHECKING:
    # The child, too, imports this module, and nothing of what ingest needs besides.
    from copydesk.pipeline.ingest import Extract, PageContext

#: Bytes of a page, inflated, from which on it goes to the child. That costs 1.6 ms of processor time for each such page
#: and 320 ms once: 0.6 ms in the mean, as 35 % of the pages of the public corpora (2,377) are larger. Below it a page
#: within the limits of extraction takes 0.5 s at most, and the slowest mistake that was ever found, quadratic with 24 s
#: for 240 KB, 17 s: the function outlives that.
LARGE = 200_000
#: Seconds that a page may take: of the processor for each 10^6 bytes and at least, on the clock at most. The slowest
#: page of the corpora takes 0.5 s.
SECONDS_A_MEGABYTE, LEAST_SECONDS, MOST_SECONDS = 2, 5, 20
#: Of the function's memory, the part that the child may take; the rest is the function's own.
_PART_OF_MEMORY = 0.75
_PROGRAM = "from copydesk.pipeline.child_process import main; from copydesk.extraction import extract_article; main(extract_article)"
_COMMAND = (sys.executable, "-c", _PROGRAM)
#: A child whose parent has more to do than to wait for it: that goes first.
KIND_COMMAND = (sys.executable, "-c", f"import os; os.nice(5); {_PROGRAM}")
_READY = b"."
#: Frames that the words of a bug name, the innermost first.
_FRAMES = 4


@dataclass(frozen=True, slots=True)
class _Refused:
    """A reject as it comes through the pipe. One that is stopped says more of the machine than of the page."""

    reason: RejectReason
    detail: str
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Bug:
    where: str


type _Answer = Article | _Refused | _Bug


def memory_for_child() -> int | None:
    """Bytes, by the memory that Lambda tells of; None where nothing bounds it."""
    megabytes = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    return int(int(megabytes) * 2**20 * _PART_OF_MEMORY) if megabytes else None


def _nothing() -> None:
    """No child is there to be stopped."""


@dataclass(kw_only=True)
class ChildProcess:
    """`extract`, of which no page takes longer than its size allows; without it the child gets every page, small ones
    too. `command` starts a child that calls `main`.

    Raises Stopped: `too_slow`, or `too_complex` where memory was the limit.
    """

    extract: "Extract | None" = None
    command: Sequence[str] = _COMMAND
    least_seconds: int = LEAST_SECONDS
    most_seconds: int = MOST_SECONDS
    memory: int | None = field(default_factory=memory_for_child)
    _child: Popen[bytes] | None = None
    _stop: Callable[[], Any] = _nothing
    _turn: Lock = field(default_factory=Lock)

    def __call__(self, body: bytes, **told: "Unpack[PageContext]") -> Article:
        body = inflate(body, told["content_encoding"])
        page: dict[str, Any] = {"body": body, **told, "content_encoding": None}
        if self.extract and len(body) <= LARGE:
            return self.extract(**page)
        with self._turn:
            return _article(self._ask(page))

    def _ask(self, page: dict[str, Any]) -> _Answer:
        seconds = min(self.most_seconds, max(self.least_seconds, SECONDS_A_MEGABYTE * len(page["body"]) // 10**6))
        child = self._running()
        try:
            answer = self._answer(child, (page, seconds, self.memory))
        except (EOFError, OSError, pickle.UnpicklingError):
            answer = _death(child.wait(), seconds)
        if isinstance(answer, _Refused) and answer.is_stopped:
            self._stop()
        return answer

    def _answer(self, child: Popen[bytes], asked: tuple[Any, ...]) -> _Answer:
        assert child.stdin
        assert child.stdout
        pickle.dump(asked, child.stdin)
        child.stdin.flush()
        if not _can_be_read(child.stdout, self.most_seconds):
            return _too_slow(f"over {self.most_seconds} s")
        answer: _Answer = pickle.load(child.stdout)  # noqa: S301  # written by our own code
        return answer

    def _running(self) -> Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = Popen(self.command, stdin=PIPE, stdout=PIPE, env=_environment())  # noqa: S603  # our own
            # Also when this is let go of, or Python ends.
            self._stop = finalize(self, _end, self._child)
            _wait_until_ready(self._child)
        return self._child


def _wait_until_ready(child: Popen[bytes]) -> None:
    """Its start takes long on a busy machine, and is no page's time. One that cannot start is found out by its page."""
    assert child.stdout
    child.stdout.read(len(_READY))


def _environment() -> dict[str, str]:
    """What the child finds its modules by. Whoever breaks out of a parser finds no keys to the account in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path)}


def _can_be_read(pipe: Any, seconds: int) -> bool:
    readable = poll()
    readable.register(pipe, POLLIN)
    return bool(readable.poll(1_000 * seconds))


def _end(child: Popen[bytes]) -> None:
    """Kill it, wait for it and close its pipes, so that nothing of it is left."""
    child.kill()
    with suppress(BrokenPipeError), child:
        pass


def _death(status: int, seconds: int) -> _Refused | _Bug:
    match -status:
        case signal.SIGXCPU:
            return _too_slow(f"over {seconds} s of the processor")
        case signal.SIGKILL:
            return _too_complex()
    return _Bug(f"the child ended with {status}")


def _too_slow(detail: str) -> _Refused:
    return _Refused(RejectReason.TOO_SLOW, detail, is_stopped=True)


def _too_complex() -> _Refused:
    return _Refused(RejectReason.TOO_COMPLEX, "more memory than there is for a page", is_stopped=True)


def _article(answer: _Answer) -> Article:
    match answer:
        case _Bug():
            raise RuntimeError(answer.where)
        case _Refused():
            raise (Stopped if answer.is_stopped else Reject)(answer.reason, answer.detail)
    return answer


def main(extract: "Extract") -> None:
    """The child: pages by standard input until it ends, answers by standard output, which nobody else may write to."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(OSError):  # elsewhere than on Linux; there the kernel takes the child before the function
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    _limit(resource.RLIMIT_CORE, 0)
    answers.write(_READY)
    answers.flush()
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            _serve(extract, sys.stdin.buffer, answers)


def _serve(extract: "Extract", pages: BinaryIO, answers: BinaryIO) -> None:
    page, seconds, memory = pickle.load(pages)  # noqa: S301  # written by our own code
    _limit(resource.RLIMIT_CPU, ceil(process_time()) + seconds)
    if memory:
        _limit(resource.RLIMIT_DATA, memory)
    answer = pickle.dumps(_judged(extract, page))
    answers.write(answer)
    answers.flush()


def _limit(what: int, most: int) -> None:
    """Kept by the kernel, also in C code, and after the function is gone."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard))


def _judged(extract: "Extract", page: dict[str, Any]) -> _Answer:
    try:
        return extract(**page)
    except Reject as reject:
        return _Refused(reject.reason, reject.detail)
    except MemoryError:
        return _too_complex()
    except Exception as bug:  # told to the function, which logs it; its words may be the page's
        frames = reversed(traceback.extract_tb(bug.__traceback__)[-_FRAMES:])
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        return _Bug(f"{type(bug).__name__} in {where}")
