"""Lays out articles, facts, differences, rejects and sources for a terminal."""
