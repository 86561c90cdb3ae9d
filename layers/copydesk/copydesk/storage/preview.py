"""What storing a candidate would come to, by the rules that the writer itself goes by, with nothing written."""

from copydesk.delivery import Candidate
from copydesk.model import StoredArticle
from copydesk.ownership import Claim, at_home
from copydesk.storage.changes import decide
from copydesk.storage.holders import claim_of
from copydesk.storage.keys import article_pk
from copydesk.storage.reader import read_article
from copydesk.storage.transactions import read_head


def preview(candidate: Candidate) -> StoredArticle | None:
    """The article that the candidate would replace, None if it is a new one; Skip or Reject as storing would."""
    if candidate.own_id and read_head(article_pk(candidate.own_id)):
        return preview(at_home(candidate))
    old = read_head(article_pk(candidate.article_id))
    if old and claim_of(candidate, old) is Claim.GOES_HOME:
        return preview(at_home(candidate))
    decide(candidate, old)
    return read_article(candidate.article_id) if old else None
