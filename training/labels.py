"""This module aligns the words of a page with those of its truth, to find the runs that are body."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from copydesk.extraction.reading.walk import Run

_WORD = re.compile(r"\w+")
#: Matched words of a run that are scattered over more of the truth than this factor match by chance.
_SCATTERED = 1.6
UNKNOWN = -1.0


def matched_shares(texts: Sequence[str], truth: str) -> NDArray[np.float64]:
    """Returns, for each text, the share of its words in the longest common subsequence with the truth."""
    words = [_WORD.findall(text) for text in texts]
    owner = [index for index, each in enumerate(words) for _ in each]
    hits: list[list[int]] = [[] for _ in texts]
    for block in LCSseq.opcodes([word for each in words for word in each], _WORD.findall(truth)):
        if block.tag == "equal":
            for step in range(block.src_end - block.src_start):
                hits[owner[block.src_start + step]].append(block.dest_start + step)
    return np.array([_share(places, len(each)) for places, each in zip(hits, words, strict=True)])


def _share(places: list[int], count: int) -> float:
    if not count:
        return UNKNOWN
    if places and places[-1] - places[0] + 1 > _SCATTERED * len(places) + 2:
        return 0.0
    return len(places) / count


def snippet_labels(texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]) -> NDArray[np.float64]:
    """Returns 1 for a text with a wanted snippet, 0 for one with an unwanted snippet, else UNKNOWN."""
    return np.array([_snippet_label(text.lower(), wanted, unwanted) for text in texts])


def _snippet_label(text: str, wanted: Sequence[str], unwanted: Sequence[str]) -> float:
    if any(snippet.lower() in text for snippet in unwanted):
        return 0.0
    return 1.0 if any(snippet.lower() in text for snippet in wanted) else UNKNOWN


def is_in_list_or_table(run: Run) -> bool:
    return any(
        element.tag in ("li", "td", "th", "dd", "dt", "figcaption", "caption") for element in run.element.lineage()
    )
