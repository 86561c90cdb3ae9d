"""Rejects sent through the pipeline again: all of a reason, in parts, and followed until each has come to something."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import batched
from typing import Literal

from copydesk.aws.crawl_messages import asked_url
from copydesk.cli.console import messages, progress_bar, say
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

#: Rejects that one query brings, and those forgotten at once.
_PART, _WORKERS = 100, 16
#: Rejects that are followed: of more, the first say enough.
_MOST_FOLLOWED = 1_000


@dataclass(slots=True)
class Way:
    """A raw page that was sent again. What it is stored as is found out once it is not refused again at once."""

    source: Source
    since: str
    page: Sent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a page that was sent again; it is "skipped" if it is a record of an archive and no page.

    `article` is set if it is stored, and `reject` if it is refused. A URL that is not there any more has neither.
    """

    how: Literal["stored", "refused", "skipped"]
    article: Head | None = None
    reject: RejectRecord | None = None


@dataclass(slots=True)
class SentAgain:
    """How many were sent, and the first of them, to be followed: raw pages, and URLs that are fetched."""

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
    """Send each reject again, then forget it: one that is interrupted is sent twice, never lost."""
    sent, since = SentAgain(), clock(place.ingest_queue_url)
    with ThreadPoolExecutor(_WORKERS) as pool:
        for part in parts:
            if len(sent.ways) < _MOST_FOLLOWED:
                sent.ways += _ways(part, since, place)
            send_again(part, queue_url=place.ingest_queue_url)
            list(pool.map(forget_reject, part))
            sent.count += len(part)
            for record in part:
                say(f"→ {raw_pointer(record)}")
    return sent


def followed(sent: SentAgain, place: Target, *, patience: float) -> Iterator[str]:
    """How each of them ended, as `Outcome` names it."""
    with progress_bar(messages()) as bar:
        ingesting = bar.add_task("Ingesting", total=len(sent.ways))
        for _, ended in follow(sent.ways, lambda way: outcome(way, place), patience=patience):
            yield ended.how
            bar.advance(ingesting)


def _parts(reason: RejectReason) -> Iterator[tuple[RejectRecord, ...]]:
    """In the order of their digests: what is refused again meanwhile is not met a second time."""
    part = part_of_rejects(reason, limit=_PART)
    while part.items:
        yield part.items
        if part.next is None:
            return
        part = part_of_rejects(reason, limit=_PART, after=part.next)


def _ways(part: tuple[RejectRecord, ...], since: str, place: Target) -> list[Way | Request]:
    """What can be followed. Of another message nothing tells which article it is to become."""
    urls = [url for record in part if not record.source and (url := _url(record.message or ""))]
    return [*(Way(record.source, since) for record in part if record.source), *requests_for(urls, place)]


def _url(message: str) -> str | None:
    try:
        return normalize_url(asked_url(message))
    except Reject:
        return None


def outcome(way: Way | Request, place: Target) -> Outcome | None:
    """What came of a page that was sent again; None while it is on its way."""
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
