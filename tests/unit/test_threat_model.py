"""Each test that the threat model names exists."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_every_test_that_the_threat_model_names_exists() -> None:
    page = (TESTS.parent / "docs" / "threat-model.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    sources = (path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    there = {name for text in sources for name in re.findall(r"(?m)^def (test_\w+)\(", text)}
    assert len(named) > 20
    assert named - there == set()
