"""This benchmark shows which pages a change of the code touches: one digest per page and part of its results.

Write the state before a change and after it, then compare the two:

    make records NAME=before
    make records NAME=after
    python -m bench.records --compare build/records/before build/records/after
    python -m bench.records --compare build/records/before build/records/after --field headline
    python -m bench.records --compare build/records/before build/records/after --page aed/00c7f15f

A run reads every page of CORPORA and every case of tests/pages. It digests the record, each output format, and the
items of the articles table. For a case it also digests the events. The clock is fixed, so equal code gives equal
digests.
"""

import argparse
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bench.record_changes import DIGESTS, RECORDS, REJECT, Changed, Comparison, compare, lines
from bench.record_parts import RAISED, Page, Reading, pages, read
from copydesk.cli.console import harmless

_OUT = Path("build", "records", "now")
_LONGEST, _MOST_LINES, _MOST_PAGES = 200, 8, 40


def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    if options.compare:
        return _compare(options)
    found = [page for page in pages(options.corpora) if options.only in page.name]
    if not found:
        print(f"Records: no pages under {options.corpora} (name a folder of corpora)", file=sys.stderr)
        return 1
    return _write(options.out, found, options.jobs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.records", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, nargs="?", help="folder of corpora; without it, the cases of tests/pages")
    parser.add_argument("--out", type=Path, default=_OUT, metavar="DIR", help=f"where the run is kept ({_OUT})")
    parser.add_argument("--only", default="", metavar="TEXT", help="only pages whose name has TEXT in it, as wcxb/")
    parser.add_argument("--jobs", type=int, default=os.process_cpu_count(), metavar="N", help="processes (all cores)")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("OLD", "NEW"), help="two runs: say what changed")
    parser.add_argument("--page", metavar="ID", help="with --compare: all that changed in pages so named")
    parser.add_argument("--field", metavar="NAME", help="with --compare: list only pages in which this field changed")
    parser.add_argument(
        "--most",
        type=int,
        default=_MOST_PAGES,
        metavar="N",
        help=f"with --compare: so many pages, evenly taken ({_MOST_PAGES})",
    )
    return parser


def _write(out: Path, found: list[Page], jobs: int) -> int:
    """Writes a run: the digests as JSON lines, and the records in gzip, each after its page's name."""
    out.mkdir(parents=True, exist_ok=True)
    refused: Counter[str] = Counter()
    with (
        (out / DIGESTS).open("w", encoding="utf-8") as digests,
        gzip.open(out / RECORDS, "wt", compresslevel=6, encoding="utf-8", errors="surrogatepass") as records,
    ):
        for reading in _read_all(found, jobs):
            digests.write(json.dumps(_row(reading), ensure_ascii=False) + "\n")
            if reading.plain is not None:
                records.write(f"{reading.name}\t{json.dumps(reading.plain, ensure_ascii=False)}\n")
            if reading.reject is not None:
                refused[reading.reject["reason"]] += 1
    print(f"{len(found):,} pages in {out}: {len(found) - refused.total():,} articles; {_counts(refused)}")
    return 1 if refused[RAISED] else 0


def _read_all(found: list[Page], jobs: int) -> Iterator[Reading]:
    if jobs == 1:
        yield from map(read, found)
        return
    # Fork is not safe here: the progress bar's thread may hold a lock at that moment.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
        readings = workers.map(read, found, chunksize=8)
        yield from track(readings, "Reading", total=len(found), console=Console(stderr=True), transient=True)


def _row(reading: Reading) -> dict[str, object]:
    if reading.reject is not None:
        return {"page": reading.name, REJECT: reading.reject}
    return {"page": reading.name, "digests": reading.digests}


def _compare(options: argparse.Namespace) -> int:
    found = compare(*options.compare)
    if options.page:
        wanted = [page for page in found.changed if options.page in page.name]
        _print(_page_lines(wanted, longest=None, most=None) if wanted else ["No page so named changed."])
        return 0
    listed = [page for page in found.changed if options.field in (None, *page.fields())]
    shown = _evenly(listed, options.most)
    _print(_summary(found))
    _print(_page_lines(shown, longest=_LONGEST, most=_MOST_LINES))
    if len(listed) > len(shown):
        print(f"\nListed: {len(shown):,} of {len(listed):,} pages, evenly taken; more by --most, --field and --page")
    return 0


def _evenly(listed: Sequence[Changed], most: int) -> list[Changed]:
    """Returns at most so many pages of all corpora; those with an unchanged record come last."""
    ordered = sorted(listed, key=lambda page: page.is_same_record)
    count = min(most, len(ordered))
    return [ordered[number * len(ordered) // count] for number in range(count)]


def _summary(found: Comparison) -> Iterator[str]:
    yield f"{found.pages:,} pages in both runs, {len(found.changed):,} of them changed"
    for names, run in ((found.only_before, "first"), (found.only_after, "second")):
        if names:
            yield f"Only in the {run} run: {len(names):,} pages, such as {names[0]}"
    gained, lost = found.by_reason()
    tables = {
        "Pages by part": found.by_part(),
        "Refused now, and not before for this reason": gained,
        "Refused before, and not now for this reason": lost,
        "Pages by field of the record": found.by_field(),
        "Blocks": found.by_block(),
    }
    yield from (f"{title}: {_counts(counts)}" for title, counts in tables.items() if counts)


def _page_lines(changed: Iterable[Changed], *, longest: int | None, most: int | None) -> Iterator[str]:
    for page in changed:
        told = list(lines(page, longest=longest))
        yield f"\n{page.name}  ({', '.join(page.parts)})"
        yield from (f"    {line}" for line in told[:most])
        if len(told) > len(told[:most]):
            yield f"    … and {len(told) - len(told[:most])} lines more: --page {page.name}"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common()) or "none refused"


def _print(lines: Iterable[str]) -> None:
    """Prints lines without control characters, because words of pages could command a terminal."""
    for line in lines:
        print(harmless(line))


if __name__ == "__main__":
    sys.exit(main())
