"""Watching sites: their listings read, their pages fetched, politely and safely."""
