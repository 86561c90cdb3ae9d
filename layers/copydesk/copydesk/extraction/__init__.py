"""Extraction: bytes of a page in, a frozen article out. Pure: no AWS, no clock, no network, no settings."""

from copydesk.extraction.article import extract_article

__all__ = ["extract_article"]
