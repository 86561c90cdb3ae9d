"""What became of pages that were dropped into the raw bucket."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from copydesk.local.console import output
from copydesk.local.following import PATIENCE, End, Sent, end_of, follow, sent
from copydesk.local.target import Target
from copydesk.local.upload import PageFile, upload
from copydesk.storage.articles.items import Head
from copydesk.storage.operations.rejects import RejectRecord


@dataclass(frozen=True, slots=True)
class Outcome:
    """At most one of `head` and `reject`; neither, if the page is still on its way."""

    page: PageFile
    head: Head | None
    reject: RejectRecord | None


def ingest_pages(pages: Sequence[PageFile], place: Target, *, patience: float = PATIENCE) -> list[Outcome]:
    """Upload pages, and wait for each of them to be stored or refused."""
    ends: dict[PageFile, End] = {}
    with progress_bar() as bar:
        uploading = bar.add_task("Uploading", total=len(pages))
        ways: list[tuple[PageFile, Sent]] = []
        for page in dict.fromkeys(pages):
            raw = upload(page, bucket=place.raw_bucket)
            ways.append((page, sent(raw, since=raw.fetched_at)))
            bar.advance(uploading)
        ingesting = bar.add_task("Ingesting", total=len(ways))
        followed: Iterator[tuple[tuple[PageFile, Sent], End]] = follow(ways, _end, patience=patience)
        for (page, _), end in followed:
            ends[page] = end
            bar.advance(ingesting)
    return [_outcome(page, ends.get(page)) for page in pages]


def progress_bar() -> Progress:
    """One that a pipe or a log does not get."""
    console = output()
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=40), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _end(way: tuple[PageFile, Sent]) -> End | None:
    return end_of(way[1])


def _outcome(page: PageFile, end: End | None) -> Outcome:
    head, reject = (end, None) if isinstance(end, Head) else (None, end)
    return Outcome(page, head, reject)
