"""This benchmark measures how hot a backfill makes the keys of the indexes, by listing and by batches at once.

    python -m bench.hot_keys [--pages N]

A prefix is listed in the order of its keys. So the pages of one host or one day come together. Each page is one write
to a key of each index. The busiest second of the busiest key counts. DynamoDB takes 1,000 units there.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapreplace

from rich.console import Console
from rich.table import Table

from bench.scale import PARTITION_WRITES, TABLE_WRITES
from copydesk.cli.backfill.prices import SECONDS_A_PAGE, WRITE_UNITS_AN_ARTICLE
from copydesk.cli.backfill.work import OBJECTS_A_BATCH
from copydesk.model import Source
from copydesk.storage import keys
from copydesk.web.urls import article_id

#: The batches at once: the default, some more, the table's quota, and more than a host's keys take.
AT_ONCE = (10, 50, 100, 228, 320, 640)
#: The time of a page varies by this share of the mean (prices.SECONDS_A_PAGE).
_SPREAD = 0.4
_HOSTS, _DAYS = 1_000, 30


@dataclass(frozen=True, slots=True)
class Page:
    host: str
    day: str
    article_id: str

    @property
    def entries(self) -> tuple[str, str]:
        """Returns the keys that the page writes to, one in each index."""
        return keys.site_pk(self.host, self.article_id), keys.day_pk(self.day, self.article_id)


def of_one_host(count: int) -> list[Page]:
    """Returns the worst listing: all pages of one host and of one day."""
    return [_page("news.example", "2024-04-25", number) for number in range(count)]


def of_many_hosts(count: int) -> list[Page]:
    """Returns pages of hosts with Zipf's sizes, host by host and day by day."""
    weights = [1 / rank for rank in range(1, _HOSTS + 1)]
    chance = random.Random(1)  # noqa: S311  # no secret
    hosts = chance.choices(range(_HOSTS), weights, k=count)
    places = sorted((host, chance.randrange(_DAYS), number) for number, host in enumerate(hosts))
    return [_page(f"news-{host:03d}.example", f"2024-04-{day + 1:02d}", number) for host, day, number in places]


def shuffled(pages: Sequence[Page]) -> list[Page]:
    return random.Random(2).sample(pages, len(pages))  # noqa: S311  # no secret


def busiest(pages: Sequence[Page], *, at_once: int, seconds: float = SECONDS_A_PAGE) -> Mapping[str, int]:
    """Returns, by index, the writes to the busiest key in its busiest second.

    Batches are handed out in the order of the pages.
    """
    writes: Counter[tuple[str, int]] = Counter()
    for page, at in _times(pages, at_once, seconds):
        writes.update((key, int(at)) for key in page.entries)
    return {kind: max(times for (key, _), times in writes.items() if key.startswith(kind)) for kind in ("SITE", "DAY")}


def _times(pages: Sequence[Page], at_once: int, seconds: float) -> Iterator[tuple[Page, float]]:
    chance = random.Random(3)  # noqa: S311  # no secret
    free = [0.0] * at_once
    for start in range(0, len(pages), OBJECTS_A_BATCH):
        at = free[0]
        for page in pages[start : start + OBJECTS_A_BATCH]:
            at += seconds * chance.uniform(1 - _SPREAD, 1 + _SPREAD)
            yield page, at
        heapreplace(free, at)


def _page(host: str, day: str, number: int) -> Page:
    url = f"https://{host}/{day}/{number}"
    return Page(host, day, article_id(canonical_url=None, url=url, source=Source(bucket="raw", key=url)))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.hot_keys", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=100_000, help="of each listing (default 100000)")
    count = parser.parse_args(argv).pages
    listings = {"one host, one day": of_one_host(count), f"{_HOSTS:,} hosts": of_many_hosts(count)}
    listings[f"{_HOSTS:,} hosts, shuffled"] = shuffled(listings[f"{_HOSTS:,} hosts"])
    table = Table("listing", "batches at once", "pages/s", "table, units/s", "a host's key", "a day's key", box=None)
    for name, pages in listings.items():
        for at_once in AT_ONCE:
            hot, rate = busiest(pages, at_once=at_once), at_once / SECONDS_A_PAGE
            row = (f"{at_once}", f"{rate:,.0f}", f"{rate * WRITE_UNITS_AN_ARTICLE:,.0f}", f"{hot['SITE']:,}")
            table.add_row(name, *row, f"{hot['DAY']:,}")
    Console(width=120).print(table)
    print(f"A key takes {PARTITION_WRITES:,} units a second, a table {TABLE_WRITES:,} before its quota is raised.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
