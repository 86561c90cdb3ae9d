"""The articles table: heads, revisions, rows of speakers, copies."""
