"""Implements `copydesk backfill`: its plan, its start, its status, and the repetition of what failed."""
