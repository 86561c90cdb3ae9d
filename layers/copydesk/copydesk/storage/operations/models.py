"""Items of the operations table: robots.txt of hosts, sites' habits, stories copied, articles seen again, sums of
backfills, messages that came again.
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
    """Sparse: hosts whose turn will come, by shard; pages and sources that are wanted, by host. Each entry is moved by
    the one update of its item that says why.
    """

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["url", "turn"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class DueItem(Table):
    """What hosts, pages and sources share: a place in the index. Of a page or a source it has the `url`, of a host how
    many requests its next `turn` is likely to have.
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
    """A host's lease, pace, failures and day; times are seconds of the epoch, because conditions compare and add them.
    `passed` holds instants, as the index has them: see `crawling.aging`.

    `claimed` is until when a turn that was sent is waited for, `woken` says that something was wanted of the host while
    its turn lasted.
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
    """What pages and sources share: an address, and the number of a turn, which each change takes. It is not in the
    index: a change that moves nothing there costs no unit of it.
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
    """The fingerprints of a source's entries: apart from the source, whose own small item changes with each reading."""

    known = BinaryAttribute(legacy_encoding=False)


class RobotsItem(Table):
    """What the last request for a robots.txt brought; `text` is gzip."""

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
    """What items of articles, sites and messages share. One client serves all kinds."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    expires_at = TTLAttribute(null=True)


class RejectItem(OperationsItem):
    """One refused page or message, however often it came."""

    reason = UnicodeAttribute()
    detail = UnicodeAttribute(null=True)
    source: MapAttribute[str, Any] = MapAttribute(null=True)
    message = UnicodeAttribute(null=True)
    whole_message: MapAttribute[str, Any] = MapAttribute(null=True)
    first_seen = UnicodeAttribute()
    last_seen = UnicodeAttribute()
    times = NumberAttribute(attr_name="count")


class StoryItem(OperationsItem):
    """The story that the first article with a key tells, and that article's fingerprint to compare with.

    `story` is its label, the id of the article that held keys of it first; `place` is where the article that holds this
    one stands in it (`stories`).
    """

    article_id = UnicodeAttribute()
    story = UnicodeAttribute()
    place = UnicodeAttribute()
    fingerprint = UnicodeAttribute()


class CopyItem(OperationsItem):
    """An article that tells a story; the sort key is its place in it. It stays as long as the article stands."""


class SeenItem(OperationsItem):
    """The `last` fetch that brought again what the fetch `of` an article's head had brought (`fetches.Fetch`)."""

    of = ListAttribute[Any]()
    last = ListAttribute[Any]()


class SiteItem(OperationsItem):
    """What a site's pages bring: the newest, not yet a window, and by fact what the windows before them made a habit.

    `turn` counts the windows: one that was closed by another function meanwhile is not closed twice.
    """

    window = ListAttribute(of=UnicodeAttribute)
    habits = JSONAttribute(null=True)
    turn = NumberAttribute(default=0)
    pages = NumberAttribute(default=0)
    seen_at = UnicodeAttribute()


class BackfillCountItem(OperationsItem):
    """How often a backfill came to one kind of end."""

    times = NumberAttribute(attr_name="count")


class MessageItem(OperationsItem):
    """What is known of a message that came more than once: by the number of its receive, when a Retry sent it back, and
    when work on it by itself began and came to no end.

    Sets take a note that is made twice, as a call whose answer is lost makes it, for one.
    """

    class Meta(OperationsItem.Meta):
        # A note is lost rather than waited for: whoever makes it has yet to put its message back.
        read_timeout_seconds = 2
        max_retry_attempts = 1

    retried = NumberSetAttribute(null=True)
    began = NumberSetAttribute(null=True)
