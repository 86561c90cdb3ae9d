"""Implements `copydesk backfill plan|start|status|redrive`: what each command prints and does."""

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from copydesk.cli.backfill.prices import MOST_OF_ONE_HOST, SECONDS_A_PAGE, dollars
from copydesk.cli.backfill.runs import Run, Runs, new_name, report_lines, runs_of
from copydesk.cli.backfill.work import OBJECTS_A_BATCH, Arguments, Work, work
from copydesk.cli.console import counted, messages, print_json, print_line, print_note, words, write_new
from copydesk.cli.layouts.tables import SHORT_ID
from copydesk.cli.options import HERE, Shape, Where, between, percentage
from copydesk.cli.where import target
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.operations.backfill_counts import read_tallies

#: The number of lines of a dry run's report that are always shown.
_SAMPLES = 10
_STATES = ("total", "pending", "running", "succeeded", "failed")
#: The beginnings of the names of counts that do not count pages.
_ASIDE = ("milliseconds", "fact:", "blocks:", "quotes:")


_EXAMPLES = """Examples:
  copydesk backfill plan s3://archive/pages/2024/
  copydesk backfill start --inventory s3://inventories/archive/daily/2024-05-01T00-00Z/manifest.json --concurrency 50
  copydesk backfill start --warc s3://archive/cc-news/2024/05/
  copydesk backfill start --older-than-extractor 0.2.0 --dry-run"""

backfill = App(
    name="backfill", help="Millions of stored pages, WARC files, or all that an older extractor wrote.",
    help_epilogue=_EXAMPLES, version_flags=(),
)  # fmt: skip

Prefix = Annotated[str | None, Parameter(name="PREFIX", help="All objects under s3://BUCKET/PREFIX.")]
Inventory = Annotated[str | None, Parameter(help="The manifest.json of an S3 inventory (CSV).")]
Warc = Annotated[
    str | None, Parameter(help="A .warc.gz in S3, a prefix of such, or a file that lists them; - is stdin.")
]
Older = Annotated[str | None, Parameter(help="Articles that an extractor older than this version wrote.")]
DryRun = Annotated[bool, Parameter(help="With --older-than-extractor: only report what would change.")]
Concurrency = Annotated[int, Parameter(validator=between(1, 10_000), help="Batches at once.")]
Batch = Annotated[
    int | None, Parameter(validator=between(1, 10_000), help="Objects of a prefix or inventory a batch (default 100).")
]
RunName = Annotated[str, Parameter(name="RUN", help="The name of a run.")]


@backfill.command
def plan(
    prefix: Prefix = None,
    /,
    *,
    inventory: Inventory = None,
    warc: Warc = None,
    older_than_extractor: Older = None,
    dry_run: DryRun = False,
    concurrency: Concurrency = 10,
    batch: Batch = None,
    where: Where = HERE,
) -> int:
    """Show how much there is, how long it takes and what it costs. Nothing is started."""
    target(where)
    arguments = _arguments(prefix, inventory, warc, older_than_extractor, dry_run, batch)
    _show_plan(_looked_at(arguments), concurrency, dry_run=dry_run)
    print_note("Nothing was started or written. Start it: copydesk backfill start, with the same arguments")
    return 0


@backfill.command
def start(
    prefix: Prefix = None,
    /,
    *,
    inventory: Inventory = None,
    warc: Warc = None,
    older_than_extractor: Older = None,
    dry_run: DryRun = False,
    concurrency: Concurrency = 10,
    batch: Batch = None,
    name: Annotated[str | None, Parameter(help="Of the run; by default made of the time.")] = None,
    tolerated_failures: Annotated[
        float,
        Parameter(validator=percentage, help="Percentage of failed items that ends the run; rejects are no failures."),
    ] = 5.0,
    where: Where = HERE,
) -> int:
    """Start a run."""
    arguments = _arguments(prefix, inventory, warc, older_than_extractor, dry_run, batch)
    stack = target(where)
    runs, found = runs_of(stack), _looked_at(arguments)
    if not found.pages:
        raise Problem(f"There are no {found.what}.")
    for bucket in _buckets(found):
        _check_readable(bucket, stack)
    _show_plan(found, concurrency, dry_run=dry_run)
    run = name or new_name("dry-run" if dry_run else "backfill")
    # Each line of a list is its own batch: a part of a file, or a segment of the table.
    share = 1 if found.lines else batch or OBJECTS_A_BATCH
    limits = {"concurrency": concurrency, "tolerated_failure_percentage": tolerated_failures}
    runs.start(run, {**found.request, "batch": share, **limits}, found.lines)
    print_line(f"✓ Started {run}")
    print_note(f"How it goes: copydesk backfill status {run}")
    return 0


@backfill.command
def status(
    run: Annotated[str | None, Parameter(name="RUN", help="Its name; by default the latest are listed.")] = None,
    /,
    *,
    format: Shape = "table",  # noqa: A002  # the option's name
    report: Annotated[Path | None, Parameter(help="Write all lines of a dry run to this new file.")] = None,
    where: Where = HERE,
) -> int:
    """Show how a run goes, what failed and why, and what it cost so far."""
    stack = target(where)
    runs = runs_of(stack)
    if run is None:
        if report:
            raise Problem("--report is of one run.", "Name it: copydesk backfill status RUN --report FILE")
        return _show_latest(runs, as_json=format == "json")
    found = runs.find(run)
    tallies = read_tallies(found.name)
    if format == "json":
        print_json(_plain(found) | {"ends": tallies, "failures": found.failures, "reason": found.reason})
    else:
        _show_run(found, tallies)
        _show_preview(stack.backfill_bucket, found.name, tallies)
    if report:
        write_new(report, (json.dumps(line, ensure_ascii=False) + "\n" for line in _report(stack, found)))
    return 1 if found.items.get("failed") or found.status in ("FAILED", "TIMED_OUT", "ABORTED") else 0


@backfill.command
def redrive(run: RunName, /, *, where: Where = HERE) -> int:
    """Repeat what failed in a run that has ended."""
    runs = runs_of(target(where))
    name = runs.redrive(runs.find(run))
    print_line(f"✓ What failed is done again by {name}")
    print_note(f"How it goes: copydesk backfill status {name}")
    return 0


def _arguments(
    prefix: str | None, inventory: str | None, warc: str | None, older: str | None, dry_run: bool, batch: int | None
) -> Arguments:
    return Arguments(
        prefix=prefix, inventory=inventory, warc=warc, older_than_extractor=older, dry_run=dry_run, batch=batch
    )


def _looked_at(arguments: Arguments) -> Work:
    with messages().status(words("Looking at what there is …")):
        return work(arguments)


def _report(stack: Target, run: Run) -> list[dict[str, object]]:
    lines = list(report_lines(stack.backfill_bucket, run.name))
    if not lines:
        raise Problem(f"{run.name} has no report.", "Dry runs have: --older-than-extractor VERSION --dry-run")
    return lines


def _buckets(found: Work) -> set[str]:
    listed = {line["warc"]["bucket"] for line in found.lines if "warc" in line}
    return listed | ({found.request["bucket"]} if "bucket" in found.request else set())


def _check_readable(bucket: str, stack: Target) -> None:
    readable = {arn.rpartition(":")[2] for arn in stack.readable_buckets.split(",")}
    if bucket not in readable:
        raise Problem(
            f"The stack may not read the bucket {bucket}.",
            f"Deploy it with the parameter ArchiveBucketArns=arn:aws:s3:::{bucket}",
        )


def _show_plan(found: Work, concurrency: int, *, dry_run: bool) -> None:
    least = "" if found.is_exact else "about " if found.lines or found.request["items"] == "inventory" else "at least "
    seconds = found.pages * SECONDS_A_PAGE / min(concurrency, max(1, found.batches))
    stored = 0 if dry_run else found.pages
    most = dollars(pages=found.pages, articles=stored, batches=found.batches)
    print_line(f"{found.what[0].upper()}{found.what[1:]}")
    rows = [
        ("pages", f"{least}{found.pages:,}"),
        ("bytes", f"{least}{found.size:,}" if found.size else "–"),
        ("batches", f"{found.batches:,}, {concurrency} at once"),
        ("time", f"about {_duration(seconds)}"),
        ("cost", f"about ${most:,.2f} if each becomes an article"),
    ]
    _show_rows(rows)
    if concurrency > MOST_OF_ONE_HOST and stored:
        print_note(
            f"Where all pages are of one host, more than {MOST_OF_ONE_HOST} batches at once are throttled and retried."
        )


def _plain(run: Run) -> dict[str, object]:
    return {"name": run.name, "status": run.status, "items": dict(run.items)}


def _show_latest(runs: Runs, *, as_json: bool) -> int:
    latest = map(runs.find, names := runs.latest())
    if as_json:
        print_json(list(map(_plain, latest)))
        return 0
    for run in latest:
        done, failed, total = (run.items.get(state, 0) for state in ("succeeded", "failed", "total"))
        summary = f"{run.name}  {run.status}  {done:,} of {total:,} items, {failed:,} failed"
        print_line(summary)
    if not names:
        print_note("Nothing was started yet. See: copydesk backfill plan --help")
    return 0


def _show_run(run: Run, tallies: Mapping[str, int]) -> None:
    print_line(f"{run.name}: {run.status}, since {run.started:%Y-%m-%d %H:%M} UTC")
    _show_rows([(state, f"{run.items.get(state, 0):,}") for state in _STATES])
    ends = {name: times for name, times in tallies.items() if not name.startswith(_ASIDE)}
    print_line("Pages, by what came of them:" if ends else "No page yet.")
    _show_rows([(name, f"{times:,}") for name, times in sorted(ends.items(), key=lambda end: -end[1])])
    spent = dollars(
        pages=sum(ends.values()),
        articles=ends.get("stored", 0),
        batches=run.items.get("succeeded", 0),
        seconds=tallies.get("milliseconds", 0) / 1_000,
    )
    print_line(f"Cost so far: about ${spent:,.2f}")
    for reason in filter(None, (run.reason, *run.failures)):
        print_line(f"✗ {reason}", "red")
    if run.items.get("failed") or run.failures:
        print_note(f"What failed can be done again: copydesk backfill redrive {run.name}")


def _show_preview(bucket: str, name: str, tallies: Mapping[str, int]) -> None:
    """Prints what a dry run found: the sums of the changes, and the first articles of its report."""
    sums = {key: times for key, times in tallies.items() if key.startswith(_ASIDE[1:])}
    if sums:
        print_line("What would change:")
        _show_rows([(key, f"{times:,}") for key, times in sorted(sums.items(), key=lambda each: -each[1])])
    for line in islice((each for each in report_lines(bucket, name) if each["verdict"] != "would_skip"), _SAMPLES):
        changed = [*line.get("facts", ()), *(f"{n} blocks {fate}" for fate, n in line.get("blocks", {}).items())]
        detail = ", ".join(changed) or line.get("detail") or line.get("to") or ""
        columns = (line["article_id"][:SHORT_ID], line["verdict"], detail, line["url"] or "")
        print_line("  ".join(columns))


def _show_rows(rows: list[tuple[str, str]]) -> None:
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        print_line(f"  {name:<{width}}  {value}")


def _duration(seconds: float) -> str:
    """
    >>> _duration(42), _duration(3_000), _duration(90_000)
    ('1 minute', '50 minutes', '25 hours')
    """
    if seconds < 7_200:
        return counted(max(1, round(seconds / 60)), "minute")
    return f"{round(seconds / 3_600):,} hours"
