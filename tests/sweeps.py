"""How much of a sweep is tried: a share that is the same each time in `make test`, the whole in `make verify`."""

import os

#: `make verify` sets it.
WHOLE = os.environ.get("COPYDESK_SWEEPS") == "whole"


def sized(share: int, whole: int) -> int:
    """The size of a sweep, in whatever it counts."""
    return whole if WHOLE else share
