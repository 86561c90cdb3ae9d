"""This module measures the footprint of the extraction for `make bench`: its import, its model, the built layers."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from rich.console import Console

from copydesk.extraction.locating.scorer import MODEL

_RUNS = 9
#: The folders in which `make run` and `sam build` put the layers.
_BUILDS = (Path(".copydesk", "build"), Path(".aws-sam", "build"))


def footprint(console: Console) -> None:
    bare, ours = _import_times("pass", "import copydesk.extraction")
    console.print(f"Import: copydesk.extraction {ours - bare:.0f} ms net of the interpreter's {bare:.0f} ms")
    console.print(f"Model: {MODEL.stat().st_size / 1e6:.2f} MB")
    build = next((path for path in _BUILDS if path.is_dir()), _BUILDS[0])
    layers = sorted(path for path in build.glob("*Layer") if path.is_dir())
    sizes = {path.name: sum(each.stat().st_size for each in path.rglob("*") if each.is_file()) / 1e6 for path in layers}
    listed = ", ".join(f"{name} {size:.1f}" for name, size in sizes.items())
    console.print(
        f"Layers: {sum(sizes.values()):.0f} MB unzipped ({listed})" if sizes else "Layers: not built yet (make run)"
    )


def _import_times(*programs: str) -> list[float]:
    """Returns the median milliseconds of each program in a fresh interpreter, run by turns."""
    taken: dict[str, list[float]] = {program: [] for program in programs}
    for _ in range(_RUNS):
        for program in programs:
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603  (our own words, no shell)
            taken[program].append(1000 * (time.perf_counter() - started))
    return [median(taken[program]) for program in programs]
