"""This module prints the cost model as tables: by way and stage, by billed item, by month, and by setting."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from bench import prices
from bench.cost import MILLION, Line, Model, Settings, by, total
from bench.measured import Measured

#: The most dollars for a million uploaded articles, on demand and provisioned.
ON_DEMAND, PROVISIONED = 20, 14.5
STAGES = ("upload", "send", "dispatch", "discover", "fetch", "ingest", "publish")
#: Lines below this share of a way's price are left out of its table.
_LEAST_SHARE = 0.001

#: Dollars a month for the dashboard, the alarms and the metrics (`bench.watching` counts them).
WATCHING = 15.0
#: The ticks of a month, and the cost of a tick without due turns. SQS gets 13 requests to send 128 messages, and about
#: 16 to take them. Each shard takes a query (half a read unit). Two dispatchers run for a third of a second in 1 GB
#: (estimated).
_TICKS = 60 * 24 * 30
_A_TICK = 29 * prices.SQS_REQUEST + 128 / 2 * prices.DYNAMODB_READ + 2 * prices.LAMBDA_GB_SECOND / 3
#: The monthly cost of a deployment without articles.
FIXED: Mapping[str, float] = {
    "dashboard, alarms and metrics": WATCHING,
    "empty polls of six queues (2 pollers, every 20 s)": 6 * 2 * 30 * 86_400 / 20 * prices.SQS_REQUEST,
    "a tick a minute: 128 shards asked for whose turn has come": _TICKS * _A_TICK,
}

type Change = Mapping[str, object]

#: One changed setting at a time, compared with the defaults.
CHANGES: Mapping[str, Change] = {
    "defaults": {},
    "pages half as large": {"pages": 0.5},
    "pages twice as large": {"pages": 2.0},
    "pages four times as large": {"pages": 4.0},
    "half the blocks": {"blocks": 0.5},
    "twice the blocks": {"blocks": 2.0},
    "memory of ingest 512 MB": {"memory_mb": 512},
    "memory of ingest 1,769 MB": {"memory_mb": 1_769},
    "memory of ingest 3,008 MB": {"memory_mb": 3_008},
    "x86_64 (as fast as arm64)": {"architecture": "x86_64"},
    "batches of 1": {"batch": 1},
    "batches of 100": {"batch": 100},
    "batches of one site": {"sites": 0.1},
    "log level WARNING": {"log_info": False},
    "tables provisioned, a steady load": {"provisioned": True},
    "no page fetched again": {"revisits": 0.0},
    "every revisit not modified": {"unchanged": 0.0, "edited": 0.0},
    "every revisit other bytes, same words": {"unchanged": 1.0, "edited": 0.0},
    "a fifth of the revisits edited": {"edited": 0.2},
}


def report(measured: Measured, console: Console | None = None) -> None:
    shown = console or Console(width=None if sys.stdout.isatty() else 100)
    model = Model(measured, Settings())
    shown.print(_head(measured), _ways(model), _lines(model.uploaded(), "uploaded"), sep="\n\n")
    shown.print("", _sensitivity(measured), "", _months(model), "", verdict(model), sep="\n")


def verdict(model: Model) -> str:
    """Returns what an uploaded and published article costs, compared with the limit, and the largest parts."""
    provisioned = Model(model.measured, replace(model.settings, provisioned=True))
    sums = [
        f"${dollars:.2f} a million {name} ({'within' if dollars <= most else 'above'} {most:g})"
        for name, dollars, most in (
            ("on demand", total(model.uploaded()), ON_DEMAND),
            ("provisioned", total(provisioned.uploaded()), PROVISIONED),
        )
    ]
    parts = by(model.uploaded(), lambda line: f"{line.stage}: {line.what}")
    largest = "; ".join(f"{name} {each:.2f}" for name, each in list(parts.items())[:3])
    return f"An uploaded article: {', '.join(sums)}. Most of it: {largest}."


def sensitivity(measured: Measured) -> Iterator[tuple[str, float, float, float]]:
    """Yields, for each change, the dollars for a million uploaded, fetched, and fetched with all later visits."""
    for name, change in CHANGES.items():
        model = Model(measured, replace(Settings(), **change))  # type: ignore[arg-type]  # names and kinds of Settings
        yield name, total(model.uploaded()), total(model.fetched()), total(model.life())


def _head(measured: Measured) -> str:
    stored = measured.visits["first"]
    return (
        f"Dollars for a million articles, list prices of us-east-1 in {prices.READ_IN}, from bench/measured.json:\n"
        f"pages of {measured.page_bytes / 1e3:.0f} KB, {measured.blocks:.0f} blocks, "
        f"{stored.writes + stored.rows:.1f} write units; "
        f"ingest {measured.ingest.cpu_ms:.0f} ms of a processor, {measured.extraction_ms:.0f} of them extraction."
        f"{measured.note and chr(10) + measured.note}"
    )


def _ways(model: Model) -> Table:
    ways = {
        "uploaded": model.uploaded(),
        "inline": model.inline(),
        "fetched": model.fetched(),
        "again: 304": model.not_modified(),
        "again: same words": model.unchanged(),
        "again: edited": model.edited(),
        "fetched, all visits": model.life(),
    }
    sums = {name: by(lines, lambda line: line.stage) for name, lines in ways.items()}
    table = _table("stage", *ways)
    for stage in STAGES:
        table.add_row(stage, *(_dollars(each.get(stage)) for each in sums.values()))
    table.add_row("in all", *(f"{total(lines):.2f}" for lines in ways.values()), style="bold")
    return table


def _lines(lines: Sequence[Line], name: str) -> Table:
    table = _table(f"{name}, line by line", "for one", "dollars a million", "share")
    whole = total(lines)
    for line in sorted(lines, key=lambda line: -line.dollars):
        if line.dollars >= _LEAST_SHARE * whole:
            share = f"{line.dollars / whole:.0%}"
            table.add_row(f"{line.stage}: {line.what}", f"{line.quantity:.3g}", f"{line.dollars:.2f}", share)
    return table


def _sensitivity(measured: Measured) -> Table:
    table = _table("one setting changed", "uploaded", "fetched", "fetched, all visits")
    for name, *dollars in sensitivity(measured):
        table.add_row(name, *(f"{each:.2f}" for each in dollars))
    return table


def _months(model: Model) -> Table:
    table = _table("each month", "dollars")
    for line in model.month():
        table.add_row(f"a million articles: {line.what} ({MILLION * line.quantity:.1f} GB)", f"{line.dollars:.2f}")
    for name, dollars in FIXED.items():
        table.add_row(f"a deployment: {name}", f"{dollars:.2f}")
    return table


def _dollars(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table
