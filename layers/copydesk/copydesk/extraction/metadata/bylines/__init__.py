"""Who wrote an article: the lines that name its authors, and the grammar of names."""
