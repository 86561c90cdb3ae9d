"""This package finds an article's text in the scripts of a page, and makes a page of it."""
