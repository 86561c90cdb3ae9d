"""Digests what ingest would store of a page, so that fetch can skip a page that says the same as before."""

from hashlib import sha256
from threading import Lock

from copydesk.errors import Reject
from copydesk.pipeline.candidates import Extract, candidate_of
from copydesk.pipeline.messages import RawPage
from copydesk.storage.articles.items import content_digest

#: Seconds that a page waits for others to be read, while its host rests. A page that would wait longer is kept unread,
#: so that no host is asked less often.
LONGEST_WAIT = 0.5


def page_digest(page: RawPage, *, extract: Extract) -> str | None:
    """Returns a digest of all that ingest would call a change, or None if ingest would store no article.

    The digest covers the extractor's version, so that a new release reads each page again.
    """
    try:
        candidate = candidate_of(page, extract)
    except (Reject, RuntimeError, OSError):
        # Ingest meets the same failure and records it.
        return None
    article = candidate.article
    parts = (candidate.article_id, candidate.own_id, content_digest(article), article.extractor_version)
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def page_digest_in_time(page: RawPage, *, extract: Extract, reading: Lock, seconds: float) -> str | None:
    """Returns the same digest, for one page at a time, or None if there is no time for it."""
    if seconds <= 0 or not reading.acquire(timeout=min(seconds, LONGEST_WAIT)):
        return None
    try:
        return page_digest(page, extract=extract)
    finally:
        reading.release()
