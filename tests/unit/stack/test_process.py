"""A process is known by its pid and its start, so that no other program's process is stopped."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.stack.process import Running, is_alive, start, stop


@pytest.fixture
def sleeper(tmp_path: Path) -> Running:
    command = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
    return start(command, environment=os.environ, log=tmp_path / "log")


def test_a_started_process_lives_until_it_is_stopped(sleeper: Running) -> None:
    assert is_alive(sleeper)
    stop(sleeper)
    assert not is_alive(sleeper)


def test_a_later_process_with_the_same_pid_is_not_ours(sleeper: Running) -> None:
    stranger = replace(sleeper, born="another time")
    stop(stranger)
    assert is_alive(sleeper)
    stop(sleeper)


def test_a_process_that_was_never_there_is_not_alive() -> None:
    assert not is_alive(Running(pid=2**22 + 1, born="never"))


def test_what_was_left_open_for_us_is_not_handed_on(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        command = [sys.executable, "-c", f"import os; os.fstat({lock.fileno()})"]
        process = start(command, environment=os.environ, log=tmp_path / "log")
        assert os.waitpid(process.pid, 0)[1] != 0
    assert "Bad file descriptor" in (tmp_path / "log").read_text()
