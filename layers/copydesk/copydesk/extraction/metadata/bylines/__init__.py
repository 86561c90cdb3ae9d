"""This package finds who wrote an article: the lines that name its authors, and the grammar of names."""
