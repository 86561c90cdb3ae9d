"""Sends single requests to vetted addresses, within limits."""
