"""This module decides for all tests which are slow, how large a sweep is, and what each worker runs."""

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.moto_answers import answer_one_at_a_time, answer_quickly
from tests.sweeps import WHOLE, sized

#: One worker runs all tests of such a folder, because they share something that starts slowly.
SHARED = ("tests/end_to_end", "tests/browser")
#: A second worker runs these files with a stack of its own. One worker would take longer for all than the rest takes.
APART = tuple(f"tests/end_to_end/test_{name}.py" for name in ("commands", "runbook", "under_faults"))
#: `make check` leaves these folders out, and each test that is marked as slow.
SLOW = (*SHARED, "tests/building", "tests/faults", "tests/fuzz", "tests/integration")
#: Workers begin with these folders, so that no long test is left for one worker at the end.
FIRST = ("tests/end_to_end", "tests/building", "tests/integration", "tests/fuzz", "tests/browser", "tests/faults")

# The `ci` profile of Hypothesis has no deadline and accepts slow examples. Times mean little while workers share a CPU.
settings.register_profile("sized", settings.get_profile("ci"), max_examples=sized(100, 1_000), derandomize=not WHOLE)
settings.load_profile("sized")

answer_quickly()
answer_one_at_a_time()


def folder(nodeid: str, folders: tuple[str, ...]) -> str | None:
    """Returns the folder of the list that a test is in, or None."""
    return next((each for each in folders if nodeid.startswith(f"{each}/")), None)


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # without types
    """A worker takes one file at a time, or all that shares a start, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "apart" if file in APART else folder(nodeid, SHARED) or file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if folder(item.nodeid, SLOW):
            item.add_marker("slow")
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    found = folder(item.nodeid, FIRST)
    return FIRST.index(found) if found else len(FIRST)
