"""Watches sites: reads their listings and fetches their pages, politely and safely."""
