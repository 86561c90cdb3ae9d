"""This module reports a load: tables, the picture of the queue, and the figures for the cost model."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import measured
from bench.load_run import Figures, Phase
from bench.load_watch import Used
from bench.plot import Panel, sparkline, svg

type Found = Sequence[tuple[Phase, Figures]]
type ByName = Mapping[str, Used]
type Logs = Mapping[str, Sequence[str]]

#: The bytes that CloudWatch adds to the text of each log event (PutLogEvents).
_EVENT_BYTES = 26
_INFO = '"level":"INFO"'


def report(
    found: Found,
    *,
    before: ByName,
    after: ByName,
    logs: Logs,
    extraction_ms: float,
    rate: float,
    plot: Path,
    console: Console,
) -> int:
    """Prints and keeps the figures, and returns 0 if every page is accounted for.

    `before` and `after` are what processes had used around the burst, `logs` what was logged since its beginning.
    """
    (burst_phase, burst), _ = found
    used = {name: _since(before.get(name, Used()), each) for name, each in after.items()}
    _draw(found, plot)
    console.print(_head(), _phases_table(found, rate), *_sparklines(found), f"The picture: {plot}", sep="\n")
    if used:
        console.print(_processes_table(used, burst))
        measured.keep("local_stack", _kept(burst, burst_phase, used, logs, extraction_ms))
    else:
        console.print("Processor time and memory of the functions: only Linux tells them by process.")
    return _verdict(found, console)


def _verdict(found: Found, console: Console) -> int:
    lost = sum(figures.ends.get("missing", 0) for _, figures in found)
    if lost:
        console.print(f"{lost} pages are in no log line: neither stored nor refused. See .copydesk/stack.log")
    return 1 if lost else 0


def _head() -> str:
    return (
        "Load on the deployed local stack. The stack (S3, SQS, DynamoDB and all else in one process), its functions\n"
        f"and this command share {os.process_cpu_count()} processors; load average now {os.getloadavg()[0]:.1f}."
    )


def _phases_table(found: Found, rate: float) -> Table:
    table = _table("pages put", "stored", "other", "articles/s", "MB/s", "p50 s", "p95 s", "p99 s", "deepest")
    names = ("as fast as it takes", f"at {rate:.1f} a second")
    for name, (phase, figures) in zip(names, found, strict=True):
        other = len(phase.answered) - figures.articles
        pace = (figures.rate, figures.megabytes / figures.seconds if figures.seconds else 0.0)
        waits = (figures.percentile(percent) for percent in (50, 95, 99))
        table.add_row(
            f"{len(phase.answered):,} {name}",
            f"{figures.articles:,}",
            f"{other} {_others(figures)}".strip(),
            *(f"{each:.1f}" for each in pace),
            *(f"{each:.2f}" for each in waits),
            f"{figures.deepest:,}",
        )
    return table


def _others(figures: Figures) -> str:
    return ", ".join(end for end in figures.ends if end != "stored")


def _sparklines(found: Found) -> Iterator[str]:
    for phase, figures in found:
        depths = [depth.total for depth in phase.depths]
        seconds = phase.depths[-1].at - phase.began if phase.depths else 0
        yield f"queue depth, {phase.name.lower()}: 0 to {figures.deepest:,} over {seconds:.0f} s"
        yield f"  {sparkline(depths)}"


def _processes_table(used: ByName, burst: Figures) -> Table:
    table = _table("process, during the burst", "CPU ms an article", "share of all", "processes", "MB at its highest")
    whole = sum(each.cpu for each in used.values())
    for name, each in sorted(used.items(), key=lambda named: -named[1].cpu):
        table.add_row(
            name,
            f"{1_000 * each.cpu / max(1, burst.articles):.1f}",
            f"{each.cpu / whole:.0%}" if whole else "–",
            str(each.processes),
            f"{each.megabytes:.0f}",
        )
    return table


def _kept(burst: Figures, phase: Phase, used: ByName, logs: Logs, extraction_ms: float) -> dict[str, object]:
    """Returns what `bench.measured` reads, and what one article takes of each function."""
    articles = max(1, burst.articles)
    return {
        "page_bytes": round(1e6 * burst.megabytes / max(1, len(phase.answered))),
        "extraction_ms": round(extraction_ms, 2),
        **{name: _of_function(used.get(name, Used()), lines, articles) for name, lines in logs.items()},
    }


def _of_function(used: Used, lines: Sequence[str], articles: int) -> dict[str, float]:
    return {"cpu_ms": round(1_000 * used.cpu / articles, 2), **bytes_logged(lines, articles)}


def bytes_logged(lines: Sequence[str], articles: int) -> dict[str, float]:
    """Returns the log bytes of one article, those of level INFO separately."""
    info = sum(_logged(line) for line in lines if _INFO in line)
    return {
        "info_bytes": round(info / articles),
        "other_bytes": round((sum(map(_logged, lines)) - info) / articles),
    }


def _logged(line: str) -> int:
    return len(line.encode()) + _EVENT_BYTES


def _since(before: Used, after: Used) -> Used:
    return Used(cpu=after.cpu - before.cpu, megabytes=after.megabytes, processes=after.processes)


def _draw(found: Found, plot: Path) -> None:
    plot.parent.mkdir(parents=True, exist_ok=True)
    plot.write_text(svg([_panel(*each) for each in found], across="seconds", up="messages"), encoding="utf-8")


def _panel(phase: Phase, figures: Figures) -> Panel:
    points = [(max(0.0, depth.at - phase.began), float(depth.total)) for depth in phase.depths]
    put = max(phase.answered.values()) - phase.began
    pages, pace = len(phase.answered), f"{figures.rate:.1f} articles/s"
    title = f"{phase.name} of {pages:,} pages: {pace}, deepest {figures.deepest:,}"
    return Panel(title=title, points=points, moments=[(put, "all put")])


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table
