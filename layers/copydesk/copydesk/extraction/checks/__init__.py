"""This package checks articles: conserved words, walls before the text, flags and fingerprints."""
