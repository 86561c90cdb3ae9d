"""Follows each sent page until it is stored or refused, whatever else is in the queue."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module
from typing import Any

from copydesk.errors import Reject
from copydesk.model import Source, StoredArticle
from copydesk.pipeline import ownership
from copydesk.pipeline.candidates import candidate_of
from copydesk.pipeline.child_process import ChildProcess
from copydesk.pipeline.messages import RawPage
from copydesk.storage.articles.items import Head, content_digest
from copydesk.storage.articles.revisions import read_head, read_heads
from copydesk.storage.operations.rejects import RejectRecord, rejects_of
from copydesk.web.timestamps import instant
from copydesk.web.urls import article_id, normalize_url

#: The default seconds to wait without a new outcome among one's own pages.
PATIENCE = 120
#: The number of pages that one round checks, and the seconds between rounds without an outcome.
_WINDOW, _PAUSES = 32, (0.2, 0.5, 1.0, 2.0)

type End = Head | RejectRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A page on its way. `since` is when it was sent, by the clock of AWS. `fetched_at` is the time of its raw page.

    `digests` maps each id that its article may get to the digest of its content. `own_id` is the id of its own URL.
    `is_part` says that it is a later page of an article. Its article may then be that of page 1.
    """

    source: Source
    since: str
    fetched_at: str
    digests: Mapping[str, str]
    own_id: str
    is_part: bool = False


def sent(page: RawPage, *, since: str) -> Sent:
    """Returns what a page will be stored as, by the local extraction. The stack may have another version."""
    digests, own_id, is_part = _identities(page)
    return Sent(
        source=page.source, since=since, fetched_at=page.fetched_at, digests=digests, own_id=own_id, is_part=is_part
    )


def end_of(page: Sent) -> End | None:
    """Returns the head or the reject of a page, or None while the page is on its way."""
    refused = next((each for each in rejects_of(source=page.source) if each.last_seen >= page.since), None)
    found = refused or next((head for head in read_heads(list(page.digests)) if _is_end(head, page)), None)
    return found or (_whole(page) if page.is_part else None)


def _whole(page: Sent) -> Head | None:
    """Returns the article that a later page is a part of, or None while it is not joined."""
    found = read_head(page.own_id)
    return found if found and found.stored.article_id != page.own_id else None


def follow[Item, Found](
    items: Sequence[Item], end: Callable[[Item], Found | None], *, patience: float = PATIENCE
) -> Iterator[tuple[Item, Found]]:
    """Yields each item with its outcome as soon as there is one. Items without an outcome are left out.

    It ends after `patience` seconds without a new outcome.
    """
    left, idle, deadline = deque(items), 0, time.monotonic() + patience
    while left:
        round_of = [left.popleft() for _ in range(min(_WINDOW, len(left)))]
        ends = [(item, end(item)) for item in round_of]
        left.extend(item for item, found in ends if found is None)
        ended = [(item, found) for item, found in ends if found is not None]
        yield from ended
        if ended:
            idle, deadline = 0, time.monotonic() + patience
        elif time.monotonic() >= deadline:
            return
        else:
            time.sleep(_PAUSES[min(idle, len(_PAUSES) - 1)])
            idle += 1


def answered_at(answer: Any) -> str:
    """Returns the time at which AWS answered, in whole seconds of its own clock. Later effects are not older."""
    stated = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return instant(parsedate_to_datetime(stated) if stated else datetime.now(UTC).replace(microsecond=0))


def _identities(page: RawPage) -> tuple[Mapping[str, str], str, bool]:
    try:
        candidate = candidate_of(page, _extract())
    except Reject:
        own_id = _own_id(page)
        return {own_id: ""}, own_id, False
    home = ownership.placed(candidate, ownership.own_id(candidate))
    named = {each.article_id: content_digest(each.article) for each in (home, candidate)}
    return named, home.article_id, candidate.first_id is not None


def _own_id(page: RawPage) -> str:
    try:
        return article_id(canonical_url=None, url=normalize_url(page.url) if page.url else None, source=page.source)
    except Reject:
        return article_id(canonical_url=None, url=None, source=page.source)


@cache
def _extract() -> ChildProcess:
    """Returns an extraction that stops pages that take too long, as ingest does. Most commands do not load it."""
    return ChildProcess(extract=import_module("copydesk.extraction").extract_article)


def _is_end(head: Head, page: Sent) -> bool:
    """True if a head was made from a page, or shows that the page will not be stored.

    It will not be if the same content is stored already, or if its URL was fetched again later.
    """
    stored = head.stored
    if _place(stored.source) == _place(page.source):
        return page.source.version_id is not None or stored.date_downloaded >= page.fetched_at
    is_newer = stored.article_id == page.own_id and stored.date_downloaded >= page.fetched_at
    return is_newer or (stored.withdrawn_at is None and _says_the_same(stored, page))


def _says_the_same(stored: StoredArticle, page: Sent) -> bool:
    """True if a stored article equals a page, by the bytes of the object if possible, or else by the content.

    The content may differ for the same bytes, because the stack may have another version of the extraction.
    """
    source = page.source
    if (source.bucket, source.key) == (stored.source.bucket, stored.source.key) and source.etag:
        return source.etag == stored.source.etag
    return stored.revision.digest == page.digests[stored.article_id]


def _place(source: Source) -> tuple[str, str, str | None, int | None]:
    return source.bucket, source.key, source.version_id, source.offset
