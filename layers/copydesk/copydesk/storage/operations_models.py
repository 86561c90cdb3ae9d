"""Items of the operations table: robots.txt of hosts, sites' habits, stories copied, sums of backfills,
messages that came again.
"""

from pynamodb.attributes import (
    BinaryAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    NumberSetAttribute,
    TTLAttribute,
    UnicodeAttribute,
)

from copydesk.storage.connection import Connection, Table


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


class StoryItem(Table):
    """The story that the first article with a key tells, and that article's fingerprint to compare with.

    `story` is its label, the id of the article that held keys of it first; `place` is where the article that holds this
    one stands in it (`copies`).
    """

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    article_id = UnicodeAttribute()
    story = UnicodeAttribute()
    place = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    expires_at = TTLAttribute()


class CopyItem(Table):
    """An article that tells a story; the sort key is its place in it. It stays as long as the article stands."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class SiteItem(Table):
    """What a site's pages bring: the newest, not yet a window, and by fact what the windows before them made a habit.

    `turn` counts the windows: one that was closed by another function meanwhile is not closed twice.
    """

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    window = ListAttribute(of=UnicodeAttribute)
    habits = JSONAttribute(null=True)
    turn = NumberAttribute(default=0)
    pages = NumberAttribute(default=0)
    seen_at = UnicodeAttribute()
    expires_at = TTLAttribute()


class TallyItem(Table):
    """How often a backfill came to one kind of end."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    times = NumberAttribute(attr_name="count")
    expires_at = TTLAttribute()


class MessageItem(Table):
    """What is known of a message that came more than once: by the number of its receive, when a Retry sent it back, and
    when work on it by itself began and came to no end.

    Sets take a note that is made twice, as a call whose answer is lost makes it, for one.
    """

    class Meta(Connection):
        table_name = ""
        # A note is lost rather than waited for: whoever makes it has yet to put its message back.
        read_timeout_seconds = 2
        max_retry_attempts = 1

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    retried = NumberSetAttribute(null=True)
    began = NumberSetAttribute(null=True)
    expires_at = TTLAttribute()
