"""This module shows a run: its progress, a table of its classes, and its findings as files."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from tests.fuzz.classes import KINDS
from tests.fuzz.inputs import Input
from tests.fuzz.running import Result

#: The most findings that are written to files and made small. The others are only counted.
MOST_WRITTEN = 40


@dataclass(slots=True)
class Results:
    """The results of a run, by class."""

    inputs: Counter[str] = field(default_factory=Counter)
    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slowest: dict[str, Result] = field(default_factory=dict)
    largest: dict[str, Result] = field(default_factory=dict)
    faults: list[Result] = field(default_factory=list)
    #: The numbers of inputs that became an article, by class.
    articles: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    #: The number of outputs that Chromium opened.
    shown: int = 0

    def add(self, result: Result) -> None:
        self.inputs[result.kind] += 1
        self.outcomes[result.kind][result.outcome] += 1
        if result.seconds >= (known.seconds if (known := self.slowest.get(result.kind)) else 0):
            self.slowest[result.kind] = result
        if result.megabytes >= (known.megabytes if (known := self.largest.get(result.kind)) else 0):
            self.largest[result.kind] = result
        if result.outcome == "article":
            self.articles[result.kind].append(result.number)
        if result.fault:
            self.faults.append(result)


def table(metrics: Results) -> Table:
    shown = Table(title="Hostile input", title_justify="left", box=None, pad_edge=False)
    shown.add_column("class", no_wrap=True)
    for title in ("inputs", "article or read", "refused", "worst s", "worst MB", "findings"):
        shown.add_column(title, justify="right")
    for kind in KINDS:
        if metrics.inputs[kind.name]:
            shown.add_row(kind.name, *_row(metrics, kind.name))
    if metrics.shown:
        tripped = sum(result.outcome == "ran" for result in metrics.faults)
        shown.add_row("outputs in Chromium", f"{metrics.shown:,}", "", "", "", "", str(tripped))
    shown.add_row("all", f"{metrics.inputs.total():,}", "", "", "", "", str(len(metrics.faults)))
    return shown


def _row(metrics: Results, kind: str) -> tuple[str, ...]:
    outcomes = metrics.outcomes[kind]
    faults = sum(result.kind == kind and result.outcome != "ran" for result in metrics.faults)
    read = sum(outcomes[each] for each in outcomes if each in READ)
    slowest, largest = metrics.slowest[kind].seconds, metrics.largest[kind].megabytes
    refused = metrics.inputs[kind] - read - outcomes["fault"] - outcomes["dead"]
    return f"{metrics.inputs[kind]:,}", f"{read:,}", f"{refused:,}", f"{slowest:.2f}", f"{largest:.0f}", str(faults)


#: The outcomes of inputs that were read. All other outcomes are reasons of a refusal.
READ = frozenset(
    "article rss atom json_feed sitemap sitemap_index news_sitemap page allowed disallowed address linear".split()
)


def written(folder: Path, result: Result, given: Input, seed: int) -> Path:
    """Writes a finding as two files: the body, and the known facts."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{result.kind.replace(' ', '-')}-{seed}-{result.number}"
    body = folder / f"{name}.input"
    body.write_bytes(given.body)
    known = {
        "seed": seed, "class": result.kind, "number": result.number, "fault": result.fault, "note": given.note,
        "door": given.door, "url": given.url, "content_type": given.content_type,
        "content_encoding": given.content_encoding, "trace": result.trace.splitlines(),
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(known, indent=1) + "\n")
    return body
