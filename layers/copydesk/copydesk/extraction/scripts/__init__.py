"""This package finds an article's text in the scripts of a page, and turns it into a page to be read."""
