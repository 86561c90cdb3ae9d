"""Defines the items of the articles table as PynamoDB models, and sets the names of both tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from copydesk.storage.dynamodb import Connection, Table
from copydesk.storage.operations.models import DueItem, OperationsItem, RobotsItem


class BySite(GlobalSecondaryIndex[Any]):
    """The index by site. It contains only keys, because each copy of an item costs as much as the item."""

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["kind"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ByDay(GlobalSecondaryIndex[Any]):
    """The index by day. It contains keys, and the attributes that show whether an article changed."""

    class Meta:
        index_name = "gsi2"
        projection = IncludeProjection(["kind", "date_downloaded", "withdrawn_at"])

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ByChange(GlobalSecondaryIndex[Any]):
    """The index of heads by the time at which they were last stored, changed, withdrawn or restored."""

    class Meta:
        index_name = "gsi3"
        projection = IncludeProjection(["kind"])

    gsi3pk = UnicodeAttribute(hash_key=True)
    gsi3sk = UnicodeAttribute(range_key=True)


class Kind(DiscriminatorAttribute):
    """The discriminator of items. An item of a kind from a later release is read as a plain item, without facts."""

    def deserialize(self, value: str) -> type:
        return self._discriminator_map.get(value, ArticlesItem)


class ArticlesItem(Table):
    """Any item of the articles table. `kind` identifies its type, so that one query reads all of them.

    `unknown` holds the attributes that a later release wrote. They are written back with the item.
    """

    class Meta(Connection):
        table_name = ""

    unknown: Mapping[str, Any] = MappingProxyType({})

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = Kind()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)
    gsi3pk = UnicodeAttribute(null=True)
    gsi3sk = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(null=True)
    by_site = BySite()
    by_day = ByDay()
    by_change = ByChange()

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        item = super().from_raw_data(data)
        item.unknown = {name: value for name, value in data.items() if name not in item.get_attributes()}
        return item

    def serialize(self, null_check: bool = True) -> dict[str, Any]:
        return {**self.unknown, **super().serialize(null_check)}


class FactsItem(ArticlesItem):
    """The common part of heads and revisions: a whole article in one item.

    The attributes are those that readers filter and list by, and that a console shows. Everything else is in `body`
    (`copydesk.body`). If the item would be too large, the body is an object of the raw bucket, named by `body_key`.
    """

    article_id = UnicodeAttribute()
    url = UnicodeAttribute(null=True)
    host = UnicodeAttribute(null=True)
    type = UnicodeAttribute(null=True)
    headline = UnicodeAttribute(null=True)
    authors = ListAttribute[Any](null=True)
    date_published = UnicodeAttribute(null=True)
    date_modified = UnicodeAttribute(null=True)
    date_downloaded = UnicodeAttribute()
    language = UnicodeAttribute(null=True)
    section = UnicodeAttribute(null=True)
    tags = ListAttribute[Any](null=True)
    word_count = NumberAttribute(null=True)
    pub_status = UnicodeAttribute(null=True)
    revision: MapAttribute[str, Any] = MapAttribute()
    source: MapAttribute[str, Any] = MapAttribute()
    extractor_version = UnicodeAttribute(null=True)
    schema_version = UnicodeAttribute(null=True)
    body = BinaryAttribute(legacy_encoding=False, null=True)
    body_key = UnicodeAttribute(null=True)


class IdItem(ArticlesItem):
    """The knowledge about an id (`ownership`), in the one item that is either an article's head or an alias.

    `first_seen` is the sighting of the id's own URL, unless the head itself gives it (`standings`). `claims` are the
    sightings of URLs that name the id, by their ids. `latest` is the last fetch of the own URL, if its article may have
    another id, or be a part. `left` holds ids that the URL named before an earlier fetch named another. They stay until
    the URL's claims to them are removed. `turn` counts the changes of all these. `parts` are the other pages of an
    article, by the ids of their URLs. `part_of` is the id of page 1's URL, if the id's own URL is such a part.
    """

    first_seen: MapAttribute[str, Any] = MapAttribute(null=True)
    claims: MapAttribute[str, Any] = MapAttribute(null=True)
    latest: MapAttribute[str, Any] = MapAttribute(null=True)
    left = ListAttribute[Any](null=True)
    turn = NumberAttribute(null=True)
    parts: MapAttribute[str, Any] = MapAttribute(null=True)
    part_of = UnicodeAttribute(null=True)


class AliasItem(IdItem, discriminator="alias"):
    """The id of a URL whose article has another id: that of `part_of`, or else `first_seen.names`.

    `revisions` is the number of the last revision that the id itself had.
    """

    article_id = UnicodeAttribute()
    revisions = NumberAttribute(default=0)


class HeadItem(FactsItem, IdItem, discriminator="head"):
    """The current state of an article. `revised_at` is the fetch time of its revision, if its page came back later.

    `addresses` are the keys of the pages that it was read from, if there are several. `notified_at` is the time of the
    S3 notification. `tenant` is the id of the URL that its words come from, if that is not the article's own.
    `quote_ids` and `speakers` (slugs) identify the projection rows of the head; revisions have no rows.
    `stories` are the labels of the article's stories (module `near_duplicates`). `unsettled` says that their links may
    be wrong.
    """

    quote_ids = UnicodeSetAttribute(null=True)
    speakers = UnicodeSetAttribute(null=True)
    sequencer = UnicodeAttribute(null=True)
    notified_at = UnicodeAttribute(null=True)
    withdrawn_at = UnicodeAttribute(null=True)
    revised_at = UnicodeAttribute(null=True)
    duplicate_of = UnicodeAttribute(null=True)
    tenant = UnicodeAttribute(null=True)
    addresses = ListAttribute[Any](null=True)
    stories = ListAttribute[Any](null=True)
    unsettled = BooleanAttribute(null=True)


class RevisionItem(FactsItem, discriminator="revision"):
    """A past state of an article, until it was replaced. It expires by itself."""


class SpokenItem(ArticlesItem, discriminator="spoken"):
    """A projection row: a speaker is quoted in an article. The publish function derives it from the head."""

    article_id = UnicodeAttribute()


def use_tables(*, articles: str, operations: str) -> None:
    """Sets the table names of the models, because these depend on the deployment."""
    use_articles(articles)
    use_operations(operations)


def use_articles(articles: str) -> None:
    """Sets the table name for functions that do not use the operations table."""
    ArticlesItem.Meta.table_name = articles


def use_operations(operations: str) -> None:
    """Sets the table name for functions that do not use the articles table."""
    for model in (OperationsItem, RobotsItem, DueItem):
        model.Meta.table_name = operations
