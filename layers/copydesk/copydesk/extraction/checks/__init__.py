"""What no word may be lost between, what stands before an article, and the flags of a record."""
