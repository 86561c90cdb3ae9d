"""These tests check the template and the output of `sam build`."""

import hashlib
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from copydesk.stack import sam
from copydesk.stack.workplace import Workplace, this_machine

#: These are the values of e_machine in an ELF file.
_MACHINES = {"x86_64": 0x3E, "arm64": 0xB7}


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def machines(folder: Path) -> set[int]:
    """Returns the processors for which the libraries of a build are compiled."""
    return {struct.unpack_from("<H", path.read_bytes(), 18)[0] for path in folder.rglob("*.so")}


def test_the_template_is_valid_to_the_letter(place: Workplace) -> None:
    sam.validate(place)


def test_two_builds_are_identical(place: Workplace, built: Path, tmp_path: Path) -> None:
    first = Path(shutil.copytree(built, tmp_path / "first"))
    again = sam.build(place, place.state / "again", cached=False).parent
    for each in (first, again):
        sam.compile_layers(place, each)
    compiled = digests(first)
    assert "CopydeskLayer/python/copydesk/pipeline/__pycache__/ingest.cpython-313.pyc" in compiled
    assert digests(again) == compiled


def test_bytecode_is_used_whatever_the_times_of_the_sources(place: Workplace, built: Path, tmp_path: Path) -> None:
    layer = tmp_path / "CopydeskLayer/python"
    shutil.copytree(built / "CopydeskLayer/python", layer)
    sam.compile_layers(place, tmp_path)
    for source in layer.rglob("*.py"):
        source.write_text("raise ImportError", encoding="utf-8")
    command = [sys.executable, "-c", "import copydesk.errors; print(copydesk.errors.__file__)"]
    done = subprocess.run(command, env={"PYTHONPATH": str(layer)}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(layer / "copydesk/errors.py")


def test_the_other_processor_is_built_for_without_a_container(place: Workplace, built: Path) -> None:
    [other] = _MACHINES.keys() - {this_machine()}
    built_for_other = sam.build(place, place.state / other, architecture=other).parent
    assert machines(built) == {_MACHINES[this_machine()]}
    assert machines(built_for_other) == {_MACHINES[other]}


def test_the_layers_hold_no_more_than_lambda_takes(built: Path) -> None:
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    assert size < 250_000_000
