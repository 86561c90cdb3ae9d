"""The lock pins all that ships to the byte: each required package, and each package that those need."""

import re
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DEPENDENCIES = Path(__file__).parents[2] / "layers" / "dependencies"
_PIN = re.compile(r"(?m)^([a-z0-9-]+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)")


def locked() -> dict[str, str]:
    text = (DEPENDENCIES / "requirements.txt").read_text("utf-8")
    return {name: version for name, version, _ in _PIN.findall(text)}


def asked() -> dict[str, str]:
    lines = (DEPENDENCIES / "requirements.in").read_text("utf-8").splitlines()
    pins = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pins}


def test_every_line_of_the_lock_is_a_pin_with_hashes_or_says_where_it_comes_from() -> None:
    text = (DEPENDENCIES / "requirements.txt").read_text("utf-8")
    assert [line for line in _PIN.sub("", text).splitlines() if not line.lstrip().startswith("#")] == []


def test_every_pin_is_in_the_lock() -> None:
    assert asked().items() <= locked().items()
    assert "warcio" in locked()


def needed(package: str) -> set[str]:
    """Returns the needs of a package by its metadata, for this machine and without extras."""
    found = map(Requirement, requires(package) or [])
    return {canonicalize_name(each.name) for each in found if not each.marker or each.marker.evaluate({"extra": ""})}


def test_the_lock_holds_what_the_pinned_packages_need_and_nothing_else() -> None:
    reached, found = set[str](), set(asked())
    while found - reached:
        new = found - reached
        reached |= new
        found |= {name for package in new for name in needed(package)}
    assert reached == locked().keys()
