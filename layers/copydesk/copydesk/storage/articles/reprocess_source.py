"""Finds stored articles to extract again, in a segment of the table or by id, and previews the result."""

from collections.abc import Iterator

from copydesk.errors import Skip, SkipReason
from copydesk.model import StoredArticle
from copydesk.pipeline.messages import Candidate, Pointer, WrittenArticle
from copydesk.pipeline.ownership import Place, merged, own_id, placed, sighting, with_claim
from copydesk.storage.articles.changes import decide
from copydesk.storage.articles.items import is_whole, source_of, stored_article
from copydesk.storage.articles.listing import items_of
from copydesk.storage.articles.models import ArticlesItem, HeadItem
from copydesk.storage.articles.standings import read_item, standing, stored_head, tenant_of
from copydesk.storage.keys import HEAD, article_at, article_pk

#: The number of heads that one call reads. A head has a few kilobytes.
_PAGE = 100


def articles_of_segment(segment: int, segments: int, after: str | None = None) -> Iterator[WrittenArticle]:
    """Yields the articles of one of `segments` equal parts of the index by day, after the cursor `after`."""
    start = _start(after) if after else None
    index = ArticlesItem.by_day
    found = index.scan(segment=segment, total_segments=segments, last_evaluated_key=start, page_size=_PAGE)
    for _, item in items_of(entry.gsi2sk for entry in found):
        yield _written(item)


def written_article(article_id: str) -> WrittenArticle | None:
    found = stored_head(article_id)
    return _written(found) if found else None


def _written(item: HeadItem) -> WrittenArticle:
    return WrittenArticle(
        article_id=item.article_id,
        extractor_version=item.extractor_version or "",
        pointer=Pointer(source=source_of(item), sequencer=item.sequencer, notified_at=item.notified_at, url=item.url),
        cursor=f"{item.gsi2pk} {item.gsi2sk}",
    )


def _start(cursor: str) -> dict[str, dict[str, str]]:
    gsi2pk, _, gsi2sk = cursor.partition(" ")
    key = {"gsi2pk": gsi2pk, "gsi2sk": gsi2sk, "pk": article_pk(article_at(gsi2sk)), "sk": HEAD}
    return {name: {"S": value} for name, value in key.items()}


def preview(candidate: Candidate) -> StoredArticle | None:
    """Returns the article that the candidate would replace, or None if it is new.

    Raises Skip or Reject as storing does.
    """
    article_id = _id_of(candidate)
    old = read_item(article_id)
    head = old if isinstance(old, HeadItem) else None
    tenant = own_id(candidate)
    decide(placed(candidate, article_id), head, takes_over=head is not None and tenant_of(head) != tenant)
    return stored_article(head) if head and is_whole(head) else None


def _id_of(candidate: Candidate) -> str:
    own = own_id(candidate)
    first = merged(sighting(candidate), standing(own, read_item(own)).page)
    if first.names == own:
        return own
    place = with_claim(standing(first.names, read_item(first.names)), own, first).place(own)
    if place is Place.ALIAS:
        raise Skip(SkipReason.ALIAS, first.names)
    return first.names if place is Place.HOLDS else own
