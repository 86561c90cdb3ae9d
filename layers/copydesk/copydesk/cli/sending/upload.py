"""Uploads pages to the raw bucket and follows each to its outcome."""

import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from w3lib.url import safe_url_string

from copydesk.aws.clients import s3_client
from copydesk.cli.console import counted, messages, print_note_without_bar, progress_bar
from copydesk.cli.pages import PageFile
from copydesk.cli.sending.following import PATIENCE, End, Sent, answered_at, end_of, follow, sent
from copydesk.model import Source
from copydesk.pipeline.messages import RawPage
from copydesk.stack.target import Target
from copydesk.storage.articles.items import Head
from copydesk.storage.operations.rejects import RejectRecord


def upload(page: PageFile, *, bucket: str) -> RawPage:
    """Puts a file into the raw bucket, and returns it as ingest will read it."""
    kind, _ = mimetypes.guess_type(page.path.name)
    body = page.path.read_bytes()
    # Metadata is sent in HTTP headers, which are ASCII.
    url = safe_url_string(page.url) if page.url else None
    answer = s3_client().put_object(
        Bucket=bucket,
        Key=page.key,
        Body=body,
        ContentType=kind or "application/octet-stream",
        Metadata={"url": url} if url else {},
    )
    return RawPage(
        body=body,
        url=url,
        content_type=kind,
        content_encoding=None,
        fetched_at=answered_at(answer),
        source=Source(bucket=bucket, key=page.key, version_id=answer.get("VersionId"), etag=answer["ETag"].strip('"')),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a page: at most one of `head` and `reject`. Both are None while the page is on its way."""

    page: PageFile
    head: Head | None
    reject: RejectRecord | None


def ingest_pages(pages: Sequence[PageFile], place: Target, *, patience: float = PATIENCE) -> list[Outcome]:
    """Uploads pages, and waits until each is stored or refused. Returns the outcomes in order."""
    ends: dict[PageFile, End] = {}
    print_note_without_bar(f"Uploading {counted(len(pages), 'page')}, then waiting for each to be stored or refused …")
    with progress_bar(messages()) as bar:
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


def _end(way: tuple[PageFile, Sent]) -> End | None:
    return end_of(way[1])


def _outcome(page: PageFile, end: End | None) -> Outcome:
    head, reject = (end, None) if isinstance(end, Head) else (None, end)
    return Outcome(page, head, reject)
