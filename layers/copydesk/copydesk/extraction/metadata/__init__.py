"""The facts of an article's head, from all that a page says of itself, each with the source believed."""
