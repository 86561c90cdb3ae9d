"""`copydesk backfill`: what it would take, starting it, how it goes, and what failed once more."""
