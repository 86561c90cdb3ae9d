"""This benchmark (`make bench`) times Copydesk and its peers per page, each tool in a process of its own.

In one process each tool would pay for the others, since Python's garbage collector walks the heap of all. Copydesk
pauses it while it reads a page. The pages are taken evenly from all corpora. A few are read to warm up. Then every tool
reads each page once. A few pages are read in turn, so that a slow moment of the machine meets all tools. Times are a
processor's, from bytes to text and facts. More runs start all processes anew, on the same pages.

Articles have a table of their own, because peers are slow on listings and shops, most of which Copydesk refuses. Such
pages would dominate one mean over all. `--before FOLDER` times another checkout of Copydesk beside this one.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.speed_tool import TOOLS

_REFERENCE = "trafilatura"
#: The name of Copydesk in another checkout.
_BEFORE = "copydesk, before"
_WARM_UP, _IN_TURN = 10, 10


@dataclass(frozen=True, slots=True)
class Page:
    """`is_article` is what its corpus says; most corpora hold nothing else."""

    path: str
    url: str | None
    is_article: bool


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one tool in one run: by page, the milliseconds and whether the tool gave a result."""

    version: str
    pages: Sequence[tuple[float, bool]]

    def of(self, chosen: Sequence[bool]) -> "Times":
        return Times(self.version, [page for page, is_chosen in zip(self.pages, chosen, strict=True) if is_chosen])

    def figures(self) -> tuple[float, float, float]:
        """Returns the mean, the median, and the 95th percentile of the milliseconds."""
        milliseconds = [each for each, _ in self.pages]
        return mean(milliseconds), median(milliseconds), quantiles(milliseconds, n=20)[-1]

    def without_result(self) -> int:
        return sum(not has_result for _, has_result in self.pages)


#: One run: times by tool, all of the same pages.
type Run = Mapping[str, Times]


class Tool:
    """A tool in its process, which works only while it is asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._stdin, self._stdout = process.stdin, process.stdout
        self.version = str(self._answer())

    def read(self, pages: Sequence[Page]) -> list[tuple[float, bool]]:
        print(json.dumps([(page.path, page.url) for page in pages]), file=self._stdin, flush=True)
        return list(map(tuple, self._answer()))

    def _answer(self) -> Any:
        return json.loads(self._stdout.readline())


def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    pages = sample(options.corpora, options.pages + _WARM_UP, options.seed)
    if len(pages) <= _WARM_UP:
        print(f"Bench: skipped, no pages under {options.corpora} (name a folder: make bench CORPORA=dir)")
        return 0
    with Progress(console=Console(stderr=True), transient=True) as progress:
        names = [*options.tools, *([_BEFORE] if options.before else [])]
        runs = [measure(names, pages, progress, options.before) for _ in range(options.runs)]
    console = Console(width=None if sys.stdout.isatty() else 110)
    are_articles = [page.is_article for page in pages[_WARM_UP:]]
    kinds = {
        "articles": are_articles,
        "pages of other kinds": [not each for each in are_articles],
        "pages of all kinds": [not all(are_articles)] * len(are_articles),
    }
    for name, chosen in kinds.items():
        if sum(chosen) > 1:
            title = f"{sum(chosen)} {name}, {options.runs} run{'s' if options.runs > 1 else ''}"
            console.print(table([{tool: times.of(chosen) for tool, times in run.items()} for run in runs], title))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of corpora, each with truth.jsonl and pages/*.html.gz")
    parser.add_argument("--pages", type=int, default=300, metavar="N", help="how many pages (default 300)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which pages (default 1)")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="a checkout of Copydesk to time beside this one")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="runs; ratios are given with their spread")
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=TOOLS, metavar="TOOL", help=", ".join(TOOLS))
    return parser


def sample(corpora: Path, count: int, seed: int) -> list[Page]:
    """Returns pages of all corpora in a random order, one from each of so many equal parts of the list."""
    everyone = [page for truth in sorted(corpora.glob("*/truth.jsonl")) for page in _pages(truth)]
    chance = random.Random(seed)  # noqa: S311  # no secret
    count = min(count, len(everyone))
    chosen = [everyone[int((part + chance.random()) * len(everyone) / count)] for part in range(count)]
    chance.shuffle(chosen)
    return chosen


def _pages(truth: Path) -> Iterator[Page]:
    """Yields a corpus's pages; addresses other than http are left out."""
    with truth.open(encoding="utf-8") as lines:
        for row in map(json.loads, filter(str.strip, lines)):
            path, url = truth.parent / "pages" / f"{row['id']}.html.gz", row.get("url") or ""
            if path.is_file():
                yield Page(
                    path=str(path),
                    url=url if url.startswith("http") else None,
                    is_article=row.get("page_type", "article") == "article",
                )


def measure(names: Sequence[str], pages: Sequence[Page], progress: Progress, before: Path | None) -> Run:
    """Returns the times of the pages after the warm-up; the tool that begins changes from turn to turn.

    `before` is the checkout in which the tool of that name runs.
    """
    with ExitStack() as running:
        tools = {name: running.enter_context(started(name, before)) for name in names}
        for name in progress.track(names, description="Warming up"):
            tools[name].read(pages[:_WARM_UP])
        read: dict[str, list[tuple[float, bool]]] = {name: [] for name in names}
        turns = list(batched(pages[_WARM_UP:], _IN_TURN, strict=False))
        for number, turn in enumerate(progress.track(turns, description="Reading")):
            first = number % len(names)
            for name in (*names[first:], *names[:first]):
                read[name] += tools[name].read(turn)
        return {name: Times(tools[name].version, each) for name, each in read.items()}


@contextmanager
def started(name: str, before: Path | None) -> Iterator[Tool]:
    environment = dict(os.environ)
    if name == _BEFORE and before:
        name, package = "copydesk", before.resolve() / "layers" / "copydesk"
        environment["PYTHONPATH"] = os.pathsep.join([str(package), environment.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "bench.speed_tool", name]
    with subprocess.Popen(  # noqa: S603  (our own command, no shell)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        yield Tool(process)
        assert process.stdin is not None
        process.stdin.close()


def table(runs: Sequence[Run], title: str) -> Table:
    """Returns the median of the runs; several runs add the lowest and the highest ratio."""
    title = f"{title}: milliseconds of a processor, each tool in a process of its own"
    found = Table(title=title, title_justify="left", box=None, pad_edge=False)
    found.add_column("tool", no_wrap=True)
    for title in ("mean", "median", "p95", "mean to trafilatura", "median to it", "p95 to it", "no result"):
        found.add_column(title, justify="right")
    for name in runs[0]:
        figures = [run[name].figures() for run in runs]
        shown = (f"{median(column):.1f}" for column in zip(*figures, strict=True))
        first = runs[0][name]
        found.add_row(f"{name} {first.version}", *shown, *_ratios(runs, name), str(first.without_result()))
    return found


def _ratios(runs: Sequence[Run], name: str) -> list[str]:
    if _REFERENCE not in runs[0]:
        return ["–"] * 3
    pairs = [(run[name].figures(), run[_REFERENCE].figures()) for run in runs]
    ratios = [[one / other for one, other in zip(mine, theirs, strict=True)] for mine, theirs in pairs]
    return [_spread(column) for column in zip(*ratios, strict=True)]


def _spread(values: Sequence[float]) -> str:
    """
    >>> _spread([0.5, 0.25, 0.75]), _spread([0.5])
    ('0.50 (0.25–0.75)', '0.50')
    """
    middle = f"{median(values):.2f}"
    return f"{middle} ({min(values):.2f}–{max(values):.2f})" if len(values) > 1 else middle


if __name__ == "__main__":
    sys.exit(main())
