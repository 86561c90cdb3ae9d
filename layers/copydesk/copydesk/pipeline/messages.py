"""What travels between a queue and a table: a delivery, the raw page it leads to, the candidate for storing."""

from dataclasses import dataclass

from copydesk.errors import CopydeskError
from copydesk.model import Article, Expect, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """An object in a bucket. S3 gives the sequencer, which orders the writes of one key, and tells when it notified:
    times of objects have whole seconds, those of notifications milliseconds. A hand-made pointer has neither.
    """

    source: Source
    sequencer: str | None = None
    notified_at: str | None = None
    url: str | None = None
    expect: Expect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A page that came inside its message."""

    content: bytes
    content_type: str
    url: str | None
    fetched_at: str
    expect: Expect | None = None


type Delivery = Pointer | Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A page that is no longer there: its last raw copy, under the URL that answered `status`.

    `article_id` is the article that its record names, where its URL does not tell.
    """

    page: Pointer
    status: int
    seen_at: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlOnly:
    """A page of which only the URL came: it is yet to be fetched."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """The bytes of a page, and what came with them. Times are ISO 8601 in UTC with microseconds.

    `gone_at` is when the page was last seen to be gone, before it came back. `robots_tag` is its X-Robots-Tag.
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
    """What a site answered when it was asked for a page. `robots` is the evidence that it allows to be asked,
    `gone_at` when the page was withdrawn that is now back.
    """

    url: str
    status: int
    digest: str
    fetched_at: str
    headers: tuple[tuple[str, str], ...]
    robots: str
    gone_at: str | None = None

    def header(self, name: str) -> str | None:
        """All values of a header as one, as RFC 9110 (section 5.3) joins them."""
        return ", ".join(value for key, value in self.headers if key == name) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article that asks to be stored.

    `own_id` is the id of its page's own URL, where `article_id` is that of a canonical address. `over` are the ids of
    URLs whose raw pages can no longer be read: nothing waits for them.
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


class Misplaced(CopydeskError):
    """Before a candidate can be stored, another page is to be read again: its article belongs under another id now.

    `page_id` is the id of that page's own URL.
    """

    def __init__(self, page: Pointer, page_id: str) -> None:
        super().__init__(f"{page.url} is to be read again")
        self.page = page
        self.page_id = page_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article that was stored: as its first revision, as a later one, or again because its page came back."""

    article_id: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An article that was marked as canceled: its page is gone."""

    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A page that the fetch queue was asked for."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenArticle:
    """A stored article that may be read anew: its raw page, and where its part of the table goes on after it."""

    article_id: str
    extractor_version: str
    pointer: Pointer
    cursor: str
