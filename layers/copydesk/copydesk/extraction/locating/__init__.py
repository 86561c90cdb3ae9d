"""This package locates the runs of a page that are its article, and what belongs to them."""
