"""What crawling remembers in the operations table, as PynamoDB models."""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from copydesk.storage.connection import Connection, Table


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
    """What hosts, pages and sources share: a place in the index. `turn` is in it too: of a page or a source the number
    of its turn, which each change takes; of a host, how many requests its next turn is likely to have.
    """

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_due_time = ByDueTime()
    turn = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)


class HostItem(DueItem):
    """A host's lease, pace, failures and day; times are seconds of the epoch, because conditions compare and add them.

    `claimed` says that its turn was sent, `woken` that something was wanted of it while its turn lasted.
    """

    token = UnicodeAttribute(null=True)
    taken_at = NumberAttribute(null=True)
    next_at = NumberAttribute(null=True)
    interval = NumberAttribute(null=True)
    failures = NumberAttribute(null=True)
    failing_since = NumberAttribute(null=True)
    claimed = BooleanAttribute(null=True)
    woken = BooleanAttribute(null=True)
    day = UnicodeAttribute(null=True)
    used = NumberAttribute(null=True)
    dropped = NumberAttribute(null=True)
    backlog = NumberAttribute(null=True)


class WantedItem(DueItem):
    """What pages and sources share: an address."""

    url = UnicodeAttribute()
    turn = NumberAttribute()
    via = ListAttribute[Any](null=True)
    moved_to = UnicodeAttribute(null=True)


class PageItem(WantedItem):
    source_id = UnicodeAttribute(null=True)
    etag = UnicodeAttribute(null=True)
    last_modified = UnicodeAttribute(null=True)
    digest = UnicodeAttribute(null=True)
    bucket = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    version_id = UnicodeAttribute(null=True)
    fetched_at = UnicodeAttribute(null=True)
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
