"""The items of both tables as PynamoDB models: what downstream reads, attribute by attribute."""

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
    """Keys, as every copy of an item is billed like the item: `listing` reads what they lead to."""

    class Meta:
        index_name = "gsi1"
        projection = IncludeProjection(["kind"])

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ByDay(GlobalSecondaryIndex[Any]):
    """Keys, and what tells a change from a day's other articles."""

    class Meta:
        index_name = "gsi2"
        projection = IncludeProjection(["kind", "date_downloaded", "withdrawn_at"])

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ByChange(GlobalSecondaryIndex[Any]):
    """Heads by when they were stored, changed, withdrawn or restored last."""

    class Meta:
        index_name = "gsi3"
        projection = IncludeProjection(["kind"])

    gsi3pk = UnicodeAttribute(hash_key=True)
    gsi3sk = UnicodeAttribute(range_key=True)


class Kind(DiscriminatorAttribute):
    """An item of a kind that only a later release knows is read as an item of no kind: it has keys, and no facts."""

    def deserialize(self, value: str) -> type:
        return self._discriminator_map.get(value, ArticlesItem)


class ArticlesItem(Table):
    """Any item of the articles table; `kind` says which, so that one query reads them all.

    `unknown` are the attributes that a later release wrote. They are written again with the item.
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
    """What heads and revisions share: an article, whole in one item.

    Attributes are what readers filter and list by, and what a console is to show. All else is in `body`
    (`copydesk.body`), or in the object of the raw bucket that `body_key` names, if the item would be too large.
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
    """What is known about an id (`ownership`), in the one item that is either an article's head or an alias.

    `first_seen` is the sighting of the id's own URL, where the head does not tell it by itself (`standings`). `claims`
    are those of the URLs that name the id, by their ids. `latest` is the last fetch of the own URL, where its article
    may have another id. `left` are ids that it named until an earlier fetch named another, while its claims to them are
    still to be taken back. `turn` counts the changes of all these.
    """

    first_seen: MapAttribute[str, Any] = MapAttribute(null=True)
    claims: MapAttribute[str, Any] = MapAttribute(null=True)
    latest: MapAttribute[str, Any] = MapAttribute(null=True)
    left = ListAttribute[Any](null=True)
    turn = NumberAttribute(null=True)


class AliasItem(IdItem, discriminator="alias"):
    """The id of a URL whose article has another id, `first_seen.names`. `revisions` is the number of the last that it
    had itself.
    """

    article_id = UnicodeAttribute()
    revisions = NumberAttribute(default=0)


class HeadItem(FactsItem, IdItem, discriminator="head"):
    """An article as it stands. `revised_at` is when its revision was fetched, where its page came back since.

    `addresses` are the keys of the pages that it was read from, where there are several. `notified_at` is when S3
    told of its object. `tenant` is the id of the URL that its words come from, where that is not the article's own.
    `quote_ids` and `speakers` (slugs) tell which rows of projections are its own: no revision has rows.
    `stories` are the labels of those that it is a member of (module `stories`), `unsettled` says that their links may
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
    """An article as it stood until it was replaced. It expires by itself."""


class SpokenItem(ArticlesItem, discriminator="spoken"):
    """That a speaker is quoted in an article: a projection, which the stream's function makes of its head."""

    article_id = UnicodeAttribute()


def use_tables(*, articles: str, operations: str) -> None:
    """Say which tables the models mean: their names are the deployment's, not the code's."""
    use_articles(articles)
    use_operations(operations)


def use_articles(articles: str) -> None:
    """The same for functions that have nothing to do with operations."""
    ArticlesItem.Meta.table_name = articles


def use_operations(operations: str) -> None:
    """The same for those that have nothing to do with articles."""
    for model in (OperationsItem, RobotsItem, DueItem):
        model.Meta.table_name = operations
