"""A page's tree, and its visible text as runs."""
