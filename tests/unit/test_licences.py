"""The table of licences names the shipped versions, and each licence is allowed."""

import json
import re
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.unit.test_lock import locked

DOCS = Path(__file__).parents[2] / "docs"

#: The licences are permissive. MPL-2.0 only binds its own files: the unchanged lists of certifi and publicsuffixlist.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip


def rows() -> list[tuple[str, str, str]]:
    packages, _ = (DOCS / "licences.md").read_text("utf-8").split("\nData that lies here")
    found = re.findall(r"(?m)^\| (\S+) \| (\d\S*) \| (.*) \|$", packages)
    return [(canonicalize_name(name), version, licence) for name, version, licence in found]


def test_the_sbom_and_the_table_name_what_the_lock_names() -> None:
    components = json.loads((DOCS / "sbom.cdx.json").read_text("utf-8"))["components"]
    assert {canonicalize_name(each["name"]): each["version"] for each in components} == locked()
    assert {name: version for name, version, _ in rows()} == locked()


def test_every_licence_may_be_here() -> None:
    assert {name: found for name, _, found in rows() if not set(found.split(" AND ")) <= ALLOWED} == {}
