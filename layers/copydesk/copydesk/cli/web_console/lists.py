"""Reads the latest places of an index with several keys, and the rejects of several reasons, at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from copydesk.errors import RejectReason
from copydesk.storage.articles.listing import Listing

#: The most rejects of a reason that are read.
MOST_REJECTS = 1_000


def latest_of_each(
    listing: Listing, each: int, *, before: str | None = None, since: str | None = None
) -> list[list[str]]:
    """Returns the latest places of each key of a list. It queries all keys at once, because each answer is slow."""
    alone = [replace(listing, pks=[pk]) for pk in listing.pks]
    with ThreadPoolExecutor(len(alone)) as pool:
        return list(pool.map(lambda one: list(one.latest(each, before=before, since=since)), alone))


def of_each_reason[Found](
    read: Callable[[RejectReason], Found], reasons: Sequence[RejectReason] = tuple(RejectReason)
) -> dict[RejectReason, Found]:
    """Returns what is read of the rejects of each reason. It reads all at once, because each answer is slow."""
    with ThreadPoolExecutor(len(reasons)) as pool:
        return dict(zip(reasons, pool.map(read, reasons), strict=True))
