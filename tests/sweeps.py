"""This module sets the size of a sweep: `make test` tries a fixed share, `make verify` tries the whole."""

import os
from collections.abc import Sequence

#: `make verify` sets it.
WHOLE = os.environ.get("COPYDESK_SWEEPS") == "whole"


def sized[Size](share: Size, whole: Size) -> Size:
    """Returns the size of a sweep in its own unit, or the sizes that it takes."""
    return whole if WHOLE else share


def thinned[Case](cases: Sequence[Case], each: int) -> list[Case]:
    """Returns every so many cases of a sweep, the first among them."""
    return list(cases) if WHOLE else list(cases[::each])
