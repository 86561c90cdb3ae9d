"""These tests check how tests are shared out: which are slow, and what one worker runs."""

from pathlib import Path

import pytest

from tests.conftest import APART, FIRST, SHARED, SLOW, folder

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted({*FIRST, *SHARED, *SLOW}))
def test_a_folder_that_is_named_holds_tests(name: str) -> None:
    assert any((ROOT / name).rglob("test_*.py"))


@pytest.mark.parametrize("fixture", ["deployed: Deployed", "browser: Browser"])
def test_what_takes_long_to_start_is_asked_for_in_one_shared_folder_only(fixture: str) -> None:
    asking = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.joinpath("tests").rglob("test_*.py")
        if fixture in path.read_text("utf-8") and path != Path(__file__)
    }
    assert len({folder(path, SHARED) for path in asking}) == 1
    assert all(folder(path, SHARED) for path in asking)


@pytest.mark.parametrize("name", APART)
def test_a_file_that_is_set_apart_is_one_of_a_shared_folder(name: str) -> None:
    assert (ROOT / name).is_file()
    assert folder(name, SHARED)
