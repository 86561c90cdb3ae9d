"""A build of the application, in a folder that is only the tests'."""

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
    # Else a cancelled run would skip the fixtures' ends and leave its stack behind.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield Workplace(ROOT, tmp_path_factory.mktemp("state"))
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def built(place: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build for this machine, which `copydesk up` then finds done. Of several workers one builds."""
    shared = tmp_path_factory.getbasetemp().parent / "shared-build" if os.environ.get("PYTEST_XDIST_WORKER") else None
    if shared is None:
        return sam.build(place, place.state / "build").parent
    with shared.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not shared.is_dir():
            sam.build(place, place.state / "build")
            copytree(place.state, shared, symlinks=True)
    return Path(copytree(shared, place.state, symlinks=True, dirs_exist_ok=True)) / "build"
