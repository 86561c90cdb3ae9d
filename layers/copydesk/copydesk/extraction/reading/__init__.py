"""This package parses a page into a tree and lists its visible text as runs."""
