"""Implements the console in the browser, which shows arrivals, refusals, sites and sources."""
