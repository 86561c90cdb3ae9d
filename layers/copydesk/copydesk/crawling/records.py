"""What Copydesk remembers of the sources it watches and of the pages it has seen."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from copydesk.crawling.choosing import Choice
from copydesk.model import Source as RawSource


class Want(StrEnum):
    """Why something is wanted of a host, in the order in which the host is asked: what someone asks for by a message,
    and the sources that someone watches; pages that were never fetched; pages that are looked at again, at a time of
    their own or by their age.
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
    """What the last reading left behind, so that the next one asks only for what is new."""

    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A feed, sitemap or page that is read again and again.

    `feed_url` is where it is read, if its page named a feed; `kind` what it turned out to be. `interval_seconds` is the
    user's fixed interval, `wait_seconds` the one that adapts where there is none. `turn` numbers its changes: what
    was read for an earlier turn is void. `parent` is the sitemap index that names it. While a reading is redirected,
    `moved_to` is where it goes on, and `via` the addresses before it.
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
        """Where its next request goes."""
        return self.moved_to or self.feed_url or self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a source listed when it was asked: to be read for the source as it is at `turn`.

    `url` is where it was found; `memory` is to be kept with the source once its entries are.
    """

    source_id: str
    turn: int
    url: str
    content_type: str | None
    memory: Memory
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page that was asked for once, and what is known of it for asking again.

    `turn` numbers its changes: what was fetched for an earlier turn is void. At `next_at` it is wanted, as what `want`
    says; without it, never by itself, unless it is AGING: then its visits follow from `since` (`crawling.aging`).
    `attempts` counts the requests in a row that came to nothing, `via` are the URLs that redirected to it. `visits`
    counts the fetches since its last change, `missing` the times in a row that it was not there, `refused` the times in
    a row that it was refused, `gone_at` when its article was withdrawn, `moved_to` where it redirected to. `raw` is its
    last copy, `digest` that of its bytes, `said` that of the article in it. `asked_by` is the message that last asked
    for it by hand. `article_id` is the article that it was last stored as, where its URL does not tell.
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
