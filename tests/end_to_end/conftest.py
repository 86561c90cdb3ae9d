"""One build and one deployment for all the tests here; both end with them, whatever happens."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.local import sam
from copydesk.local.stack import running_stack
from copydesk.local.workplace import Workplace
from tests.end_to_end.harness import ROOT, Deployed, run_copydesk


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


@pytest.fixture(scope="session")
def deployed(place: Workplace, built: Path) -> Iterator[Deployed]:
    assert built.is_dir()
    try:
        run_copydesk(place.state, "up")
        stack = running_stack(place)
        assert stack is not None
        yield Deployed(place, stack)
    finally:
        run_copydesk(place.state, "down")
