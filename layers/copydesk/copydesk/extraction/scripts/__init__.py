"""The text of pages that a script draws: what their scripts hold of it, found and turned into a page to be read."""
