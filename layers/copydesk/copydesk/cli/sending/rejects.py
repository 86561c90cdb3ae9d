"""Sends rejects through the pipeline again in parts, and follows each to its outcome."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import batched
from typing import Literal

from copydesk.aws.queues.crawl_messages import asked_url
from copydesk.cli.console import messages, print_line, progress_bar
from copydesk.cli.layouts.tables import raw_pointer
from copydesk.cli.sending.following import End, Sent, end_of, follow
from copydesk.cli.sending.queues import clock, send_again
from copydesk.cli.sending.urls import Request, answer_to, raw_page, requests_for
from copydesk.errors import Reject, RejectReason, Skip
from copydesk.model import Source
from copydesk.stack.target import Target
from copydesk.storage.articles.items import Head
from copydesk.storage.articles.speakers import part_of_rejects
from copydesk.storage.operations.rejects import RejectRecord, forget_reject, rejects_of
from copydesk.web.urls import normalize_url

#: The number of rejects that one query reads, and of those deleted at once.
_PART, _WORKERS = 100, 16
#: The most rejects that are followed. The first ones show enough.
MOST_FOLLOWED = 1_000


@dataclass(slots=True)
class Way:
    """A raw page that was sent again. `page` is set once the raw page was read, if it is not refused again first."""

    source: Source
    since: str
    page: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of a page that was sent again. A record of an archive that is no page is skipped.

    `article` is set if the page is stored, `reject` if it is refused. A refused URL that no longer exists has neither.
    `cause` is why the message is in a dead-letter queue again.
    """

    how: Literal["stored", "refused", "skipped", "dead"]
    article: Head | None = None
    reject: RejectRecord | None = None
    cause: str = ""


@dataclass(slots=True)
class SentAgain:
    """The number of rejects that were sent, and the first of them to follow: raw pages, and URLs to fetch."""

    count: int = 0
    ways: list[Way | Request] = field(default_factory=list)


def every_reject(reason: RejectReason) -> Iterator[RejectRecord]:
    for part in _parts(reason):
        yield from part


def send_all_again(reason: RejectReason, place: Target) -> SentAgain:
    return _sent_again(_parts(reason), place)


def send_these_again(records: Sequence[RejectRecord], place: Target) -> SentAgain:
    return _sent_again(batched(records, _PART, strict=False), place)


def _sent_again(parts: Iterable[tuple[RejectRecord, ...]], place: Target) -> SentAgain:
    """Sends each reject again and then deletes it. After an interruption a reject is sent twice, but never lost."""
    sent, since = SentAgain(), clock(place.ingest_queue_url)
    with ThreadPoolExecutor(_WORKERS) as pool:
        for part in parts:
            if len(sent.ways) < MOST_FOLLOWED:
                sent.ways += _ways(part, since, place)
            send_again(part, queue_url=place.ingest_queue_url)
            list(pool.map(forget_reject, part))
            sent.count += len(part)
            for record in part:
                print_line(f"→ {raw_pointer(record)}")
    return sent


def followed(sent: SentAgain, place: Target, *, patience: float) -> Iterator[str]:
    """Yields how each followed reject ended, as soon as it ends: stored, refused or skipped."""
    with progress_bar(messages()) as bar:
        ingesting = bar.add_task("Ingesting", total=len(sent.ways))
        for _, ended in follow(sent.ways, lambda way: outcome(way, place), patience=patience):
            yield ended.how
            bar.advance(ingesting)


def _parts(reason: RejectReason) -> Iterator[tuple[RejectRecord, ...]]:
    """Yields rejects in the order of their digests, so a page that is refused again does not appear twice."""
    part = part_of_rejects(reason, limit=_PART)
    while part.items:
        yield part.items
        if part.next is None:
            return
        part = part_of_rejects(reason, limit=_PART, after=part.next)


def _ways(part: tuple[RejectRecord, ...], since: str, place: Target) -> list[Way | Request]:
    """Returns the rejects that can be followed: raw pages and requests of URLs. Other messages name no article."""
    urls = [url for record in part if not record.source and (url := _url(record.message or ""))]
    return [*(Way(record.source, since) for record in part if record.source), *requests_for(urls, place)]


def _url(message: str) -> str | None:
    try:
        return normalize_url(asked_url(message))
    except Reject:
        return None


def outcome(way: Way | Request, place: Target) -> Outcome | None:
    """Returns the outcome of a page that was sent again, or None while it is on its way."""
    if isinstance(way, Request):
        if (asked := answer_to(way, place)) is None:
            return None
        return Outcome(how="stored" if asked.head else "refused", article=asked.head, reject=asked.reject)
    refused = next((record for record in rejects_of(source=way.source) if record.last_seen >= way.since), None)
    if refused:
        return Outcome(how="refused", reject=refused)
    try:
        way.page = way.page or raw_page(way.source, place, since=way.since)
    except Skip:
        return Outcome(how="skipped")
    return _of_end(end_of(way.page)) if way.page else None


def _of_end(end: End | None) -> Outcome | None:
    if end is None:
        return None
    return Outcome(how="stored", article=end) if isinstance(end, Head) else Outcome(how="refused", reject=end)
