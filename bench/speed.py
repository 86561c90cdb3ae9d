"""`make bench`: how long a page takes, Copydesk and its peers side by side on the same pages, in one process.

Every page is read by every tool in turn, so that a slow moment of the machine is shared by all. Times are of the
whole way from bytes to text and facts, as each tool's documentation does it.
"""

import argparse
import gc
import gzip
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median, quantiles

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.footprint import footprint
from bench.growth import growth, memory

type Tool = Callable[[bytes, str | None], object]

_WARM_UP = 10
#: Pages that are read again and again to see whether memory grows.
_HELD = 250


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of corpora, each with pages/*.html.gz")
    parser.add_argument("--pages", type=int, default=200, help="how many pages, evenly taken (default 200)")
    options = parser.parse_args(argv)
    pages = [gzip.decompress(path.read_bytes()) for path in _paths(options.corpora, options.pages)]
    if not pages:
        print(f"Bench: skipped, no pages under {options.corpora} (name a folder: make bench CORPORA=dir)")
        return 0
    tools = _tools()
    for body in pages[:_WARM_UP]:
        _times(tools, body)
    console = Console(width=None if sys.stdout.isatty() else 100)
    taken = [_times(tools, body) for body in track(pages, "Reading", console=Console(stderr=True), transient=True)]
    console.print(_table(list(tools), pages, taken))
    growth(console)
    footprint(console)
    memory(console, _paths(options.corpora, _HELD))
    return 0


def _paths(corpora: Path, count: int) -> list[Path]:
    paths = sorted(corpora.glob("*/pages/*.html.gz"))
    step = max(1, len(paths) // count)
    return paths[::step][:count]


def _times(tools: dict[str, Tool], body: bytes) -> list[float]:
    """Seconds that each tool takes for a page; one that raises has taken its time too.

    What the tool before it left to the garbage collector is collected first, so that each pays for its own.
    """
    taken = []
    for tool in tools.values():
        gc.collect()
        start = time.perf_counter()
        with suppress(Exception):  # a peer's failure on a page is its own affair; ours raise only Reject
            tool(body, None)
        taken.append(time.perf_counter() - start)
    return taken


def _tools() -> dict[str, Tool]:
    import newspaper
    import readability
    import tldextract.tldextract
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str

    from copydesk.extraction import extract_article

    # newspaper4k asks tldextract, which would fetch its list from the network: the bundled one serves as well.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

    def newspaper4k(body: bytes, url: str | None) -> object:
        article = newspaper.Article(url or "https://example.com/", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return article

    return {
        "copydesk": lambda body, url: extract_article(body, url=url),
        f"trafilatura {version('trafilatura')}": lambda body, url: trafilatura.bare_extraction(
            body, url=url, with_metadata=True
        ),
        "trafilatura, fast": lambda body, url: trafilatura.bare_extraction(
            body, url=url, with_metadata=True, fast=True
        ),
        f"readability-lxml {version('readability-lxml')}": lambda body, _: readability.Document(
            body.decode("utf-8", "replace")
        ).summary(),
        f"newspaper4k {version('newspaper4k')}": newspaper4k,
        f"resiliparse {version('resiliparse')} (text only)": lambda body, _: extract_plain_text(
            bytes_to_str(body), main_content=True
        ),
    }


def _table(names: list[str], pages: list[bytes], taken: list[list[float]]) -> Table:
    megabytes = sum(map(len, pages)) / 1e6
    table = Table(
        title=f"{len(pages)} pages, {megabytes:.1f} MB: milliseconds per page", title_justify="left", box=None
    )
    table.add_column("tool", no_wrap=True)
    for title in ("median", "mean", "p95", "max", "pages/s", "MB/s", "mean to trafilatura", "p95 to trafilatura"):
        table.add_column(title, justify="right")
    columns = [list(column) for column in zip(*taken, strict=True)]
    reference = next(column for name, column in zip(names, columns, strict=True) if name.startswith("trafilatura "))
    for name, column in zip(names, columns, strict=True):
        table.add_row(name, *_figures(column, megabytes), *_ratios(column, reference))
    return table


def _figures(seconds: list[float], megabytes: float) -> list[str]:
    milliseconds = [1000 * each for each in seconds]
    shown = (median(milliseconds), mean(milliseconds), _p95(milliseconds), max(milliseconds))
    return [*(f"{each:.1f}" for each in shown), f"{len(seconds) / sum(seconds):.0f}", f"{megabytes / sum(seconds):.1f}"]


def _ratios(seconds: list[float], reference: list[float]) -> list[str]:
    return [f"{mean(seconds) / mean(reference):.2f}", f"{_p95(seconds) / _p95(reference):.2f}"]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
