"""What storing a candidate would come to, by the rules that the writer itself goes by, with nothing written."""

from copydesk.delivery import Candidate
from copydesk.errors import Skip, SkipReason
from copydesk.model import StoredArticle
from copydesk.ownership import Place, merged, own_id, placed, sighting
from copydesk.storage.changes import decide
from copydesk.storage.items import is_whole, stored_article
from copydesk.storage.models import HeadItem
from copydesk.storage.placing import with_claim
from copydesk.storage.standings import read_item, standing, tenant_of


def preview(candidate: Candidate) -> StoredArticle | None:
    """The article that the candidate would replace, None if it is a new one; Skip or Reject as storing would."""
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
