"""This benchmark says where the time of an article goes: `python -m bench.stages CORPORA`.

It times the functions that `copydesk.extraction.article` calls, on the pages of `bench.speed`. Times are a processor's.
What is spent between these functions is the last row. Pages that hold no article have a column of their own.
"""

import argparse
import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.speed import Page, sample
from copydesk.errors import Reject
from copydesk.extraction import article

#: The stages in the order in which a page goes through them, each with the functions that do its work.
STAGES: Mapping[str, Sequence[str]] = {
    "decode the bytes": ("inflate", "decode_page"),
    "parse, with the guards": ("page_tree",),
    "walk": ("runs_of",),
    "declared facts, links to other pages": ("page_of", "series_of"),
    "score each run": ("scores_of", "likely_text"),
    "judge the kind of page": ("kind_column",),
    "pictures, captions and other company": ("with_company",),
    "head": ("head_of",),
    "copy the article's part": ("fragment_of",),
    "split into blocks": ("split", "with_declared_entries", "with_standfirst_placed", "with_lead_shown", "body_of"),
    "finish the blocks": ("finish",),
    "quotes and speakers": ("quotes_in",),
    "count words, fingerprint": ("count_words", "simhash"),
    "account for lost words": ("unrecorded", "counts_of"),
    "flags and notices": ("quality_flags", "check_notice", "sureness_column", "refusal"),
    "texts in scripts": ("story_of", "declared_story"),
}
_REST = "the rest"
_WARM_UP = 10


class Clock:
    """Adds up the seconds of each stage. A stage inside another is not counted in the outer one."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            self._inner.append(0.0)
            try:
                return work(*arguments, **named)
            finally:
                took = time.process_time() - started
                self.spent[stage] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return timed


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Times the functions of all stages while the block runs."""
    named = {name: stage for stage, names in STAGES.items() for name in names}
    before = {name: getattr(article, name) for name in named}
    for name, stage in named.items():
        setattr(article, name, clock.timed(stage, before[name]))
    try:
        yield
    finally:
        for name, work in before.items():
            setattr(article, name, work)


def measure(pages: Sequence[Page]) -> tuple[Clock, int]:
    """Returns the seconds of each stage over some pages, and how many of the pages hold an article."""
    clock, read = Clock(), 0
    bodies = [(gzip.decompress(Path(page.path).read_bytes()), page.url) for page in pages]
    whole = clock.timed(_REST, article.extract_article)
    with watched(clock):
        for body, url in bodies:
            try:
                whole(body, url=url)
                read += 1
            except Reject:
                continue
    return clock, read


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.stages", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of corpora, each with truth.jsonl and pages/*.html.gz")
    parser.add_argument("--pages", type=int, default=300, metavar="N", help="how many pages (default 300)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which pages (default 1)")
    options = parser.parse_args(argv)
    pages = sample(options.corpora, options.pages + _WARM_UP, options.seed)
    if len(pages) <= _WARM_UP:
        print(f"Bench: skipped, no pages under {options.corpora} (name a folder)")
        return 0
    measure(pages[:_WARM_UP])
    kinds = {kind: [page for page in pages[_WARM_UP:] if page.is_article is kind] for kind in (True, False)}
    Console(width=100).print(table({kind: (measure(some)[0], len(some)) for kind, some in kinds.items() if some}))
    return 0


def table(measured: Mapping[bool, tuple[Clock, int]]) -> Table:
    """Returns the milliseconds a page of each stage, for articles and for other pages."""
    rows = Table(title="Milliseconds a page, by stage")
    rows.add_column("stage")
    for is_article, (_, count) in measured.items():
        rows.add_column(f"{count} {'articles' if is_article else 'other pages'}", justify="right")
    for stage in (*STAGES, _REST):
        rows.add_row(stage, *(f"{1000 * clock.spent[stage] / count:.2f}" for clock, count in measured.values()))
    sums = (f"{1000 * sum(clock.spent.values()) / count:.2f}" for clock, count in measured.values())
    rows.add_section()
    rows.add_row("all", *sums)
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
