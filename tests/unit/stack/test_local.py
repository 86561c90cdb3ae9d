"""These tests check the local stack's parameters, and what remains after a stop."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from copydesk.cli.commands.stack import variables
from copydesk.stack import process, sam
from copydesk.stack.local import LocalStack, remember, running_stack, stop_stack
from copydesk.stack.problems import Problem
from copydesk.stack.workplace import Workplace, this_machine, workplace

CONFIG = """[local.deploy.parameters]
parameter_overrides = ["Architecture=sparc", "ConsumerQueue=true", 'DiscoverRate="cron(* * * * ? *)"']
"""
#: This program starts a child, prints its pid and waits, as the local stack does with functions.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    (tmp_path / "samconfig.toml").write_text(CONFIG)
    (tmp_path / "state/tmp/function").mkdir(parents=True)
    return Workplace(tmp_path, tmp_path / "state")


def test_the_parameters_are_samconfigs_and_those_that_are_named(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(sam, "_sam", lambda _place, arguments, **_: asked.append(arguments))
    sam.deploy(place, place.template, endpoint="http://127.0.0.1:1", parameters={"Watching": "true"})
    [arguments] = asked
    overrides = {each for each in arguments if "=" in each}
    configured = {'ConsumerQueue="true"', 'DiscoverRate="cron(* * * * ? *)"'}
    assert overrides == {f'Architecture="{this_machine()}"', *configured, 'Watching="true"'}


def test_a_parameter_that_the_template_has_not_is_said() -> None:
    sam.check_parameters(workplace(), ["ConsumerQueue", "DiscoverRate"])
    with pytest.raises(Problem, match="has no parameter ConsumerQeue") as problem:
        sam.check_parameters(workplace(), ["ConsumerQeue"])
    assert problem.value.remedy == "Did you mean ConsumerQueue?"


def _is_there(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z" not in stat.read_text()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("crashes", [False, True])
def test_stopping_ends_the_functions_and_deletes_their_copies(place: Workplace, crashes: bool) -> None:
    log = place.state / "stack.log"
    started = process.start([sys.executable, "-c", PARENT], environment=dict(os.environ), log=log)
    remember(place, LocalStack(pid=started.pid, born=started.born, port=1))
    while not log.read_text().strip():
        time.sleep(0.02)
    child = int(log.read_text())
    if crashes:
        os.kill(started.pid, 9)
        os.waitpid(started.pid, 0)
    assert (running_stack(place) is None) is crashes
    assert stop_stack(place) is not crashes
    deadline = time.monotonic() + 5
    while _is_there(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_there(child)
    assert sorted(each.name for each in place.state.iterdir()) == ["stack.log"]


def test_the_processes_of_another_are_left_alone(place: Workplace) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        remember(place, LocalStack(pid=other.pid, born="of another time", port=1))
        assert not stop_stack(place)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_the_function_url_of_the_local_stack_is_one_that_this_machine_answers() -> None:
    outputs = {"ApiUrl": "https://p4dt1i3idx.lambda-url.us-east-1.on.aws/", "RawBucketName": "raw"}
    stack = LocalStack(pid=1, born="", port=4566, outputs=outputs)
    assert variables(stack.reachable_outputs) == {
        "API_URL": "http://127.0.0.1:4566/_aws/lambda-url/p4dt1i3idx/",
        "RAW_BUCKET": "raw",
    }
