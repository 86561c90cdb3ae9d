"""The items of both tables as PynamoDB models: what downstream reads, attribute by attribute."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    DiscriminatorAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from copydesk.storage.connection import Connection, Table
from copydesk.storage.crawl_models import DueItem
from copydesk.storage.operations_models import HostItem, RobotsItem, StoryItem, TallyItem


class BySiteOrSpeaker(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ByDay(GlobalSecondaryIndex[Any]):
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ArticlesItem(Table):
    """Any item of the articles table; `kind` says which, so that one query reads them all."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
    by_site_or_speaker = BySiteOrSpeaker()
    by_day = ByDay()


class FactsItem(ArticlesItem):
    """What heads and revisions share: all facts of an article, and the ids of its blocks, in order, and quotes.

    A revision from before `schema_version` was kept in it has of the facts only the headline.
    """

    canonical_url = UnicodeAttribute(null=True)
    url = UnicodeAttribute(null=True)
    host = UnicodeAttribute(null=True)
    site_name = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    headline = UnicodeAttribute(null=True)
    alternative_headline = UnicodeAttribute(null=True)
    kicker = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    authors = ListAttribute[Any](null=True)
    date_published = UnicodeAttribute(null=True)
    date_published_raw = UnicodeAttribute(null=True)
    date_modified = UnicodeAttribute(null=True)
    date_modified_raw = UnicodeAttribute(null=True)
    date_downloaded = UnicodeAttribute()
    dateline = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    section = UnicodeAttribute(null=True)
    breadcrumbs = ListAttribute[Any](null=True)
    tags = ListAttribute[Any](null=True)
    main_image = UnicodeAttribute(null=True)
    next_page = UnicodeAttribute(null=True)
    pages = ListAttribute[Any](null=True)
    word_count = NumberAttribute(null=True)
    reading_time_minutes = NumberAttribute(null=True)
    is_accessible_for_free = BooleanAttribute(null=True)
    robots = ListAttribute[Any](null=True)
    pub_status = UnicodeAttribute(null=True)
    blocks = ListAttribute[Any]()
    quotes = ListAttribute[Any]()
    fingerprint = UnicodeAttribute(null=True)
    source: MapAttribute[str, Any] = MapAttribute()
    provenance: MapAttribute[str, Any] = MapAttribute(null=True)
    conflicts = ListAttribute[Any](null=True)
    quality: MapAttribute[str, Any] = MapAttribute(null=True)
    extractor_version = UnicodeAttribute(null=True)
    schema_version = UnicodeAttribute(null=True)


class HeadItem(FactsItem, discriminator="head"):
    article_id = UnicodeAttribute()
    sequencer = UnicodeAttribute(null=True)
    withdrawn_at = UnicodeAttribute(null=True)
    revision: MapAttribute[str, Any] = MapAttribute()
    duplicate_of = UnicodeAttribute(null=True)


class BlockItem(ArticlesItem, discriminator="block"):
    block_id = UnicodeAttribute()
    type = UnicodeAttribute()
    subtype = UnicodeAttribute(null=True)
    level = NumberAttribute(null=True)
    text = UnicodeAttribute(null=True)
    html = UnicodeAttribute(null=True)
    links = ListAttribute[Any](null=True)
    items = ListAttribute[Any](null=True)
    header = ListAttribute[Any](null=True)
    rows = ListAttribute[Any](null=True)
    url = UnicodeAttribute(null=True)
    caption = UnicodeAttribute(null=True)
    credit = UnicodeAttribute(null=True)
    alt = UnicodeAttribute(null=True)
    attribution = UnicodeAttribute(null=True)
    provider = UnicodeAttribute(null=True)
    entry: MapAttribute[str, Any] = MapAttribute(null=True)
    digest = UnicodeAttribute()


class QuoteItem(ArticlesItem, discriminator="quote"):
    quote_id = UnicodeAttribute()
    block_id = UnicodeAttribute()
    text = UnicodeAttribute()
    speaker = UnicodeAttribute(null=True)
    speaker_raw = UnicodeAttribute(null=True)
    cue = UnicodeAttribute(null=True)
    start = NumberAttribute()
    end = NumberAttribute()


class RevisionItem(FactsItem, discriminator="revision"):
    """An article as it stood: its blocks and quotes are items of their own, kept as long as this is."""

    number = NumberAttribute()
    digest = UnicodeAttribute()


class RejectItem(Table):
    """One refused page or message in the operations table, however often it came."""

    class Meta(Connection):
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    reason = UnicodeAttribute()
    detail = UnicodeAttribute(null=True)
    bucket = UnicodeAttribute(null=True)
    key = UnicodeAttribute(null=True)
    version_id = UnicodeAttribute(null=True)
    offset = NumberAttribute(null=True)
    length = NumberAttribute(null=True)
    message = UnicodeAttribute(null=True)
    first_seen = UnicodeAttribute()
    last_seen = UnicodeAttribute()
    times = NumberAttribute(attr_name="count")
    expires_at = TTLAttribute()


def use_tables(*, articles: str, operations: str) -> None:
    """Say which tables the models mean: their names are the deployment's, not the code's."""
    use_articles(articles)
    use_operations(operations)


def use_articles(articles: str) -> None:
    """The same for functions that have nothing to do with operations."""
    ArticlesItem.Meta.table_name = articles


def use_operations(operations: str) -> None:
    """The same for those that have nothing to do with articles."""
    for model in (RejectItem, HostItem, RobotsItem, DueItem, StoryItem, TallyItem):
        model.Meta.table_name = operations
