"""Text made comparable and tidy, and links made absolute."""
