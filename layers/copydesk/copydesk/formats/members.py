"""What the JSON formats share: members that say something, and where the text of a body begins."""

from typing import Any

from copydesk.model import STANDFIRST_IN_BODY, Article

type Members = dict[str, Any]


def stated(**members: Any) -> Members:
    """The members that hold something: what a page does not say is absent.

    >>> stated(a=1, b=None, c="", d=[], e=False, f=0)
    {'a': 1, 'e': False, 'f': 0}
    """
    return {name: value for name, value in members.items() if value not in (None, "", [], {}, ())}


def lead(article: Article) -> str | None:
    """The standfirst where the page sets it as the first words of the body, as `Article.text` does."""
    return article.description if article.provenance.get("description") == STANDFIRST_IN_BODY else None
