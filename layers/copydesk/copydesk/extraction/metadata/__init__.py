"""This package gathers the facts of an article's head from all sources of a page, and names the source of each."""
