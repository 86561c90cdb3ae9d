"""This benchmark counts and times the console's views of a stack with many articles.

    python -m bench.console --articles 100000 --days 30            # the first view alone, and its read units
    python -m bench.console --articles 100000 --days 30 --stack    # every page, on a local stack

Without `--stack`, DynamoDB answers from a process of its own, over plain HTTP on kept connections
(`bench.console_world`). It gives whole answers: a real table parts those over 1 MB. The first view is Arrivals without
a filter, with the chart of a day.

With `--stack`, it deploys a local stack of its own, and fills it (`bench.console_stack`). It then starts `copydesk
console` several times, and asks each for all pages. 100,000 articles take about 3 GB of memory.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from bench.console_stack import content_for, fill, own_stack, stack_cpu
from bench.console_views import View, calls_of, painted, taken_by, views_of
from bench.console_world import ARTICLES, NOW, OPERATIONS
from bench.fetch_world import world
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Asked
from copydesk.stack.target import Target
from copydesk.storage import use_tables

#: Views after the first one, and starts of the console on a local stack.
VIEWS, ROUNDS = 9, 5
_PLACE = Target(
    raw_bucket="", ingest_queue_url="", fetch_queue_url="", articles_table=ARTICLES, operations_table=OPERATIONS
)


def view(minute: int) -> tuple[float, float]:
    """Returns the seconds of a view, and those of a processor. Raises RuntimeError if it shows no articles."""
    now = NOW + timedelta(minutes=minute)
    started, worked = time.perf_counter(), time.process_time()
    answer = site(_PLACE, lambda: now)(Asked(path="/"))
    seconds, work = time.perf_counter() - started, time.process_time() - worked
    if answer.status != 200 or "Story number 0<" not in answer.body:
        raise RuntimeError(f"the view failed with {answer.status}; the figures would mean nothing")
    return seconds, work


def main(argv: Sequence[str]) -> int:
    parser = ArgumentParser(
        prog="python -m bench.console", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rejects", type=int, default=3_000)
    parser.add_argument("--days", type=int, default=30, help="in which the articles were stored")
    parser.add_argument("--stack", action="store_true", help="measure on a local stack")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="starts of the console on a local stack")
    asked = parser.parse_args(argv)
    print(f"{asked.articles:,} articles of {asked.days} days, {asked.rejects:,} rejects of one:")
    return _on_stack(asked) if asked.stack else _on_stand_in(asked)


def _on_stand_in(asked: Namespace) -> int:
    with world("bench.console_world", str(asked.articles), str(asked.days), str(asked.rejects)) as there:
        os.environ |= {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{there.ports['aws']}", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        }  # fmt: skip
        use_tables(articles=ARTICLES, operations=OPERATIONS)
        there.used()
        first, counts = view(0), there.used()
        later = [view(minute) for minute in range(1, VIEWS + 1)]
    times, work = (median(each) for each in zip(*later, strict=True))
    print(f"  {counts['calls']:.0f} calls, {counts['read units']:,.0f} read units")
    print(f"  first view {first[0]:.2f} s, of a processor {first[1]:.2f} s")
    print(f"  later ones {times:.2f} s, of a processor {work:.2f} s (medians of {VIEWS})")
    return 0


def _on_stack(asked: Namespace) -> int:
    with own_stack() as place:
        content = content_for(place, articles=asked.articles, days=asked.days, rejects=asked.rejects)
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=40), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Filling the tables", total=asked.articles)
            fill(place, content, lambda count: bar.update(task, completed=count))
        table = measured(views_of(content), place, asked.rounds)
    Console(width=140).print(table)
    print(f"Load of the machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    return 0


def measured(views: Sequence[View], place: Target, rounds: int) -> Table:
    """Returns a table of seconds and calls. Each round is a new process of the console."""
    starts, taken = zip(*(taken_by(views, stack_cpu) for _ in range(rounds)), strict=True)
    paints = painted(rounds)
    table = Table("page", "median s", "worst s", "of the stack's processor, median s", "calls", box=None)
    table.add_row("The start of the console", *_told(starts), "", "")
    for view, each in zip(views, zip(*taken, strict=True), strict=True):
        made = ", ".join(f"{count} {name}" for name, count in sorted(calls_of(place, view).items()))
        of_stack = median(one.of_stack for one in each)
        table.add_row(view.name, *_told([one.seconds for one in each]), f"{of_stack:.2f}", made)
    for name, each in zip(("first paint", "largest paint"), zip(*paints, strict=True), strict=False):
        table.add_row(f"The first view in Chromium: {name}", *_told(each), "", "")
    return table


def _told(seconds: Sequence[float]) -> tuple[str, str]:
    return f"{median(seconds):.2f}", f"{max(seconds):.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
