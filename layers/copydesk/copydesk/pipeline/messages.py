"""Defines the records between a queue and a table: delivery, raw page, candidate and outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from copydesk.errors import CopydeskError
from copydesk.model import Article, Expect, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """An object in a bucket. A pointer from an S3 notification has a sequencer and the time of the notification.

    The sequencer orders the writes of one key. Object times have whole seconds, notification times milliseconds.
    """

    source: Source
    sequencer: str | None = None
    notified_at: str | None = None
    url: str | None = None
    expect: Expect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A page that is contained in its message."""

    content: bytes
    content_type: str
    url: str | None
    fetched_at: str
    expect: Expect | None = None


type Delivery = Pointer | Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A page that no longer exists: its last raw copy, and the HTTP status that its URL now answers.

    `article_id` is the article that the page's record names, if the URL does not give it.
    """

    page: Pointer
    status: int
    seen_at: str
    article_id: str | None = None

    @property
    def url(self) -> str | None:
        return self.page.url


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlOnly:
    """A page of which only the URL is known. It has to be fetched."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """The bytes of a page and its context. Times are ISO 8601 in UTC with microseconds.

    `gone_at` is the last time at which the page was missing before it came back. `robots_tag` is its X-Robots-Tag
    header.
    """

    body: bytes
    url: str | None
    content_type: str | None
    content_encoding: str | None
    fetched_at: str
    source: Source
    sequencer: str | None = None
    notified_at: str | None = None
    gone_at: str | None = None
    robots_tag: str | None = None
    expect: Expect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The answer of a site to the request for a page. `robots` is the evidence that robots.txt allowed the request.

    `gone_at` is when the page was withdrawn, if it is now back.
    """

    url: str
    status: int
    digest: str
    fetched_at: str
    headers: tuple[tuple[str, str], ...]
    robots: str
    gone_at: str | None = None

    def header(self, name: str) -> str | None:
        """Returns all values of a header joined by commas (RFC 9110, section 5.3), or None if it is absent."""
        return ", ".join(value for key, value in self.headers if key == name) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFetch:
    """The last known fetch of a URL: where its raw page is, and what an article remembers of it as its part."""

    page: Pointer
    part: "PartFetch"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFetch:
    """The fetch of another page with which page 1 was last joined; empty texts mean that the page was never seen.

    `joined` is False if the page is not of the article: its article is under its own URL. `named` is False if no page
    of the article names it any more. `is_free` is False if the first fetch of its URL named another address as its own.
    Such a page belongs to that address.
    """

    at: str = ""
    notified_at: str = ""
    raw: str = ""
    joined: bool = False
    named: bool = True
    is_free: bool = True

    @property
    def moment(self) -> tuple[str, str, str]:
        return self.at, self.notified_at, self.raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article that is to be stored.

    `own_id` is the id of the page's own URL if `article_id` is that of a canonical address. `over` holds the ids of
    URLs whose raw pages can no longer be read; nothing waits for these.

    `first_id` is the id of page 1's own URL, if the page is a later page of its article. If it is page 1, `parts` are
    the other pages by the ids of their own URLs. `alone` is then the article of page 1 alone, unless `article` is
    that. `unseen` are the addresses of the parts that were never fetched.
    """

    article_id: str
    article: Article
    source: Source
    date_downloaded: str
    sequencer: str | None = None
    notified_at: str | None = None
    gone_at: str | None = None
    own_id: str | None = None
    over: frozenset[str] = frozenset()
    first_id: str | None = None
    parts: Mapping[str, PartFetch] = field(default_factory=dict)
    alone: Article | None = None
    unseen: tuple[str, ...] = ()


class Unfinished(CopydeskError):
    """A candidate cannot be settled yet. `stored` tells if it is stored all the same."""

    stored: "Stored | None" = None


class Misplaced(Unfinished):
    """Another page must be read again, because its article now belongs elsewhere or has a new part.

    `page_id` is the id of that page's own URL.
    """

    def __init__(self, page: Pointer, page_id: str) -> None:
        super().__init__(f"{page.url} is to be read again")
        self.page = page
        self.page_id = page_id


class Outdated(Unfinished):
    """Another page of the article was fetched again since the candidate was joined. It must be joined again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article that was stored as its first or a later revision, or again because its page came back."""

    article_id: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An article that was marked as canceled because its page is gone."""

    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A page whose fetch was requested through the fetch queue."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenArticle:
    """A stored article to extract again: its raw page, and the cursor after it in its part of the table."""

    article_id: str
    extractor_version: str
    pointer: Pointer
    cursor: str
