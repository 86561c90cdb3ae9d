"""The operations table: hosts, pages, sources, sites, rejects."""
