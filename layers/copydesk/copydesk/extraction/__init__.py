"""This package turns the bytes of a page into a frozen article.

It is pure: it uses no AWS, no clock, no network and no settings.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import copydesk.extraction.lazy_imports  # noqa: F401  (before bs4)
from copydesk.extraction.article import extract_article
from copydesk.model import Article

if TYPE_CHECKING:
    from copydesk.extraction.joining import Joined

__all__ = ["extract_article", "join_pages"]


def join_pages(first: Article, read: Callable[[str], Article | None]) -> "Joined":
    """Joins the pages of an article to its page 1; see `copydesk.extraction.joining.join`."""
    # Few articles have several pages, and the import takes 3.5 ms of a cold start.
    from copydesk.extraction.joining import join

    return join(first, read)
