"""Defines the records of an article as frozen values, independent of storage and transport.

The names of the head follow schema.org NewsArticle. Those of the body follow ANS (Arc XP) and the Guardian's Block, in
snake_case. `None` or an empty tuple means that the page does not state the fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from copydesk.plain import to_plain as to_plain

SCHEMA_VERSION = "3"
#: Values of `provenance` for a description. Either the name of its element marks it as the standfirst, or its layout
#: does. STANDFIRST_IN_BLOCK means that it is also a block of the body. Earlier versions stored STANDFIRST_IN_BODY for
#: that case: then no block contains the standfirst, although the text begins with it.
NAMED_STANDFIRST = "standfirst, by name"
STANDFIRST = "standfirst"
STANDFIRST_IN_BLOCK = "standfirst, in a block"
STANDFIRST_IN_BODY = "standfirst, in the body"
#: The flag of a text whose encoding is not declared, or whose bytes contradict the declaration.
GUESSED_ENCODING = "guessed_encoding"
#: The flag of an article whose canonical address belongs to another page with a different text.
IDENTITY_CONFLICT = "identity_conflict"


#: The sender's statement of what a page is. With it, a page is read even if it does not look like an article.
type Expect = Literal["article"]


class _Open(StrEnum):
    """A set of values that later releases may extend. A reader passes unknown values on unchanged."""

    @classmethod
    def _missing_(cls, value: object) -> "_Open | None":
        if not isinstance(value, str):
            return None
        later = str.__new__(cls, value)
        later._name_, later._value_ = value.upper(), value
        return later


class ArticleType(_Open):
    ARTICLE = "article"
    LIVE_BLOG = "live_blog"
    OPINION = "opinion"
    GALLERY = "gallery"
    VIDEO = "video"


class PubStatus(_Open):
    """The publication status, with the values of ninjs `pubstatus`."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class BlockType(_Open):
    HEADER = "header"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST = "list"
    TABLE = "table"
    IMAGE = "image"
    GALLERY = "gallery"
    VIDEO = "video"
    AUDIO = "audio"
    EMBED = "embed"
    CODE = "code"
    DIVIDER = "divider"
    ASIDE = "aside"
    CORRECTION = "correction"
    INTERSTITIAL_LINK = "interstitial_link"
    LIVE_ENTRY = "live_entry"


#: The types of blocks whose text is part of `Article.text`.
BODY_TYPES = frozenset(
    {
        BlockType.HEADER,
        BlockType.PARAGRAPH,
        BlockType.QUOTE,
        BlockType.LIST,
        BlockType.TABLE,
        BlockType.CODE,
        BlockType.LIVE_ENTRY,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    name: str
    name_raw: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a list, gallery or interstitial link. `items` is a list nested in the entry."""

    text: str = ""
    html: str = ""
    url: str | None = None
    credit: str | None = None
    alt: str | None = None
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """The start of an entry of a live blog; the entry's own blocks follow. `time` is text as on the page."""

    time: str | None = None
    title: str | None = None
    key_event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One unit of the body. `block_id` is a digest of its whole content, so equal ids mean equal blocks.

    `text` is plain text, and `html` has the same words with allow-listed inline markup. `section` is the preceding
    heading. It depends on the neighbours, so it is not part of `block_id` and is not stored. `page` is the address of
    the page that the block comes from, if that is not the article's first. It is stored, but is not part of `block_id`.
    `more` keeps members that a later release has stored, unchanged.
    """

    block_id: str
    type: BlockType
    subtype: str | None = None
    level: int | None = None
    text: str = ""
    html: str = ""
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    attribution: str | None = None
    provider: str | None = None
    entry: LiveEntry | None = None
    section: str | None = None
    page: str | None = None
    digest: str
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body_text(self) -> str:
        """The part of `Article.text` that comes from this block, or an empty text if the block adds none."""
        if self.type not in BODY_TYPES:
            return ""
        if self.type is not BlockType.QUOTE or not self.attribution or self.attribution in self.text:
            return self.text
        return f"{self.text}\n— {self.attribution}" if self.text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The words of a speaker. `start` and `end` are the character offsets of `text` in its block's text."""

    quote_id: str
    block_id: str
    text: str
    speaker: str | None = None
    speaker_raw: str | None = None
    cue: str | None = None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The source that was not chosen where two sources of one fact disagree, and its value."""

    field: str
    source: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Estimates how well an article represents the article of its page.

    `score` is the probability, 0 to 1, that the text is the page's article. One sentence more or less is allowed. For
    plain text it is the share of the text that is in sentences. `flags` warn the reader about the text: `paywalled`,
    `truncated`, `words_lost`, `parted`, `from_script`, `guessed_encoding`, `identity_conflict`. `lost_words` counts the
    words of the article's part of the page that no record contains, without a known reason. `left_out` counts the words
    omitted for a known reason, by reason.
    """

    score: float
    flags: tuple[str, ...] = ()
    lost_words: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as its page presents it: the facts of the head, the blocks in order, and the quotes.

    Dates are ISO 8601 with the precision of the page: `2024-04-25`, with a time, or with time and zone. `pages` are the
    addresses of the other pages of an article that the site has split, in order. `next_page` is the next of them that
    is not part of this record, and `first_page` is the address of page 1 if this is a later page. `dateline` is the
    place that opens the text. `breadcrumbs` are the names on the site's trail to the article. `robots` are the page's
    directives to all crawlers, recorded so that the reader can decide. `fingerprint` is the 64-bit simhash of the text
    as 16 hex digits. `provenance` names the chosen source of each fact. `more` keeps facts that a later release has
    stored.
    """

    url: str | None
    canonical_url: str | None
    host: str | None
    site_name: str | None = None
    type: ArticleType = ArticleType.ARTICLE
    headline: str | None = None
    alternative_headline: str | None = None
    kicker: str | None = None
    description: str | None = None
    authors: tuple[Author, ...] = ()
    date_published: str | None = None
    date_published_raw: str | None = None
    date_modified: str | None = None
    date_modified_raw: str | None = None
    dateline: str | None = None
    language: str | None = None
    section: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    main_image: str | None = None
    next_page: str | None = None
    pages: tuple[str, ...] = ()
    first_page: str | None = None
    word_count: int = 0
    reading_time_minutes: int | None = None
    is_accessible_for_free: bool | None = None
    robots: tuple[str, ...] = ()
    pub_status: PubStatus = PubStatus.USABLE
    blocks: tuple[Block, ...] = ()
    quotes: tuple[Quote, ...] = ()
    fingerprint: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    quality: Quality = Quality(score=0.0)
    extractor_version: str = ""
    schema_version: str = SCHEMA_VERSION
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The body of the article: the texts of its blocks in page order, separated by blank lines.

        | block | in the text |
        | --- | --- |
        | header, paragraph | its words |
        | quote | its words, then a line of "— " and its attribution, unless the words contain it |
        | list | one line per item, nested items included |
        | table | one line per row, with tabs between the cells |
        | code | as it is on the page |
        | live_entry | its title; its own blocks follow |
        | aside, correction | absent, because they are beside the article |
        | image, gallery, video, audio, embed, divider, interstitial_link | absent |

        A standfirst inside the body is a paragraph in its place. Headline, kicker, byline, dates, captions and credits
        are not in the text. If the article was stored with STANDFIRST_IN_BODY, its description comes first.
        """
        texts = (self.lead, *(block.body_text for block in self.blocks))
        return "\n\n".join(text for text in texts if text)

    @property
    def lead(self) -> str | None:
        """The standfirst of an article that was stored without a block for it, although its text begins with it."""
        return self.description if self.provenance.get("description") == STANDFIRST_IN_BODY else None


class FactKind(StrEnum):
    """The role of a fact of an article for its readers.

    `SEEN`: a reader sees the fact. A change makes a revision, and events, `copydesk diff` and reports name it.
    `READING`: the fact describes how the page was read. A change of it alone makes no revision.
    `STATUS`: the life of the article sets the fact, not the page.
    """

    SEEN = "seen"
    READING = "reading"
    STATUS = "status"


#: Every fact of an article's head, in display order. `blocks`, `quotes` and `more` are not facts. The raw dates and the
#: counts of the text are READING. They only change together with a date or the text.
FACTS: Mapping[str, FactKind] = {
    "headline": FactKind.SEEN,
    "alternative_headline": FactKind.SEEN,
    "kicker": FactKind.SEEN,
    "description": FactKind.SEEN,
    "authors": FactKind.SEEN,
    "date_published": FactKind.SEEN,
    "date_published_raw": FactKind.READING,
    "date_modified": FactKind.SEEN,
    "date_modified_raw": FactKind.READING,
    "dateline": FactKind.SEEN,
    "language": FactKind.SEEN,
    "section": FactKind.SEEN,
    "breadcrumbs": FactKind.SEEN,
    "tags": FactKind.SEEN,
    "main_image": FactKind.SEEN,
    "type": FactKind.SEEN,
    "site_name": FactKind.SEEN,
    "canonical_url": FactKind.SEEN,
    "url": FactKind.READING,
    "host": FactKind.READING,
    "next_page": FactKind.SEEN,
    "pages": FactKind.SEEN,
    "first_page": FactKind.SEEN,
    "word_count": FactKind.READING,
    "reading_time_minutes": FactKind.READING,
    "is_accessible_for_free": FactKind.SEEN,
    "robots": FactKind.SEEN,
    "pub_status": FactKind.STATUS,
    "fingerprint": FactKind.READING,
    "provenance": FactKind.READING,
    "conflicts": FactKind.READING,
    "quality": FactKind.READING,
    "extractor_version": FactKind.READING,
    "schema_version": FactKind.READING,
}
SEEN_FACTS = tuple(name for name, kind in FACTS.items() if kind is FactKind.SEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The location of a page's raw bytes: an S3 object, as exactly as it is known.

    `offset` and `length`, in bytes, locate a record in a WARC file: the gzip member that contains the page.
    """

    bucket: str
    key: str
    version_id: str | None = None
    etag: str | None = None
    offset: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`number` counts the stored changes from 1. `digest` covers everything whose change a reader would see."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article together with its identity, origin, age and revision in the store.

    `withdrawn_at` is the time at which its page was found to be gone. An article with this time is `canceled`.
    """

    article_id: str
    article: Article
    source: Source
    date_downloaded: str
    revision: Revision
    duplicate_of: str | None = None
    withdrawn_at: str | None = None
