"""What the cost model and the simulation count with: one JSON file, which `make bench` writes and anyone may edit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path("bench", "measured.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """For one article: milliseconds of a processor, and bytes of log lines that level INFO writes and of all others."""

    cpu_ms: float
    info_bytes: float
    other_bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Units for one visit of a page; `writes_per_block` is what a block more costs, `rows` what projections do."""

    writes: float
    writes_per_block: float
    reads: float
    rows: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page, a host's turn, or the handing out of one: `used` counts what AWS bills by name (`prices.OF_CALLS`)."""

    cpu_ms: float
    used: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """A day of crawling as `bench.crawl_day` simulates it: averages for a visit, which is any request to a site."""

    turns_per_visit: float
    claims_per_visit: float
    function_ms_per_visit: float
    calls_per_visit: float
    readings_per_new_page: float
    news_per_reading: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`index_units` are those of a head's entry in one index; `extraction_ms` grows with the page."""

    page_bytes: float
    blocks: float
    article_bytes: float
    index_units: float
    extraction_ms: float
    ingest: Function
    publish: Function
    visits: Mapping[str, Stored]
    fetches: Mapping[str, Fetched]
    crawl: Crawl
    note: str = ""


def read(path: Path = FILE) -> Measured:
    """All sections of the file as one record. Each bench keeps its own section.

    Figures of ingest are those of `bench.handler`, because on the local stack ingest shares the machine.
    """
    found = _sections(path)
    stack, ingest = found["local_stack"], found["ingest"]
    return Measured(
        page_bytes=ingest["page_bytes"],
        blocks=ingest["blocks"],
        article_bytes=ingest["article_bytes"],
        index_units=ingest["index_units"],
        extraction_ms=ingest["extraction_ms"],
        ingest=Function(**ingest["function"]),
        publish=Function(**stack["publish"]),
        visits={name: Stored(**each) for name, each in ingest["visits"].items()},
        fetches={name: Fetched(**each) for name, each in found["fetch"].items()},
        crawl=Crawl(**found["crawl"]),
        note=stack.get("note", ""),
    )


def keep(section: str, values: Mapping[str, Any], *, path: Path = FILE) -> None:
    """Replace one section, and leave what others measured."""
    known = _sections(path) if path.is_file() else {}
    path.write_text(json.dumps(known | {section: values}, indent=2) + "\n", encoding="utf-8")


def _sections(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
