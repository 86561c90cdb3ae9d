"""Gaps amid an article: runs of its own kind that were not chosen, between others that were."""

from collections.abc import Collection, Sequence

from copydesk.extraction.walk import Element, Run

#: Characters of a gap that a reader should know of. Held out, 2 of 1,196 articles have such a one, and both have lost
#: a tenth of their text.
_GAP = 400
#: From this share of links on a run is a list of other stories.
_LINKED = 0.5

type _Kind = tuple[Element | None, str]


def is_parted(runs: Sequence[Run], kept: Collection[int]) -> bool:
    """Whether a long stretch is missing amid the runs of one element, all of one tag: kept, left out, kept again."""
    missing: dict[_Kind, int] = {}
    for index, run in enumerate(runs):
        if not run.text or run.element.hidden or run.link_share >= _LINKED:
            continue
        kind = (run.element.parent, run.element.tag)
        if index in kept:
            if missing.get(kind, 0) >= _GAP:
                return True
            missing[kind] = 0
        elif kind in missing:
            missing[kind] += len(run.text)
    return False
