"""This module sets the size of a sweep: `make test` tries a fixed share, `make verify` tries the whole."""

import os

#: `make verify` sets it.
WHOLE = os.environ.get("COPYDESK_SWEEPS") == "whole"


def sized(share: int, whole: int) -> int:
    """Returns the size of a sweep in its own unit."""
    return whole if WHOLE else share
