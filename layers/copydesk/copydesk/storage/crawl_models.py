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
    """Sparse: only what is to be asked again by itself is in it."""

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["url", "turn"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class DueItem(Table):
    """What sources and pages share: when each is due, and the number of the turn that its messages name."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    by_due_time = ByDueTime()
    url = UnicodeAttribute()
    turn = NumberAttribute()
    expires_at = TTLAttribute(null=True)


class PageItem(DueItem):
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
    moved_to = UnicodeAttribute(null=True)
    asked_by = UnicodeAttribute(null=True)
    article_id = UnicodeAttribute(null=True)
    answered = BooleanAttribute(default=False)


class SourceItem(DueItem):
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
    known = BinaryAttribute(legacy_encoding=False, null=True)
    parent = UnicodeAttribute(null=True)
    failures = NumberAttribute(default=0)
    failing_since = UnicodeAttribute(null=True)
    last_error = UnicodeAttribute(null=True)
    added_at = UnicodeAttribute()
    read_at = UnicodeAttribute(null=True)
    entries = NumberAttribute(default=0)
    enqueued = NumberAttribute(default=0)
