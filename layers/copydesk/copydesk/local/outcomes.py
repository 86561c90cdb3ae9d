"""What became of pages that were dropped into the raw bucket."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from copydesk.local.console import output
from copydesk.local.queue import drain
from copydesk.local.target import Target
from copydesk.local.upload import PageFile, upload
from copydesk.storage.items import Head
from copydesk.storage.reader import list_heads
from copydesk.storage.rejects import RejectRecord, list_rejects


@dataclass(frozen=True, slots=True)
class Outcome:
    """At most one of `head` and `reject`; neither, if no record names the page."""

    page: PageFile
    head: Head | None
    reject: RejectRecord | None


def ingest_pages(pages: Sequence[PageFile], place: Target) -> list[Outcome]:
    """Upload, wait until the queue is empty, and see what is stored."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=40), MofNCompleteColumn())
    console = output()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        uploaded = bar.add_task("Uploading", total=len(pages))
        for page in pages:
            upload(page, bucket=place.raw_bucket)
            bar.advance(uploaded)
        ingested = bar.add_task("Ingesting", total=len(pages))
        for left in drain(place.ingest_queue_urls):
            bar.update(ingested, completed=max(0, len(pages) - left))
    return outcomes(pages)


def outcomes(pages: Sequence[PageFile]) -> list[Outcome]:
    stored = list_heads()
    heads = {head.stored.source.key: head for head in stored}
    # A page that says what is stored already leaves the record that another object made.
    by_url = {head.stored.article.url: head for head in stored if head.stored.article.url}
    # Oldest first, so that the last one of a page is the one that counts.
    rejects = {record.source.key: record for record in reversed(list_rejects()) if record.source}
    return [_outcome(page, heads.get(page.key) or by_url.get(page.url or ""), rejects.get(page.key)) for page in pages]


def _outcome(page: PageFile, head: Head | None, reject: RejectRecord | None) -> Outcome:
    """The later of the two: a page that was refused may have been mended, and one that was stored may be refused."""
    if head and reject:
        refused_last = reject.last_seen > head.stored.date_downloaded
        return Outcome(page, None, reject) if refused_last else Outcome(page, head, None)
    return Outcome(page, head, reject)
