"""Copydesk: web pages in, clean and structured article records out."""

__version__ = "0.1.0"
