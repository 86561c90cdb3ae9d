"""This package turns the bytes of a page into a frozen article.

It is pure: it uses no AWS, no clock, no network and no settings.
"""

import copydesk.extraction.lazy_imports  # noqa: F401  (before bs4)
from copydesk.extraction.article import extract_article

__all__ = ["extract_article"]
