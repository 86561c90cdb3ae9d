"""This package makes text comparable and tidy, and links absolute."""
