"""The arguments of `copydesk backfill`, apart from what does it: help needs neither boto3 nor PynamoDB."""

import argparse
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator
from pathlib import Path

_EXAMPLES = """\
examples:
  copydesk backfill plan s3://archive/pages/2024/
  copydesk backfill start --inventory s3://inventories/archive/daily/2024-05-01T00-00Z/manifest.json --concurrency 50
  copydesk backfill start --warc s3://archive/cc-news/2024/05/
  copydesk backfill start --older-than-extractor 0.2.0 --dry-run
"""


def add_backfill(commands: "argparse._SubParsersAction[ArgumentParser]") -> Iterator[ArgumentParser]:
    """The command; its actions, which all are told which stack."""
    command = commands.add_parser(
        "backfill", help="millions of stored pages, WARC files, or all that an older extractor wrote",
        epilog=_EXAMPLES, formatter_class=RawDescriptionHelpFormatter,
    )  # fmt: skip
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    plan = actions.add_parser("plan", help="how much it is, how long it takes, what it costs; nothing is started")
    start = actions.add_parser("start", help="start it")
    for action in (plan, start):
        _what(action)
    start.add_argument("--name", metavar="NAME", help="of the run (default: made from the time)")
    start.add_argument(
        "--tolerated-failures", type=_percentage, default=5.0, metavar="PERCENT",
        help="more failed items end the run (default 5); rejected pages are no failures",
    )  # fmt: skip
    status = actions.add_parser("status", help="how a run goes, what failed and why, what it cost so far")
    status.add_argument("run", nargs="?", metavar="RUN", help="its name (default: list the latest)")
    status.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    status.add_argument("--report", type=Path, metavar="FILE", help="write all lines of a dry run to a new file")
    redrive = actions.add_parser("redrive", help="do again what failed")
    redrive.add_argument("run", metavar="RUN", help="the name of a run that has ended")
    yield from (plan, start, status, redrive)


def _what(action: ArgumentParser) -> None:
    action.add_argument("prefix", nargs="?", metavar="s3://BUCKET/PREFIX", help="all objects under a prefix")
    action.add_argument("--inventory", metavar="URI", help="manifest.json of an S3 inventory (CSV)")
    action.add_argument("--warc", metavar="URI|FILE", help="….warc.gz in S3, all under a prefix, or a list of such; -")
    action.add_argument("--older-than-extractor", metavar="VERSION", help="articles that an older extractor wrote")
    action.add_argument("--dry-run", action="store_true", help="with it: only report what would change")
    number = count(1, 10_000)
    action.add_argument("--concurrency", type=number, default=10, metavar="N", help="batches at once (default 10)")
    action.add_argument(
        "--batch", type=number, metavar="N", help="objects of a prefix or inventory a batch (default 100)"
    )


def count(least: int, most: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number between the two."""

    def counted(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"a whole number from {least:,} to {most:,}, not {text}")
        return int(text)

    return counted


def _percentage(text: str) -> float:
    try:
        percent = float(text)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise argparse.ArgumentTypeError(f"a percentage, not {text}")
    return percent
