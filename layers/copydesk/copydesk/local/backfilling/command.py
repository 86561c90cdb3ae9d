"""`copydesk backfill plan|start|status|redrive`: what each prints and does."""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping
from itertools import islice

from copydesk.local.backfilling.prices import MOST_OF_ONE_HOST, SECONDS_A_PAGE, dollars
from copydesk.local.backfilling.runs import Run, Runs, new_name, report_lines, runs_of
from copydesk.local.backfilling.work import OBJECTS_A_BATCH, Work, work
from copydesk.local.console import messages, output, tell, words
from copydesk.local.problems import Problem
from copydesk.local.tables import SHORT_ID
from copydesk.local.target import Target, target
from copydesk.storage.operations.backfill_counts import read_tallies

#: Lines of a dry run that are shown without being asked for.
_SAMPLES = 10
_STATES = ("total", "pending", "running", "succeeded", "failed")
#: Sums that are no ends of pages.
_ASIDE = ("milliseconds", "fact:", "blocks:", "quotes:")


def backfill(arguments: Namespace) -> int:
    return _ACTIONS[arguments.action](arguments, target(arguments))


def _plan(arguments: Namespace, _place: Target) -> int:
    _show_plan(_looked_at(arguments), arguments)
    tell("Nothing was started or written. Start it: copydesk backfill start, with the same arguments")
    return 0


def _start(arguments: Namespace, stack: Target) -> int:
    runs, found = runs_of(stack), _looked_at(arguments)
    if not found.pages:
        raise Problem(f"There are no {found.what}.")
    for bucket in _buckets(found):
        _check_readable(bucket, stack)
    _show_plan(found, arguments)
    name = arguments.name or new_name("dry-run" if arguments.dry_run else "backfill")
    # A line of a list is a batch by itself: a part of a file, or a segment of the table.
    batch = 1 if found.lines else arguments.batch or OBJECTS_A_BATCH
    limits = {"concurrency": arguments.concurrency, "tolerated_failure_percentage": arguments.tolerated_failures}
    runs.start(name, {**found.request, "batch": batch, **limits}, found.lines)
    output().print(words(f"✓ Started {name}"))
    tell(f"How it goes: copydesk backfill status {name}")
    return 0


def _status(arguments: Namespace, stack: Target) -> int:
    runs = runs_of(stack)
    if arguments.run is None:
        if arguments.report:
            raise Problem("--report is of one run.", "Name it: copydesk backfill status RUN --report FILE")
        return _show_latest(runs, as_json=arguments.format == "json")
    run = runs.find(arguments.run)
    tallies = read_tallies(run.name)
    if arguments.format == "json":
        output().print_json(data=_plain(run) | {"ends": tallies, "failures": run.failures, "reason": run.reason})
    else:
        _show_run(run, tallies)
        _show_preview(stack.backfill_bucket, run.name, tallies)
    if arguments.report:
        with arguments.report.open("x", encoding="utf-8") as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in _report(stack, run))
        tell(f"Written: {arguments.report}")
    return 1 if run.items.get("failed") or run.status in ("FAILED", "TIMED_OUT", "ABORTED") else 0


def _redrive(arguments: Namespace, stack: Target) -> int:
    runs = runs_of(stack)
    name = runs.redrive(runs.find(arguments.run))
    output().print(words(f"✓ What failed is done again by {name}"))
    tell(f"How it goes: copydesk backfill status {name}")
    return 0


def _looked_at(arguments: Namespace) -> Work:
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


def _show_plan(found: Work, arguments: Namespace) -> None:
    least = "" if found.is_exact else "about " if found.lines or found.request["items"] == "inventory" else "at least "
    seconds = found.pages * SECONDS_A_PAGE / min(arguments.concurrency, max(1, found.batches))
    stored = 0 if arguments.dry_run else found.pages
    most = dollars(pages=found.pages, articles=stored, batches=found.batches)
    output().print(words(f"{found.what[0].upper()}{found.what[1:]}"), soft_wrap=True)
    rows = [
        ("pages", f"{least}{found.pages:,}"),
        ("bytes", f"{least}{found.size:,}" if found.size else "–"),
        ("batches", f"{found.batches:,}, {arguments.concurrency} at once"),
        ("time", f"about {_duration(seconds)}"),
        ("cost", f"about ${most:,.2f} if each becomes an article"),
    ]
    _show_rows(rows)
    if arguments.concurrency > MOST_OF_ONE_HOST and stored:
        tell(
            f"Where all pages are of one host, more than {MOST_OF_ONE_HOST} batches at once are throttled and retried."
        )


def _plain(run: Run) -> dict[str, object]:
    return {"name": run.name, "status": run.status, "items": dict(run.items)}


def _show_latest(runs: Runs, *, as_json: bool) -> int:
    latest = map(runs.find, names := runs.latest())
    if as_json:
        output().print_json(data=list(map(_plain, latest)))
        return 0
    for run in latest:
        done, failed, total = (run.items.get(state, 0) for state in ("succeeded", "failed", "total"))
        said = f"{run.name}  {run.status}  {done:,} of {total:,} items, {failed:,} failed"
        output().print(words(said), soft_wrap=True)
    if not names:
        tell("Nothing was started yet. See: copydesk backfill plan --help")
    return 0


def _show_run(run: Run, tallies: Mapping[str, int]) -> None:
    output().print(words(f"{run.name}: {run.status}, since {run.started:%Y-%m-%d %H:%M} UTC"))
    _show_rows([(state, f"{run.items.get(state, 0):,}") for state in _STATES])
    ends = {name: times for name, times in tallies.items() if not name.startswith(_ASIDE)}
    output().print("Pages, by what came of them:" if ends else "No page yet.")
    _show_rows([(name, f"{times:,}") for name, times in sorted(ends.items(), key=lambda end: -end[1])])
    spent = dollars(
        pages=sum(ends.values()),
        articles=ends.get("stored", 0),
        batches=run.items.get("succeeded", 0),
        seconds=tallies.get("milliseconds", 0) / 1_000,
    )
    output().print(words(f"Cost so far: about ${spent:,.2f}"))
    for reason in filter(None, (run.reason, *run.failures)):
        output().print(words(f"✗ {reason}", "red"), soft_wrap=True)
    if run.items.get("failed") or run.failures:
        tell(f"What failed can be done again: copydesk backfill redrive {run.name}")


def _show_preview(bucket: str, name: str, tallies: Mapping[str, int]) -> None:
    """What a dry run found: sums of what would change, and the first articles of its report."""
    sums = {key: times for key, times in tallies.items() if key.startswith(_ASIDE[1:])}
    if sums:
        output().print("What would change:")
        _show_rows([(key, f"{times:,}") for key, times in sorted(sums.items(), key=lambda each: -each[1])])
    for line in islice((each for each in report_lines(bucket, name) if each["verdict"] != "would_skip"), _SAMPLES):
        changed = [*line.get("facts", ()), *(f"{n} blocks {fate}" for fate, n in line.get("blocks", {}).items())]
        said = ", ".join(changed) or line.get("detail") or line.get("to") or ""
        told = (line["article_id"][:SHORT_ID], line["verdict"], said, line["url"] or "")
        output().print(words("  ".join(told)), soft_wrap=True)


def _show_rows(rows: list[tuple[str, str]]) -> None:
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        output().print(words(f"  {name:<{width}}  {value}"), soft_wrap=True)


def _duration(seconds: float) -> str:
    """
    >>> _duration(42), _duration(3_000), _duration(90_000)
    ('1 minute', '50 minutes', '25 hours')
    """
    if seconds < 7_200:
        minutes = max(1, round(seconds / 60))
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{round(seconds / 3_600):,} hours"


_ACTIONS: dict[str, Callable[[Namespace, Target], int]] = {
    "plan": _plan,
    "start": _start,
    "status": _status,
    "redrive": _redrive,
}
