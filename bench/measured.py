"""What the cost model and the simulation count with: one JSON file, which `make bench` writes and anyone may edit."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path("bench", "measured.json")


def read(path: Path = FILE) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def keep(section: str, values: Mapping[str, Any], *, path: Path = FILE) -> None:
    """Replace one section, and leave what others measured."""
    known = read(path) if path.is_file() else {}
    path.write_text(json.dumps(known | {section: values}, indent=2) + "\n", encoding="utf-8")
