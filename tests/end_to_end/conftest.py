"""All tests of this folder share one deployment. It is removed after them, even if they fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.stack.local import running_stack
from copydesk.stack.workplace import Workplace
from tests.building.conftest import built, place
from tests.end_to_end.harness import Deployed, run_copydesk

__all__ = ["built", "place"]


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
