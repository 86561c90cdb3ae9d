"""Stores the items of the operations table: hosts, pages, sources, sites and rejects."""
