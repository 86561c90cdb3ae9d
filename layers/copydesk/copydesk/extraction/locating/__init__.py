"""Which runs of a page are its article, and what belongs to them."""
