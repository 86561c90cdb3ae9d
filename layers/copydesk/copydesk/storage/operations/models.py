"""Defines the items of the operations table as PynamoDB models.

They hold hosts, pages, sources, robots.txt, habits of sites and rejects. They also hold copied stories, repeated
fetches, counts of backfills and of hours, marks of raw pages, and messages that were received again.
"""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    NumberSetAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from copydesk.storage.dynamodb import Connection, Table


class ByDueTime(GlobalSecondaryIndex[Any]):
    """The sparse index of due work: hosts by shard, and wanted pages and sources by host.

    Each entry moves with the one update of its item that changes its due time.
    """

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["url", "turn"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class DueItem(Table):
    """The common part of hosts, pages and sources: an optional place in the index.

    A page or a source projects its `url` into the index. A host projects `turn`, the number of requests that its next
    turn is likely to make.
    """

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_due_time = ByDueTime()
    url = UnicodeAttribute(null=True)
    turn = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class HostItem(DueItem):
    """The lease, pace, failures and daily counts of a host. Times are epoch seconds, so that conditions can compute.

    `passed` holds instants, as the index has them (`crawling.aging`). `claimed` is the time until which a turn that was
    sent is awaited. `woken` says that something was wanted from the host during its turn.
    """

    token = UnicodeAttribute(null=True)
    taken_at = NumberAttribute(null=True)
    next_at = NumberAttribute(null=True)
    interval = NumberAttribute(null=True)
    failures = NumberAttribute(null=True)
    failing_since = NumberAttribute(null=True)
    claimed = NumberAttribute(null=True)
    woken = BooleanAttribute(null=True)
    day = UnicodeAttribute(null=True)
    used = NumberAttribute(null=True)
    dropped = NumberAttribute(null=True)
    backlog = NumberAttribute(null=True)
    passed = ListAttribute[Any](null=True)


class WantedItem(DueItem):
    """The common part of pages and sources: an address, and the number of a turn, which each change raises.

    The turn is not in the index, so a change that moves nothing there costs no unit of it.
    """

    url = UnicodeAttribute()
    turn = NumberAttribute(attr_name="at_turn")
    via = ListAttribute[Any](null=True)
    moved_to = UnicodeAttribute(null=True)


class PageItem(WantedItem):
    source_id = UnicodeAttribute(null=True)
    etag = UnicodeAttribute(null=True)
    last_modified = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    said = UnicodeAttribute(null=True)
    bucket = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    version_id = UnicodeAttribute(null=True)
    fetched_at = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    visits = NumberAttribute(default=0)
    missing = NumberAttribute(default=0)
    refused = NumberAttribute(default=0)
    gone_at = UnicodeAttribute(null=True)
    attempts = NumberAttribute(default=0)
    asked_by = UnicodeAttribute(null=True)
    article_id = UnicodeAttribute(null=True)
    answered = BooleanAttribute(default=False)


class SourceItem(WantedItem):
    feed_url = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    pause_reason = UnicodeAttribute(null=True)
    include = ListAttribute[Any](null=True)
    exclude = ListAttribute[Any](null=True)
    max_age_days = NumberAttribute(null=True)
    same_site = BooleanAttribute()
    interval_seconds = NumberAttribute(null=True)
    wait_seconds = NumberAttribute()
    etag = UnicodeAttribute(null=True)
    last_modified = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    parent = UnicodeAttribute(null=True)
    failures = NumberAttribute(default=0)
    failing_since = UnicodeAttribute(null=True)
    last_error = UnicodeAttribute(null=True)
    added_at = UnicodeAttribute()
    read_at = UnicodeAttribute(null=True)
    entries = NumberAttribute(default=0)
    enqueued = NumberAttribute(default=0)


class KnownItem(DueItem):
    """The fingerprints of a source's entries. They are an item of their own, as each reading rewrites the source's."""

    known = BinaryAttribute(legacy_encoding=False)


class RobotsItem(Table):
    """The result of the last request for a robots.txt. `text` is gzipped."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    fetched_at = UnicodeAttribute()
    text = BinaryAttribute(legacy_encoding=False, null=True)
    text_from = UnicodeAttribute(null=True)
    status = NumberAttribute(null=True)
    etag = UnicodeAttribute(null=True)
    last_modified = UnicodeAttribute(null=True)
    failures = NumberAttribute()
    unreachable_since = UnicodeAttribute(null=True)
    redirects_to = UnicodeAttribute(null=True)
    hops = NumberAttribute()
    expires_at = TTLAttribute()


class OperationsItem(Table):
    """The common part of items about articles, sites and messages. All kinds share one client."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires_at = TTLAttribute(null=True)


class RejectItem(OperationsItem):
    """A refused page or message, stored once however often it came."""

    reason = UnicodeAttribute()
    detail = UnicodeAttribute(null=True)
    source: MapAttribute[str, Any] = MapAttribute(null=True)
    message = UnicodeAttribute(null=True)
    whole_message: MapAttribute[str, Any] = MapAttribute(null=True)
    first_seen = UnicodeAttribute()
    last_seen = UnicodeAttribute()
    times = NumberAttribute(attr_name="count")


class StoryItem(OperationsItem):
    """A text key held by the first article that had it, with that article's fingerprint for comparison.

    `story` is the label of its story, the id of the article that first held one of its keys. `place` is the rank of
    the holder in the story (`near_duplicates`).
    """

    article_id = UnicodeAttribute()
    story = UnicodeAttribute()
    place = UnicodeAttribute()
    fingerprint = UnicodeAttribute()


class CopyItem(OperationsItem):
    """A member of a story. The sort key is its rank. The item stays until the article is withdrawn."""


class SeenItem(OperationsItem):
    """The `last` fetch that brought the same content as the fetch `of` an article's head (`fetches.Fetch`)."""

    of = ListAttribute[Any]()
    last = ListAttribute[Any]()


class SiteItem(OperationsItem):
    """A site's newest pages, not yet a full window, and its habits by fact, learned from earlier windows.

    `turn` counts the windows, so that two functions do not close the same window.
    """

    window = ListAttribute(of=UnicodeAttribute)
    habits = JSONAttribute(null=True)
    turn = NumberAttribute(default=0)
    pages = NumberAttribute(default=0)
    seen_at = UnicodeAttribute()


class BackfillCountItem(OperationsItem):
    """The number of times that a backfill ended in one way."""

    times = NumberAttribute(attr_name="count")


class HourItem(OperationsItem):
    """How many pages ended in each way in an hour (`hours.Counted`), of all sites or of one.

    Each shard of all sites holds a part of the counts.
    """

    stored = NumberAttribute(default=0)
    refused = NumberAttribute(default=0)
    skipped = NumberAttribute(default=0)
    withdrawn = NumberAttribute(default=0)


class MarkItem(OperationsItem):
    """The marks of the raw pages that one batch was done with (`marks`)."""

    marks = BinaryAttribute(legacy_encoding=False)


class PassItem(OperationsItem):
    """The progress of the daily search for raw pages without a mark (`reconcile.Pass`), as JSON."""

    state = UnicodeAttribute()


class MessageItem(OperationsItem):
    """A message that was received more than once, with the numbers of its receives.

    `retried` are the receives that ended with a Retry. `began` are those in which isolated work began and did not end.
    The attributes are sets, so that a repeated note, after a lost answer, counts once.
    """

    class Meta(OperationsItem.Meta):
        # A note may be lost, but it must not delay its function, which still has to put the message back.
        read_timeout_seconds = 2
        max_retry_attempts = 1

    retried = NumberSetAttribute(null=True)
    began = NumberSetAttribute(null=True)
