"""Defines the records of watched sources and of seen pages."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from copydesk.crawling.choosing import Choice
from copydesk.model import Source as RawSource


class Want(StrEnum):
    """The reason for which something is wanted from a host. The order is that of the requests.

    `ASKED`: requests by message, and watched sources. `NEW`: pages that were never fetched. `REVISIT`: later visits
    at a time of their own. `AGING`: later visits that follow from a page's age.
    """

    ASKED = "0"
    NEW = "1"
    REVISIT = "2"
    AGING = "3"


class SourceStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The validators of the last reading, so that the next one transfers only new content."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A feed, sitemap or page that is read repeatedly.

    `feed_url` is where it is read if its page named a feed, and `kind` is what it was recognised as. `interval_seconds`
    is the user's fixed interval; without one, `wait_seconds` adapts. `turn` numbers its changes, and a reading for an
    earlier turn is void. `parent` is the sitemap index that names it. During a redirect, `moved_to` is the next
    address, and `via` holds the addresses before it.
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
    moved_to: str | None = None
    via: tuple[str, ...] = ()
    failures: int = 0
    failing_since: str | None = None
    last_error: str | None = None
    added_at: str
    read_at: str | None = None
    entries: int = 0
    enqueued: int = 0

    @property
    def address(self) -> str:
        """The URL of the next request."""
        return self.moved_to or self.feed_url or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The listing of a source as it was read, valid while the source is at `turn`.

    `url` is where it was found. `memory` is stored with the source once its entries are.
    """

    source_id: str
    turn: int
    url: str
    content_type: str | None
    memory: Memory
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page that was requested at least once, and what is needed to request it again.

    `turn` numbers its changes, and a fetch for an earlier turn is void. At `next_at` the page is wanted for the reason
    `want`. Without it the page is never wanted by itself, unless it is AGING: its visits then follow from `since`
    (`crawling.aging`). `attempts` counts failed requests in a row. `via` are the URLs that redirected to the page.
    `visits` counts the fetches since its last change. `missing` and `refused` count the times in a row that it was
    absent or refused. `gone_at` is when its article was withdrawn. `moved_to` is the target of its redirect. `raw` is
    its last copy, `digest` is the digest of the copy's bytes, and `said` that of the article in it. `asked_by` is the
    message that last requested it by hand. `article_id` is the article that it was last stored as, if its URL does not
    give the id.
    """

    url: str
    turn: int
    source_id: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    said: str | None = None
    raw: RawSource | None = None
    fetched_at: str | None = None
    since: str | None = None
    visits: int = 0
    missing: int = 0
    refused: int = 0
    gone_at: str | None = None
    moved_to: str | None = None
    asked_by: str | None = None
    article_id: str | None = None
    attempts: int = 0
    via: tuple[str, ...] = ()
    want: Want = Want.REVISIT
    next_at: str | None = None

    @property
    def is_asked_for(self) -> bool:
        return self.want is Want.ASKED


type Wanted = SeenPage | WatchedSource


def source_id(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:16]
