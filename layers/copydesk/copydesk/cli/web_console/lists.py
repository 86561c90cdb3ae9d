"""Reads the latest entries of an index with several keys, and rejects of all reasons, with parallel queries."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from copydesk.errors import RejectReason
from copydesk.storage.articles.listing import Listing, Part
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.articles.speakers import part_of_rejects
from copydesk.storage.operations.rejects import RejectRecord

#: The most rejects of a reason that are read.
MOST_REJECTS = 1_000


def latest_of_each(
    listing: Listing, each: int, *, before: str | None = None, since: str | None = None
) -> list[list[ArticlesItem]]:
    """Returns the latest entries of each key of a list. It queries all keys at once, because each answer is slow."""
    alone = [replace(listing, pks=[pk]) for pk in listing.pks]
    with ThreadPoolExecutor(len(alone)) as pool:
        return list(pool.map(lambda one: list(one.latest(each, before=before, since=since)), alone))


def rejects_by_reason() -> dict[RejectReason, Part[RejectRecord]]:
    """Returns the first rejects of each reason by their digests. If a part has a `next`, there are more."""
    reasons = list(RejectReason)
    with ThreadPoolExecutor(len(reasons)) as pool:
        parts = pool.map(lambda reason: part_of_rejects(reason, limit=MOST_REJECTS), reasons)
        return dict(zip(reasons, parts, strict=True))
