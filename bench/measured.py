"""This module reads the figures of the cost model and the simulation: one JSON file that `make bench` writes.

Anyone may edit the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path("bench", "measured.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Figures of one article: milliseconds of a processor, and bytes of log lines of level INFO and of others."""

    cpu_ms: float
    info_bytes: float
    other_bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Units for one visit of a page: `writes_per_block` is for each further block, `rows` for the projections."""

    writes: float
    writes_per_block: float
    reads: float
    rows: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The cost of a page, a host's turn, or handing one out; `used` counts what AWS bills (`prices.OF_CALLS`)."""

    cpu_ms: float
    used: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """Averages of a visit in `bench.crawl_day`; a visit is any request to a site."""

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
    """Returns all sections of the file as one record; each benchmark keeps its own section.

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
    """Replaces one section of the file, and leaves the others."""
    known = _sections(path) if path.is_file() else {}
    path.write_text(json.dumps(known | {section: values}, indent=2) + "\n", encoding="utf-8")


def _sections(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
