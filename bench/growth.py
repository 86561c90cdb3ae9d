"""This benchmark measures how time and memory of an extraction grow with the page and the number of pages.

`make bench` runs it; by hand it is `python -m bench.growth CORPORA`. It also prints the footprint.
"""

import gc
import gzip
import itertools
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.footprint import footprint
from copydesk.errors import Reject
from copydesk.extraction import extract_article

_MEGABYTES = (0.1, 1.0, 5.0, 10.0)
_COUNT, _DEPTH = 50_000, 20_000
_SENTENCE = "The council met on day {} to decide about the new bridge over the river, and it decided nothing at all. "
_EARLY, _LATE = 500, 5_000
#: The pages that are read again and again to see whether memory grows.
_HELD = 250


def main(corpora: Path) -> int:
    console = Console(width=None if sys.stdout.isatty() else 100)
    growth(console)
    footprint(console)
    paths = sorted(corpora.glob("*/pages/*.html.gz"))
    if paths:
        memory(console, paths[:: max(1, len(paths) // _HELD)][:_HELD])
    return 0


def growth(console: Console) -> None:
    """Prints milliseconds for made-up pages of growing size, and of shapes that expose quadratic or recursive code."""
    table = Table(title="Made-up pages: milliseconds", title_justify="left", box=None)
    table.add_column("page", no_wrap=True)
    for title in ("MB", "ms", "ms per MB", "ends as"):
        table.add_column(title, justify="right")
    for name, make in _shapes().items():
        page = make()
        started = time.perf_counter()
        end = _end(page)
        milliseconds = 1000 * (time.perf_counter() - started)
        size = len(page) / 1e6
        table.add_row(name, f"{size:.1f}", f"{milliseconds:.0f}", f"{milliseconds / size:.0f}", end)
    console.print(table)


def _shapes() -> dict[str, Callable[[], bytes]]:
    articles = {f"an article of {size:g} MB": lambda size=size: _article(size) for size in _MEGABYTES}
    return {
        **articles,
        f"{_COUNT:,} paragraphs": lambda: _page("".join(f"<p>{_SENTENCE.format(day)}</p>" for day in range(_COUNT))),
        f"{_COUNT:,} list items": lambda: _page(f"<ul>{'<li>An item of a few words.</li>' * _COUNT}</ul>"),
        f"{_COUNT:,} empty siblings": lambda: _page("<div></div>" * _COUNT + _paragraphs(20)),
        f"{_DEPTH:,} levels": lambda: _page("<div>" * _DEPTH + _paragraphs(20)),
        f"{_DEPTH:,} levels of markup": lambda: _page("<b><i>" * (_DEPTH // 2) + _SENTENCE * 20),
    }


def _paragraphs(count: int) -> str:
    return "".join(f"<p>{_SENTENCE.format(day) * 3}</p>" for day in range(count))


def _article(megabytes: float) -> bytes:
    """Returns an article within the furniture of a page. A tenth of the page is text, as in the public corpora."""
    text = _paragraphs(max(5, int(megabytes * 300)))
    story = "".join(f'<li class="teaser"><a href="/story-{each}">Another story of today</a></li>' for each in range(50))
    nav = f'<ul class="menu">{story}</ul>'
    filler = f"<script>{'x' * 8_000}</script>{nav}" * int(megabytes * 70)
    return _page(f"<nav>{nav}</nav><article>{text}</article><aside>{filler}</aside>")


def _page(body: str) -> bytes:
    return f"<html lang=en><head><title>Bridge</title></head><body><h1>Bridge</h1>{body}</body></html>".encode()


def _end(page: bytes) -> str:
    try:
        return f"{extract_article(page, url='https://example.com/bridge').word_count} words"
    except Reject as reject:
        return str(reject.reason)


def memory(console: Console, paths: Sequence[Path]) -> None:
    """Prints the memory of one process after some pages and after many. It reads the same pages in turn."""
    held: dict[int, float] = {}
    pages = itertools.islice(itertools.cycle(paths), _LATE)
    for count, path in enumerate(track(pages, "Holding", total=_LATE, console=Console(stderr=True), transient=True), 1):
        with suppress(Reject):
            extract_article(gzip.decompress(path.read_bytes()))
        if count in (_EARLY, _LATE):
            gc.collect()
            held[count] = _resident()
    console.print(
        f"Memory: {held[_EARLY]:.0f} MB after {_EARLY} pages, {held[_LATE]:.0f} MB after {_LATE:,}"
        f" ({held[_LATE] - held[_EARLY]:+.0f} MB; of {len(paths)} pages, in turn)"
    )


def _resident() -> float:
    """Returns the megabytes of this process in memory now, or the most so far if the system does not say."""
    statm = Path("/proc/self/statm")
    if statm.is_file():
        return int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
