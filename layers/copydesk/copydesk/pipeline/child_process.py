"""Extracts large pages in a child process, because no signal stops C code that runs too long.

The first page that needs the child starts it by `exec`; a fork would copy locks held by other threads. The child then
stays and takes one page at a time over its pipes. Lambda has no /dev/shm for multiprocessing queues. After a child was
killed, the parent waits for its end, and the next page starts another one.
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
    # The child imports this module too, but needs nothing else of ingest.
    from copydesk.pipeline.candidates import Extract, PageContext

#: Inflated bytes above which a page goes to the child. The child costs 1.6 ms of processor time per such page and 320
#: ms once. The mean over all pages is 0.6 ms, as 35 % of the 2,377 pages of the public corpora are larger. A smaller
#: page within the limits of extraction takes at most 0.5 s. The slowest known mistake was quadratic, with 24 s for 240
#: KB. At this size it takes 17 s, which the function survives.
LARGE = 200_000
#: The seconds that a page may take: processor seconds per 10^6 bytes, their minimum, and the maximum on the clock. The
#: slowest page of the corpora takes 0.5 s.
SECONDS_A_MEGABYTE, LEAST_SECONDS, MOST_SECONDS = 2, 5, 20
#: The share of the function's memory that the child may use.
_PART_OF_MEMORY = 0.75
_PROGRAM = f"""
from {__name__} import main
from copydesk.extraction import extract_article
main(extract_article)
"""
_COMMAND = (sys.executable, "-c", _PROGRAM)
#: The command of a child with a lower priority, for a parent that has other work to do.
KIND_COMMAND = (sys.executable, "-c", f"import os; os.nice(5); {_PROGRAM}")
_READY = b"."
#: The number of stack frames that the message of a bug names, innermost first.
_FRAMES = 4


@dataclass(frozen=True, slots=True)
class _Refused:
    """A reject as it comes through the pipe. `is_stopped` marks one that may be due to the machine, not the page."""

    reason: RejectReason
    detail: str
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class _Bug:
    where: str


type _Answer = Article | _Refused | _Bug


def memory_for_child() -> int | None:
    """Returns the memory limit of the child in bytes, from Lambda's setting; None if there is no limit."""
    megabytes = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    return int(int(megabytes) * 2**20 * _PART_OF_MEMORY) if megabytes else None


def _nothing() -> None:
    """Does nothing, as there is no child to stop."""


@dataclass(kw_only=True)
class ChildProcess:
    """Wraps `extract` with a time limit for large pages. `command` starts a child that calls `main`.

    Without `extract` the child gets every page.

    Raises Stopped with `too_slow`, or with `too_complex` if memory was the limit.
    """

    extract: "Extract | None" = None
    command: Sequence[str] = _COMMAND
    least_seconds: int = LEAST_SECONDS
    most_seconds: int = MOST_SECONDS
    memory: int | None = field(default_factory=memory_for_child)
    _child: Popen[bytes] | None = None
    _stop: Callable[[], Any] = _nothing
    _turn: Lock = field(default_factory=Lock)

    def __call__(self, body: bytes, **context: "Unpack[PageContext]") -> Article:
        body = inflate(body, context["content_encoding"])
        page: dict[str, Any] = {"body": body, **context, "content_encoding": None}
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

    def _answer(self, child: Popen[bytes], question: tuple[Any, ...]) -> _Answer:
        assert child.stdin
        assert child.stdout
        pickle.dump(question, child.stdin)
        child.stdin.flush()
        if not _can_be_read(child.stdout, self.most_seconds):
            return _too_slow(f"over {self.most_seconds} s")
        answer: _Answer = pickle.load(child.stdout)  # noqa: S301  # written by our own code
        return answer

    def _running(self) -> Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = Popen(self.command, stdin=PIPE, stdout=PIPE, env=_environment())  # noqa: S603  # our own
            # The child also ends when this object is collected, or when Python exits.
            self._stop = finalize(self, _end, self._child)
            _wait_until_ready(self._child)
        return self._child


def _wait_until_ready(child: Popen[bytes]) -> None:
    """Waits for the child's start, which no page's time limit includes. A failed start shows at the next page."""
    assert child.stdout
    child.stdout.read(len(_READY))


def _environment() -> dict[str, str]:
    """Returns the child's environment without AWS variables, so that an exploit of a parser finds no credentials."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path)}


def _can_be_read(pipe: Any, seconds: int) -> bool:
    readable = poll()
    readable.register(pipe, POLLIN)
    return bool(readable.poll(1_000 * seconds))


def _end(child: Popen[bytes]) -> None:
    """Kills the child, waits for its end and closes its pipes."""
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
    """Runs the child: reads pages from standard input until it ends, and writes only answers to standard output."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(OSError):  # absent outside Linux; out of memory, the kernel kills the child first
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
    """Sets a limit that the kernel enforces, also in C code and after the parent has ended."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard))


def _judged(extract: "Extract", page: dict[str, Any]) -> _Answer:
    try:
        return extract(**page)
    except Reject as reject:
        return _Refused(reject.reason, reject.detail)
    except MemoryError:
        return _too_complex()
    except Exception as bug:  # the parent logs it; its message may contain page text
        frames = reversed(traceback.extract_tb(bug.__traceback__)[-_FRAMES:])
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        return _Bug(f"{type(bug).__name__} in {where}")
