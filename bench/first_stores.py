"""This benchmark counts the write units of a first store: head, indexes, keys of copies, rows of speakers, habits.

    python -m bench.first_stores CORPORA [--every N]

It counts units from the items alone (`bench.units`), for every page of the corpora that is an article.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import mean, median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.record_parts import Page, pages
from bench.units import Index, tables_of, write_cost
from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.checks.fingerprint import shared_keys
from copydesk.model import Source
from copydesk.pipeline.messages import Candidate
from copydesk.pipeline.ownership import Standing, sighting
from copydesk.storage.articles.changes import decide, put_among_changes
from copydesk.storage.articles.near_duplicates import FEWEST_WORDS
from copydesk.storage.articles.placing import known_by
from copydesk.web.urls import article_id

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
_FETCHED = "2026-01-01T00:00:00.000000Z"

type Units = Mapping[str, int]


@cache
def _indexes() -> Sequence[Index]:
    return tables_of(TEMPLATE)["ArticlesTable"]


def units_of(page: Page) -> Units | None:
    """Returns the write units of a page's first store by kind, or None if it is no article."""
    source = Source(bucket="copydesk-raw-123456789012-0a1b2c3d4e5f", key=f"pages/{page.name}", version_id="v" * 32)
    try:
        article = extract_article(page.path.read_bytes(), url=page.url, content_type=page.content_type)
        identity = article_id(canonical_url=article.canonical_url, url=page.url, source=source)
    except Reject:
        return None
    candidate = Candidate(article_id=identity, article=article, source=source, date_downloaded=_FETCHED)
    seen = sighting(candidate)
    change = known_by(decide(candidate, None), None, Standing(of=identity, page=seen), identity, seen)
    put_among_changes(change, _FETCHED)
    cost = write_cost(None, change.head.serialize(), _indexes())
    return {
        "head": cost.table,
        "indexes": sum(cost.indexes.values()),
        "keys of copies": len(shared_keys(article.text)) if article.word_count >= FEWEST_WORDS else 0,
        "rows of speakers": len(change.head.speakers or ()),
        "the site's habits": 1,
    }


def table(found: Sequence[Units]) -> Table:
    shown = Table(title=f"Write units of a first store, {len(found):,} articles", title_justify="left", box=None)
    for name in ("", "median", "mean", "p90"):
        shown.add_column(name, justify="right" if name else "left")
    for name, values in _columns(found):
        shown.add_row(name, f"{median(values):g}", f"{mean(values):.2f}", f"{sorted(values)[int(0.9 * len(values))]}")
    return shown


def _columns(found: Sequence[Units]) -> Iterator[tuple[str, list[int]]]:
    yield "in all", [sum(each.values()) for each in found]
    yield from ((name, [each[name] for each in found]) for name in found[0])


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.first_stores", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take each Nth page (default 1)")
    asked = parser.parse_args(argv)
    chosen = [page for page in pages(asked.corpora) if not page.is_case][:: asked.every]
    found = [units for page in track(chosen, "Reading", console=Console(stderr=True)) if (units := units_of(page))]
    Console(width=None if sys.stdout.isatty() else 100).print(table(found))


if __name__ == "__main__":
    main()
