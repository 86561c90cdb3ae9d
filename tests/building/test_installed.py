"""These tests install the package from its wheel into an empty environment, as a user does."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree, ignore_patterns

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests/pages/newarab/html/page.html"
#: A wheel is made from these files.
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "layers/dependencies/requirements.in")


@dataclass(frozen=True)
class Installed:
    environment: Path
    home: Path

    @property
    def packages(self) -> set[str]:
        """Returns all files of the environment, except bytecode."""
        found = (path for path in self.environment.rglob("*") if "__pycache__" not in path.parts)
        return {str(path.relative_to(self.environment)) for path in found}

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        program = [str(self.environment / "bin/copydesk"), *arguments]
        done = subprocess.run(
            program, env=self._variables(), cwd=self.home, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done

    def python(self, program: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.environment / "bin/python"), "-c", program]
        return subprocess.run(
            command, env=self._variables(), cwd=self.home, capture_output=True, text=True, check=False
        )

    def _variables(self) -> Mapping[str, str]:
        return {"PATH": os.defpath, "HOME": str(self.home), "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, source / name)
    ignored = ignore_patterns("__pycache__", "*.egg-info")
    copytree(ROOT / "layers/copydesk", source / "layers/copydesk", ignore=ignored)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(made), str(source)], check=True)
    [wheel] = made.glob("copydesk-*.whl")
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = str(environment / "bin/python")
    subprocess.run([*pip, "--python", python, "install", "--prefer-binary", f"{wheel}[cli]"], check=True)
    return Installed(environment, tmp_path_factory.mktemp("home"))


def test_the_command_line_works_and_writes_nothing_into_its_environment(installed: Installed) -> None:
    before = installed.packages
    assert installed.run("--version").stdout.strip()
    assert "extract" in installed.run().stdout
    article = json.loads(installed.run("extract", str(PAGE), "--url", "https://www.newarab.com/a").stdout)
    assert article["headline"].startswith("Egypt, Israel")
    shown = installed.run("inspect", str(PAGE), "--no-open").stderr
    written = Path(shown.rpartition("Open in a browser: ")[2].strip())
    assert written.is_relative_to(installed.home)
    assert "Top Israeli intelligence" in written.read_text("utf-8")
    assert installed.packages == before


def test_what_needs_a_checkout_or_a_stack_says_so(installed: Installed) -> None:
    assert "No local stack is up" in installed.run("list", code=2).stderr
    assert "from a checkout" in installed.run("up", code=2).stderr
    assert "nothing to stop" in installed.run("down").stderr


def test_without_the_extra_the_library_works_and_the_command_names_it(installed: Installed) -> None:
    bare = f"import sys; sys.modules.update(dict.fromkeys({['cyclopts', 'platformdirs', 'rich', 'yaml']!r}))\n"
    done = installed.python(bare + "from copydesk.cli.__main__ import main; sys.exit(main())")
    assert (done.returncode, done.stderr.count("\n")) == (2, 2)
    assert "pip install 'copydesk[cli]'" in done.stderr
    done = installed.python(bare + "from copydesk.extraction import extract_article; print('imported')")
    assert done.stdout == "imported\n", done.stderr
