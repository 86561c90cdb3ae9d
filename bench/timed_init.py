"""This module runs Lambda's Python runtime and logs the time of the handler's import: `timed_init.py app.handler`.

The runtime's own interpreter runs it, so it can import nothing of ours.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PREFIX = "init: "


def timed(get_handler: Callable[[str], Any]) -> Callable[[str], Any]:
    def get(name: str) -> Any:
        wall, processor = time.perf_counter(), time.process_time()
        handler = get_handler(name)
        taken = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
        print(PREFIX + json.dumps(taken | {"megabytes": _resident_megabytes()}), file=sys.stderr, flush=True)
        return handler

    return get


def _resident_megabytes() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


if __name__ == "__main__":
    from awslambdaric import __main__ as runtime  # type: ignore[import-not-found]  # no package of ours

    runtime.bootstrap._get_handler = timed(runtime.bootstrap._get_handler)
    runtime.main(sys.argv)
