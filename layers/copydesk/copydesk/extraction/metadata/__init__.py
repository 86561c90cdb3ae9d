"""This package gathers the facts of an article's head from all parts of a page, with their sources."""
