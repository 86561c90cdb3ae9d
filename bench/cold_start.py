"""This benchmark measures cold starts of a running local stack: `copydesk up`, then `python -m bench.cold_start`.

Each run is a new process of Lambda's own runtime under AWS's Runtime Interface Emulator. The layers are read-only, as
Lambda mounts them. Init is the import of the handler. The first call makes clients and reads models. The second call
does neither.
"""

import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from copydesk.aws.queues.crawl_messages import to_hosts
from copydesk.stack import sam
from copydesk.stack.local import running_stack
from copydesk.stack.workplace import workplace
from tests.end_to_end.emulator import emulator
from tests.end_to_end.harness import Deployed, sample_event

RUNS = 3
RUNTIME = Path(__file__).with_name("timed_init.py")
INIT = "init: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Times are in milliseconds; `megabytes` are resident after init."""

    wall: float
    processor: float
    megabytes: float
    first: float
    warm: float


def queued(body: str) -> dict[str, Any]:
    event = sample_event("fetch-url.json")
    event["Records"][0]["body"] = body
    return event


def events() -> dict[str, Mapping[str, Any]]:
    """Returns the event of each function; the crawl gets an unknown source and a turn that is over."""
    return {
        "Schedule": sample_event("schedule-tick.json"),
        "Dispatch": sample_event("dispatch-shard.json"),
        "Discover": sample_event("listing.json"),
        "Fetch": queued(to_hosts(["news.example.org"])),
        "Ingest": sample_event("inline-html.json"),
        "Publish": sample_event("publish/life-of-an-article.json"),
        "Api": sample_event("api-get.json"),
    }


def start(deployed: Deployed, built: Path, name: str, event: Mapping[str, Any], log: Path) -> Start:
    with emulator(deployed, built, log, function=f"{name}Function", runtime=[str(RUNTIME)]) as running:
        calls = []
        for _ in range(2):
            began = time.perf_counter()
            running.invoke(event)
            calls.append(1000 * (time.perf_counter() - began))
    logged = logged_init(log)
    wall, processor = 1000 * logged["wall"], 1000 * logged["processor"]
    return Start(wall=wall, processor=processor, megabytes=logged["megabytes"], first=calls[0] - wall, warm=calls[1])


def logged_init(log: Path) -> dict[str, float]:
    lines = log.read_text(encoding="utf-8").splitlines()
    logged: dict[str, float] = json.loads(next(line for line in lines if line.startswith(INIT)).removeprefix(INIT))
    return logged


def row(name: str, starts: Sequence[Start]) -> list[str]:
    init = [each.wall for each in starts]
    shown = [min(init), median(init)]
    shown += [min(getattr(each, field) for each in starts) for field in ("processor", "megabytes", "first", "warm")]
    return [name, *(f"{value:.0f}" for value in shown)]


def cold_starts(deployed: Deployed, built: Path, of: str, log: Path) -> Table:
    table = Table(title=f"Cold starts of layers {of}, the best of {RUNS} (ms; MB resident after init)")
    for column in ("function", "init", "its median", "processor", "MB", "start and first call, without init", "warm"):
        table.add_column(column, justify="left" if column == "function" else "right")
    for name, event in events().items():
        table.add_row(*row(name, [start(deployed, built, name, event, log) for _ in range(RUNS)]))
    return table


def main() -> int:
    place = workplace()
    stack = running_stack(place)
    if stack is None:
        print("No local stack is up. Run: copydesk up", file=sys.stderr)
        return 1
    plain = place.state / "build"
    with TemporaryDirectory() as folder:
        compiled = Path(shutil.copytree(plain, Path(folder, "build")))
        sam.compile_layers(place, compiled)
        for built, of in (
            (plain, "as sam build makes them"),
            (compiled, "with bytecode, as copydesk build makes them"),
        ):
            Console().print(cold_starts(Deployed(place, stack), built, of, Path(folder, "log")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
