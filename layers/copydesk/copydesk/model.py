"""The records: what a page says, as frozen values that know nothing of storage or transport.

Names follow schema.org NewsArticle for the head, and ANS (Arc XP) and the Guardian's Block for the
body, in snake_case. `None` or an empty tuple means that the page does not say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from copydesk.plain import to_plain as to_plain

SCHEMA_VERSION = "3"
#: What `provenance` says of a description: that its element is named as the standfirst, that it is set apart as
#: one, or that, set apart so, it is a block of the body too. Articles that earlier versions stored have the last as
#: STANDFIRST_IN_BODY: it is in none of their blocks, and their text begins with it.
NAMED_STANDFIRST = "standfirst, by name"
STANDFIRST = "standfirst"
STANDFIRST_IN_BLOCK = "standfirst, in a block"
STANDFIRST_IN_BODY = "standfirst, in the body"
#: The flag of a text whose encoding nothing declares, or nothing that its bytes bear out.
GUESSED_ENCODING = "guessed_encoding"
#: The flag of an article whose canonical address another page owns or holds, with another text.
IDENTITY_CONFLICT = "identity_conflict"


#: What whoever sends a page says that it is; its text is then read however unlike an article it is.
type Expect = Literal["article"]


class _Open(StrEnum):
    """A set of values that a later release may add to: a reader hands on what it does not know."""

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
    """ninjs `pubstatus`."""

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


#: Blocks whose text is part of what a reader would call the article (`Article.text`).
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
    """One entry of a list, gallery or interstitial; `items` is the list nested in it."""

    text: str = ""
    html: str = ""
    url: str | None = None
    credit: str | None = None
    alt: str | None = None
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveEntry:
    """Where an entry of a live blog begins; its own blocks follow. `time` is as the page says it."""

    time: str | None = None
    title: str | None = None
    key_event: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One unit of the body. `block_id` is a digest of all its content, so equal ids mean equal blocks.

    `text` is plain text; `html` the same words with allow-listed inline markup. `section` is the heading
    the block stands under: it depends on the neighbours, so it is no part of `block_id` and is not stored. `more` are
    members that a later release has stored: they are handed on as they are.
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
    digest: str
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body_text(self) -> str:
        """What the block adds to `Article.text`, where the rules say so; empty for a block that adds nothing."""
        if self.type not in BODY_TYPES:
            return ""
        if self.type is not BlockType.QUOTE or not self.attribution or self.attribution in self.text:
            return self.text
        return f"{self.text}\n— {self.attribution}" if self.text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What someone said. `start` and `end` are character offsets of `text` in its block's text."""

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
    """Two sources of one fact that disagree: the one not chosen, and what it says."""

    field: str
    source: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How far an article can be trusted to be all of its page's.

    `score` is the probability, 0 to 1, that the text is the page's article, hardly a sentence more or less. In plain
    text it is the share that stands in sentences. `flags` say what a reader should know of the text: `paywalled`,
    `truncated`, `words_lost`, `parted`, `from_script`, `guessed_encoding`, `identity_conflict`.
    `lost_words` counts the words of the article's part of the page that are in no record for no reason; `left_out`
    counts those that have one, by reason.
    """

    score: float
    flags: tuple[str, ...] = ()
    lost_words: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as its page tells it: the head's facts, its blocks in order, its quotes.

    Dates are ISO 8601, as far as the page goes: `2024-04-25`, or with time, or with time and zone.
    `pages` are the addresses of the other pages that the site has cut the article into, in order.
    `dateline` is the place that opens the text, `breadcrumbs` the names on the site's trail to the article.
    `robots` are the directives that the page gives to every crawler: recorded for the reader to decide by.
    `fingerprint` is the 64-bit simhash of the text as 16 hex digits. `provenance` names, per field, the
    source that was believed. `more` are facts that a later release has stored.
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
        """The body a reader would call the article: its blocks in page order, parted by a blank line.

        | block | in the text |
        | --- | --- |
        | header, paragraph | its words |
        | quote | its words, then a line of "— " and its attribution, unless the words hold that |
        | list | a line an item, nested ones included |
        | table | a line a row, the cells parted by tabs |
        | code | as it is set |
        | live_entry | its title; its own blocks follow |
        | aside, correction | not: they stand beside the article |
        | image, gallery, video, audio, embed, divider, interstitial_link | not |

        A standfirst inside the body is a paragraph in its place. Headline, kicker, byline, dates, captions and
        credits are not in the text. Of an article stored with STANDFIRST_IN_BODY the description leads it.
        """
        texts = (self.lead, *(block.body_text for block in self.blocks))
        return "\n\n".join(text for text in texts if text)

    @property
    def lead(self) -> str | None:
        """The standfirst of an article that was stored without a block for it, though its text begins so."""
        return self.description if self.provenance.get("description") == STANDFIRST_IN_BODY else None


class FactKind(StrEnum):
    """What a fact of an article is to those who read the article.

    `SEEN`: a reader sees it. A change of it is a revision, and events, `copydesk diff` and reports name it.
    `READING`: it says how the page was read. A change of it alone is no revision.
    `STATUS`: the article's life sets it, not the page.
    """

    SEEN = "seen"
    READING = "reading"
    STATUS = "status"


#: Every fact of an article's head, in the order in which they are shown. `blocks`, `quotes` and `more` are no facts.
#: The raw dates and what is counted in the text change with the date or the text that they belong to.
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
    """Where the raw bytes of a page lie: an S3 object, as exactly as it is known.

    `offset` and `length` are of a record in a WARC file: the gzip member that holds the page.
    """

    bucket: str
    key: str
    version_id: str | None = None
    etag: str | None = None
    offset: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`number` counts stored changes from 1; `digest` covers all that a reader would see change."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with what storing adds: identity, origin, age and revision.

    `withdrawn_at` is when its page was seen to be gone; an article that has one is `canceled`.
    """

    article_id: str
    article: Article
    source: Source
    date_downloaded: str
    revision: Revision
    duplicate_of: str | None = None
    withdrawn_at: str | None = None
