"""A child process reads a page as this process does. It is stopped if it takes too much, and leaves nothing behind."""

import gc
import gzip
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copydesk.errors import Reject, RejectReason, Stopped
from copydesk.extraction import extract_article
from copydesk.model import Article
from copydesk.pipeline.child_process import LARGE, ChildProcess
from tests.integration.calling import ROOT

pytestmark = pytest.mark.slow

SEED = ROOT / "tests/pages/newarab/html/page.html"
PADDING = b"<!--" + bytes(LARGE) + b"-->"


def child(code: str) -> tuple[str, ...]:
    """Returns the command of a child whose extraction is this expression; `body` is the page."""
    program = (
        "import ctypes, itertools, os, sys, time\n"
        "from copydesk.pipeline.child_process import main\n"
        "from copydesk.model import Article\n"
        f"main(lambda body, **_: {code})"
    )
    return (sys.executable, "-c", program)


def never(*_: Any, **__: Any) -> Article:
    raise AssertionError("a large page is read in the child")


def reading(code: str, **limits: Any) -> ChildProcess:
    return ChildProcess(extract=never, command=child(code), **limits)


def read(apart: ChildProcess, body: bytes = bytes(LARGE + 1)) -> Article:
    return apart(body, url="https://example.org/a", content_type=None, content_encoding=None)


def pid(apart: ChildProcess) -> int:
    assert apart._child
    return apart._child.pid


def is_there(process: int) -> bool:
    """Returns whether a process exists, also as a zombie."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


#: This loop runs in C and ignores Python's signals, so that SIGTERM and SIGALRM would never be handled.
HANGS = "all(itertools.repeat(True))"
ARTICLE = "Article(url=None, canonical_url=None, host=None, headline={})"


@pytest.mark.parametrize("pack", [lambda body: body, gzip.compress], ids=["plain", "gzip"])
def test_a_large_page_is_read_as_it_is_without_a_child(pack: Callable[[bytes], bytes]) -> None:
    page = SEED.read_bytes() + PADDING
    found = ChildProcess(extract=never)(
        pack(page), url="https://e.org/a", content_type="text/html", content_encoding=None
    )
    assert found == extract_article(page, url="https://e.org/a", content_type="text/html")


def test_a_page_that_is_not_large_needs_no_child() -> None:
    apart = ChildProcess(extract=extract_article, command=("there is no such program",))
    assert read(apart, SEED.read_bytes()) == extract_article(SEED.read_bytes(), url="https://example.org/a")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("code", "limits", "reason"),
    [
        pytest.param(HANGS, {"least_seconds": 1, "most_seconds": 100}, RejectReason.TOO_SLOW, id="loops in C"),
        pytest.param("time.sleep(60)", {"most_seconds": 1}, RejectReason.TOO_SLOW, id="takes no processor's time"),
        pytest.param("bytearray(10**9)", {"memory": 2 * 10**8}, RejectReason.TOO_COMPLEX, id="takes too much memory"),
        pytest.param("os.kill(os.getpid(), 9)", {}, RejectReason.TOO_COMPLEX, id="killed by the kernel for memory"),
    ],
)
def test_a_page_that_takes_too_much_is_stopped_and_leaves_no_process(
    code: str, limits: dict[str, int], reason: RejectReason
) -> None:
    apart = reading(f"{ARTICLE.format('str(os.getpid())')} if body[0] else {code}", **limits)
    with pytest.raises(Stopped) as stopped:
        read(apart)
    assert stopped.value.reason is reason
    stopped_child = pid(apart)
    assert not is_there(stopped_child)
    assert read(apart, b"x" * (LARGE + 1)).headline == str(pid(apart)) != str(stopped_child)


@pytest.mark.timeout(120)
def test_the_larger_a_page_the_longer_it_may_take() -> None:
    apart = reading(HANGS, least_seconds=1, most_seconds=100)
    began = time.monotonic()
    with pytest.raises(Stopped, match="over 3 s of the processor"):
        read(apart, bytes(1_600_000))
    assert time.monotonic() - began > 2


def test_a_child_that_starts_late_costs_its_page_no_time() -> None:
    *start, program = child(ARTICLE.format("'late'"))
    apart = ChildProcess(extract=never, command=(*start, f"import time; time.sleep(2)\n{program}"), most_seconds=1)
    assert read(apart).headline == "late"


def test_one_child_reads_one_page_after_the_other() -> None:
    apart = reading(ARTICLE.format("str(os.getpid())"))
    assert len({read(apart).headline for _ in range(3)}) == 1


def test_each_page_has_its_time_to_itself() -> None:
    """A child that has read many pages has used more processor time than one page may use."""
    spend = "[*iter(lambda end=time.process_time() + 0.5: time.process_time() < end, False)]"
    apart = reading(f"{spend} and {ARTICLE.format('str(os.getpid())')}", least_seconds=1, most_seconds=100)
    assert len({read(apart).headline for _ in range(3)}) == 1


def test_a_refusal_is_the_one_that_the_page_gets_without_a_child() -> None:
    page = b"<title>Nothing</title>" + PADDING
    with pytest.raises(Reject) as here:
        extract_article(page)
    with pytest.raises(Reject) as there:
        read(ChildProcess(extract=never), page)
    assert type(there.value) is Reject
    assert (there.value.reason, there.value.detail) == (here.value.reason, here.value.detail)


def test_a_bug_names_its_place_and_nothing_of_the_page() -> None:
    with pytest.raises(RuntimeError, match=r"KeyError in <string>:4 <lambda> < child_process\.py:\d+ _judged") as bug:
        read(reading("{}[body]"), b"secret" * LARGE)
    assert "secret" not in str(bug.value)


def test_a_child_that_dies_otherwise_is_a_bug_and_the_next_page_gets_another() -> None:
    apart = reading(f"{ARTICLE.format(1)} if body[0] else ctypes.string_at(0)")
    with pytest.raises(RuntimeError, match="ended with -11"):
        read(apart)
    assert read(apart, b"x" * (LARGE + 1))


def test_a_child_that_cannot_start_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="ended with 1"):
        read(ChildProcess(extract=never, command=(sys.executable, "-c", "raise SystemExit(1)")))


def test_what_a_page_prints_is_no_answer() -> None:
    assert read(reading(f"print(1) or os.write(1, b'2') and {ARTICLE.format(3)}")).headline == 3  # type: ignore[comparison-overlap]


def test_the_child_has_no_keys_to_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert read(reading(ARTICLE.format("str(sorted(os.environ))"))).headline
    assert "AWS_" not in str(read(reading(ARTICLE.format("str(sorted(os.environ))"))).headline)


def test_a_child_ends_with_whoever_asks_it() -> None:
    apart = reading(ARTICLE.format(1))
    read(apart)
    process = pid(apart)
    assert is_there(process)
    del apart
    gc.collect()
    assert not is_there(process)


def test_a_program_leaves_no_child_behind() -> None:
    """A child ends with the process that started it, even if that process is killed."""
    program = (
        "import os, sys; sys.path[:0] = sys.argv[1:]\n"
        "from copydesk.pipeline.child_process import LARGE, ChildProcess\n"
        "apart = ChildProcess(extract=None)\n"
        "try: apart(bytes(LARGE + 1), url=None, content_type=None, content_encoding=None)\n"
        "except Exception: pass\n"
        "print(apart._child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, *sys.path], capture_output=True, text=True, check=False)
    process = int(done.stdout)
    deadline = time.monotonic() + 10
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(process)


def is_running(process: int) -> bool:
    """Returns whether a process runs. A zombie has ended, even if no process waits for it."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
