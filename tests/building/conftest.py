"""A build of the application, in a folder that is only the tests'."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.local import sam
from copydesk.local.workplace import Workplace

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    # Else a cancelled run would skip the fixtures' ends and leave its stack behind.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield Workplace(ROOT, tmp_path_factory.mktemp("state"))
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def built(place: Workplace) -> Path:
    """The folder of a build for this machine, which `copydesk up` then finds done."""
    return sam.build(place, place.state / "build").parent
