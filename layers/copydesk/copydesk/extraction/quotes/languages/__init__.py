"""This package holds the rules and words of speech of languages other than English."""
