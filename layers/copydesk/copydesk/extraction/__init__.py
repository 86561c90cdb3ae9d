"""Extraction: bytes of a page in, a frozen article out. Pure: no AWS, no clock, no network, no settings."""

import copydesk.extraction.lazy_imports  # noqa: F401  (before bs4)
from copydesk.extraction.article import extract_article

__all__ = ["extract_article"]
