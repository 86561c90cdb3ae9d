"""What Copydesk remembers of the sources it watches and of the pages it has seen."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from copydesk.crawling.choosing import Choice
from copydesk.model import Source as RawSource


class SourceStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the last reading left behind, so that the next one asks only for what is new.

    `known` holds the fingerprints of the entries of the last listing.
    """

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    known: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A feed, sitemap or page that is read again and again.

    `feed_url` is where it is read, if its page named a feed; `kind` what it turned out to be. `interval_seconds` is the
    user's fixed interval, `wait_seconds` the one that adapts where there is none. `turn` numbers its readings: a
    message of an earlier turn is void. `parent` is the sitemap index that names it.
    """

    source_id: str
    url: str
    feed_url: str | None = None
    kind: str | None = None
    status: SourceStatus = SourceStatus.ACTIVE
    pause_reason: str | None = None
    choice: Choice = field(default_factory=Choice)
    interval_seconds: int | None = None
    wait_seconds: int = 600
    next_at: str | None = None
    turn: int = 0
    memory: Memory = field(default_factory=Memory)
    parent: str | None = None
    failures: int = 0
    failing_since: str | None = None
    last_error: str | None = None
    added_at: str
    read_at: str | None = None
    entries: int = 0
    enqueued: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page that was asked for once, and what is known of it for asking again.

    `turn` numbers its fetches: a message of an earlier turn is void. `visits` counts the fetches since its last
    change, `missing` the times in a row that it was not there, `refused` the times in a row that it was refused,
    `gone_at` when its article was withdrawn, `moved_to` where it redirected to. `raw` is its last copy, `asked_by` the
    message that last asked for it by hand. `article_id` is the article that it was last stored as, where its URL does
    not tell.
    """

    url: str
    turn: int
    source_id: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    raw: RawSource | None = None
    fetched_at: str | None = None
    visits: int = 0
    missing: int = 0
    refused: int = 0
    gone_at: str | None = None
    moved_to: str | None = None
    asked_by: str | None = None
    article_id: str | None = None
    next_at: str | None = None


def source_id(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:16]
