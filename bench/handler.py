"""This benchmark measures a message in the ingest function: time, calls of AWS, and units of DynamoDB.

It calls the function as Lambda does, with real pages. Its code, boto3 and PynamoDB are the real ones. AWS answers from
a process of its own, over plain HTTP on kept connections. Each service takes its usual time (`bench.ingest_stand_ins`).
`python -m bench.handler [CORPUS]` takes pages of a corpus beside the samples.

Time is a processor's, by thread. Extraction's is what `extract_article` takes. Botocore's is what `_make_api_call`
takes without waits. The rest belongs to Copydesk, PynamoDB and Powertools.
"""

import gzip
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from itertools import batched
from pathlib import Path
from statistics import linear_regression, mean, median
from threading import Lock
from types import ModuleType
from typing import Any

from botocore.client import BaseClient
from rich.console import Console
from rich.table import Table

from bench import measured
from bench.fetch_world import MEMORY_MB, World, world
from bench.ingest_memory import peak
from bench.ingest_stand_ins import CLEAR
from bench.ingest_world import call, load_function, url_of
from bench.load_report import bytes_logged
from bench.stand_ins import DYNAMODB_SECONDS, S3_SECONDS
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.storage import keys

_SAMPLES = Path("samples/pages")
#: The number of pages of a corpus that are taken.
_PAGES = 60
_BATCH = 10
#: Batches of each size; the first ones warm up connections, patterns and compiled code.
_TIMED, _WARM_UP = 12, 2
#: The number and size (bytes) of pages in one batch. 7 MB is the largest seen, 20 MB the largest that is read.
_WORST_PAGES = ((1, 5_000_000), (10, 5_000_000), (10, 19_900_000))

type Used = Mapping[str, float]


@dataclass
class Clock:
    """Seconds of a processor for extraction and for botocore, of all threads."""

    spent: dict[str, float] = field(default_factory=lambda: {"extraction": 0.0, "botocore": 0.0})
    _adding: Lock = field(default_factory=Lock)

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.thread_time()
            try:
                return work(*arguments, **named)
            finally:
                with self._adding:
                    self.spent[name] += time.thread_time() - started

        return timed


def main(corpus: Path | None) -> int:
    console = Console(width=None if sys.stdout.isatty() else 100)
    log = StringIO()
    with tempfile.TemporaryDirectory() as folder:
        names = _lay_out(Path(folder), corpus)
        with world("bench.ingest_stand_ins", folder) as there, redirect_stdout(log):
            clock, function = Clock(), load_function(there.ports["aws"])
            _watch(function, clock)
            units = {name: _units(function, there, names, ending) for name, ending in _RUNS.items()}
            lines = log.getvalue().splitlines()
            times, batches = _timed(function, there, clock, names[:_BATCH])
        pages = [Page.of(Path(folder, name)) for name in names]
    measured.keep("ingest", _kept(pages, times, units, bytes_logged(lines, len(_RUNS) * len(names))))
    peaks = [(count, size, peak(count, size)) for count, size in _WORST_PAGES]
    console.print(_head(names), _times_table(times, batches), _units_table(units, pages), _peaks(peaks), sep="\n\n")
    return 0


def _lay_out(folder: Path, corpus: Path | None) -> list[str]:
    """Writes each page that is an article as `<name>`, and with a paragraph edited as `<name>-edited`."""
    found = sorted(_SAMPLES.glob("*.html.gz"))
    if corpus and corpus.exists():
        pages = sorted(corpus.glob("pages/*.html.gz"))
        found += pages[:: max(1, len(pages) // _PAGES)]
    bodies = ((path.name.removesuffix(".html.gz"), gzip.decompress(path.read_bytes())) for path in found)
    return [name for name, body in bodies if _lay(folder, name, body)]


def _lay(folder: Path, name: str, body: bytes) -> bool:
    try:
        article = extract_article(body, url=url_of(name), content_type="text/html")
    except Reject:
        return False
    words = (block.text[:40].encode() for block in article.blocks if block.type == "paragraph" and len(block.text) > 80)
    edited = next((body.replace(each, b"Edited since. " + each) for each in words if body.count(each) == 1), None)
    if edited is None:
        return False
    (folder / name).write_bytes(body)
    (folder / f"{name}-edited").write_bytes(edited)
    return True


def _watch(function: ModuleType, clock: Clock) -> None:
    function.extract_article = clock.timed("extraction", extract_article)  # type: ignore[attr-defined]
    BaseClient._make_api_call = clock.timed("botocore", BaseClient._make_api_call)  # type: ignore[attr-defined]


def _timed(
    function: ModuleType, there: World, clock: Clock, names: Sequence[str]
) -> tuple[dict[str, float], dict[int, float]]:
    """Returns the milliseconds of a message, and of batches of one and of ten.

    Each round stores the pages under new addresses in empty tables. Otherwise they would be copies of stored articles.
    """
    batches: dict[int, list[float]] = {1: [], _BATCH: []}
    cpu, wall, messages = 0.0, 0.0, 0
    for number in range(_TIMED):
        if number == _WARM_UP:
            clock.spent.update(extraction=0.0, botocore=0.0)
            cpu, wall, messages = time.process_time(), 0.0, 0
        for size in batches:
            url = partial(_new_url, f"r{number}-{size}")
            there.used(CLEAR)
            took = [call(function, part, url=url) for part in batched(names, size, strict=False)]
            batches[size] += took if number >= _WARM_UP else []
            wall, messages = wall + sum(took), messages + len(names)
    cpu = time.process_time() - cpu
    spent = {"processor": cpu, **clock.spent}
    spent["rest"] = cpu - sum(clock.spent.values())
    ours = {name: 1_000 * seconds / messages for name, seconds in spent.items()}
    return ours, {size: 1_000 * mean(took) for size, took in batches.items()}


def _new_url(prefix: str, name: str) -> str:
    return f"https://{prefix}.example/{name}"


_RUNS: Mapping[str, str] = {"first stored": "", "unchanged, again": "", "a paragraph edited": "-edited"}


#: The names of the runs in bench/measured.json.
_VISITS: Mapping[str, str] = {"first stored": "first", "unchanged, again": "unchanged", "a paragraph edited": "edited"}
#: The units of an index entry, which is smaller than a KB because it holds almost only keys.
_INDEX_UNITS = 1
#: A batch writes these once, or once for each site. `bench.cost` adds each page's share of them.
_ONCE_A_BATCH = ("units: marks", "units: hours", "units: hours of a site")


def _units(function: ModuleType, there: World, names: Sequence[str], ending: str) -> list[Used]:
    """Returns what each page used, with one message in a batch."""
    found: list[Used] = []
    for name in names:
        call(function, [f"{name}{ending}"], url=lambda _, name=name: url_of(name))  # type: ignore[misc]
        found.append(there.used())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`rows` are the speakers under which publish stores the article."""

    size: int
    blocks: int
    rows: int

    @classmethod
    def of(cls, path: Path) -> "Page":
        body = path.read_bytes()
        article = extract_article(body, url=url_of(path.name))
        speakers = {keys.slug(quote.speaker) for quote in article.quotes if quote.speaker} - {None}
        return cls(size=len(body), blocks=len(article.blocks), rows=len(speakers))


def _kept(
    pages: Sequence[Page],
    times: Mapping[str, float],
    units: Mapping[str, Sequence[Used]],
    logged: Mapping[str, float],
) -> dict[str, object]:
    """Returns the means that `bench.measured` reads, because a bill is made of means."""
    blocks, first = [page.blocks for page in pages], units["first stored"]
    return {
        "page_bytes": round(mean(page.size for page in pages)),
        "blocks": round(mean(blocks), 1),
        "article_bytes": round(_mean(first, "bytes")),
        "index_units": _INDEX_UNITS,
        "extraction_ms": round(times["extraction"], 2),
        "function": {"cpu_ms": round(times["processor"], 2), **logged},
        "visits": {visit: _visit(blocks, units[run]) for run, visit in _VISITS.items()}
        | {"first": _visit(blocks, first) | {"rows": round(mean(page.rows for page in pages), 2)}},
    }


def _visit(blocks: Sequence[int], used: Sequence[Used]) -> dict[str, float]:
    writes = [each.get("write units", 0) - sum(each.get(kind, 0) for kind in _ONCE_A_BATCH) for each in used]
    per_block = linear_regression(blocks, writes).slope if any(writes) else 0.0
    return {
        "writes": round(mean(writes), 2),
        "writes_per_block": round(per_block, 3),
        "reads": round(_mean(used, "read units"), 2),
    }


def _mean(used: Sequence[Used], name: str) -> float:
    return mean(each.get(name, 0) for each in used)


def _head(names: Sequence[str]) -> str:
    dynamodb, s3 = 1_000 * DYNAMODB_SECONDS, 1_000 * S3_SECONDS
    return f"Ingest: {len(names)} pages; DynamoDB answers after {dynamodb:g} ms, S3 after {s3:g}."


def _times_table(times: Mapping[str, float], batches: Mapping[int, float]) -> Table:
    table = _table("milliseconds", "ms")
    table.add_row("a batch of 1, mean", f"{batches[1]:.1f}")
    table.add_row(f"a batch of {_BATCH}, mean", f"{batches[_BATCH]:.1f}")
    table.add_row("ten to one (aim: at most 3)", f"{batches[_BATCH] / batches[1]:.2f}")
    waits = {size: took - size * times["extraction"] for size, took in batches.items()}
    table.add_row("  extraction left out, which one processor does in turn", f"{waits[_BATCH] / waits[1]:.2f}")
    labels = {
        "processor": "a message: processor time in all",
        "extraction": "  extraction",
        "botocore": "  botocore: signing, HTTP, parsing",
        "rest": "  all else (aim: at most 5)",
    }
    for name, label in labels.items():
        table.add_row(label, f"{times[name]:.2f}")
    return table


def _units_table(units: Mapping[str, Sequence[Used]], pages: Sequence[Page]) -> Table:
    table = _table("an article", "median", "mean", "p90")
    rows = [page.rows for page in pages]
    whole = [each.get("write units", 0) + row for each, row in zip(units["first stored"], rows, strict=True)]
    for name, values in (("first stored: all write units, with rows", whole), ("first stored: rows of speakers", rows)):
        table.add_row(name, f"{median(values):g}", f"{mean(values):.1f}", f"{sorted(values)[int(0.9 * len(values))]:g}")
    for run, found in units.items():
        for name in ("write units", "read units", "calls", "s3"):
            values = sorted(each.get(name, 0) for each in found)
            p90 = values[int(0.9 * len(values))]
            table.add_row(f"{run}: {name}", f"{median(values):g}", f"{mean(values):.1f}", f"{p90:g}")
    for kind in sorted({name for each in units["first stored"] for name in each if name.startswith("units: ")}):
        values = sorted(each.get(kind, 0) for each in units["first stored"])
        table.add_row(f"first stored, {kind}", f"{median(values):g}", f"{mean(values):.1f}", "")
    return table


def _peaks(peaks: Sequence[tuple[int, int, float]]) -> str:
    lines = [f"after {count} pages of {size / 1e6:.1f} MB in one batch: {peak:.0f} MB" for count, size, peak in peaks]
    return f"Memory at its highest, of {MEMORY_MB} MB: " + "; ".join(lines)


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) / "wcxb" if len(sys.argv) > 1 else None))
