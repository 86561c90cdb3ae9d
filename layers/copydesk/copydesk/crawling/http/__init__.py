"""One request to one vetted address, within limits."""
