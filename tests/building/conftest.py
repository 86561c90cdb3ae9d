"""These fixtures build the application in a folder of the tests."""

import os
import signal
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import copytree

import pytest

from copydesk.stack import sam
from copydesk.stack.workplace import Workplace

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    # Without this handler a cancelled run skips the ends of fixtures and leaves its stack running.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield Workplace(ROOT, tmp_path_factory.mktemp("state"))
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def built(place: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of a build for this machine. One worker builds, the others use its build."""
    shared = tmp_path_factory.getbasetemp().parent / "shared-build" if os.environ.get("PYTEST_XDIST_WORKER") else None
    if shared is None:
        return sam.build(place, place.state / "build").parent
    with shared.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not shared.is_dir():
            sam.build(place, place.state / "build")
            copytree(place.state, shared, symlinks=True)
    return Path(copytree(shared, place.state, symlinks=True, dirs_exist_ok=True)) / "build"
