"""Which added block is a deleted one with other words: told by type, place and how many words they share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from re import findall

from copydesk.events.records import BlockWords, Replaced
from copydesk.events.sequences import Gap

#: Half of the words: a sentence rewritten within a paragraph keeps more, two paragraphs of one story share a third.
LEAST_ALIKE = 0.5
#: Far more than a paragraph has; beyond it a hostile page would only cost time.
_MOST_CHARACTERS = 5_000


def edits(gaps: Iterable[Gap], blocks: Mapping[str, BlockWords]) -> tuple[Replaced, ...]:
    return tuple(edit for gap in gaps for edit in _edits_of_gap(gap, blocks))


def _edits_of_gap(gap: Gap, blocks: Mapping[str, BlockWords]) -> Iterator[Replaced]:
    """Each deleted block with the most alike of the added ones that are still free, the first among equals."""
    words = {block: _words(blocks[block].text) for block in (*gap.deleted, *gap.added)}
    free = dict.fromkeys(gap.added)
    for deleted in gap.deleted:
        same_type = (block for block in free if blocks[block].type == blocks[deleted].type)
        likeness = {block: alike(words[deleted], words[block]) for block in same_type}
        best = max(likeness, key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= LEAST_ALIKE:
            del free[best]
            yield Replaced(before=deleted, after=best)


def alike(one: Counter[str], other: Counter[str]) -> float:
    """The share of words in common (Dice, 1945).

    >>> alike(Counter("to be or not to be".split()), Counter("to be or to be not".split()))
    1.0
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _words(text: str) -> Counter[str]:
    """Words, and each letter by itself in scripts that do not part words."""
    return Counter(findall(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|\w+", text[:_MOST_CHARACTERS].casefold()))
