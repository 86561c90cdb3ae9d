"""This benchmark counts and times the console's first view of a stack with many articles.

    python -m bench.console --articles 100000 --days 30

DynamoDB answers from a process of its own, over plain HTTP on kept connections (`bench.console_world`). It gives whole
answers: a real table parts those over 1 MB. The first view is Arrivals without a filter, with the chart of a day.
"""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from bench.console_world import ARTICLES, NOW, OPERATIONS
from bench.fetch_world import world
from copydesk.cli.web_console.command import site
from copydesk.cli.web_console.server import Asked
from copydesk.stack.target import Target
from copydesk.storage import use_tables

#: Views after the first one.
VIEWS = 9
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
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rejects", type=int, default=3_000)
    parser.add_argument("--days", type=int, default=30, help="in which the articles were stored")
    asked = parser.parse_args(argv)
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
    print(f"{asked.articles:,} articles of {asked.days} days, {asked.rejects:,} rejects of one:")
    print(f"  {counts['calls']:.0f} calls, {counts['read units']:,.0f} read units")
    print(f"  first view {first[0]:.2f} s, of a processor {first[1]:.2f} s")
    print(f"  later ones {times:.2f} s, of a processor {work:.2f} s (medians of {VIEWS})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
