"""What a page says, as ingest would store it: told before the page is kept, so that the same words are kept once."""

from hashlib import sha256
from threading import Lock

from copydesk.errors import Reject
from copydesk.pipeline.ingest import Extract, candidate_of
from copydesk.pipeline.messages import RawPage
from copydesk.storage.articles.items import content_digest

#: Seconds that a page waits for others to be read, while its host rests. One that would wait longer is kept unread: no
#: host is asked less often for it.
LONGEST_WAIT = 0.5


def said(page: RawPage, *, extract: Extract) -> str | None:
    """A digest over all of a page that ingest would call a change; None where it would store no article of it.

    The release that reads the page is part of it: what another one read is read by ingest again.
    """
    try:
        candidate = candidate_of(page, extract)
    except (Reject, RuntimeError, OSError):
        # Ingest meets the same, and says so.
        return None
    article = candidate.article
    told = (candidate.article_id, candidate.own_id, content_digest(article), article.extractor_version)
    return sha256("\n".join(map(str, told)).encode()).hexdigest()[:32]


def said_in_time(page: RawPage, *, extract: Extract, reading: Lock, seconds: float) -> str | None:
    """The same, of one page at a time; None also where there is no time for it."""
    if seconds <= 0 or not reading.acquire(timeout=min(seconds, LONGEST_WAIT)):
        return None
    try:
        return said(page, extract=extract)
    finally:
        reading.release()
