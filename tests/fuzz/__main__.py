"""This module runs `make fuzz`: it tries thousands of hostile inputs in child processes, and returns 1 after a finding."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import SystemRandom
from time import monotonic

from playwright.sync_api import sync_playwright
from rich.console import Console

from tests.browser.conftest import NO_CHROMIUM, chromium
from tests.fuzz.browsing import sampled, tripped
from tests.fuzz.classes import KINDS
from tests.fuzz.inputs import Kind, made
from tests.fuzz.minimising import minimised
from tests.fuzz.report import MOST_WRITTEN, Results, table, written
from tests.fuzz.running import Result, Task, batches, run_task, tried_alone

FINDINGS = Path("build/fuzz")
_PROGRESS_EVERY = 10.0


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(f"Seed {options.seed}: the same run again by --seed {options.seed}.")
    kinds = [kind for kind in KINDS if not options.kinds or kind.name in options.kinds]
    metrics = run(tasks(kinds, options.seed, options.inputs), options, console)
    show(metrics, options, console)
    console.print(table(metrics))
    for result in metrics.faults[:MOST_WRITTEN]:
        console.print(f"{result.kind} {result.number}: {result.fault}\n  {_kept(result, options)}", markup=False)
    return 1 if metrics.faults else 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="how many inputs to try (default %(default)s)")
    parser.add_argument("--seconds", type=float, help="stop after so many seconds, however many were tried")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="repeats a run")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--kinds", nargs="+", choices=[kind.name for kind in KINDS], help="of these classes only")
    parser.add_argument(
        "--browser", type=int, default=600, help="outputs to show to Chromium, 0 for none (default %(default)s)"
    )
    parser.add_argument("--folder", type=Path, default=FINDINGS, help="for the findings (default %(default)s)")
    return parser.parse_args(argv)


def tasks(kinds: Sequence[Kind], seed: int, inputs: int) -> Iterator[Task]:
    """Yields tasks of all classes in turns, so that a run cut short has tried some of each."""
    shares = sum(kind.share for kind in kinds) or 1
    fixed = sum(kind.count or 0 for kind in kinds)
    counts = {kind.name: kind.count or max(kind.batch, -(-(inputs - fixed) * kind.share // shares)) for kind in kinds}
    queues = [batches(kind, seed, range(counts[kind.name])) for kind in kinds]
    while queues:
        for queue in list(queues):
            task = next(queue, None)
            if task is None:
                queues.remove(queue)
            else:
                yield task


def run(tasks: Iterator[Task], options: argparse.Namespace, console: Console) -> Results:
    metrics, began, told = Results(), monotonic(), monotonic()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as workers:
        waiting = {workers.submit(run_task, task) for task in islice(tasks, options.jobs * 2)}
        while waiting:
            done, waiting = wait(waiting, timeout=1, return_when=FIRST_COMPLETED)
            for result in (result for each in done for result in each.result()):
                metrics.add(result)
                if result.fault:
                    console.print(f"{result.kind} {result.number}: {result.fault[:200]}", markup=False, soft_wrap=True)
            if options.seconds is None or monotonic() - began < options.seconds:
                waiting |= {workers.submit(run_task, task) for task in islice(tasks, len(done))}
            if monotonic() - told > _PROGRESS_EVERY:
                told = monotonic()
                console.print(
                    f"{told - began:5.0f} s: {metrics.inputs.total():,} inputs, {len(metrics.faults)} findings"
                )
    return metrics


def show(metrics: Results, options: argparse.Namespace, console: Console) -> None:
    """Opens a sample of the results in the machine's Chromium, and prints a warning if there is none."""
    if not options.browser:
        return
    path = chromium()
    if path is None:
        console.print(NO_CHROMIUM, style="bold red")
        return
    outputs = list(islice(sampled(metrics.articles, options.seed), options.browser))
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as browser:
        for said in tripped(browser, outputs):
            kind, _, rest = said.partition("/")
            number = rest.partition("/")[0]
            metrics.faults.append(Result(kind=kind, number=int(number), outcome="ran", fault=said))
    metrics.shown = len(outputs)


def _kept(result: Result, options: argparse.Namespace) -> Path:
    kind = next(kind for kind in KINDS if kind.name == result.kind)
    given = made(kind, options.seed, result.number)
    if result.outcome == "fault":
        given = minimised(given, lambda smaller: _is_same(tried_alone(kind, result.number, smaller), result))
    return written(options.folder, result, given, options.seed)


def _is_same(one: Result, other: Result) -> bool:
    """Returns whether two faults have the same kind and were raised in the same place."""
    return one.outcome == other.outcome and _place(one) == _place(other)


def _place(result: Result) -> list[str]:
    return [line for line in result.trace.splitlines() if line.startswith("  File ")][-1:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
