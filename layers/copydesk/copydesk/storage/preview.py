"""What storing a candidate would come to, by the rules that the writer itself goes by, with nothing written."""

from copydesk.delivery import Candidate
from copydesk.model import StoredArticle
from copydesk.storage.changes import decide
from copydesk.storage.keys import article_pk
from copydesk.storage.reader import read_article
from copydesk.storage.transactions import read_head


def preview(candidate: Candidate) -> StoredArticle | None:
    """The article that the candidate would replace, None if it is a new one; Skip or Reject as storing would."""
    old = read_head(article_pk(candidate.article_id))
    decide(candidate, old)
    return read_article(candidate.article_id) if old else None
