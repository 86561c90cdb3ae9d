"""This benchmark measures the load that the deployed local stack takes: `copydesk up`, then `python -m bench.load`.

It measures articles a second from the bucket to the table and the wait of each. It also measures processor time, memory
and log lines. First comes a burst, put as fast as the bucket takes it. Then comes a stream at a rate that the stack
keeps up with. The queue's depth over time is drawn as a picture. Figures for the cost model are written to
bench/measured.json.
"""

import argparse
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import boto3
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bench.load_pages import Page, pages
from bench.load_report import report
from bench.load_run import Figures, Phase, figures, log_messages, outcomes_of_keys, put_all, wait_until_empty
from bench.load_watch import Depth, Processes, depth, watching
from copydesk.extraction import extract_article
from copydesk.stack.local import LocalStack, running_stack
from copydesk.stack.workplace import local_credentials, workplace

#: The first pages of a run, which make workers import their code.
_WARM_UP = 20
#: The rate of the stream, as a share of the burst's rate; at a higher rate the queue only grows.
_STEADY_SHARE = 0.7
#: The pages for the extraction's time; they go through all sizes more than once.
_EXTRACTED = 200
#: The functions whose logs a stored article writes to.
_LOGGING = ("ingest", "publish")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The stack under load, and what watches it."""

    stack: LocalStack
    processes: Processes
    bar: Progress

    def run(self, name: str, put: Sequence[Page], *, rate: float | None = None) -> Phase:
        """Puts pages, waits until all are through, and returns the phase."""
        task = self.bar.add_task(name, total=2 * len(put))
        look = partial(depth, boto3.client("sqs"), self.stack.outputs["IngestQueueUrl"])
        depths: list[Depth] = []
        began = time.time()
        with watching(lambda: depths.append(look()), self.processes.look):
            answered = put_all(
                put,
                client=boto3.client("s3"),
                bucket=self.stack.outputs["RawBucketName"],
                rate=rate,
                shown=lambda count: self.bar.update(task, completed=count),
            )
            wait_until_empty(look, shown=lambda left: self.bar.update(task, completed=2 * len(put) - left))
        self.bar.update(task, visible=False)
        return Phase(
            name=name,
            began=began,
            answered={page.key: at for page, at in zip(put, answered, strict=True)},
            megabytes=sum(len(page.body) for page in put) / 1e6,
            depths=depths,
        )

    def figures_and_logs(self, phase: Phase) -> tuple[Figures, Mapping[str, Sequence[str]]]:
        """Returns the figures of a phase, and the log lines since it began, by function."""
        group = self.stack.outputs["IngestLogGroupName"]
        names = {name: f"{group.rpartition('/')[0]}/{name}" for name in _LOGGING}
        logs = {name: list(log_messages(boto3.client("logs"), each, since=phase.began)) for name, each in names.items()}
        return figures(phase, outcomes_of_keys(logs["ingest"])), logs


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    stack = running_stack(workplace())
    if stack is None:
        raise SystemExit("No local stack runs here. Run: copydesk up")
    os.environ |= local_credentials(stack.endpoint)
    console = Console(width=None if os.isatty(1) else 100)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=40), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        load = Load(stack=stack, processes=Processes(stack.pid), bar=bar)
        return _measure(load, options, console)


def _measure(load: Load, options: argparse.Namespace, console: Console) -> int:
    run = f"{int(time.time()):x}"
    made = pages(_WARM_UP + options.articles, run=run)
    load.run("Warming up", made[:_WARM_UP])
    before = load.processes.by_name()
    burst = load.run("A burst", made[_WARM_UP:])
    after = load.processes.by_name()
    burst_figures, logs = load.figures_and_logs(burst)
    rate = options.rate or max(1.0, _STEADY_SHARE * burst_figures.rate)
    steady = load.run("A stream", pages(int(rate * options.seconds), run=f"{run}s"), rate=rate)
    found = [(burst, burst_figures), (steady, load.figures_and_logs(steady)[0])]
    return report(
        found,
        before=before,
        after=after,
        logs=logs,
        extraction_ms=_extraction_ms(made),
        rate=rate,
        plot=options.plot,
        console=console,
    )


def _extraction_ms(made: Sequence[Page]) -> float:
    """Returns the mean milliseconds of a processor for the extraction of some of the pages."""
    some = made[:: max(1, len(made) // _EXTRACTED)][:_EXTRACTED]
    for page in some[:10]:
        extract_article(page.body, url=page.url)
    started = time.process_time()
    for page in some:
        extract_article(page.body, url=page.url)
    return 1_000 * (time.process_time() - started) / len(some)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2_000, help="pages of the burst (default 2000)")
    parser.add_argument("--rate", type=float, help="pages a second of the stream (default 0.7 of the burst's rate)")
    parser.add_argument("--seconds", type=float, default=45, help="how long the stream flows (default 45)")
    parser.add_argument(
        "--plot",
        type=Path,
        default=Path("build", "queue-depth.svg"),
        help="where the picture goes (default %(default)s)",
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
