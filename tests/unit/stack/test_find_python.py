"""scripts/find-python takes only an interpreter that runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "find-python"


def find_python(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.pathsep.join([str(folder), "/usr/bin", "/bin"]), "HOME": str(folder), "PYTHON_PREFIXES": ""}
    known |= environment
    return subprocess.run([str(SCRIPT)], env=known, capture_output=True, text=True, check=False)


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def real(tmp_path: Path) -> str:
    """Returns a launcher of the Python that runs this test, under another name."""
    program(tmp_path / "real", f'exec "{sys.executable}" "$@"')
    return str(tmp_path / "real")


def test_the_python_that_the_caller_names_comes_first(tmp_path: Path, real: str) -> None:
    found = find_python(tmp_path, PYTHON=real)
    assert (found.returncode, found.stdout.strip()) == (0, sys.executable)


def test_a_shim_that_refuses_to_run_is_passed_over(tmp_path: Path, real: str) -> None:
    program(tmp_path / "python3.13", 'echo "command not found" >&2; exit 127')
    program(tmp_path / "pyenv/versions/3.13.0/bin/python", f'exec "{real}" "$@"')
    assert find_python(tmp_path, PYENV_ROOT=str(tmp_path / "pyenv")).stdout.strip() == sys.executable


def test_another_version_does_not_count(tmp_path: Path, real: str) -> None:
    program(tmp_path / "python3.13", f'shift; exec "{real}" -c "import sys; sys.version_info = (3, 12, 0); $1"')
    program(tmp_path / "uv", f'echo "{real}"')
    assert find_python(tmp_path, PYENV_ROOT=str(tmp_path / "pyenv")).stdout.strip() == sys.executable


def test_an_installation_that_is_not_on_path_is_found(tmp_path: Path, real: str) -> None:
    program(tmp_path / "python3.13", "exit 1")
    program(tmp_path / "opt/bin/python3.13", f'exec "{real}" "$@"')
    assert find_python(tmp_path, PYTHON_PREFIXES=str(tmp_path / "opt")).stdout.strip() == sys.executable


def test_without_any_it_says_what_to_install(tmp_path: Path) -> None:
    for name in ("python3.13", "python3", "python", "uv", "py"):
        program(tmp_path / name, "exit 1")
    found = find_python(tmp_path)
    assert found.returncode == 1
    assert "apt install python3.13-venv" in found.stderr
